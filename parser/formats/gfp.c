#include "formats/gfp.h"

#include <stdio.h>

/* A range of releases, both ends included. */
struct span {
	uint32_t since, until;
};

#define ANY_RELEASE ((struct span){0, UINT32_MAX})

static bool overlap(struct span a, struct span b)
{
	return a.since <= b.until && b.since <= a.until;
}

static struct span era_span(const struct gfp_era *era)
{
	return (struct span){era->since, era->until};
}

/* --- names --- */

/* As the kernel's format_flags() does: the first name that is there altogether, then what is left of the mask. */
void gfp_name_mask(const struct gfp_era *era, uint64_t mask, struct gfp_request *ret)
{
	ret->n_names = 0;
	for (const struct gfp_name *name = era->names; name->name != NULL && mask != 0; name++) {
		if ((mask & name->mask) != name->mask || ret->n_names == GFP_MAX_NAMES)
			continue;
		ret->names[ret->n_names++] = name->name;
		mask &= ~name->mask;
	}
	ret->unnamed = mask;
}

bool gfp_has(const struct gfp_request *r, const char *name)
{
	for (const struct gfp_name *known = r->era->names; known->name != NULL; known++)
		if (strcmp(known->name, name) == 0)
			return (r->mask & known->mask) == known->mask;
	return false;
}

size_t gfp_format(const struct gfp_request *r, char *buf, size_t size)
{
	size_t n = 0;

	if (size == 0)
		return 0;
	buf[0] = '\0';
	for (size_t i = 0; i < r->n_names + (r->unnamed != 0); i++) {
		const char *bar = i > 0 ? "|" : "";
		int wrote = i < r->n_names
			? snprintf(buf + n, size - n, "%s%s", bar, r->names[i])
			: snprintf(buf + n, size - n, "%s%#llx", bar, (unsigned long long)r->unnamed);

		if (wrote < 0 || (size_t)wrote >= size - n)
			return size - 1;
		n += (size_t)wrote;
	}
	return n;
}

/* "GFP_KERNEL|__GFP_COMP" is what this era would print for the mask. */
static bool prints_as(const struct gfp_era *era, uint64_t mask, strv printed)
{
	struct gfp_request r;
	char text[1024];

	gfp_name_mask(era, mask, &r);
	return str_eq((strv){text, gfp_format(&r, text, sizeof(text))}, printed);
}

static bool same_names(const struct gfp_era *a, const struct gfp_era *b, uint64_t mask)
{
	struct gfp_request of_a, of_b;

	gfp_name_mask(a, mask, &of_a);
	gfp_name_mask(b, mask, &of_b);
	if (of_a.n_names != of_b.n_names || of_a.unnamed != of_b.unnamed)
		return false;
	for (size_t i = 0; i < of_a.n_names; i++)
		if (strcmp(of_a.names[i], of_b.names[i]) != 0)
			return false;
	return true;
}

/* --- the release --- */

static uint32_t at_most(uint64_t value, uint32_t most)
{
	return value < most ? (uint32_t)value : most;
}

uint32_t gfp_release_version(strv release)
{
	uint64_t major, minor, patch = 0;

	if (!parse_u64(&release, &major) || !skip_byte(&release, '.') || !parse_u64(&release, &minor))
		return 0;
	/* from 3.0 on the third number is a stable release, which moves no bits */
	if (major == 2 && skip_byte(&release, '.') && !parse_u64(&release, &patch))
		return 0;
	return GFP_VERSION(at_most(major, 127), at_most(minor, 255), at_most(patch, 255));
}

/* A release between two eras, none of whose trees was read, may belong to either; one after the last, to the last. */
static struct span span_of_release(uint32_t version)
{
	struct span span = {version, version};

	for (size_t i = 0; i < n_gfp_eras; i++) {
		if (overlap(era_span(&gfp_eras[i]), span))
			return span;
		if (gfp_eras[i].since > version)
			return (struct span){i > 0 ? gfp_eras[i - 1].until : 0, gfp_eras[i].since};
	}
	return (struct span){gfp_eras[n_gfp_eras - 1].until, version};
}

/* --- the report's shape --- */

static bool has_zone_field(const struct oomlog_event *ev, const char *name)
{
	return ev->memory != NULL && ev->memory->zones.n > 0 &&
		fields_get(&ev->memory->zones.items[0].fields, name) != OOMLOG_ABSENT_U;
}

static bool oom_without_comm(const struct oomlog_event *ev)
{
	return ev->kind == OOMLOG_KIND_OOM && ev->trigger->comm.p == NULL;
}

static bool only_oom_adj(const struct oomlog_event *ev)
{
	return ev->trigger->oom_adj != OOMLOG_ABSENT && ev->trigger->oom_score_adj == OOMLOG_ABSENT;
}

