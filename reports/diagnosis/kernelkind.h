/* Of what kind the kernel memory is that is charged to a cgroup, and what can be done about that kind. */
#ifndef REPORTS_DIAGNOSIS_KERNELKIND_H
#define REPORTS_DIAGNOSIS_KERNELKIND_H

#include "reports/diagnosis/diagnosis.h"

struct kernelkind {
	const char *names[2];       /* items of the balance */
	const char *words, *advice; /* advice is NULL for page tables: pagetables_advise() */
};

/* Kernel memory and socket buffers, as the balance tells; ABSENT_U. */
uint64_t kernelkind_bytes(const struct diagnosis *d);
/* The one that has half of `bytes` or more; NULL: none. */
const struct kernelkind *kernelkind_main(const struct diagnosis *d, uint64_t bytes);

#endif
