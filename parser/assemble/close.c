/* What is known of a report when it has ended: what is missing, whose limit, the page size, its identity. */
#include "assemble/context.h"
#include "model/charge.h"

static bool is_memcg(const struct context *ctx)
{
	const struct oomlog_event *ev = ctx->ev;

	/* it breaks off in its call trace */
	if (ev->parts == OOMLOG_PART_TRIGGER && !ctx->mixed && charge_is_in(ev->trigger))
		return true;
	return ctx->memcg_words || (ev->parts & OOMLOG_PART_MEMCG) != 0 || str_eq(ev->constraint, STR("memcg")) ||
		(ev->memcg != NULL && ev->memcg->path.p != NULL);
}

/* Only its header is there, which "grep -i oom" finds: who was killed stands in the table. */
static bool is_table_empty(const struct oomlog_event *ev)
{
	return ev->tasks.n == 0 && ev->victims.n > 0;
}

static unsigned missing_parts(const struct context *ctx)
{
	const struct oomlog_event *ev = ctx->ev;
	unsigned need = 0;

	switch (ev->kind) {
	case OOMLOG_KIND_OOM:
		need = OOMLOG_PART_TRIGGER | OOMLOG_PART_KILL |
			(is_memcg(ctx) ? OOMLOG_PART_MEMCG : OOMLOG_PART_MEMORY);
		/* with vm.oom_dump_tasks=0 the kernel prints no table, and says nothing of it */
		if (ctx->table || ctx->lost || ctx->mixed || !ctx->ended || ev->trigger == NULL)
			need |= OOMLOG_PART_TASKS;
		break;
	case OOMLOG_KIND_PAGE_ALLOCATION_FAILURE:
		need = OOMLOG_PART_TRIGGER | OOMLOG_PART_MEMORY;
		break;
	default:
		break;
	}
	return need & ~(is_table_empty(ev) ? ev->parts & ~(unsigned)OOMLOG_PART_TASKS : ev->parts);
}

/* Only where the report's own words make it certain. */
static void set_constraint(struct context *ctx)
{
	if (ctx->ev->kind != OOMLOG_KIND_OOM || ctx->ev->constraint.p != NULL)
		return;
	if (ctx->memcg_words)
		ctx->ev->constraint = STR("memcg");
	else if (ctx->policy_words)
		ctx->ev->constraint = STR("memory_policy");
	else if (ctx->cpuset_words)
		ctx->ev->constraint = STR("cpuset");
}

/* The kill line is lost: what the oom-kill: line says of whom the kernel picked. */
static void set_chosen(struct context *ctx)
{
	struct oomlog_chosen *chosen;

	if (ctx->ended || ctx->expected_pid == OOMLOG_ABSENT || ctx->ev->chosen != NULL)
		return;
	chosen = event_chosen(ctx->ev);
	if (chosen != NULL) {
		chosen->pid = ctx->expected_pid;
		chosen->comm = ctx->expected_comm;
		chosen->uid = ctx->expected_uid;
	}
}

enum { LEAST_PAGE = 4096, MOST_PAGE = 256 * 1024 };

static bool is_page_size(uint64_t n)
{
	return n >= LEAST_PAGE && n <= MOST_PAGE && (n & (n - 1)) == 0;
}

/*
 * "active_anon:451 inactive_anon:12347" in pages, "Node 0 active_anon:1804kB inactive_anon:49388kB": where there is one
 * node they are the same figures. They are read one after the other, so that two have to agree.
 */
enum { FEWEST_PAGES = 16, AGREEING = 2 };

static uint64_t page_size_of_node(const struct oomlog_memory *m)
{
	static const char *const names[][2] = {{"active_anon", "active_anon_bytes"},
	                                       {"inactive_anon", "inactive_anon_bytes"},
	                                       {"active_file", "active_file_bytes"},
	                                       {"inactive_file", "inactive_file_bytes"},
	                                       {"unevictable", "unevictable_bytes"}};
	uint64_t size = OOMLOG_ABSENT_U;
	unsigned agree = 0;

	for (size_t i = 0; m->nodes.n == 1 && i < sizeof(names) / sizeof(names[0]); i++) {
		uint64_t pages = fields_get(&m->counters_pages, names[i][0]);
		uint64_t bytes = fields_get(&m->nodes.items[0].fields, names[i][1]);

		if (pages == OOMLOG_ABSENT_U || bytes == OOMLOG_ABSENT_U || pages < FEWEST_PAGES)
			continue;
		if (bytes % pages != 0 || !is_page_size(bytes / pages) ||
		    (size != OOMLOG_ABSENT_U && size != bytes / pages))
			return OOMLOG_ABSENT_U;
		size = bytes / pages;
		agree++;
	}
	return agree >= AGREEING ? size : OOMLOG_ABSENT_U;
}