static bool both_adj(const struct oomlog_event *ev)
{
	return ev->trigger->oom_adj != OOMLOG_ABSENT && ev->trigger->oom_score_adj != OOMLOG_ABSENT;
}

static bool only_oom_score_adj(const struct oomlog_event *ev)
{
	return ev->trigger->oom_adj == OOMLOG_ABSENT && ev->trigger->oom_score_adj != OOMLOG_ABSENT;
}

static bool isolated(const struct oomlog_event *ev)
{
	return ev->memory != NULL &&
		(has_zone_field(ev, "isolated_anon_bytes") ||
	         fields_get(&ev->memory->counters_pages, "isolated_anon") != OOMLOG_ABSENT_U);
}

static bool managed(const struct oomlog_event *ev)
{
	return has_zone_field(ev, "managed_bytes");
}

static bool free_pcp(const struct oomlog_event *ev)
{
	return has_zone_field(ev, "free_pcp_bytes");
}

static bool cma_reserved(const struct oomlog_event *ev)
{
	return ev->memory != NULL && ev->memory->cma_reserved_pages != OOMLOG_ABSENT_U;
}

static bool nr_pmds(const struct oomlog_event *ev)
{
	return ev->tasks.n > 0 && ev->tasks.items[0].nr_pmds != OOMLOG_ABSENT_U;
}

static bool number_only(const struct oomlog_event *ev)
{
	return ev->trigger->gfp_flags.p == NULL;
}

/*
 * What a report shows, which releases of kernel.org show it, and which releases may by a distribution's backport:
 * RHEL 5 (2.6.18) prints oomkilladj, RHEL 6 (2.6.32) both adjustments, RHEL 7 (3.10) free_pcp.
 */
static const struct clue {
	bool (*seen)(const struct oomlog_event *ev);
	struct span usual, any;
} clues[] = {
	/* "oom-killer: gfp_mask=0xd0" */
	{oom_without_comm, {0, GFP_VERSION(2, 6, 18)}, {0, GFP_VERSION(2, 6, 18)}},
	/* "httpd invoked oom-killer: gfp_mask=0x201d2, order=0, oomkilladj=0" (2.6.19), "oom_adj=0" (2.6.32) */
	{only_oom_adj, {GFP_VERSION(2, 6, 19), GFP_VERSION(2, 6, 35)}, {GFP_VERSION(2, 6, 18), GFP_VERSION(2, 6, 35)}},
	/* "java invoked oom-killer: gfp_mask=0x201da, order=0, oom_adj=0, oom_score_adj=0" */
	{both_adj, {GFP_VERSION(2, 6, 36), GFP_VERSION(3, 6, 0)}, {GFP_VERSION(2, 6, 32), GFP_VERSION(3, 6, 0)}},
	/* "mysqld invoked oom-killer: gfp_mask=0x24201ca, order=0, oom_score_adj=0" */
	{only_oom_score_adj, {GFP_VERSION(3, 7, 0), UINT32_MAX}, {GFP_VERSION(3, 7, 0), UINT32_MAX}},
	/* " isolated_anon:0", "isolated(anon):0kB" */
	{isolated, {GFP_VERSION(2, 6, 32), UINT32_MAX}, {GFP_VERSION(2, 6, 32), UINT32_MAX}},
	/* "managed:15908kB" */
	{managed, {GFP_VERSION(3, 8, 0), UINT32_MAX}, {GFP_VERSION(3, 8, 0), UINT32_MAX}},
	/* "free_pcp:0kB" */
	{free_pcp, {GFP_VERSION(4, 1, 0), UINT32_MAX}, {GFP_VERSION(3, 10, 0), UINT32_MAX}},
	/* "0 pages cma reserved" */
	{cma_reserved, {GFP_VERSION(3, 19, 0), UINT32_MAX}, {GFP_VERSION(3, 19, 0), UINT32_MAX}},
	/* "[ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name" */
	{nr_pmds, {GFP_VERSION(4, 0, 0), UINT32_MAX}, {GFP_VERSION(4, 0, 0), UINT32_MAX}},
	/* from 4.6 on the names stand behind the number */
	{number_only, {0, GFP_VERSION(4, 5, 0)}, {0, GFP_VERSION(4, 5, 0)}},
};

static struct span both(struct span a, struct span b)
{
	return (struct span){a.since > b.since ? a.since : b.since, a.until < b.until ? a.until : b.until};
}

/* May come out empty (since > until) where clues contradict each other: then no era overlaps it. */
static struct span span_of_shape(const struct oomlog_event *ev, bool backports)
{
	struct span span = ANY_RELEASE;

