/* The table of gfp.h says of each mask what the kernel of the sample itself printed behind it. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "formats/gfp.h"
#include "tests/support/sample.h"

/* The event's mask as if its names had not been printed. */
static void check(const char *name, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *t = oomlog_event_trigger(ev);
	const struct oomlog_kernel *kernel = oomlog_event_kernel(ev);
	struct oomlog_trigger bare;
	struct oomlog_event copy = *ev;
	struct gfp_request r;
	char text[512];

	if (t == NULL || t->gfp_flags.p == NULL || kernel == NULL || kernel->release.n == 0)
		return;
	bare = *t;
	bare.gfp_flags = STR_NONE;
	copy.trigger = &bare;
	cr_assert(gfp_decode(&copy, &r));
	cr_expect_eq(r.from, GFP_FROM_RELEASE);
	cr_expect(str_eq((strv){text, gfp_format(&r, text, sizeof(text))}, t->gfp_flags),
	          "%s: %#llx is \"%s\" as of %s, and was printed as \"%.*s\"", name, (unsigned long long)r.mask, text,
	          r.era->label, (int)t->gfp_flags.n, t->gfp_flags.p);
}

Test(printed_gfp, samples)
{
	struct sample s = {0};

	while (sample_next(&s)) {
		struct collected all;

		cr_assert_eq(collect_bytes(s.log.p, s.log.n, 0, NULL, &all), OOMLOG_OK);
		for (size_t k = 0; k < all.n; k++)
			check(s.name, all.events[k]);
		collect_release(&all);
	}
}
