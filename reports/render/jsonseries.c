#include "reports/render/jsonseries.h"

#include "reports/diagnosis/thresholds.h"

/* --- incidents --- */

static void first_victim(struct jsonw *j, const struct incident *i)
{
	jsonw_open_member(j, "first_victim", '{');
	jsonw_member_i64(j, "pid", i->first.pid);
	if (i->first.len > 0)
		jsonw_member_text(j, "comm", ((strv){i->first.comm, i->first.len}));
	jsonw_member_words(j, "event", i->first.event);
	jsonw_close(j, '}');
}

void jsonincident_members(struct jsonw *j, const struct incident *i)
{
	if (i->acts == 0)
		return;
	first_victim(j, i);
	if (i->helped != INCIDENT_HELP_UNKNOWN) {
		jsonw_member_boolean(j, "first_kill_helped", i->helped == INCIDENT_HELPED);
	}
	jsonw_member_i64(j, "next_kill_us", i->next_us);
	if (i->acts > 1) {
		jsonw_member_u64(j, "quick_kills", i->quick);
		jsonw_member_u64(j, "kills_that_did_not_help", i->useless);
		jsonw_member_u64(j, "restarted_victims", i->restarts);
	}
	jsonw_member_u64(j, "victims_bytes", i->held_bytes);
	jsonw_member_u64(j, "reaped", i->reaped);
	jsonw_member_u64(j, "reap_failed", i->reap_failed);
	jsonw_member_u64(j, "reaped_bytes", i->freed_bytes);
}

/* --- series --- */

static void times(struct jsonw *j, const struct series *s)
{
	jsonw_member_time(j, "first", s->first_us);
	jsonw_member_time(j, "last", s->last_us);
	/* The clocks of several boots do not compare. */
	if (s->clock == SERIES_CLOCK_MONOTONIC && s->untimed == 0) {
		jsonw_member_i64(j, "first_monotonic_us", s->first_mono_us);
		jsonw_member_i64(j, "last_monotonic_us", s->last_mono_us);
	}
}

static void intervals(struct jsonw *j, const struct series_finding *f)
{
	if (f->intervals == 0)
		return;
	jsonw_open_member(j, "intervals", '{');
	jsonw_member_u64(j, "count", f->intervals);
	jsonw_member_i64(j, "least_us", f->least_us);
	jsonw_member_i64(j, "median_us", f->median_us);
	jsonw_member_i64(j, "most_us", f->most_us);
	jsonw_close(j, '}');
	if (f->period_us > 0) {
		jsonw_member_i64(j, "period_us", f->period_us);
		jsonw_member_u64(j, "period_spread_percent", f->period_spread_percent);
	}
}

static void sizes(struct jsonw *j, const struct series *s, const struct series_finding *f)
{
	jsonw_member_u64(j, "least_victim_bytes", s->least_held_bytes);
	jsonw_member_u64(j, "most_victim_bytes", s->most_held_bytes);
	jsonw_member_u64(j, "least_victim_percent_of_ram", s->least_ram_percent);
	jsonw_member_u64(j, "most_victim_percent_of_ram", s->most_ram_percent);
	jsonw_member_u64(j, "most_usage_bytes", s->most_usage_bytes);
	jsonw_member_u64(j, "first_limit_bytes", s->first_limit_bytes);
	jsonw_member_u64(j, "last_limit_bytes", s->last_limit_bytes);
	if (f->least_growth_bytes_per_hour > 0)
		jsonw_member_u64(j, "least_growth_bytes_per_hour", f->least_growth_bytes_per_hour);
	if (f->has_growth && f->growth_bytes_per_hour < 9e18 && f->growth_bytes_per_hour > -9e18) {
		jsonw_open_member(j, "growth", '{');
		jsonw_member_i64(j, "bytes_per_hour", (int64_t)f->growth_bytes_per_hour);
		jsonw_member_u64(j, "points", s->n_points);
		jsonw_member_u64(j, "agreement_percent", f->growth_agreement_percent);
		jsonw_close(j, '}');
	}
}

