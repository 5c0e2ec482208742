#include "reports/render/jsonevent.h"

#include "formats/gfp.h"
#include "reports/diagnosis/headline.h"
#include "reports/render/jsondiagnosis.h"
#include "reports/render/jsonfields.h"
#include "reports/render/jsonmemory.h"
#include "reports/text/text.h"

static void missing(struct jsonw *j, unsigned parts)
{
	static const struct {
		enum oomlog_part part;
		const char *name;
	} names[] = {
		{OOMLOG_PART_TRIGGER, "trigger"}, {OOMLOG_PART_MEMORY, "memory"}, {OOMLOG_PART_MEMCG, "memcg"},
		{OOMLOG_PART_TASKS, "tasks"},     {OOMLOG_PART_KILL, "kill"},
	};

	jsonw_key(j, "complete");
	jsonw_boolean(j, parts == 0);
	if (parts == 0)
		return;
	jsonw_key(j, "missing");
	jsonw_open(j, '[');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (parts & names[i].part)
			jsonw_str(j, str_of(names[i].name));
	jsonw_close(j, ']');
}

static void damage(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_damages(ev);

	if (n == 0)
		return;
	jsonw_key(j, "damage");
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		const struct oomlog_damage *d = oomlog_event_damage(ev, i);

		jsonw_open(j, '{');
		jsonw_member_words(j, "what", oomlog_damage_name(d->what));
		jsonw_member_u64(j, "count", d->count);
		jsonw_member_u64(j, "line", d->line);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

void jsonevent_origin(struct jsonw *j, const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);

	jsonw_open(j, '{');
	jsonw_member_text(j, "input", o->input);
	jsonw_member_text(j, "carrier", o->carrier);
	jsonw_member_u64(j, "first_line", o->first_line);
	jsonw_member_u64(j, "last_line", o->last_line);
	jsonw_member_u64(j, "first_byte", o->first_byte);
	jsonw_member_u64(j, "last_byte", o->last_byte);
	jsonw_member_text(j, "host", o->host);
	jsonw_member_text(j, "boot_id", o->boot_id);
	jsonw_member_text(j, "transport", o->transport);
	if (o->distrusted) {
		jsonw_key(j, "trusted");
		jsonw_boolean(j, false);
	}
	jsonw_close(j, '}');
}

static void write_time(struct jsonw *j, const struct oomlog_time *t)
{
	static const char *const from[] = {NULL, "carrier", "carrier_year_inferred", "boot"};
	bool wall = jsonw_has_time(t->realtime_us);

	if (!wall && t->monotonic_us == OOMLOG_ABSENT && t->end_monotonic_us == OOMLOG_ABSENT)
		return;
	jsonw_key(j, "time");
	jsonw_open(j, '{');
	jsonw_member_i64(j, "monotonic_us", t->monotonic_us);
	jsonw_member_time(j, "realtime", t->realtime_us);
	if (wall && (size_t)t->realtime_from < sizeof(from) / sizeof(from[0]))
		jsonw_member_words(j, "realtime_from", from[t->realtime_from]);
	jsonw_member_i64(j, "end_monotonic_us", t->end_monotonic_us);
	jsonw_member_time(j, "end_realtime", t->end_realtime_us);
	jsonw_close(j, '}');
}

static void kernel(struct jsonw *j, const struct oomlog_kernel *k)
{
	if (k == NULL)
		return;
	jsonw_key(j, "kernel");
	jsonw_open(j, '{');
	jsonw_member_text(j, "release", k->release);
	jsonw_member_text(j, "tainted", k->tainted);
	jsonw_member_text(j, "hardware", k->hardware);
	jsonw_member_text(j, "arch", k->arch);
	jsonw_member_u64(j, "page_size_bytes", k->page_size_bytes);
	jsonw_close(j, '}');
}

/* "GFP_HIGHUSER_MOVABLE|__GFP_ZERO"; "" is the empty mask, "0x0()" */
static void flags(struct jsonw *j, strv names)
{
	if (names.p == NULL)
		return;
	jsonw_key(j, "flags");
	jsonw_open(j, '[');
	while (names.n > 0) {
		size_t bar = str_find_byte(names, '|');
		strv name = str_upto(names, bar);

		if (name.n > 0)
			jsonw_str(j, name);
		names = bar == SIZE_MAX ? str_from(names, names.n) : str_from(names, bar + 1);
	}
	jsonw_close(j, ']');
}

static void gfp_mask(struct jsonw *j, const struct oomlog_trigger *t)
{
	if (t->gfp_mask == OOMLOG_ABSENT_U)
		return;
	jsonw_key(j, "gfp_mask");
	jsonw_open(j, '{');
	jsonw_member_u64(j, "value", t->gfp_mask);
	jsonw_key(j, "hex");
	jsonw_hex_mask(j, t->gfp_mask);
	flags(j, t->gfp_flags);
	jsonw_close(j, '}');
}

