/*
 * What the log covers: for each host and boot the first and last stamp of the lines that were looked at, and what is
 * missing between them. Where a carrier names no boot, one ends where the next begins: "Linux version", "-- Reboot --",
 * or the kernel's clock going back.
 */
#include "assemble/context.h"

#include <stdlib.h>

enum { STEP_BACK_US = 5 * 1000 * 1000 }; /* a clock that goes back by less is the order of lines */

struct cover {
	struct oomlog_coverage public;
	uint64_t hash;      /* of host and boot */
	struct cover *next; /* with the same bucket; those that have ended are in none */
	bool ended;         /* another boot has begun */
	bool version;       /* its "Linux version" has been seen */
	int64_t newest_us, newest_mono_us;
	/* before the newest line, which may turn out to be the next boot's first */
	int64_t before_us, before_mono_us;
	char names[];
};

static bool is_of(const struct cover *c, strv host, strv boot)
{
	return !c->ended && !c->public.others && str_eq(c->public.host, host) && str_eq(c->public.boot_id, boot);
}

static struct cover **bucket_of(struct assembler *a, uint64_t hash)
{
	return &a->covers.buckets[hash % COVER_BUCKETS];
}

/* A log whose clock goes back again and again has hundreds that have ended: nobody looks through them. */
static void end(struct assembler *a, struct cover *c)
{
	struct cover **link = bucket_of(a, c->hash);

	c->ended = true;
	while (*link != NULL && *link != c)
		link = &(*link)->next;
	if (*link == c)
		*link = c->next;
}

static strv take_name(char **at, strv s)
{
	strv taken = {*at, s.n};

	if (s.p == NULL)
		return STR_NONE;
	memcpy(*at, s.p, s.n);
	*at += s.n + 1;
	return taken;
}

static struct cover *cover_new(struct assembler *a, strv host, strv boot)
{
	struct cover *c = calloc(1, sizeof(*c) + a->input_n + host.n + boot.n + 3);
	char *at;

	if (c == NULL) {
		a->nomem = true;
		return NULL;
	}
	at = c->names;
	c->public.size = sizeof(c->public);
	c->public.input = take_name(&at, (strv){a->input, a->input_n});
	c->public.host = take_name(&at, host);
	c->public.boot_id = take_name(&at, boot);
	c->public.first_us = c->public.last_us = NO_TIME;
	c->public.first_monotonic_us = c->public.last_monotonic_us = NO_TIME;
	c->newest_us = c->newest_mono_us = c->before_us = c->before_mono_us = NO_TIME;
	a->covers.items[a->covers.n++] = c;
	return c;
}

/* The last place of the table is for all that found none. */
static struct cover *cover_make(struct assembler *a, uint64_t hash, strv host, strv boot)
{
	struct cover *c;

	if (a->covers.n == MOST_COVERS)
		return a->covers.items[MOST_COVERS - 1];
	if (a->covers.n == MOST_COVERS - 1)
		host = boot = STR_NONE;
	c = cover_new(a, host, boot);
	if (c == NULL)
		return NULL;
	c->public.others = a->covers.n == MOST_COVERS;
	c->hash = hash;
	if (!c->public.others) {
		c->next = *bucket_of(a, hash);
		*bucket_of(a, hash) = c;
	}
	return c;
}

static struct cover *cover_of(struct assembler *a, const struct record *r)
{
	strv host = str_upto(r->host, MOST_NAME), boot = str_upto(r->boot, MOST_NAME);
	struct cover *newest = a->covers.newest, *c;
	uint64_t hash;

	/* A line without a stamp is of whoever wrote the line before. */
	if (newest != NULL && ((r->flags & RECORD_STAMPED) == 0 || (r->flags & RECORD_SAME) != 0))
		return newest;
	if (newest != NULL && is_of(newest, host, boot))
		return newest;
	hash = str_hash(str_hash(STR_HASH, host) ^ host.n, boot);
	for (c = *bucket_of(a, hash); c != NULL; c = c->next)
		if (c->hash == hash && is_of(c, host, boot))
			return c;
	return cover_make(a, hash, host, boot);
}

