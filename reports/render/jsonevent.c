#include "reports/render/jsonevent.h"

#include "formats/gfp.h"
#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/workload.h"
#include "reports/render/jsonfields.h"
#include "reports/render/jsonmemory.h"
#include "reports/text/text.h"

static void missing(struct json *j, unsigned parts)
{
	static const struct {
		enum oomlog_part part;
		const char *name;
	} names[] = {
		{OOMLOG_PART_TRIGGER, "trigger"}, {OOMLOG_PART_MEMORY, "memory"}, {OOMLOG_PART_MEMCG, "memcg"},
		{OOMLOG_PART_TASKS, "tasks"},     {OOMLOG_PART_KILL, "kill"},
	};

	json_key(j, "complete");
	json_boolean(j, parts == 0);
	if (parts == 0)
		return;
	json_key(j, "missing");
	json_open(j, '[');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (parts & names[i].part)
			json_str(j, str_of(names[i].name));
	json_close(j, ']');
}

static void damage(struct json *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_damages(ev);

	if (n == 0)
		return;
	json_key(j, "damage");
	json_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		const struct oomlog_damage *d = oomlog_event_damage(ev, i);

		json_open(j, '{');
		json_member_words(j, "what", oomlog_damage_name(d->what));
		json_member_u64(j, "count", d->count);
		json_member_u64(j, "line", d->line);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void jsonevent_origin(struct json *j, const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);

	json_open(j, '{');
	json_member_text(j, "input", o->input);
	json_member_text(j, "carrier", o->carrier);
	json_member_u64(j, "first_line", o->first_line);
	json_member_u64(j, "last_line", o->last_line);
	json_member_u64(j, "first_byte", o->first_byte);
	json_member_u64(j, "last_byte", o->last_byte);
	json_member_text(j, "host", o->host);
	json_member_text(j, "boot_id", o->boot_id);
	json_member_text(j, "transport", o->transport);
	if (o->distrusted) {
		json_key(j, "trusted");
		json_boolean(j, false);
	}
	json_close(j, '}');
}

static void write_time(struct json *j, const struct oomlog_time *t)
{
	static const char *const from[] = {NULL, "carrier", "carrier_year_inferred", "boot"};
	bool wall = json_has_time(t->realtime_us);

	if (!wall && t->monotonic_us == OOMLOG_ABSENT && t->end_monotonic_us == OOMLOG_ABSENT)
		return;
	json_key(j, "time");
	json_open(j, '{');
	json_member_i64(j, "monotonic_us", t->monotonic_us);
	json_member_time(j, "realtime", t->realtime_us);
	if (wall && (size_t)t->realtime_from < sizeof(from) / sizeof(from[0]))
		json_member_words(j, "realtime_from", from[t->realtime_from]);
	json_member_i64(j, "end_monotonic_us", t->end_monotonic_us);
	json_member_time(j, "end_realtime", t->end_realtime_us);
	json_close(j, '}');
}

static void kernel(struct json *j, const struct oomlog_kernel *k)
{
	if (k == NULL)
		return;
	json_key(j, "kernel");
	json_open(j, '{');
	json_member_text(j, "release", k->release);
	json_member_text(j, "tainted", k->tainted);
	json_member_text(j, "hardware", k->hardware);
	json_member_text(j, "arch", k->arch);
	json_member_u64(j, "page_size_bytes", k->page_size_bytes);
	json_close(j, '}');
}

/* "GFP_HIGHUSER_MOVABLE|__GFP_ZERO"; "" is the empty mask, "0x0()" */
static void flags(struct json *j, strv names)
{
	if (names.p == NULL)
		return;
	json_key(j, "flags");
	json_open(j, '[');
	while (names.n > 0) {
		size_t bar = str_find_byte(names, '|');
		strv name = str_upto(names, bar);

		if (name.n > 0)
			json_str(j, name);
		names = bar == SIZE_MAX ? str_from(names, names.n) : str_from(names, bar + 1);
	}
	json_close(j, ']');
}

static void gfp_mask(struct json *j, const struct oomlog_trigger *t)
{
	if (t->gfp_mask == OOMLOG_ABSENT_U)
		return;
	json_key(j, "gfp_mask");
	json_open(j, '{');
	json_member_u64(j, "value", t->gfp_mask);
	json_key(j, "hex");
	json_hex_mask(j, t->gfp_mask);
	flags(j, t->gfp_flags);
	json_close(j, '}');
}

