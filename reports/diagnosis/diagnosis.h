/*
 * The whole diagnosis of one event: a pure function of it. Everything here is computed, nothing is read: a report
 * prints it under `diagnosis` or marks it as the program's own words.
 *
 * One object serves a report's events one after another; its texts live until the next.
 */
#ifndef REPORTS_DIAGNOSIS_DIAGNOSIS_H
#define REPORTS_DIAGNOSIS_DIAGNOSIS_H

#include "reports/diagnosis/balance.h"
#include "reports/diagnosis/holder.h"
#include "reports/diagnosis/request.h"
#include "reports/diagnosis/rules.h"
#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/selection.h"
#include "reports/diagnosis/swap.h"
#include "reports/diagnosis/workload.h"
#include "reports/text/text.h"

enum {
	FINDING_EVIDENCE = 8,
	FINDING_ADVICE = 3,
	DIAGNOSIS_FINDINGS = 40,
	DIAGNOSIS_UNDECIDED = 80, /* a bare kill leaves most rules undecided: there is room for all of them */
	DIAGNOSIS_ADVICE = 5,     /* lines that a person is given */
	DIAGNOSIS_TEXT = 24 * 1024,
};

/* One figure that a conclusion rests on: a number with its unit, or the log's own word. */
struct evidence {
	const char *name; /* the event's member: "memory.swap.total_bytes", "slab_unreclaimable" */
	int64_t value;    /* OOMLOG_ABSENT: text */
	const char *unit; /* "bytes", "pages", "percent", "" */
	strv text;        /* bytes of the log */
};

/* Which findings come first: what somebody did, then what the cause rests on. */
enum leading { LEADING_DEED, LEADING_CAUSE, LEADING_NONE };

struct finding {
	const struct rule *rule;
	enum leading leading;
	enum confidence confidence;
	strv text; /* one sentence, already safe to print */
	struct evidence evidence[FINDING_EVIDENCE];
	size_t n_evidence;
	strv advice[FINDING_ADVICE]; /* each a sentence for this case, safe to print; the most useful first */
	size_t n_advice;
	const char *needs; /* with RULE_UNKNOWN: static words for what is missing, "the task table" */
};

/* A rule that could not be decided, and what is missing for it. */
struct undecided {
	const struct rule *rule;
	const char *needs;
};

/* diagnosis.cause: what a person should look at. docs/causes.md explains each. */
enum cause {
	CAUSE_UNKNOWN,
	CAUSE_MANUAL,    /* sysrq */
	CAUSE_PROCESS,   /* one process holds most of the machine's memory */
	CAUSE_PROCESSES, /* many processes of one name do */
	CAUSE_ANON,      /* processes hold it, and the report does not say which */
	CAUSE_SHMEM,     /* tmpfs, shared memory */
	CAUSE_SLAB,
	CAUSE_PAGETABLES,
	CAUSE_KERNEL_STACKS,
	CAUSE_HUGEPAGES,   /* the reserved pool */
	CAUSE_UNEVICTABLE, /* locked */
	CAUSE_FILE,        /* page cache that could not be reclaimed */
	CAUSE_UNACCOUNTED,
	CAUSE_TOO_SMALL, /* nothing stands out: all together are too much */
	CAUSE_FRAGMENTATION,
	CAUSE_LOW_ZONE, /* 32 bit */
	CAUSE_DMA_ZONE, /* a small zone that the request was bound to */
	CAUSE_CMA,
	CAUSE_ATOMIC, /* a request that could not wait found the reserve used up */
	CAUSE_CPUSET, /* the allowed nodes were short */
	CAUSE_MEMORY_POLICY,
	CAUSE_MEMCG_PROCESS, /* a cgroup's limit, and one process holds most of it */
	CAUSE_MEMCG_PROCESSES,
	CAUSE_MEMCG_SHMEM,
	CAUSE_MEMCG_KERNEL, /* slab, sockets, page tables charged to it */
	CAUSE_MEMCG_FILE,
	CAUSE_MEMCG_SWAP,        /* the memory+swap limit */
	CAUSE_MEMCG_LIMIT,       /* the limit, and nothing stands out or no figures */
	CAUSE_USERSPACE_KILLER,  /* systemd-oomd, earlyoom, .. */
	CAUSE_LOW_MEMORY_KILLER, /* Android */
};

struct diagnosis {
	const struct oomlog_event *ev;
	uint64_t ram; /* measure_ram(): nearly every rule asks */
	enum scope scope;
	enum cause cause;
	enum confidence confidence;
	bool has_workload;
	struct workload workload; /* of the victim */
	bool has_balance;
	struct balance balance; /* of the cgroup in SCOPE_MEMCG, else of the machine */
	struct holder holder;
	struct request request;
	struct selection selection;
	struct swap swap;
	bool has_what_if;
	struct selection what_if; /* with the caller's changes */

	struct finding findings[DIAGNOSIS_FINDINGS];
	size_t n_findings;
	struct undecided undecided[DIAGNOSIS_UNDECIDED];
	size_t n_undecided;
	/* For people: the advice of all findings, each once, the most useful first. */
	strv advice[DIAGNOSIS_ADVICE];
	size_t n_advice;

	size_t text_used;
	char text[DIAGNOSIS_TEXT];
	struct text words; /* the sentence being built */
};

/* what_if may be NULL; comm views in it must live as long as *d. */
void diagnosis_of_event(struct diagnosis *d, const struct oomlog_event *ev, const struct oomlog_what_if *what_if,
                        size_t n_what_if);

/* From the figures; fills cause and confidence. */
void cause_of_event(struct diagnosis *d);

/* From the findings and the cause; fills advice. */
void advice_collect(struct diagnosis *d);

/* For programs: "process", "memcg_shmem", .. */
const char *cause_name(enum cause cause);
const char *confidence_name(enum confidence confidence); /* "certain", "likely", "possible" */

/* For rules (finding.c). Sentences are built in d->words: begin, add with text_..(&d->words, ..), end. */
struct text *finding_begin(struct diagnosis *d);
void finding_text(struct diagnosis *d, struct finding *f);   /* what was built becomes f->text */
void finding_advice(struct diagnosis *d, struct finding *f); /* .. becomes one more advice */
void finding_number(struct finding *f, const char *name, uint64_t value, const char *unit); /* absent: nothing */
void finding_signed(struct finding *f, const char *name, int64_t value, const char *unit);
void finding_word(struct finding *f, const char *name, strv text);
/* The rule cannot know without this. */
static inline enum rule_result finding_needs(struct finding *f, const char *what)
{
	f->needs = what;
	return RULE_UNKNOWN;
}

#endif
