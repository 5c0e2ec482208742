/* The page size where neither a free list nor the victim tells it: a node's figures in kB against the counters in pages. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "tests/support/collect.h"

#define TRIGGER \
	"[    9.000000] x invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n"
#define COUNTERS(active_anon, inactive_anon)                                                           \
	"[    9.000001] Mem-Info:\n"                                                                   \
	"[    9.000002] active_anon:" active_anon " inactive_anon:" inactive_anon " isolated_anon:0\n" \
	"[    9.000002]  active_file:0 inactive_file:0 isolated_file:0\n"
#define NODE(n, active_anon, inactive_anon)                                                    \
	"[    9.000003] Node " n " active_anon:" active_anon "kB inactive_anon:" inactive_anon \
	"kB active_file:0kB inactive_file:0kB\n"

static const struct row {
	const char *log;
	uint64_t page_size;
} rows[] = {
	{TRIGGER COUNTERS("451", "12347") NODE("0", "1804", "49388"), 4096},
	{TRIGGER COUNTERS("451", "12347") NODE("0", "28864", "790208"), 65536},
	/* one figure alone may have changed from one line to the next */
	{TRIGGER COUNTERS("0", "12347") NODE("0", "0", "49388"), OOMLOG_ABSENT_U},
	{TRIGGER COUNTERS("3", "12347") NODE("0", "12", "49388"), OOMLOG_ABSENT_U},
	{TRIGGER COUNTERS("451", "12347") NODE("0", "1804", "49392"), OOMLOG_ABSENT_U},
	{TRIGGER COUNTERS("451", "12347") NODE("0", "1804", "98776"), OOMLOG_ABSENT_U},
	/* the counters are of all nodes */
	{TRIGGER COUNTERS("451", "12347") NODE("0", "1804", "49388") NODE("1", "1804", "49388"), OOMLOG_ABSENT_U},
	{TRIGGER COUNTERS("451", "12347"), OOMLOG_ABSENT_U},
};

ParameterizedTestParameters(page_size, node)
{
	static size_t indices[sizeof(rows) / sizeof(rows[0])];
	const size_t n = sizeof(rows) / sizeof(rows[0]);

	for (size_t i = 0; i < n; i++)
		indices[i] = i;
	return cr_make_param_array(size_t, indices, n);
}

ParameterizedTest(size_t *index, page_size, node)
{
	const struct row *row = &rows[*index];
	const struct oomlog_kernel *kernel;
	struct collected all;

	cr_assert_eq(collect_bytes(row->log, strlen(row->log), 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	kernel = oomlog_event_kernel(all.events[0]);
	cr_expect_eq(kernel != NULL ? kernel->page_size_bytes : OOMLOG_ABSENT_U, row->page_size);
	collect_release(&all);
}
