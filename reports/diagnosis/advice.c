/* Of all findings' advice, what a person should do first. */
#include "reports/diagnosis/diagnosis.h"

/* Whose advice goes before that of the other rules, which keep the order of the table. */
static const struct {
	enum cause cause;
	const char *codes[2];
} leading[] = {
	{CAUSE_PROCESS, {"one-process"}},
	{CAUSE_PROCESSES, {"many-equal-processes"}},
	{CAUSE_ANON, {"anon"}},
	{CAUSE_SHMEM, {"shmem"}},
	{CAUSE_SLAB, {"slab-unreclaimable", "slab-reclaimable"}},
	{CAUSE_PAGETABLES, {"page-tables"}},
	{CAUSE_KERNEL_STACKS, {"kernel-stacks"}},
	{CAUSE_HUGEPAGES, {"hugepages-idle", "hugepages-used"}},
	{CAUSE_UNEVICTABLE, {"unevictable"}},
	{CAUSE_FILE, {"page-cache", "dirty"}},
	{CAUSE_UNACCOUNTED, {"unaccounted"}},
	{CAUSE_TOO_SMALL, {"too-small"}},
	{CAUSE_FRAGMENTATION, {"fragmented", "costly-order"}},
	{CAUSE_LOW_ZONE, {"low-zone"}},
	{CAUSE_DMA_ZONE, {"dma-zone"}},
	{CAUSE_CMA, {"cma-only"}},
	{CAUSE_ATOMIC, {"below-min", "below-high"}},
	{CAUSE_CPUSET, {"cpuset"}},
	{CAUSE_MEMORY_POLICY, {"memory-policy", "node-imbalance"}},
	{CAUSE_MEMCG_SHMEM, {"memcg-shmem"}},
	{CAUSE_MEMCG_KERNEL, {"memcg-kernel"}},
	{CAUSE_MEMCG_FILE, {"memcg-file"}},
	{CAUSE_MEMCG_SWAP, {"memcg-swap-limit"}},
};

/* What somebody or a setting did goes before what is large: no size has to change for that. */
static const char *const deeds[] = {"sysrq", "limit-lowered", "allocating-task", "no-zone"};

/* Behind them the second and the third advice of each finding. */
enum turn { TURN_DEEDS, TURN_CAUSE, TURN_OTHERS, TURNS = TURN_OTHERS + FINDING_ADVICE };

static bool is_one_of(const char *code, const char *const *codes, size_t n)
{
	for (size_t i = 0; i < n && codes[i] != NULL; i++)
		if (strcmp(code, codes[i]) == 0)
			return true;
	return false;
}

static bool is_of_cause(const char *code, enum cause cause)
{
	for (size_t i = 0; i < sizeof(leading) / sizeof(leading[0]); i++)
		if (leading[i].cause == cause && is_one_of(code, leading[i].codes, 2))
			return true;
	return false;
}

static bool is_its_turn(const struct diagnosis *d, const struct finding *f, enum turn turn)
{
	const char *code = f->rule->code;

	if (turn == TURN_DEEDS)
		return is_one_of(code, deeds, sizeof(deeds) / sizeof(deeds[0]));
	return turn != TURN_CAUSE || is_of_cause(code, d->cause);
}

static bool is_given(const struct diagnosis *d, strv advice)
{
	for (size_t i = 0; i < d->n_advice; i++)
		if (str_eq(d->advice[i], advice))
			return true;
	return false;
}

/* First each finding's best advice, then the second ones: one finding must not fill the page. */
void advice_collect(struct diagnosis *d)
{
	for (enum turn turn = TURN_DEEDS; turn < TURNS; turn++)
		for (size_t i = 0; i < d->n_findings; i++) {
			const struct finding *f = &d->findings[i];
			size_t at = turn > TURN_OTHERS ? turn - TURN_OTHERS : 0;

			if (at < f->n_advice && d->n_advice < DIAGNOSIS_ADVICE && is_its_turn(d, f, turn) &&
			    !is_given(d, f->advice[at]))
				d->advice[d->n_advice++] = f->advice[at];
		}
}