/* "out_of_memory+0x1fd/0x4c0 [module]"; a frame without symbols has no size. */
static void frame(struct json *j, const struct oomlog_frame *f)
{
	bool has_offset = f->size != 0 && f->size != OOMLOG_ABSENT_U;

	json_open(j, '{');
	json_member_text(j, "function", f->function);
	json_member_u64(j, "offset", has_offset ? f->offset : OOMLOG_ABSENT_U);
	json_member_u64(j, "size", has_offset ? f->size : OOMLOG_ABSENT_U);
	json_member_text(j, "module", f->module);
	json_key(j, "reliable");
	json_boolean(j, f->reliable);
	json_close(j, '}');
}

static void call_trace(struct json *j, const struct oomlog_trigger *t)
{
	if (t->n_call_trace == 0)
		return;
	json_key(j, "call_trace");
	json_open(j, '[');
	for (size_t i = 0; i < t->n_call_trace; i++)
		frame(j, &t->call_trace[i]);
	json_close(j, ']');
}

static void trigger(struct json *j, const struct oomlog_trigger *t)
{
	if (t == NULL)
		return;
	json_key(j, "trigger");
	json_open(j, '{');
	json_member_text(j, "comm", t->comm);
	json_member_i64(j, "pid", t->pid);
	json_member_i64(j, "uid", t->uid);
	json_member_i64(j, "cpu", t->cpu);
	gfp_mask(j, t);
	json_member_i64(j, "order", t->order);
	json_member_i64(j, "oom_score_adj", t->oom_score_adj);
	json_member_i64(j, "oom_adj", t->oom_adj);
	json_member_text(j, "cpuset", t->cpuset);
	json_member_text(j, "mems_allowed", t->mems_allowed);
	json_member_text(j, "nodemask", t->nodemask);
	json_member_text(j, "reason", t->reason);
	if (t->manual) {
		json_key(j, "manual");
		json_boolean(j, true);
	}
	call_trace(j, t);
	json_close(j, '}');
}

static void task(struct json *j, const struct oomlog_task *t)
{
	static const char *const own[] = {
		"pid", "uid", "tgid", "total_vm_pages", "rss_pages", "rss_anon_pages", "rss_file_pages", "rss_shmem_pages",
		"nr_ptes", "nr_pmds", "nr_puds", "pgtables_bytes", "swapents", "cpu", "oom_adj", "oom_score_adj", "comm", NULL};

	json_open(j, '{');
	json_member_i64(j, "pid", t->pid);
	json_member_i64(j, "uid", t->uid);
	json_member_i64(j, "tgid", t->tgid);
	json_member_u64(j, "total_vm_pages", t->total_vm_pages);
	json_member_u64(j, "rss_pages", t->rss_pages);
	json_member_u64(j, "rss_anon_pages", t->rss_anon_pages);
	json_member_u64(j, "rss_file_pages", t->rss_file_pages);
	json_member_u64(j, "rss_shmem_pages", t->rss_shmem_pages);
	json_member_u64(j, "nr_ptes", t->nr_ptes);
	json_member_u64(j, "nr_pmds", t->nr_pmds);
	json_member_u64(j, "nr_puds", t->nr_puds);
	json_member_u64(j, "pgtables_bytes", t->pgtables_bytes);
	json_member_u64(j, "swapents", t->swapents);
	json_member_i64(j, "cpu", t->cpu);
	json_member_i64(j, "oom_adj", t->oom_adj);
	json_member_i64(j, "oom_score_adj", t->oom_score_adj);
	jsonfields_write(j, &t->other, own);
	json_member_text(j, "comm", t->comm);
	json_close(j, '}');
}

static void tasks(struct json *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_tasks(ev);

	if (n == 0)
		return;
	json_key(j, "tasks");
	json_open(j, '[');
	for (size_t i = 0; i < n; i++)
		task(j, oomlog_event_task(ev, i));
	json_close(j, ']');
}

static void chosen(struct json *j, const struct oomlog_chosen *c)
{
	if (c == NULL)
		return;
	json_key(j, "chosen");
	json_open(j, '{');
	json_member_i64(j, "pid", c->pid);
	json_member_text(j, "comm", c->comm);
	json_member_i64(j, "uid", c->uid);
	json_member_i64(j, "score", c->score);
	json_close(j, '}');
}

