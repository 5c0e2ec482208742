#include "reports/diagnosis/pagetables.h"

#include "reports/diagnosis/groups.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"

void pagetables_of_event(const struct oomlog_event *ev, struct pagetables *ret)
{
	const struct oomlog_task *t;
	uint64_t page = measure_pages(ev, 1);

	*ret = (struct pagetables){.bytes = OOMLOG_ABSENT_U};
	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; i++) {
		uint64_t bytes = groups_pagetables(t, page);

		ret->bytes = measure_add(ret->bytes, bytes);
		if (bytes == OOMLOG_ABSENT_U || bytes == 0)
			continue;
		ret->tasks++;
		if (bytes > ret->most_bytes) {
			ret->most = t;
			ret->most_bytes = bytes;
		}
	}
}

bool pagetables_are_of_one(const struct pagetables *p, uint64_t bytes)
{
	return p->most != NULL && p->most_bytes >= bytes / 2;
}

void pagetables_advise(struct diagnosis *d, struct finding *f, const struct pagetables *p, uint64_t bytes)
{
	if (pagetables_are_of_one(p, bytes))
		ADVICE(d, f, WORDS("See what "), PROCESS(p->most->comm, p->most->pid),
		       WORDS(" maps (/proc/PID/smaps, VmPTE in /proc/PID/status): a page table costs the same whether "
		             "one page behind it is used or all; have it unmap what is done with, or use hugepages."));
	else
		ADVICE(d, f,
		       WORDS("Map the shared area with hugepages (huge_pages of PostgreSQL, use_large_pages of Oracle, "
		             "shm with SHM_HUGETLB), or have fewer processes map it."));
}
