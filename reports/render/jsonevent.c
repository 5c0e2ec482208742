#include "reports/render/jsonevent.h"

#include "formats/gfp.h"
#include "reports/diagnosis/headline.h"
#include "reports/render/jsondiagnosis.h"
#include "reports/render/jsonevent-parts.h"
#include "reports/render/jsonmember.h"
#include "reports/render/jsonmemory.h"
#include "reports/render/jsonrow.h"
#include "reports/text/text.h"

static const struct jsonmember kernel[] = {
	JSONMEMBER(struct oomlog_kernel, release),         JSONMEMBER(struct oomlog_kernel, tainted),
	JSONMEMBER(struct oomlog_kernel, hardware),        JSONMEMBER(struct oomlog_kernel, arch),
	JSONMEMBER(struct oomlog_kernel, page_size_bytes), JSONMEMBER_END,
};

static const struct jsonmember task[] = {
	JSONMEMBER(struct oomlog_task, pid),
	JSONMEMBER(struct oomlog_task, uid),
	JSONMEMBER(struct oomlog_task, tgid),
	JSONMEMBER(struct oomlog_task, total_vm_pages),
	JSONMEMBER(struct oomlog_task, rss_pages),
	JSONMEMBER(struct oomlog_task, rss_anon_pages),
	JSONMEMBER(struct oomlog_task, rss_file_pages),
	JSONMEMBER(struct oomlog_task, rss_shmem_pages),
	JSONMEMBER(struct oomlog_task, nr_ptes),
	JSONMEMBER(struct oomlog_task, nr_pmds),
	JSONMEMBER(struct oomlog_task, nr_puds),
	JSONMEMBER(struct oomlog_task, pgtables_bytes),
	JSONMEMBER(struct oomlog_task, swapents),
	JSONMEMBER(struct oomlog_task, cpu),
	JSONMEMBER(struct oomlog_task, oom_adj),
	JSONMEMBER(struct oomlog_task, oom_score_adj),
	JSONMEMBER(struct oomlog_task, other),
	JSONMEMBER(struct oomlog_task, comm),
	JSONMEMBER_END,
};

static void tasks(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_tasks(ev);
	struct jsonrow row;

	if (n == 0)
		return;
	jsonw_open_member(j, "tasks", '[');
	jsonrow_init(&row, task, oomlog_event_task(ev, 0));
	for (size_t i = 0; i < n; i++)
		jsonrow_write(j, &row, oomlog_event_task(ev, i));
	jsonw_close(j, ']');
}

static const struct jsonmember chosen[] = {
	JSONMEMBER(struct oomlog_chosen, pid),
	JSONMEMBER(struct oomlog_chosen, comm),
	JSONMEMBER(struct oomlog_chosen, uid),
	JSONMEMBER(struct oomlog_chosen, score),
	JSONMEMBER_END,
};

/* "oom_reaper: reaped process 4242 (stress), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB" */
static const struct jsonmember reaped_members[] = {
	JSONMEMBER_AS(struct oomlog_victim, reaped.anon_rss_bytes, "anon_rss_bytes"),
	JSONMEMBER_AS(struct oomlog_victim, reaped.file_rss_bytes, "file_rss_bytes"),
	JSONMEMBER_AS(struct oomlog_victim, reaped.shmem_rss_bytes, "shmem_rss_bytes"),
	JSONMEMBER_AS(struct oomlog_victim, reaped.monotonic_us, "monotonic_us"),
	JSONMEMBER_AS(struct oomlog_victim, reaped.failed, "failed"),
	JSONMEMBER_END,
};

static void reaped(struct jsonw *j, const void *of)
{
	const struct oomlog_victim *v = of;

	if (!v->reaped.seen)
		return;
	jsonw_key(j, "reaped");
	jsonmember_object(j, reaped_members, v);
}

static void role(struct jsonw *j, const void *of)
{
	jsonw_member_words(j, "role", oomlog_role_name(((const struct oomlog_victim *)of)->role));
}

static const struct jsonmember victim[] = {
	JSONMEMBER(struct oomlog_victim, pid),
	JSONMEMBER(struct oomlog_victim, comm),
	JSONMEMBER(struct oomlog_victim, uid),
	JSONMEMBER_BY_HAND("role", role),
	JSONMEMBER(struct oomlog_victim, total_vm_bytes),
	JSONMEMBER(struct oomlog_victim, anon_rss_bytes),
	JSONMEMBER(struct oomlog_victim, file_rss_bytes),
	JSONMEMBER(struct oomlog_victim, shmem_rss_bytes),
	JSONMEMBER(struct oomlog_victim, pgtables_bytes),
	JSONMEMBER(struct oomlog_victim, oom_score_adj),
	JSONMEMBER_BY_HAND("reaped", reaped),
	JSONMEMBER_END,
};