/* Order 0 of a free list is one page; else a figure in two units: the victim's total_vm in table and kill line, a node's. */
static uint64_t page_size(struct context *ctx)
{
	const struct oomlog_event *ev = ctx->ev;

	if (ev->memory != NULL)
		for (size_t i = 0; i < ev->memory->zones.n; i++) {
			const struct oomlog_zone *zone = &ev->memory->zones.items[i];

			if (zone->free_blocks.n > 0 && is_page_size(zone->free_blocks.items[0].block_bytes))
				return zone->free_blocks.items[0].block_bytes;
		}
	for (size_t v = 0; v < ev->victims.n; v++) {
		const struct oomlog_task *task = context_task(ctx, ev->victims.items[v].pid);
		uint64_t bytes = ev->victims.items[v].total_vm_bytes;
		uint64_t pages = task != NULL ? task->total_vm_pages : OOMLOG_ABSENT_U;

		if (bytes != OOMLOG_ABSENT_U && pages != OOMLOG_ABSENT_U && pages > 0 && bytes % pages == 0 &&
		    is_page_size(bytes / pages))
			return bytes / pages;
	}
	return ev->memory != NULL ? page_size_of_node(ev->memory) : OOMLOG_ABSENT_U;
}

/* "2.6.32-431.el6.x86_64", "6.1.0-50-cloud-amd64": the release names it, or nothing does */
static strv arch_of(strv release)
{
	static const char *const names[] = {"x86_64", "amd64",   "i686",     "i386",    "686",     "aarch64",
	                                    "arm64",  "armhf",   "armv7l",   "ppc64le", "ppc64el", "ppc64",
	                                    "s390x",  "riscv64", "mips64el", "ia64",    "sparc64"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		strv name = str_of(names[i]);

		if (release.n > name.n && str_ends(release, name) && !is_digit(release.p[release.n - name.n - 1]) &&
		    (release.p[release.n - name.n - 1] == '.' || release.p[release.n - name.n - 1] == '-'))
			return name;
	}
	return STR_NONE;
}

static void set_kernel(struct context *ctx)
{
	struct oomlog_event *ev = ctx->ev;
	uint64_t size = page_size(ctx);
	struct oomlog_kernel *kernel;

	if (ev->kernel == NULL && size == OOMLOG_ABSENT_U && ctx->stream->release[0] == '\0')
		return;
	kernel = event_kernel(ev);
	if (kernel == NULL)
		return;
	kernel->page_size_bytes = size;
	if (kernel->release.p == NULL && ctx->stream->release[0] != '\0')
		kernel->release = arena_str(&ev->arena, str_of(ctx->stream->release));
	if (kernel->release.p != NULL)
		kernel->arch = arch_of(kernel->release);
}

int64_t record_instant(struct assembler *a, const struct record *r, bool *ret_inferred)
{
	*ret_inferred = false;
	if (r->real_us != NO_TIME)
		return r->real_us;
	if (r->wall.mon == 0)
		return NO_TIME;
	return calendar_next(&a->calendar, &r->wall, a->opt.year, a->newest_us, ret_inferred);
}

/*
 * "Killed process 53 (x)" was the whole line up to 2.6.32, which had no oom_score_adj; "Out of memory: Killed process
 * 53 (x)." has its full stop. Without sizes and without that it is the beginning of a newer one.
 */
static bool is_kill_cut(const struct context *ctx)
{
	const struct oomlog_event *ev = ctx->ev;

	if (ev->kind != OOMLOG_KIND_OOM || ev->victims.n == 0 || ev->victims.items[0].total_vm_bytes != OOMLOG_ABSENT_U)
		return false;
	return (ev->trigger != NULL && ev->trigger->oom_score_adj != OOMLOG_ABSENT) || ctx->stop_due;
}

static bool has_damage(const struct oomlog_event *ev, enum oomlog_damage_what what)
{
	for (size_t i = 0; i < ev->damage.n; i++)
		if (ev->damage.items[i].what == what)
			return true;
	return false;
}

void event_finish(struct assembler *a, struct context *ctx)
{
	struct oomlog_event *ev = ctx->ev;

	if (ev->time.realtime_us == NO_TIME && ev->time.monotonic_us != NO_TIME && a->opt.boot_realtime_us != NO_TIME) {
		ev->time.realtime_us = a->opt.boot_realtime_us + ev->time.monotonic_us;
		ev->time.realtime_from = OOMLOG_REALTIME_BOOT;
	}
	set_chosen(ctx);
	set_constraint(ctx);
	set_kernel(ctx);
	if (ev->arena.full && !has_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT))
		event_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT, 1, ev->origin.last_line);
	if (is_kill_cut(ctx) && !has_damage(ev, OOMLOG_DAMAGE_CUT))
		event_damage(ev, OOMLOG_DAMAGE_CUT, 1, ev->origin.last_line);
	ev->missing = missing_parts(ctx);
	event_hash(ev);
}