	for (size_t i = 0; i < sizeof(clues) / sizeof(clues[0]); i++)
		if (clues[i].seen(ev))
			span = both(span, backports ? clues[i].any : clues[i].usual);
	return span;
}

/* --- the choice --- */

/*
 * How well a mask suits an era. 0: it has bits that mean nothing there. 1: it asks for I/O without leave to wait for
 * it, which hardly any caller does: 0xd0, GFP_KERNEL of old, would be such a thing from 4.4 on. 2: it makes sense.
 */
static int suits(const struct gfp_era *era, uint64_t mask)
{
	if ((mask & ~era->known) != 0)
		return 0;
	return (mask & era->io_fs) == 0 || (mask & era->reclaim) != 0 ? 2 : 1;
}

/* The first era in the span that suits the mask at least so well, or NULL. */
static const struct gfp_era *first_suitable(struct span span, uint64_t mask, int least)
{
	if (span.since > span.until)
		return NULL;
	for (size_t i = 0; i < n_gfp_eras; i++)
		if (overlap(era_span(&gfp_eras[i]), span) && suits(&gfp_eras[i], mask) >= least)
			return &gfp_eras[i];
	return NULL;
}

static bool is_listed(const struct gfp_request *r, const struct gfp_era *era)
{
	if (same_names(r->era, era, r->mask))
		return true;
	for (size_t i = 0; i < r->n_others; i++)
		if (same_names(r->others[i], era, r->mask))
			return true;
	return false;
}

/* Each other reading of the mask once, under the oldest era that has it. */
static void add_others(struct gfp_request *r, struct span span, int least)
{
	r->n_others = 0;
	if (span.since > span.until)
		return;
	for (size_t i = 0; i < n_gfp_eras && r->n_others < GFP_MAX_OTHERS; i++)
		if (overlap(era_span(&gfp_eras[i]), span) && suits(&gfp_eras[i], r->mask) >= least &&
		    !is_listed(r, &gfp_eras[i]))
			r->others[r->n_others++] = &gfp_eras[i];
}

/*
 * Distributions carry later flags into older kernels (RHEL 6's 2.6.32 has __GFP_NO_KSWAPD of 2.6.38): a mask that the
 * release's own era cannot mean is read by the next later one that can.
 */
static void choose_by_release(struct gfp_request *r, uint32_t version)
{
	const struct span span = span_of_release(version), later = {version, UINT32_MAX};

	r->from = GFP_FROM_RELEASE;
	for (int least = 2; least > 0; least--) {
		r->era = first_suitable(span, r->mask, least);
		if (r->era != NULL) {
			add_others(r, span, least);
			return;
		}
	}
	r->era = first_suitable(later, r->mask, 1);
	if (r->era == NULL)
		r->era = first_suitable(span, r->mask, 0);
}

/*
 * Of the eras that a backport could explain, the first that kernel.org's own releases would give, too, is the likelier.
 * Where none makes sense of the mask the clues were wrong (a torn line lost its names): then any era may be it.
 */
static void choose_by_shape(struct gfp_request *r, const struct oomlog_event *ev)
{
	const struct span usual = span_of_shape(ev, false), any = span_of_shape(ev, true);

	r->from = GFP_FROM_SHAPE;
	for (int least = 2; least >= 0; least--) {
		const struct span spans[] = {usual, any, ANY_RELEASE};

		for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
			r->era = first_suitable(spans[i], r->mask, least);
			if (r->era == NULL)
				continue;
			add_others(r, i < 2 ? any : ANY_RELEASE, least);
			return;
		}
	}
}

/* The log says the names; the era is looked for only so that gfp_has() can tell what they are made of. */
static void take_printed(struct gfp_request *r, strv printed)
{
	r->from = GFP_FROM_NAMES;
	r->printed = printed;
	r->n_others = 0;
	if (prints_as(r->era, r->mask, printed))
		return;
	for (size_t i = n_gfp_eras; i > 0; i--)
		if (prints_as(&gfp_eras[i - 1], r->mask, printed)) {
			r->era = &gfp_eras[i - 1];
			return;
		}
}

bool gfp_decode(const struct oomlog_event *ev, struct gfp_request *ret)
{
	uint32_t version;

	if (ev->trigger == NULL || ev->trigger->gfp_mask == OOMLOG_ABSENT_U)
		return false;
	*ret = (struct gfp_request){.mask = ev->trigger->gfp_mask};
	version = ev->kernel != NULL ? gfp_release_version(ev->kernel->release) : 0;
	if (version != 0)
		choose_by_release(ret, version);
	else
		choose_by_shape(ret, ev);
	if (ev->trigger->gfp_flags.p != NULL)
		take_printed(ret, ev->trigger->gfp_flags);
	gfp_name_mask(ret->era, ret->mask, ret);
	return true;
}
