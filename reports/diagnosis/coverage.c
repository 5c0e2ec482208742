#include "reports/diagnosis/coverage.h"

#include "reports/diagnosis/tally.h"
#include "reports/text/rfc3339.h"

/* --- collecting --- */

/* Where neither host nor boot is named, each log is a host of its own. */
static uint64_t key_of(const struct oomlog_coverage *c)
{
	return c->host.n > 0       ? tally_hash(0, c->host)
		: c->boot_id.n > 0 ? tally_hash(1, c->boot_id)
				   : tally_hash(2, c->input);
}

static struct coverage_host *host_of(struct coverage *all, const struct oomlog_coverage *c)
{
	struct coverage_host *h;
	strv host = str_upto(c->host, COVERAGE_NAME_MAX);
	uint64_t key = key_of(c);

	for (size_t i = 0; i < all->n; i++)
		if (all->hosts[i].key == key)
			return &all->hosts[i];
	if (all->n == COVERAGE_HOSTS || c->others)
		return NULL;
	h = &all->hosts[all->n++];
	h->key = key;
	h->host_len = host.n;
	if (host.n > 0)
		memcpy(h->host, host.p, host.n);
	h->first_mono_us = h->last_mono_us = h->log_last_us = OOMLOG_ABSENT;
	h->log = UINT64_MAX;
	return h;
}

static void remove_span(struct coverage_host *h, size_t i)
{
	memmove(&h->spans[i], &h->spans[i + 1], (h->n_spans - i - 1) * sizeof(h->spans[0]));
	h->n_spans--;
}

static void add_span(struct coverage_host *h, struct coverage_span s)
{
	size_t i = 0;

	/* What it touches becomes part of it. */
	while (i < h->n_spans)
		if (h->spans[i].first_us <= s.last_us && h->spans[i].last_us >= s.first_us) {
			s.first_us = h->spans[i].first_us < s.first_us ? h->spans[i].first_us : s.first_us;
			s.last_us = h->spans[i].last_us > s.last_us ? h->spans[i].last_us : s.last_us;
			remove_span(h, i);
		} else {
			i++;
		}
	if (h->n_spans == COVERAGE_SPANS) {
		h->spans_full = true;
		h->spans[0].last_us = h->spans[1].last_us;
		remove_span(h, 1);
	}
	for (i = h->n_spans; i > 0 && h->spans[i - 1].first_us > s.first_us; i--)
		h->spans[i] = h->spans[i - 1];
	h->spans[i] = s;
	h->n_spans++;
}

/* Between two boots of one log the machine was down: the log covers that too. */
static void add_time(struct coverage_host *h, const struct coverage *all, const struct oomlog_coverage *c)
{
	struct coverage_span s = {c->first_us, c->last_us};

	if (s.first_us == OOMLOG_ABSENT || s.last_us == OOMLOG_ABSENT)
		return;
	if (h->log == all->log && h->log_last_us != OOMLOG_ABSENT && h->log_last_us < s.first_us)
		s.first_us = h->log_last_us;
	add_span(h, s);
	h->log_last_us = s.last_us;
}

/* Boots without a name: those of one log are apart; another log may hold one that is known already. */
static bool is_new_boot(const struct coverage_host *h, const struct coverage *all, const struct oomlog_coverage *c,
                        strv boot)
{
	if (h->boots == 0)
		return true;
	if (boot.n > 0 || h->boot_len > 0)
		return !str_eq(boot, (strv){h->boot, h->boot_len});
	return h->log == all->log ||
		(c->first_monotonic_us != OOMLOG_ABSENT && h->last_mono_us != OOMLOG_ABSENT &&
	         c->first_monotonic_us < h->first_mono_us);
}

void coverage_add(struct coverage *all, const struct oomlog_coverage *c)
{
	struct coverage_host *h = host_of(all, c);
	strv boot = str_upto(c->boot_id, COVERAGE_NAME_MAX);

	if (h == NULL) {
		all->more_hosts++;
		return;
	}
	h->boots += is_new_boot(h, all, c, boot);
	if (boot.n > 0)
		memcpy(h->boot, boot.p, boot.n);
	h->boot_len = boot.n;
	h->first_mono_us = c->first_monotonic_us;
	h->last_mono_us = c->last_monotonic_us;
	add_time(h, all, c);
	h->log = all->log;
	h->kernel_lines += c->kernel_lines;
	h->program_lines += c->program_lines;
	h->gaps += c->gaps;
	h->lost += c->lost;
	h->steps_back += c->steps_back;
	h->inexact |= !c->exact;
}

