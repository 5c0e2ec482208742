#include "reports/diagnosis/leading.h"

/* Which findings a cause rests on; the other rules keep the order of the table. */
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
	{CAUSE_MANUAL, {"sysrq"}},
	{CAUSE_MEMCG_PROCESS, {"memcg-limit", "one-process"}},
	{CAUSE_MEMCG_PROCESSES, {"memcg-limit", "many-equal-processes"}},
	{CAUSE_MEMCG_LIMIT, {"memcg-limit"}},
	{CAUSE_MEMCG_SHMEM, {"memcg-shmem"}},
	{CAUSE_MEMCG_KERNEL, {"memcg-kernel"}},
	{CAUSE_MEMCG_FILE, {"memcg-file"}},
	{CAUSE_MEMCG_SWAP, {"memcg-swap-limit"}},
};

/* What somebody or a setting did goes before what is large: no size has to change for that. */
static const char *const deeds[] = {"sysrq", "limit-lowered", "allocating-task", "no-zone"};

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

static enum leading leading_of(const struct diagnosis *d, const char *code)
{
	if (is_one_of(code, deeds, sizeof(deeds) / sizeof(deeds[0])))
		return LEADING_DEED;
	return is_of_cause(code, d->cause) ? LEADING_CAUSE : LEADING_NONE;
}

/* A stable sort: what leads equally keeps the order of the table. */
void leading_sort(struct diagnosis *d)
{
	for (size_t i = 0; i < d->n_findings; i++)
		d->findings[i].leading = leading_of(d, d->findings[i].rule->code);
	for (size_t i = 1; i < d->n_findings; i++) {
		struct finding f = d->findings[i];
		size_t at = i;

		for (; at > 0 && d->findings[at - 1].leading > f.leading; at--)
			d->findings[at] = d->findings[at - 1];
		if (at < i)
			d->findings[at] = f;
	}
}