/* "oom_reaper: reaped process 4242 (stress), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB" */
static void reaped(struct json *j, const struct oomlog_victim *v)
{
	if (!v->reaped.seen)
		return;
	json_key(j, "reaped");
	json_open(j, '{');
	json_member_u64(j, "anon_rss_bytes", v->reaped.anon_rss_bytes);
	json_member_u64(j, "file_rss_bytes", v->reaped.file_rss_bytes);
	json_member_u64(j, "shmem_rss_bytes", v->reaped.shmem_rss_bytes);
	json_member_i64(j, "monotonic_us", v->reaped.monotonic_us);
	if (v->reaped.failed) {
		json_key(j, "failed");
		json_boolean(j, true);
	}
	json_close(j, '}');
}

static void victim(struct json *j, const struct oomlog_victim *v)
{
	json_open(j, '{');
	json_member_i64(j, "pid", v->pid);
	json_member_text(j, "comm", v->comm);
	json_member_i64(j, "uid", v->uid);
	json_member_words(j, "role", oomlog_role_name(v->role));
	json_member_u64(j, "total_vm_bytes", v->total_vm_bytes);
	json_member_u64(j, "anon_rss_bytes", v->anon_rss_bytes);
	json_member_u64(j, "file_rss_bytes", v->file_rss_bytes);
	json_member_u64(j, "shmem_rss_bytes", v->shmem_rss_bytes);
	json_member_u64(j, "pgtables_bytes", v->pgtables_bytes);
	json_member_i64(j, "oom_score_adj", v->oom_score_adj);
	reaped(j, v);
	json_close(j, '}');
}

static void victims(struct json *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_victims(ev);

	if (n == 0)
		return;
	json_key(j, "victims");
	json_open(j, '[');
	for (size_t i = 0; i < n; i++)
		victim(j, oomlog_event_victim(ev, i));
	json_close(j, ']');
}

/* "88.12" is a number in JSON as it stands; "09.9", "1." or ".5" are none. */
static bool is_json_number(strv s)
{
	size_t digits = 0, fraction = 0, at;

	while (digits < s.n && is_digit(s.p[digits]))
		digits++;
	if (digits == 0 || (s.p[0] == '0' && digits > 1))
		return false;
	if (digits == s.n)
		return true;
	for (at = digits + 1; at < s.n && is_digit(s.p[at]); at++)
		fraction++;
	return s.p[digits] == '.' && fraction > 0 && at == s.n;
}

static void percent(struct json *j, const char *name, strv s)
{
	if (s.p == NULL)
		return;
	json_key_of(j, name);
	if (is_json_number(s)) {
		out_str(j->out, s);
		j->comma = true;
	} else {
		json_str(j, s);
	}
}

static void killer(struct json *j, const struct oomlog_killer *k)
{
	static const char *const own[] = {
		"name", "reason", "cgroup", "requester_comm", "requester_pid", "adj", "min_adj", "to_free_bytes", "cache_bytes",
		"cache_limit_bytes", "free_above_reserved_bytes", "signal", "pressure_percent", "limit_percent", NULL};

	if (k == NULL)
		return;
	json_key(j, "killer");
	json_open(j, '{');
	json_member_text(j, "name", k->name);
	json_member_text(j, "reason", k->reason);
	json_member_text(j, "cgroup", k->cgroup);
	json_member_text(j, "requester_comm", k->requester_comm);
	json_member_i64(j, "requester_pid", k->requester_pid);
	json_member_i64(j, "adj", k->adj);
	json_member_i64(j, "min_adj", k->min_adj);
	json_member_u64(j, "to_free_bytes", k->to_free_bytes);
	json_member_u64(j, "cache_bytes", k->cache_bytes);
	json_member_u64(j, "cache_limit_bytes", k->cache_limit_bytes);
	json_member_i64(j, "free_above_reserved_bytes", k->free_above_reserved_bytes);
	json_member_text(j, "signal", k->signal);
	percent(j, "pressure_percent", k->pressure_percent);
	percent(j, "limit_percent", k->limit_percent);
	jsonfields_write(j, &k->other, own);
	json_close(j, '}');
}