/* "out_of_memory+0x1fd/0x4c0 [module]"; a frame without symbols has no size. */
static void frame(struct jsonw *j, const struct oomlog_frame *f)
{
	bool has_offset = f->size != 0 && f->size != OOMLOG_ABSENT_U;

	jsonw_open(j, '{');
	jsonw_member_text(j, "function", f->function);
	jsonw_member_u64(j, "offset", has_offset ? f->offset : OOMLOG_ABSENT_U);
	jsonw_member_u64(j, "size", has_offset ? f->size : OOMLOG_ABSENT_U);
	jsonw_member_text(j, "module", f->module);
	jsonw_key(j, "reliable");
	jsonw_boolean(j, f->reliable);
	jsonw_close(j, '}');
}

static void call_trace(struct jsonw *j, const struct oomlog_trigger *t)
{
	if (t->n_call_trace == 0)
		return;
	jsonw_key(j, "call_trace");
	jsonw_open(j, '[');
	for (size_t i = 0; i < t->n_call_trace; i++)
		frame(j, &t->call_trace[i]);
	jsonw_close(j, ']');
}

static void trigger(struct jsonw *j, const struct oomlog_trigger *t)
{
	if (t == NULL)
		return;
	jsonw_key(j, "trigger");
	jsonw_open(j, '{');
	jsonw_member_text(j, "comm", t->comm);
	jsonw_member_i64(j, "pid", t->pid);
	jsonw_member_i64(j, "uid", t->uid);
	jsonw_member_i64(j, "cpu", t->cpu);
	gfp_mask(j, t);
	jsonw_member_i64(j, "order", t->order);
	jsonw_member_i64(j, "oom_score_adj", t->oom_score_adj);
	jsonw_member_i64(j, "oom_adj", t->oom_adj);
	jsonw_member_text(j, "cpuset", t->cpuset);
	jsonw_member_text(j, "mems_allowed", t->mems_allowed);
	jsonw_member_text(j, "nodemask", t->nodemask);
	jsonw_member_text(j, "reason", t->reason);
	if (t->manual) {
		jsonw_key(j, "manual");
		jsonw_boolean(j, true);
	}
	call_trace(j, t);
	jsonw_close(j, '}');
}

static void task(struct jsonw *j, const struct oomlog_task *t)
{
	static const char *const own[] = {"pid",
	                                  "uid",
	                                  "tgid",
	                                  "total_vm_pages",
	                                  "rss_pages",
	                                  "rss_anon_pages",
	                                  "rss_file_pages",
	                                  "rss_shmem_pages",
	                                  "nr_ptes",
	                                  "nr_pmds",
	                                  "nr_puds",
	                                  "pgtables_bytes",
	                                  "swapents",
	                                  "cpu",
	                                  "oom_adj",
	                                  "oom_score_adj",
	                                  "comm",
	                                  NULL};

	jsonw_open(j, '{');
	jsonw_member_i64(j, "pid", t->pid);
	jsonw_member_i64(j, "uid", t->uid);
	jsonw_member_i64(j, "tgid", t->tgid);
	jsonw_member_u64(j, "total_vm_pages", t->total_vm_pages);
	jsonw_member_u64(j, "rss_pages", t->rss_pages);
	jsonw_member_u64(j, "rss_anon_pages", t->rss_anon_pages);
	jsonw_member_u64(j, "rss_file_pages", t->rss_file_pages);
	jsonw_member_u64(j, "rss_shmem_pages", t->rss_shmem_pages);
	jsonw_member_u64(j, "nr_ptes", t->nr_ptes);
	jsonw_member_u64(j, "nr_pmds", t->nr_pmds);
	jsonw_member_u64(j, "nr_puds", t->nr_puds);
	jsonw_member_u64(j, "pgtables_bytes", t->pgtables_bytes);
	jsonw_member_u64(j, "swapents", t->swapents);
	jsonw_member_i64(j, "cpu", t->cpu);
	jsonw_member_i64(j, "oom_adj", t->oom_adj);
	jsonw_member_i64(j, "oom_score_adj", t->oom_score_adj);
	jsonfields_write(j, &t->other, own);
	jsonw_member_text(j, "comm", t->comm);
	jsonw_close(j, '}');
}

static void tasks(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_tasks(ev);

	if (n == 0)
		return;
	jsonw_key(j, "tasks");
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++)
		task(j, oomlog_event_task(ev, i));
	jsonw_close(j, ']');
}

