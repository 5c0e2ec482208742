/* Swap: none, used up, or free and still out of memory. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

static enum rule_result swap_known(struct diagnosis *d, struct finding *f)
{
	if (!about_machine(d))
		return RULE_SILENT;
	if (d->swap.state == SWAP_UNKNOWN || d->swap.scope != SWAP_OF_MACHINE)
		return finding_needs(f, "the machine's swap (\"Free swap\", \"Total swap\")");
	return RULE_HOLDS;
}

static uint64_t swappable(const struct diagnosis *d)
{
	return measure_add(measure_add(about_item(d, "anon"), about_item(d, "shmem")), about_item(d, "anon_and_shmem"));
}

/* Swap takes anonymous memory and shmem: where they are not the most, more of it would not have helped. */
static bool would_help(const struct diagnosis *d)
{
	return d->scope == SCOPE_MACHINE && d->has_balance &&
		measure_reaches(swappable(d), d->balance.total_bytes, HOLDER_MAIN_PERCENT) &&
		d->request.refusal != REQUEST_FRAGMENTED && !d->request.low_zone;
}

static enum rule_result no_swap(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = swap_known(d, f);

	if (known != RULE_HOLDS)
		return known;
	if (d->swap.state != SWAP_NONE)
		return RULE_SILENT;
	finding_number(f, "memory.swap.total_bytes", d->swap.total_bytes, "bytes");
	SENTENCE(d, f, WORDS("There is no swap: memory of programs and tmpfs cannot be moved out."));
	if (would_help(d))
		/* kernels that have oom_adj alone have no zram */
		ADVICE(d, f, WORDS(about_is_oom_adj(d) ? "Swap" : "Swap or zram"), WORDS(" would take part of the "),
		       SIZE(swappable(d)),
		       WORDS(" of anonymous and shared memory, and turn a spike into a slowdown; a leak fills it too."));
	return RULE_HOLDS;
}

static enum rule_result swap_full(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_task *top;
	enum rule_result known = swap_known(d, f);

	if (known != RULE_HOLDS)
		return known;
	if (d->swap.state != SWAP_FULL)
		return RULE_SILENT;
	top = d->swap.n_top > 0 ? d->swap.top[0] : NULL;
	finding_number(f, "memory.swap.free_bytes", d->swap.free_bytes, "bytes");
	finding_number(f, "memory.swap.total_bytes", d->swap.total_bytes, "bytes");
	if (top != NULL)
		SENTENCE(d, f, WORDS("Swap is used up: "), SIZE(d->swap.free_bytes), WORDS(" of "),
		         SIZE(d->swap.total_bytes), WORDS(" were free; the most is of "), PROCESS(top->comm, top->pid),
		         WORDS(", "), SIZE(measure_pages(d->ev, top->swapents)), WORDS("."));
	else
		SENTENCE(d, f, WORDS("Swap is used up: "), SIZE(d->swap.free_bytes), WORDS(" of "),
		         SIZE(d->swap.total_bytes), WORDS(" were free."));
	ADVICE(d, f, WORDS("Find what grew before adding swap: "), SIZE(d->swap.total_bytes),
	       WORDS(" of it did not suffice"), WORDS(top != NULL ? "; look at swapents beside rss." : "."));
	return RULE_HOLDS;
}

static enum rule_result swap_free(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = swap_known(d, f);

	if (known != RULE_HOLDS)
		return known;
	if (d->swap.state != SWAP_FREE)
		return RULE_SILENT;
	finding_number(f, "memory.swap.free_bytes", d->swap.free_bytes, "bytes");
	finding_number(f, "memory.swap.total_bytes", d->swap.total_bytes, "bytes");
	f->confidence = CONFIDENCE_LIKELY;
	SENTENCE(d, f, WORDS("Swap was not the problem: "), SIZE(d->swap.free_bytes), WORDS(" of "),
	         SIZE(d->swap.total_bytes), WORDS(" were free"), WORDS(d->swap.n_useless > 0 ? "; " : ""),
	         WORDS(d->swap.n_useless > 0 ? d->swap.useless_because[0] : ""), WORDS("."));
	ADVICE(d, f, WORDS("More swap would not help."));
	return RULE_HOLDS;
}

const struct rule rules_swap[] = {
	{"no-swap", "Swap", "\"Total swap = 0kB\".", "There is no swap",
         "Swap or zram, where anonymous memory is the most.", "show_swap_cache_info(), mm/swap_state.c", no_swap},
	{"swap-full", "Swap", "Less than SWAP_FULL_PERCENT of swap is free.", "Swap is used up",
         "Find what grew; look at swapents beside rss.", "show_swap_cache_info(), mm/swap_state.c", swap_full},
	{"swap-free", "Swap",
         "SWAP_FULL_PERCENT of swap or more is free, and the kernel was out of memory all the same. With less than "
         "SWAPPABLE_FEW_PERCENT of managed memory on the anonymous lists, little was left to swap.",
         "Lack of swap is not the reason",
         "Look at the request's zone and order, at locked memory, at the speed of swap.",
         "show_swap_cache_info(), mm/swap_state.c", swap_free},
	{0},
};
