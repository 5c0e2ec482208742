/* Masks as kernels printed them, in the words of those that print words. */
#include "formats/gfp.h"

#include <criterion/criterion.h>

#include "model/absent.h"

/* What a report shows of its kernel. */
enum shape {
	NO_COMM,      /* "oom-killer: gfp_mask=0xd0" */
	OOM_ADJ,      /* "oomkilladj=" or "oom_adj=" alone */
	BOTH_ADJ,     /* "oom_adj=0, oom_score_adj=0" */
	SCORE_ADJ,    /* "oom_score_adj=" alone */
	ALLOC_FAILED, /* "java: page allocation failure: order:0, mode:0x20": says nothing */
};

static struct oomlog_event *event_with(enum shape shape, const char *release, uint64_t mask, const char *printed)
{
	struct oomlog_event *ev = event_new(1 << 20, NULL);
	struct oomlog_trigger *t = event_trigger(ev);

	ev->kind = shape == ALLOC_FAILED ? OOMLOG_KIND_PAGE_ALLOCATION_FAILURE : OOMLOG_KIND_OOM;
	t->gfp_mask = mask;
	t->gfp_flags = printed != NULL ? str_of(printed) : STR_NONE;
	if (shape != NO_COMM)
		t->comm = STR("java");
	if (shape == OOM_ADJ || shape == BOTH_ADJ)
		t->oom_adj = 0;
	if (shape == SCORE_ADJ || shape == BOTH_ADJ)
		t->oom_score_adj = 0;
	if (release != NULL)
		event_kernel(ev)->release = str_of(release);
	return ev;
}

/* Of the reports' own evidence: one zone with these fields. */
static void add_zone_field(struct oomlog_event *ev, const char *name)
{
	struct oomlog_zone *zone;

	event_memory(ev);
	zone = ev->memory->zones.n > 0 ? &ev->memory->zones.items[0] : event_add_zone(ev);
	cr_assert(fields_add(&ev->arena, &zone->fields, str_of(name), 0));
}

static void assert_names(const struct gfp_request *r, const char *names)
{
	char text[512];

	gfp_format(r, text, sizeof(text));
	cr_expect_str_eq(text, names, "%#llx as of %s is \"%s\", not \"%s\"", (unsigned long long)r->mask,
	                 r->era->label, text, names);
}