static void chosen(struct jsonw *j, const struct oomlog_chosen *c)
{
	if (c == NULL)
		return;
	jsonw_key(j, "chosen");
	jsonw_open(j, '{');
	jsonw_member_i64(j, "pid", c->pid);
	jsonw_member_text(j, "comm", c->comm);
	jsonw_member_i64(j, "uid", c->uid);
	jsonw_member_i64(j, "score", c->score);
	jsonw_close(j, '}');
}

/* "oom_reaper: reaped process 4242 (stress), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB" */
static void reaped(struct jsonw *j, const struct oomlog_victim *v)
{
	if (!v->reaped.seen)
		return;
	jsonw_key(j, "reaped");
	jsonw_open(j, '{');
	jsonw_member_u64(j, "anon_rss_bytes", v->reaped.anon_rss_bytes);
	jsonw_member_u64(j, "file_rss_bytes", v->reaped.file_rss_bytes);
	jsonw_member_u64(j, "shmem_rss_bytes", v->reaped.shmem_rss_bytes);
	jsonw_member_i64(j, "monotonic_us", v->reaped.monotonic_us);
	if (v->reaped.failed) {
		jsonw_key(j, "failed");
		jsonw_boolean(j, true);
	}
	jsonw_close(j, '}');
}

static void victim(struct jsonw *j, const struct oomlog_victim *v)
{
	jsonw_open(j, '{');
	jsonw_member_i64(j, "pid", v->pid);
	jsonw_member_text(j, "comm", v->comm);
	jsonw_member_i64(j, "uid", v->uid);
	jsonw_member_words(j, "role", oomlog_role_name(v->role));
	jsonw_member_u64(j, "total_vm_bytes", v->total_vm_bytes);
	jsonw_member_u64(j, "anon_rss_bytes", v->anon_rss_bytes);
	jsonw_member_u64(j, "file_rss_bytes", v->file_rss_bytes);
	jsonw_member_u64(j, "shmem_rss_bytes", v->shmem_rss_bytes);
	jsonw_member_u64(j, "pgtables_bytes", v->pgtables_bytes);
	jsonw_member_i64(j, "oom_score_adj", v->oom_score_adj);
	reaped(j, v);
	jsonw_close(j, '}');
}

static void victims(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_victims(ev);

	if (n == 0)
		return;
	jsonw_key(j, "victims");
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++)
		victim(j, oomlog_event_victim(ev, i));
	jsonw_close(j, ']');
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

static void percent(struct jsonw *j, const char *name, strv s)
{
	if (s.p == NULL)
		return;
	jsonw_key_of(j, name);
	if (is_json_number(s)) {
		out_str(j->out, s);
		j->comma = true;
	} else {
		jsonw_str(j, s);
	}
}

static void killer(struct jsonw *j, const struct oomlog_killer *k)
{
	static const char *const own[] = {"name",
	                                  "reason",
	                                  "cgroup",
	                                  "requester_comm",
	                                  "requester_pid",
	                                  "adj",
	                                  "min_adj",
	                                  "to_free_bytes",
	                                  "cache_bytes",
	                                  "cache_limit_bytes",
	                                  "free_above_reserved_bytes",
	                                  "signal",
	                                  "pressure_percent",
	                                  "limit_percent",
	                                  NULL};

	if (k == NULL)
		return;
	jsonw_key(j, "killer");
	jsonw_open(j, '{');
	jsonw_member_text(j, "name", k->name);
	jsonw_member_text(j, "reason", k->reason);
	jsonw_member_text(j, "cgroup", k->cgroup);
	jsonw_member_text(j, "requester_comm", k->requester_comm);
	jsonw_member_i64(j, "requester_pid", k->requester_pid);
	jsonw_member_i64(j, "adj", k->adj);
	jsonw_member_i64(j, "min_adj", k->min_adj);
	jsonw_member_u64(j, "to_free_bytes", k->to_free_bytes);
	jsonw_member_u64(j, "cache_bytes", k->cache_bytes);
	jsonw_member_u64(j, "cache_limit_bytes", k->cache_limit_bytes);
	jsonw_member_i64(j, "free_above_reserved_bytes", k->free_above_reserved_bytes);
	jsonw_member_text(j, "signal", k->signal);
	percent(j, "pressure_percent", k->pressure_percent);
	percent(j, "limit_percent", k->limit_percent);
	jsonfields_write(j, &k->other, own);
	jsonw_close(j, '}');
}

static void systemd(struct jsonw *j, const struct oomlog_systemd *s)
{
	if (s == NULL)
		return;
	jsonw_key(j, "systemd");
	jsonw_open(j, '{');
	jsonw_member_text(j, "unit", s->unit);
	jsonw_member_text(j, "result", s->result);
	jsonw_member_text(j, "message_id", s->message_id);
	jsonw_close(j, '}');
}

