/* Who holds most of the memory that ran short: the verdict over the balance and the task table. */
#ifndef REPORTS_DIAGNOSIS_HOLDER_H
#define REPORTS_DIAGNOSIS_HOLDER_H

#include "reports/diagnosis/balance.h"

enum holder_kind {
	HOLDER_UNKNOWN, /* the report does not tell */
	HOLDER_NONE,    /* it tells, and nothing stands out: simply too much of everything */
	HOLDER_ANON,    /* the processes' own memory, and the report does not tell whose */
	HOLDER_PROCESS,
	HOLDER_GROUP, /* many processes of one name */
	HOLDER_SHMEM, /* tmpfs, /dev/shm, memfd, SysV */
	HOLDER_SLAB,  /* the kernel's caches */
	HOLDER_PAGETABLES,
	HOLDER_KERNEL, /* of a cgroup: kernel memory whose kind is not printed; kernel stacks */
	HOLDER_HUGETLB,
	HOLDER_UNEVICTABLE, /* mlock */
	HOLDER_FILE,        /* page cache that could not be reclaimed */
	HOLDER_SOCKETS,
	HOLDER_UNACCOUNTED, /* no line accounts for it */
};

struct holder {
	enum holder_kind kind;
	uint64_t bytes, of_bytes;       /* held, of the memory in question (managed RAM or the limit); ABSENT_U */
	strv name;                      /* the process, the group's name, the slab cache */
	bool numbered;                  /* HOLDER_GROUP: the name is what stands before their numbers: "worker-" */
	const struct oomlog_task *task; /* HOLDER_PROCESS */
	uint64_t tasks;                 /* HOLDER_GROUP: how many */
	bool was_killed;                /* the process, or one of the group, is a victim */
	bool likely;                    /* not certain: less than the main part, or shared pages may be counted */
	bool by_score; /* HOLDER_PROCESS: no size is printed; the kernel's score for the victim says that it is big */
	/* What the tasks of the table hold themselves: anon + their page tables. Not the sum of rss, which counts shared
	 * pages once for each process. ABSENT_U where the table does not split rss. */
	uint64_t tasks_anon_bytes;
	uint64_t rss_sum_bytes; /* the misleading sum, to say what it is */
	/* The biggest process, whatever the verdict. */
	const struct oomlog_task *biggest;
	uint64_t biggest_bytes;
};

/* b: of the machine or of the cgroup, whichever was short; NULL: none. */
void holder_of_event(const struct oomlog_event *ev, const struct balance *b, struct holder *ret);
/* For programs: "process", "processes", "shmem", "slab", .. */
const char *holder_kind_name(enum holder_kind kind);

#endif
