/* Who was there at the kill before, and so how long a victim lived. */
#include "reports/diagnosis/machine.h"
#include "reports/diagnosis/serieskill.h"
#include "reports/diagnosis/thresholds.h"

static bool is_of(const struct series *s, const struct oomlog_task *t)
{
	return s->is_cgroup || str_eq(str_upto(t->comm, SERIES_NAME_MAX), (strv){s->name, s->len});
}

void series_remember_tasks(struct series *s, const struct kill *k)
{
	const struct oomlog_task *t;

	s->n_pids = 0;
	s->pids_path = k->path;
	if (!machine_has_whole_table(k->ev))
		return;
	for (size_t i = 0; (t = oomlog_event_task(k->ev, i)) != NULL; i++) {
		if (!is_of(s, t))
			continue;
		if (s->n_pids == SERIES_PIDS || t->pid < 0 || t->pid > INT32_MAX) {
			s->n_pids = 0;
			return;
		}
		s->pids[s->n_pids++] = (int32_t)t->pid;
	}
}

void series_note_age(struct series *s, const struct kill *k, int64_t since)
{
	bool other_boot = k->boot != s->boot, there = false;

	if (s->kills == 0 || k->victim->pid == OOMLOG_ABSENT ||
	    (!other_boot && (s->n_pids == 0 || s->pids_path != k->path)))
		return;
	for (size_t i = 0; !other_boot && i < s->n_pids; i++)
		there |= s->pids[i] == k->victim->pid;
	s->old += there;
	s->fresh += !there;
	if (!there && since <= SERIES_SHORT_LIFE_S * 1000000) {
		s->short_lives++;
		s->longest_short_us = since > s->longest_short_us ? since : s->longest_short_us;
	}
}