static void systemd(struct json *j, const struct oomlog_systemd *s)
{
	if (s == NULL)
		return;
	json_key(j, "systemd");
	json_open(j, '{');
	json_member_text(j, "unit", s->unit);
	json_member_text(j, "result", s->result);
	json_member_text(j, "message_id", s->message_id);
	json_close(j, '}');
}

static void workload(struct json *j, const struct oomlog_event *ev)
{
	struct workload w;

	if (!workload_of_event(ev, &w))
		return;
	json_key(j, "workload");
	json_open(j, '{');
	for (size_t i = 0; i < WORKLOAD_MEMBERS; i++) {
		strv value = workload_member(&w, i);

		if (value.p == NULL)
			continue;
		json_key_of(j, workload_member_name(i));
		json_str(j, value);
	}
	json_member_i64(j, "user_uid", w.user_uid);
	json_close(j, '}');
}

/* Up to 4.5 only the number is printed, "gfp_mask=0x201da": its names are inferred from the release or the shape. */
static void gfp(struct json *j, const struct oomlog_event *ev)
{
	struct gfp_request r;

	if (!gfp_decode(ev, &r) || r.from == GFP_FROM_NAMES)
		return;
	json_key(j, "gfp");
	json_open(j, '{');
	json_key(j, "flags");
	json_open(j, '[');
	for (size_t i = 0; i < r.n_names; i++)
		json_str(j, str_of(r.names[i]));
	if (r.unnamed != 0)
		json_hex_mask(j, r.unnamed);
	json_close(j, ']');
	json_member_words(j, "era", r.era->label);
	if (r.n_others > 0) {
		json_key(j, "ambiguous");
		json_open(j, '[');
		for (size_t i = 0; i < r.n_others; i++)
			json_str(j, str_of(r.others[i]->label));
		json_close(j, ']');
	}
	json_close(j, '}');
}

static void diagnosis(struct json *j, const struct oomlog_event *ev)
{
	struct text summary;

	text_init(&summary);
	headline_write(&summary, ev);
	json_key(j, "diagnosis");
	json_open(j, '{');
	json_member_text(j, "summary", text_str(&summary));
	gfp(j, ev);
	json_close(j, '}');
}

static void raw(struct json *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_raw_lines(ev);

	if (n == 0)
		return;
	json_key(j, "raw");
	json_open(j, '[');
	for (size_t i = 0; i < n; i++)
		json_str(j, oomlog_event_raw_line(ev, i));
	json_close(j, ']');
}

static void head(struct json *j, const struct oomlog_event *ev)
{
	json_member_words(j, "schema", "oomlog.event/1");
	json_member_words(j, "id", oomlog_event_id(ev));
	json_member_words(j, "kind", oomlog_kind_name(oomlog_event_kind(ev)));
	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM)
		json_member_words(j, "outcome", oomlog_outcome_name(oomlog_event_outcome(ev)));
	missing(j, oomlog_event_missing(ev));
	damage(j, ev);
	json_key(j, "origin");
	jsonevent_origin(j, ev);
}

void jsonevent_write(struct json *j, const struct oomlog_event *ev, struct jsonevent *how)
{
	json_open(j, '{');
	head(j, ev);
	how->also_at = out_position(j->out);
	write_time(j, oomlog_event_time(ev));
	kernel(j, oomlog_event_kernel(ev));
	trigger(j, oomlog_event_trigger(ev));
	json_member_text(j, "constraint", oomlog_event_constraint(ev));
	if (oomlog_event_memcg(ev) != NULL) {
		json_key(j, "memcg");
		jsonmemory_memcg(j, oomlog_event_memcg(ev));
	}
	if (oomlog_event_memory(ev) != NULL) {
		json_key(j, "memory");
		jsonmemory_memory(j, oomlog_event_memory(ev));
	}
	tasks(j, ev);
	chosen(j, oomlog_event_chosen(ev));
	victims(j, ev);
	killer(j, oomlog_event_killer(ev));
	systemd(j, oomlog_event_systemd(ev));
	workload(j, ev);
	diagnosis(j, ev);
	if (how->amends) {
		json_key(j, "amends");
		json_boolean(j, true);
	}
	if (how->raw)
		raw(j, ev);
	json_close(j, '}');
}
