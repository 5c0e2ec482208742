#include "reports/diagnosis/tally.h"

void tally_init(struct tally *t)
{
	memset(t, 0, sizeof(*t));
	t->first_us = t->last_us = OOMLOG_ABSENT;
}

uint64_t tally_hash(uint64_t seed, strv s)
{
	/* the end of a name is no byte of another */
	return (str_hash(seed != 0 ? seed : STR_HASH, s) ^ 0x100) * STR_HASH_PRIME;
}

static struct tally_name *rarest(struct tally *t)
{
	struct tally_name *least = &t->names[0];

	for (size_t i = 1; i < t->n_names; i++)
		if (t->names[i].count < least->count)
			least = &t->names[i];
	return least;
}

static struct tally_name *name_slot(struct tally *t, strv name)
{
	struct tally_name *slot;

	for (size_t i = 0; i < t->n_names; i++)
		if (t->names[i].len == name.n && memcmp(t->names[i].name, name.p, name.n) == 0)
			return &t->names[i];
	if (t->n_names < TALLY_NAMES) {
		slot = &t->names[t->n_names++];
	} else {
		slot = rarest(t);
		slot->over = slot->count;
		t->names_full = true;
	}
	memcpy(slot->name, name.p, name.n);
	slot->len = name.n;
	return slot;
}

static void count_host(struct tally *t, strv host)
{
	uint64_t hash = tally_hash(0, host);

	if (host.p == NULL)
		return;
	for (size_t i = t->n_hosts; i-- > 0;)
		if (t->hosts[i] == hash)
			return;
	if (t->n_hosts < TALLY_HOSTS)
		t->hosts[t->n_hosts++] = hash;
	else
		t->hosts_full = true;
}

void tally_event(struct tally *t, const struct oomlog_event *ev)
{
	const struct oomlog_victim *v;

	t->events++;
	t->kinds[(unsigned)oomlog_event_kind(ev) % TALLY_KINDS]++;
	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM)
		t->outcomes[(unsigned)oomlog_event_outcome(ev) % TALLY_OUTCOMES]++;
	t->incomplete += oomlog_event_missing(ev) != 0;
	count_host(t, oomlog_event_origin(ev)->host);
	tally_span(&t->first_us, &t->last_us, oomlog_event_time(ev)->realtime_us);
	for (size_t i = 0; (v = oomlog_event_victim(ev, i)) != NULL; i++) {
		t->victims++;
		if (v->comm.p != NULL)
			name_slot(t, str_upto(v->comm, TALLY_NAME_MAX))->count++;
	}
}

void tally_input(struct tally *t, const struct oomlog_input *input)
{
	t->inputs++;
	t->failed_inputs += input->error != NULL;
	t->lines += input->stats.lines;
	t->lost += input->stats.lost;
	t->gaps += input->stats.gaps;
	t->distrusted += input->stats.distrusted_lines;
	t->unparsed += input->stats.unparsed;
	t->unplaced += input->stats.unplaced;
	t->memory_dumps += input->stats.memory_dumps;
	if (t->mentions == 0)
		t->mention_line = input->stats.mention_line;
	t->mentions += input->stats.mentions;
	t->filtered += input->filtered_events;
}

size_t tally_most_killed(const struct tally *t, const struct tally_name **ret, size_t n)
{
	size_t found = 0;

	/* An insertion sort that keeps the n best: both tables are small. */
	for (size_t i = 0; i < t->n_names; i++) {
		size_t at = found < n ? found : n;

		while (at > 0 && ret[at - 1]->count < t->names[i].count)
			at--;
		if (at == n)
			continue;
		if (found < n)
			found++;
		memmove(&ret[at + 1], &ret[at], (found - at - 1) * sizeof(ret[0]));
		ret[at] = &t->names[i];
	}
	return found;
}

void tally_span(int64_t *first, int64_t *last, int64_t at)
{
	if (at == OOMLOG_ABSENT)
		return;
	if (*first == OOMLOG_ABSENT || at < *first)
		*first = at;
	if (*last == OOMLOG_ABSENT || at > *last)
		*last = at;
}
