/* Sizes that follow from what an event says; OOMLOG_ABSENT_U where it does not say enough. */
#ifndef REPORTS_DIAGNOSIS_MEASURE_H
#define REPORTS_DIAGNOSIS_MEASURE_H

#include "util/str.h"

/* a + b; absent counts as nothing unless both are; never wraps. */
static inline uint64_t measure_add(uint64_t a, uint64_t b)
{
	uint64_t sum;

	if (a == OOMLOG_ABSENT_U)
		return b;
	if (b == OOMLOG_ABSENT_U)
		return a;
	return __builtin_add_overflow(a, b, &sum) || sum == OOMLOG_ABSENT_U ? OOMLOG_ABSENT_U - 1 : sum;
}

/* A row's resident pages: rss, or the sum of its three kinds. */
static inline uint64_t measure_rss_pages(const struct oomlog_task *t)
{
	if (t->rss_pages != OOMLOG_ABSENT_U)
		return t->rss_pages;
	return measure_add(measure_add(t->rss_anon_pages, t->rss_file_pages), t->rss_shmem_pages);
}

/* Pages in bytes: needs the page size, and that the product fits. */
uint64_t measure_pages(const struct oomlog_event *ev, uint64_t pages);
/* What the victim held in RAM: its kill line's rss, or its row in the task table. */
uint64_t measure_held(const struct oomlog_event *ev, const struct oomlog_victim *v);
/* The victim's page tables, in bytes also where the kernel calls bytes kB. */
uint64_t measure_page_tables(const struct oomlog_event *ev, const struct oomlog_victim *v);
/* RAM that the kernel manages: the zones' where they are all printed, "pages RAM" without "pages reserved" else. */
uint64_t measure_ram(const struct oomlog_event *ev);
/* Sum of a zone field, of the first of the names that any zone has. */
uint64_t measure_zones(const struct oomlog_memory *m, const char *const *names);
/* A report for a cpuset prints the zones of the allowed nodes only (SHOW_MEM_FILTER_NODES); the counters cover all. */
bool measure_zones_are_some(const struct oomlog_event *ev);
/* A field by its name. */
uint64_t measure_field(const struct oomlog_fields *f, const char *name);
/* A size by its name without the unit: "present" for "present_bytes". */
uint64_t measure_bytes(const struct oomlog_fields *f, const char *name);
/* part >= percent % of whole; false where one of them is absent, or whole is 0. */
bool measure_reaches(uint64_t part, uint64_t whole, int64_t percent);
/* The largest cache of "Unreclaimable slab info:"; NULL. */
const struct oomlog_slab *measure_largest_slab(const struct oomlog_memory *m);
/* The pools of hugepages of all sizes, of one node or (OOMLOG_ABSENT) of all. */
uint64_t measure_hugepages(const struct oomlog_memory *m, int64_t node);
/* The cgroup's "no limit": PAGE_COUNTER_MAX or LLONG_MAX in kB, from 2^52 kB on. */
bool measure_is_unlimited(uint64_t limit_bytes);

/* The row of a process in the task table, or NULL. */
const struct oomlog_task *measure_task(const struct oomlog_event *ev, int64_t pid);
bool measure_has_damage(const struct oomlog_event *ev, enum oomlog_damage_what what);
/* Rows of the task table may be missing: messages were lost, or the event is larger than the limits. */
bool measure_rows_may_lack(const struct oomlog_event *ev);

#endif