static void extend(int64_t *first, int64_t *last, int64_t at)
{
	if (at == NO_TIME)
		return;
	if (*first == NO_TIME || at < *first)
		*first = at;
	if (*last == NO_TIME || at > *last)
		*last = at;
}

static bool is_step_back(int64_t before, int64_t at)
{
	return before != NO_TIME && at != NO_TIME && before - at > STEP_BACK_US;
}

static void note_times(struct cover *c, int64_t at, int64_t mono)
{
	c->before_us = c->public.last_us;
	c->before_mono_us = c->public.last_monotonic_us;
	c->public.steps_back += is_step_back(c->newest_us, at);
	extend(&c->public.first_us, &c->public.last_us, at);
	extend(&c->public.first_monotonic_us, &c->public.last_monotonic_us, mono);
	c->newest_us = at != NO_TIME ? at : c->newest_us;
	c->newest_mono_us = mono != NO_TIME ? mono : c->newest_mono_us;
}

static void count(struct cover *c, bool kernel)
{
	c->public.kernel_lines += kernel;
	c->public.program_lines += !kernel;
}

void cover_note(struct assembler *a, const struct record *r, bool kernel)
{
	struct cover *c = cover_of(a, r);

	if (c != NULL && r->boot.n == 0 && !c->public.others && is_step_back(c->newest_mono_us, r->mono_us)) {
		end(a, c);
		a->covers.newest = NULL;
		c = cover_of(a, r);
	}
	if (c == NULL)
		return;
	a->covers.newest = c;
	a->covers.kernel = kernel;
	count(c, kernel);
	note_times(c, a->now_us, r->mono_us);
}

void cover_more(struct assembler *a, size_t n)
{
	struct cover *c = a->covers.newest;

	if (c != NULL)
		*(a->covers.kernel ? &c->public.kernel_lines : &c->public.program_lines) += n;
}

/* "[    0.000000] Initializing cgroup subsys cpuset" stands before "Linux version" in kernels of 2.6.24 to 4.4. */
static bool is_same_boot(const struct cover *c)
{
	return !c->version && c->before_mono_us == 0;
}

/* "Linux version ..": the record has been noted as the last of the boot before. */
void cover_boot(struct assembler *a, const struct record *r)
{
	struct cover *c = a->covers.newest, *next;

	if (c == NULL || c->public.others || r->boot.n > 0)
		return;
	if (c->public.kernel_lines + c->public.program_lines < 2 || is_same_boot(c)) {
		c->version = true;
		return;
	}
	c->public.last_us = c->before_us;
	c->public.last_monotonic_us = c->before_mono_us;
	c->public.kernel_lines -= a->covers.kernel;
	c->public.program_lines -= !a->covers.kernel;
	end(a, c);
	a->covers.newest = NULL;
	next = cover_of(a, r);
	if (next == NULL)
		return;
	a->covers.newest = next;
	next->version = true;
	count(next, a->covers.kernel);
	note_times(next, a->now_us, r->mono_us);
}

/* "-- Reboot --", "-- Boot 4f3e.. --": of the one host that such a listing has. */
void cover_separator(struct assembler *a)
{
	for (size_t i = 0; i < a->covers.n; i++)
		if (a->covers.items[i]->public.boot_id.n == 0)
			end(a, a->covers.items[i]);
	a->covers.newest = NULL;
}

void cover_lost(struct assembler *a, uint64_t lost)
{
	if (a->covers.newest == NULL)
		return;
	a->covers.newest->public.gaps++;
	a->covers.newest->public.lost += lost;
}

void cover_passed_over(struct assembler *a)
{
	a->covers.passed_over = true;
}

/* Of the input's first and of its last line somebody has looked at the stamps; between, quiet lines may be another's. */
const struct oomlog_coverage *cover_at(struct assembler *a, size_t i)
{
	struct cover *c;

	if (i >= a->covers.n)
		return NULL;
	c = a->covers.items[i];
	c->public.exact = !c->public.others && (!a->covers.passed_over || (i == 0 && c == a->covers.newest));
	return &c->public;
}

void covers_release(struct assembler *a)
{
	for (size_t i = 0; i < a->covers.n; i++)
		free(a->covers.items[i]);
	a->covers = (struct covers){.n = 0};
}