static void workload(struct jsonw *j, const struct diagnosis *d)
{
	const struct workload *w = &d->workload;

	if (!d->has_workload)
		return;
	jsonw_key(j, "workload");
	jsonw_open(j, '{');
	for (size_t i = 0; i < WORKLOAD_MEMBERS; i++) {
		strv value = workload_member(w, i);

		if (value.p == NULL)
			continue;
		jsonw_key_of(j, workload_member_name(i));
		jsonw_str(j, value);
	}
	jsonw_member_i64(j, "user_uid", w->user_uid);
	jsonw_close(j, '}');
}

/* Up to 4.5 only the number is printed, "gfp_mask=0x201da": its names are inferred from the release or the shape. */
static void gfp(struct jsonw *j, const struct oomlog_event *ev)
{
	struct gfp_request r;

	if (!gfp_decode(ev, &r) || r.from == GFP_FROM_NAMES)
		return;
	jsonw_key(j, "gfp");
	jsonw_open(j, '{');
	jsonw_key(j, "flags");
	jsonw_open(j, '[');
	for (size_t i = 0; i < r.n_names; i++)
		jsonw_str(j, str_of(r.names[i]));
	if (r.unnamed != 0)
		jsonw_hex_mask(j, r.unnamed);
	jsonw_close(j, ']');
	jsonw_member_words(j, "era", r.era->label);
	if (r.n_others > 0) {
		jsonw_key(j, "ambiguous");
		jsonw_open(j, '[');
		for (size_t i = 0; i < r.n_others; i++)
			jsonw_str(j, str_of(r.others[i]->label));
		jsonw_close(j, ']');
	}
	jsonw_close(j, '}');
}

static void diagnosis(struct jsonw *j, const struct diagnosis *d)
{
	struct text summary;

	text_init(&summary);
	headline_write(&summary, d);
	jsonw_key(j, "diagnosis");
	jsonw_open(j, '{');
	jsonw_member_text(j, "summary", text_str(&summary));
	gfp(j, d->ev);
	jsondiagnosis_members(j, d);
	jsonw_close(j, '}');
}

static void unparsed_lines(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_unparsed_lines(ev);

	if (n == 0)
		return;
	jsonw_key(j, "unparsed_lines");
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, oomlog_event_unparsed_line(ev, i));
	jsonw_close(j, ']');
}

static void raw(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_raw_lines(ev);

	if (n == 0)
		return;
	jsonw_key(j, "raw");
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, oomlog_event_raw_line(ev, i));
	jsonw_close(j, ']');
}

static void head(struct jsonw *j, const struct oomlog_event *ev)
{
	jsonw_member_words(j, "schema", "oomlog.event/1");
	jsonw_member_words(j, "id", oomlog_event_id(ev));
	jsonw_member_words(j, "kind", oomlog_kind_name(oomlog_event_kind(ev)));
	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM)
		jsonw_member_words(j, "outcome", oomlog_outcome_name(oomlog_event_outcome(ev)));
	missing(j, oomlog_event_missing(ev));
	damage(j, ev);
	jsonw_key(j, "origin");
	jsonevent_origin(j, ev);
}

void jsonevent_write(struct jsonw *j, const struct oomlog_event *ev, struct jsonevent *how)
{
	jsonw_open(j, '{');
	head(j, ev);
	how->also_at = out_position(j->out);
	write_time(j, oomlog_event_time(ev));
	kernel(j, oomlog_event_kernel(ev));
	trigger(j, oomlog_event_trigger(ev));
	jsonw_member_text(j, "constraint", oomlog_event_constraint(ev));
	if (oomlog_event_allocating_task(ev)) {
		jsonw_key(j, "oom_kill_allocating_task");
		jsonw_boolean(j, true);
	}
	if (oomlog_event_memcg(ev) != NULL) {
		jsonw_key(j, "memcg");
		jsonmemory_memcg(j, oomlog_event_memcg(ev));
	}
	if (oomlog_event_memory(ev) != NULL) {
		jsonw_key(j, "memory");
		jsonmemory_memory(j, oomlog_event_memory(ev));
	}
	tasks(j, ev);
	chosen(j, oomlog_event_chosen(ev));
	victims(j, ev);
	killer(j, oomlog_event_killer(ev));
	systemd(j, oomlog_event_systemd(ev));
	workload(j, how->diagnosis);
	diagnosis(j, how->diagnosis);
	unparsed_lines(j, ev);
	if (how->amends) {
		jsonw_key(j, "amends");
		jsonw_boolean(j, true);
	}
	if (how->raw)
		raw(j, ev);
	jsonw_close(j, '}');
}