void coverage_end_log(struct coverage *all)
{
	all->log++;
}

/* --- words --- */

bool coverage_has_no_kernel(const struct coverage *all)
{
	uint64_t kernel = 0, program = 0;

	for (size_t i = 0; i < all->n; i++) {
		kernel += all->hosts[i].kernel_lines;
		program += all->hosts[i].program_lines;
	}
	return kernel == 0 && program > 0 && all->more_hosts == 0;
}

static bool can_write(const struct coverage_span *s)
{
	return rfc3339_can(s->first_us) && rfc3339_can(s->last_us);
}

static void who(struct text *t, const struct coverage_host *h)
{
	if (h->host_len > 0)
		text_name(t, (strv){h->host, h->host_len});
	if (h->boots > 1) {
		text_add(t, h->host_len > 0 ? ", " : "");
		text_count(t, h->boots, "boot", "boots");
	} else if (h->boot_len > 0) {
		text_add(t, h->host_len > 0 ? ", boot " : "boot ");
		text_name(t, (strv){h->boot, h->boot_len});
	}
}

static void between(struct text *t, int64_t first, int64_t last)
{
	text_add(t, first == last ? "at " : "from ");
	text_time(t, first, ' ');
	if (first == last)
		return;
	text_add(t, " to ");
	text_time(t, last, ' ');
}

static void times(struct text *t, const struct coverage_host *h)
{
	const struct coverage_span whole = {h->spans[0].first_us,
	                                    h->spans[h->n_spans > 0 ? h->n_spans - 1 : 0].last_us};

	if (h->n_spans > 0 && can_write(&whole)) {
		if (h->inexact)
			text_add(t, "at least ");
		between(t, whole.first_us, whole.last_us);
	} else if (h->boots == 1 && h->first_mono_us != OOMLOG_ABSENT && h->last_mono_us != OOMLOG_ABSENT) {
		if (h->inexact)
			text_add(t, "at least ");
		text_add(t, "from ");
		text_seconds(t, h->first_mono_us);
		text_add(t, " to ");
		text_seconds(t, h->last_mono_us);
		text_add(t, " after boot");
	} else {
		text_add(t, "of unknown time");
	}
}

void coverage_words(struct text *t, const struct coverage_host *h)
{
	size_t before = t->n;

	who(t, h);
	if (t->n > before)
		text_add(t, ", ");
	times(t, h);
	text_add(t, ", ");
	text_count(t, h->gaps, "gap", "gaps");
	if (h->lost > 0) {
		text_add(t, " with ");
		text_count(t, h->lost, "lost message", "lost messages");
	}
	if (h->steps_back > 0) {
		text_add(t, ", the clock went back ");
		text_count(t, h->steps_back, "time", "times");
	}
}

bool coverage_holes(struct text *t, const struct coverage_host *h)
{
	size_t before = t->n;

	for (size_t i = 1; i < h->n_spans; i++) {
		const struct coverage_span hole = {h->spans[i - 1].last_us, h->spans[i].first_us};

		if (!can_write(&hole))
			continue;
		text_add(t, t->n > before ? ", " : "");
		between(t, hole.first_us, hole.last_us);
	}
	if (h->spans_full && t->n > before)
		text_add(t, ", and others");
	return t->n > before;
}

bool coverage_outside(struct text *t, const struct coverage_host *h, int64_t since_us, int64_t until_us)
{
	const char *read = h->inexact ? " was looked at" : " was read";
	bool before, after;
	int64_t first, last;

	if (h->n_spans == 0) {
		text_add(t, "they have no wall clock, so that this is not known");
		return true;
	}
	first = h->spans[0].first_us;
	last = h->spans[h->n_spans - 1].last_us;
	if (!rfc3339_can(first) || !rfc3339_can(last))
		return false;
	before = since_us != OOMLOG_ABSENT && first > since_us;
	after = until_us != OOMLOG_ABSENT && last < until_us;
	if ((since_us != OOMLOG_ABSENT && last < since_us) || (until_us != OOMLOG_ABSENT && first > until_us)) {
		text_add(t, "all that");
		text_add(t, read);
		text_add(t, " is ");
		between(t, first, last);
		return true;
	}
	if (before) {
		text_add(t, "nothing before ");
		text_time(t, first, ' ');
	}
	if (after) {
		text_add(t, before ? " and nothing after " : "nothing after ");
		text_time(t, last, ' ');
	}
	if (before || after)
		text_add(t, read);
	return before || after;
}
