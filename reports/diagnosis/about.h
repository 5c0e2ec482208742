/* What several rules ask first: is it about such an event, and is what it needs there? */
#ifndef REPORTS_DIAGNOSIS_ABOUT_H
#define REPORTS_DIAGNOSIS_ABOUT_H

#include "reports/diagnosis/diagnosis.h"

/* The kernel's OOM killer, and somebody really wanted memory. */
bool about_shortage(const struct diagnosis *d);
/* .. and no cgroup's limit was the reason, as far as the report tells. */
bool about_machine(const struct diagnosis *d);
/* .. or a page allocation failed: what has zones and a request. */
bool about_request(const struct diagnosis *d);
/* SCOPE_CPUSET or SCOPE_MEMORY_POLICY where the constraint or the nodes' lists say so; else SCOPE_UNKNOWN. */
enum scope about_node_scope(const struct diagnosis *d);
/* An OOM report whose first line, with order and gfp mask, is there. */
bool about_has_head(const struct diagnosis *d);
/* What has the kernel print the task table: a sentence's beginning. */
const char *about_dump_tasks(const struct diagnosis *d);

/*
 * RULE_HOLDS: the machine was short, and *ret_ram and *ret_m are there. Else what the rule has to return; f->needs is
 * filled.
 */
enum rule_result about_machine_figures(const struct diagnosis *d, struct finding *f, uint64_t *ret_ram,
                                       const struct oomlog_memory **ret_m);
/* The same for a cgroup whose limit was hit: its statistics, and d->balance. */
enum rule_result about_memcg_figures(const struct diagnosis *d, struct finding *f, const struct oomlog_memcg **ret);

/* `bytes` of this kind may be why memory was short. Where something else holds most of it, or not the amount of memory
 * was the reason, what else is large is told, and no advice given on it. */
bool about_is_culprit(const struct diagnosis *d, enum holder_kind kind, uint64_t bytes);

/* Sum of counters ("slab_reclaimable", ..) in bytes; ABSENT_U where none is there. */
uint64_t about_counters(const struct diagnosis *d, const char *const *names);
#define COUNTERS_OF(d, ...) about_counters(d, (const char *const[]){__VA_ARGS__, NULL})
/* An item of d->balance; ABSENT_U. */
uint64_t about_item(const struct diagnosis *d, const char *name);

/* The first victim, or NULL. */
const struct oomlog_victim *about_victim(const struct diagnosis *d);
/* Its oom_score_adj, by its kill line or its row; ABSENT. */
int64_t about_victim_adj(const struct diagnosis *d);
/* What a row holds: rss, swap, page tables where they are printed in bytes; ABSENT_U. */
uint64_t about_task_bytes(const struct diagnosis *d, const struct oomlog_task *t);
/* -1000, or oom_adj -17: the kernel never takes it. */
bool about_is_exempt(const struct oomlog_task *t);
/* Kernels up to 2.6.35 have oom_adj, -17 to 15. */
bool about_is_oom_adj(const struct diagnosis *d);

/* A cgroup of version 1 (1), 2 (2), or the report does not show it (0). */
int about_memcg_version(const struct oomlog_memcg *m);
/* The file of the limit; of version 0 both names. */
const char *about_limit_file(int version);
bool about_reached(const struct oomlog_counter *c);
/* .. or nearly: charges go in batches of 32 pages a CPU (MEMCG_CHARGE_BATCH), and some may be handed back meanwhile. */
bool about_at_limit(const struct oomlog_counter *c);
/* The one that was hit: "memory+swap: usage .., limit .." where memory itself still had room, else "memory:". */
const struct oomlog_counter *about_hit(const struct oomlog_memcg *m);
/* Version 1 limits memory, and memory and swap together: both were reached, one of them perhaps nearly. */
bool about_both_limits(const struct oomlog_memcg *m);

#endif