/* clang-format off */
static const struct {
	const char *release;
	uint64_t mask;
	const char *names;
} by_release[] = {
	{"2.6.9-89.EL", 0xd2, "GFP_HIGHUSER"},
	{"2.6.9-89.EL", 0xd0, "GFP_KERNEL"},
	{"2.6.18-194.el5", 0x201d2, "GFP_HIGHUSER|__GFP_COLD"},
	{"2.6.18-194.el5", 0x280d2, "GFP_HIGHUSER|__GFP_ZERO"},
	{"2.6.24-generic", 0x1201d2, "GFP_HIGHUSER_MOVABLE|__GFP_COLD"},
	{"2.6.29", 0x1201d2, "GFP_HIGHUSER_MOVABLE|__GFP_COLD"},
	{"2.6.32-431.el6.x86_64", 0x201da, "GFP_HIGHUSER_MOVABLE|__GFP_COLD"},
	{"2.6.32-431.el6.x86_64", 0x280da, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO"},
	{"2.6.32-431.el6.x86_64", 0x800d0, "GFP_TEMPORARY"},
	/* backported from 2.6.38 */
	{"2.6.32-431.el6.x86_64", 0x4000d0, "GFP_KERNEL|__GFP_NO_KSWAPD"},
	{"3.0.101-default", 0x8d0, "GFP_KERNEL|__GFP_NOFAIL"},
	{"3.10.0-1160.el7.x86_64", 0x3000d0, "GFP_KERNEL|__GFP_NOTRACK|__GFP_KMEMCG"},
	{"3.10.0-1160.el7.x86_64", 0x20, "GFP_ATOMIC"},
	{"4.1.15", 0x1040d0, "GFP_KERNEL|__GFP_COMP|__GFP_NOACCOUNT"},
	{"4.4.0-21-generic", 0x24201ca, "GFP_HIGHUSER_MOVABLE|__GFP_COLD"},
	{"4.4.0-21-generic", 0x24280ca, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO"},
	{"4.4.0-21-generic", 0x24000c0, "GFP_KERNEL"},
	{"4.4.0-21-generic", 0x26080c0, "GFP_KERNEL|__GFP_ZERO|__GFP_NOTRACK"},
	{"4.4.60", 0x26040d0, "GFP_TEMPORARY|__GFP_COMP|__GFP_NOTRACK"},
	{"4.5.0", 0x35000c0, "GFP_KERNEL_ACCOUNT|__GFP_WRITE"},
	{"4.9.229", 0x24200ca, "GFP_HIGHUSER_MOVABLE"},
	{"4.12.14", 0x14201ca, "GFP_HIGHUSER_MOVABLE|__GFP_COLD"},
	{"4.14.0", 0x14201ca, "GFP_HIGHUSER_MOVABLE|__GFP_COLD"},
	{"4.14.0", 0x14004c0, "GFP_KERNEL|__GFP_RETRY_MAYFAIL"},
	{"4.15.0-20-generic", 0x14200ca, "GFP_HIGHUSER_MOVABLE"},
	{"4.18.0-147.el8", 0x6200ca, "GFP_HIGHUSER_MOVABLE"},
	{"4.19.72", 0x6000c0, "GFP_KERNEL"},
	{"4.19.72", 0x7002c2, "GFP_KERNEL_ACCOUNT|__GFP_HIGHMEM|__GFP_NOWARN"},
	{"5.4.0", 0x100cca, "GFP_HIGHUSER_MOVABLE"},
	{"5.10.0-32-cloud-amd64", 0xcc0, "GFP_KERNEL"},
	{"5.10.0-32-cloud-amd64", 0x101c4a, "GFP_NOFS|__GFP_HIGHMEM|__GFP_HARDWALL|__GFP_MOVABLE|__GFP_WRITE"},
	{"5.15.0-generic", 0x1100cca, "GFP_HIGHUSER_MOVABLE"},
	{"6.1.0-50-cloud-amd64", 0x140cca, "GFP_HIGHUSER_MOVABLE|__GFP_COMP"},
	{"6.1.0-50-cloud-amd64", 0xa20, "GFP_ATOMIC"},
	{"6.5.0", 0x820, "GFP_ATOMIC"},
	{"6.12.107-ppc64el", 0x140dca, "GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO"},
	/* single names in the order of their bits */
	{"6.18.44", 0x140dca, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_COMP"},
	{"7.2.13-cloud-amd64", 0x408d40, "GFP_NOFS|__GFP_ZERO|__GFP_NOFAIL|__GFP_ACCOUNT"},
	{"8.0.0", 0xcc0, "GFP_KERNEL"},
	/* a page fault's */
	{"5.10.0", 0x0, ""},
	/* bits of no era */
	{"5.10.0", 0x80000cc0, "GFP_KERNEL|0x80000000"},
};

static const struct {
	enum shape shape;
	uint64_t mask;
	const char *names;
	size_t others; /* other readings */
} by_shape[] = {
	{NO_COMM, 0xd0, "GFP_KERNEL", 0},
	/* before 2.6.14 GFP_HIGHUSER, then without __GFP_HARDWALL */
	{NO_COMM, 0xd2, "GFP_HIGHUSER", 1},
	{OOM_ADJ, 0x201d2, "GFP_HIGHUSER|__GFP_COLD", 0},
	{OOM_ADJ, 0x1201d2, "GFP_HIGHUSER_MOVABLE|__GFP_COLD", 0},
	{OOM_ADJ, 0x201da, "GFP_HIGHUSER_MOVABLE|__GFP_COLD", 0},
	{BOTH_ADJ, 0x201da, "GFP_HIGHUSER_MOVABLE|__GFP_COLD", 0},
	{SCORE_ADJ, 0x201da, "GFP_HIGHUSER_MOVABLE|__GFP_COLD", 0},
	{SCORE_ADJ, 0x280da, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO", 0},
	{SCORE_ADJ, 0xd0, "GFP_KERNEL", 0},
	{SCORE_ADJ, 0x24201ca, "GFP_HIGHUSER_MOVABLE|__GFP_COLD", 0},
	{SCORE_ADJ, 0x24000c0, "GFP_KERNEL", 0},
	{SCORE_ADJ, 0x26080c0, "GFP_KERNEL|__GFP_ZERO|__GFP_NOTRACK", 0},
	/* KMEMCG up to 3.18, nothing in 3.19, NOACCOUNT from 4.1 on */
	{SCORE_ADJ, 0x1040d0, "GFP_KERNEL|__GFP_COMP|__GFP_KMEMCG", 1},
	/* a torn line lost its names; 5.14 to 5.17 would not call it a composite */
	{SCORE_ADJ, 0x100cca, "GFP_HIGHUSER_MOVABLE", 1},
	/* 4.4 would call it __GFP_HIGH */
	{ALLOC_FAILED, 0x20, "GFP_ATOMIC", 1},
	{SCORE_ADJ, 0x0, "", 0},
};
/* clang-format on */

Test(gfp, by_release)
{
	for (size_t i = 0; i < sizeof(by_release) / sizeof(by_release[0]); i++) {
		struct oomlog_event *ev = event_with(SCORE_ADJ, by_release[i].release, by_release[i].mask, NULL);
		struct gfp_request r;

		cr_assert(gfp_decode(ev, &r));
		cr_expect_eq(r.from, GFP_FROM_RELEASE);
		assert_names(&r, by_release[i].names);
		oomlog_event_unref(ev);
	}
}

/* The release is believed before the shape: RHEL 6 prints what came with 2.6.36. */
Test(gfp, release_before_shape)
{
	struct oomlog_event *ev = event_with(BOTH_ADJ, "2.6.32-431.el6.x86_64", 0x201da, NULL);
	struct gfp_request r;

	cr_assert(gfp_decode(ev, &r));
	cr_expect_str_eq(r.era->label, "2.6.31-2.6.37");
	cr_expect_eq(r.n_others, 0);
	oomlog_event_unref(ev);
}

Test(gfp, by_shape)
{
	for (size_t i = 0; i < sizeof(by_shape) / sizeof(by_shape[0]); i++) {
		struct oomlog_event *ev = event_with(by_shape[i].shape, NULL, by_shape[i].mask, NULL);
		struct gfp_request r;

		cr_assert(gfp_decode(ev, &r));
		cr_expect_eq(r.from, GFP_FROM_SHAPE);
		assert_names(&r, by_shape[i].names);
		cr_expect_eq(r.n_others, by_shape[i].others, "%#llx: %zu others, the first %s",
		             (unsigned long long)by_shape[i].mask, r.n_others,
		             r.n_others > 0 ? r.others[0]->label : "none");
		oomlog_event_unref(ev);
	}
}

/* "cma reserved" came with 3.19, "nr_pmds" with 4.0: 0x100000 is no longer __GFP_KMEMCG. */
Test(gfp, fields_narrow_it_down)
{
	struct oomlog_event *ev = event_with(SCORE_ADJ, NULL, 0x1040d0, NULL);
	struct gfp_request r;

	event_memory(ev)->cma_reserved_pages = 0;
	cr_assert(gfp_decode(ev, &r));
	assert_names(&r, "GFP_KERNEL|__GFP_COMP|__GFP_NOACCOUNT");
	cr_expect_eq(r.n_others, 0);
	oomlog_event_unref(ev);
}

/* "free_pcp" came with 4.1, and RHEL 7 carries it in its 3.10: the first is likelier, the second is told. */
Test(gfp, backports_are_told)
{
	struct oomlog_event *ev = event_with(SCORE_ADJ, NULL, 0x1040d0, NULL);
	struct gfp_request r;

	add_zone_field(ev, "free_pcp_bytes");
	cr_assert(gfp_decode(ev, &r));
	assert_names(&r, "GFP_KERNEL|__GFP_COMP|__GFP_NOACCOUNT");
	cr_assert_eq(r.n_others, 1);
	cr_expect_str_eq(r.others[0]->label, "3.6-3.18");
	oomlog_event_unref(ev);
}

/* __GFP_MOVABLE moved from 0x100000 to 0x08 between 2.6.29 and 2.6.31. */
Test(gfp, isolated_after_the_move)
{
	struct oomlog_event *ev = event_with(OOM_ADJ, NULL, 0x200da, NULL);
	struct gfp_request r;

	add_zone_field(ev, "isolated_anon_bytes");
	cr_assert(gfp_decode(ev, &r));
	cr_expect_str_eq(r.era->label, "2.6.31-2.6.37");
	assert_names(&r, "GFP_HIGHUSER_MOVABLE");
	oomlog_event_unref(ev);
}

Test(gfp, printed_names_win)
{
	struct oomlog_event *ev = event_with(SCORE_ADJ, "3.10.0", 0x6200ca, "GFP_HIGHUSER_MOVABLE");
	struct gfp_request r;

	cr_assert(gfp_decode(ev, &r));
	cr_expect_eq(r.from, GFP_FROM_NAMES);
	cr_expect_str_eq(r.era->label, "4.17-5.0");
	cr_expect(gfp_has(&r, "__GFP_MOVABLE"));
	cr_expect(gfp_has(&r, "__GFP_HIGHMEM"));
	cr_expect(gfp_has(&r, "__GFP_DIRECT_RECLAIM"));
	cr_expect_not(gfp_has(&r, "__GFP_COMP"));
	cr_expect_not(gfp_has(&r, "__GFP_WAIT"), "4.17 has no such flag");
	oomlog_event_unref(ev);
}

/* 6.10 and later pack their upper bits by configuration. */
Test(gfp, configurations_are_told)
{
	struct oomlog_event *ev = event_with(SCORE_ADJ, "6.12.0", 0x1000cc0, NULL);
	struct gfp_request r;

	cr_assert(gfp_decode(ev, &r));
	assert_names(&r, "GFP_KERNEL|__GFP_NO_OBJ_EXT");
	cr_expect_eq(r.n_others, 2);
	oomlog_event_unref(ev);
}

Test(gfp, no_mask)
{
	struct oomlog_event *ev = event_new(1 << 20, NULL);
	struct gfp_request r;

	cr_expect_not(gfp_decode(ev, &r));
	event_trigger(ev);
	cr_expect_not(gfp_decode(ev, &r));
	oomlog_event_unref(ev);
}

Test(gfp, format_is_cut_and_terminated)
{
	struct gfp_request r = {.era = &gfp_eras[0]};
	char text[16];

	gfp_name_mask(r.era, 0x100d0, &r);
	cr_expect_eq(gfp_format(&r, text, sizeof(text)), sizeof(text) - 1);
	cr_expect_str_eq(text, "GFP_KERNEL|0x10");
	cr_expect_eq(gfp_format(&r, text, 1), 0);
	cr_expect_eq(gfp_format(&r, text, 0), 0);
}

Test(gfp, release_versions)
{
	cr_expect_eq(gfp_release_version(STR("2.6.32-431.el6.x86_64")), GFP_VERSION(2, 6, 32));
	cr_expect_eq(gfp_release_version(STR("3.10.0-1160.el7.x86_64")), GFP_VERSION(3, 10, 0));
	cr_expect_eq(gfp_release_version(STR("6.18.44")), GFP_VERSION(6, 18, 0));
	cr_expect_eq(gfp_release_version(STR("7.1-rc3")), GFP_VERSION(7, 1, 0));
	cr_expect_eq(gfp_release_version(STR("5.13.0-rc5")), GFP_VERSION(5, 13, 0));
	cr_expect_eq(gfp_release_version(STR_NONE), 0);
	cr_expect_eq(gfp_release_version(STR("x86_64")), 0);
	cr_expect_eq(gfp_release_version(STR("5")), 0);
	cr_expect_eq(gfp_release_version(STR("2.6.x")), 0);
	cr_expect_eq(gfp_release_version(STR("99999999999999999999.1")), 0);
}

/* A table whose names overlap, or that is out of order, would make nonsense of every mask. */
Test(gfp, table_is_sound)
{
	for (size_t i = 0; i < n_gfp_eras; i++) {
		const struct gfp_era *era = &gfp_eras[i];
		uint64_t named = 0;
		size_t n = 0;

		cr_expect_leq(era->since, era->until, "%s", era->label);
		cr_expect(i == 0 || gfp_eras[i - 1].since <= era->since, "%s", era->label);
		cr_expect_eq(era->io_fs, 0xc0, "%s", era->label);
		cr_expect_eq(__builtin_popcountll(era->reclaim), 1, "%s", era->label);
		for (const struct gfp_name *name = era->names; name->name != NULL; name++, n++)
			named |= name->mask;
		cr_expect_eq(named, era->known, "%s", era->label);
		/* a mask of n bits has at most n names */
		cr_expect_leq(__builtin_popcountll(era->known), GFP_MAX_NAMES);
	}
}