static void victims(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_victims(ev);

	if (n == 0)
		return;
	jsonw_open_member(j, "victims", '[');
	for (size_t i = 0; i < n; i++)
		jsonmember_object(j, victim, oomlog_event_victim(ev, i));
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

static void pressure_percent(struct jsonw *j, const void *of)
{
	percent(j, "pressure_percent", ((const struct oomlog_killer *)of)->pressure_percent);
}

static void limit_percent(struct jsonw *j, const void *of)
{
	percent(j, "limit_percent", ((const struct oomlog_killer *)of)->limit_percent);
}

static const struct jsonmember killer[] = {
	JSONMEMBER(struct oomlog_killer, name),
	JSONMEMBER(struct oomlog_killer, reason),
	JSONMEMBER(struct oomlog_killer, cgroup),
	JSONMEMBER(struct oomlog_killer, requester_comm),
	JSONMEMBER(struct oomlog_killer, requester_pid),
	JSONMEMBER(struct oomlog_killer, adj),
	JSONMEMBER(struct oomlog_killer, min_adj),
	JSONMEMBER(struct oomlog_killer, marked),
	JSONMEMBER(struct oomlog_killer, oom_score),
	JSONMEMBER(struct oomlog_killer, vm_rss_bytes),
	JSONMEMBER(struct oomlog_killer, to_free_bytes),
	JSONMEMBER(struct oomlog_killer, to_free_swap_bytes),
	JSONMEMBER(struct oomlog_killer, cache_bytes),
	JSONMEMBER(struct oomlog_killer, cache_limit_bytes),
	JSONMEMBER(struct oomlog_killer, free_above_reserved_bytes),
	JSONMEMBER(struct oomlog_killer, signal),
	JSONMEMBER_BY_HAND("pressure_percent", pressure_percent),
	JSONMEMBER_BY_HAND("limit_percent", limit_percent),
	JSONMEMBER(struct oomlog_killer, other),
	JSONMEMBER_END,
};

static const struct jsonmember systemd[] = {
	JSONMEMBER(struct oomlog_systemd, unit),
	JSONMEMBER(struct oomlog_systemd, result),
	JSONMEMBER(struct oomlog_systemd, message_id),
	JSONMEMBER_END,
};

static void workload(struct jsonw *j, const struct diagnosis *d)
{
	const struct workload *w = &d->workload;

	if (!d->has_workload)
		return;
	jsonw_open_member(j, "workload", '{');
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
	jsonw_open_member(j, "gfp", '{');
	jsonw_open_member(j, "flags", '[');
	for (size_t i = 0; i < r.n_names; i++)
		jsonw_str(j, str_of(r.names[i]));
	if (r.unnamed != 0)
		jsonw_hex_mask(j, r.unnamed);
	jsonw_close(j, ']');
	jsonw_member_words(j, "era", r.era->label);
	if (r.n_others > 0) {
		jsonw_open_member(j, "ambiguous", '[');
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
	jsonw_open_member(j, "diagnosis", '{');
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
	jsonw_open_member(j, "unparsed_lines", '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, oomlog_event_unparsed_line(ev, i));
	jsonw_close(j, ']');
}

static void raw(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_raw_lines(ev);

	if (n == 0)
		return;
	jsonw_open_member(j, "raw", '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, oomlog_event_raw_line(ev, i));
	jsonw_close(j, ']');
}

void jsonevent_write(struct jsonw *j, const struct oomlog_event *ev, struct jsonevent *how)
{
	jsonw_open(j, '{');
	jsonevent_head(j, ev);
	how->also_at = out_position(j->out);
	jsonevent_time(j, oomlog_event_time(ev));
	jsonmember_part(j, "kernel", kernel, oomlog_event_kernel(ev));
	jsonmember_part(j, "trigger", jsonevent_trigger, oomlog_event_trigger(ev));
	jsonw_member_text(j, "constraint", oomlog_event_constraint(ev));
	jsonw_member_text(j, "panic", oomlog_event_panic(ev));
	jsonw_member_if(j, "oom_kill_allocating_task", oomlog_event_allocating_task(ev));
	if (oomlog_event_memcg(ev) != NULL) {
		jsonw_key(j, "memcg");
		jsonmemory_memcg(j, oomlog_event_memcg(ev));
	}
	if (oomlog_event_memory(ev) != NULL) {
		jsonw_key(j, "memory");
		jsonmemory_memory(j, oomlog_event_memory(ev));
	}
	tasks(j, ev);
	jsonmember_part(j, "chosen", chosen, oomlog_event_chosen(ev));
	victims(j, ev);
	jsonmember_part(j, "killer", killer, oomlog_event_killer(ev));
	jsonmember_part(j, "systemd", systemd, oomlog_event_systemd(ev));
	workload(j, how->diagnosis);
	diagnosis(j, how->diagnosis);
	unparsed_lines(j, ev);
	jsonw_member_if(j, "amends", how->amends);
	if (how->raw)
		raw(j, ev);
	jsonw_close(j, '}');
}