static void verdict(struct jsonw *j, const struct series *s, const struct series_finding *f)
{
	struct text t;

	if (f->verdict == SERIES_NO_VERDICT)
		return;
	jsonw_member_words(j, "verdict", series_verdict_name(f->verdict));
	jsonw_member_words(j, "confidence", f->likely ? "likely" : "possible");
	text_init(&t);
	series_because(&t, s, f);
	jsonw_member_text(j, "because", text_str(&t));
}

static void limit_advice(struct jsonw *j, const struct series *s, const struct series_finding *f)
{
	struct text t;

	if (f->suggested_limit_bytes == 0)
		return;
	text_init(&t);
	series_limit_advice(&t, s, f);
	jsonw_open_member(j, "limit_advice", '{');
	jsonw_member_u64(j, "observed_bytes", s->most_usage_bytes);
	jsonw_member_u64(j, "suggested_bytes", f->suggested_limit_bytes);
	jsonw_member_u64(j, "headroom_percent", (uint64_t)HEADROOM_PERCENT);
	jsonw_member_text(j, "text", text_str(&t));
	jsonw_close(j, '}');
}

static void one_series(struct jsonw *j, const struct series *s)
{
	struct series_finding f;
	struct text t;
	strv name = {s->name, s->len};

	series_judge(s, &f);
	jsonw_open(j, '{');
	jsonw_member_words(j, "of", s->is_cgroup ? "memcg_path" : "comm");
	if (s->host_len > 0)
		jsonw_member_text(j, "host", ((strv){s->host_name, s->host_len}));
	if (s->is_cgroup)
		jsonw_member_text(j, "memcg_path", name);
	else
		jsonw_member_text(j, "comm", name);
	jsonw_member_if(j, "cut", s->name_cut);
	jsonw_member_u64(j, "kills", s->kills);
	jsonw_member_u64(j, "occurrences", s->occurrences > 0 ? s->occurrences : OOMLOG_ABSENT_U);
	times(j, s);
	intervals(j, &f);
	jsonw_member_u64(j, "restarted_victims", s->fresh);
	sizes(j, s, &f);
	verdict(j, s, &f);
	limit_advice(j, s, &f);
	text_init(&t);
	series_summary(&t, s, &f);
	jsonw_member_text(j, "summary", text_str(&t));
	jsonw_close(j, '}');
}

void jsonseries_write_all(struct jsonw *j, const struct series_table *all)
{
	j->comma = false;
	for (size_t i = 0; i < all->n; i++)
		if (series_is_told(all, &all->items[i])) {
			out_literal(j->out, "\n");
			one_series(j, &all->items[i]);
		}
	j->comma = false;
}

/* --- what the logs cover --- */

void jsoncoverage_write(struct jsonw *j, const struct oomlog_coverage *c)
{
	jsonw_open(j, '{');
	jsonw_member_text(j, "host", c->host);
	jsonw_member_text(j, "boot_id", c->boot_id);
	jsonw_member_text(j, "input", c->input);
	jsonw_member_time(j, "first_time", c->first_us);
	jsonw_member_time(j, "last_time", c->last_us);
	jsonw_member_i64(j, "first_monotonic_us", c->first_monotonic_us);
	jsonw_member_i64(j, "last_monotonic_us", c->last_monotonic_us);
	jsonw_member_u64(j, "kernel_lines", c->kernel_lines);
	jsonw_member_u64(j, "program_lines", c->program_lines);
	jsonw_member_u64(j, "gaps", c->gaps);
	jsonw_member_u64(j, "lost", c->lost);
	jsonw_member_u64(j, "steps_back", c->steps_back);
	if (c->others)
		jsonw_member_boolean(j, "others", true);
	else
		jsonw_member_boolean(j, "exact", c->exact);
	jsonw_close(j, '}');
}
