/*
 * The numbers that rules, the verdict on the holder, incidents and series compare with, by their names. No source gives
 * such limits: each is a choice, and stands here so that a reader can disagree. `oomlog rules` prints them: with a rule
 * those that its condition names, behind the rules the others.
 */
#ifndef REPORTS_DIAGNOSIS_THRESHOLDS_H
#define REPORTS_DIAGNOSIS_THRESHOLDS_H

#include <stdint.h>

/* X(name, value, what it is) */
#define THRESHOLDS(X)                                                                                            \
	X(HOLDER_MAIN_PERCENT, 50, "% of the memory in question that make a holder the main one")                \
	X(HOLDER_SOME_PERCENT, 25, "% of the memory in question under which nothing stands out")                 \
	X(HOLDER_RIVAL_PERCENT, 75, "% of the biggest process that make what cannot be reclaimed its peer")      \
	X(GROUP_LEAST_TASKS, 4, "processes of one name that make a group")                                       \
	X(GROUP_LEAST_NUMBERED, 8, "processes whose names differ in a number that make a group")                 \
	X(SLAB_PERCENT, 10, "% of managed memory in unreclaimable slab")                                         \
	X(SHMEM_PERCENT, 10, "% of managed memory in shmem")                                                     \
	X(HUGEPAGES_PERCENT, 20, "% of managed memory in the hugepage pool")                                     \
	X(HUGEPAGES_IDLE_PERCENT, 50, "% of the hugepage pool that is free")                                     \
	X(UNEVICTABLE_PERCENT, 20, "% of managed memory that is unevictable")                                    \
	X(PAGETABLES_PERCENT, 5, "% of managed memory in page tables")                                           \
	X(KERNEL_STACK_PERCENT, 3, "% of managed memory in kernel stacks")                                       \
	X(KERNEL_STACK_LEAST_MIB, 8, "MiB of kernel stacks under which there are no more threads than usual")    \
	X(UNACCOUNTED_PERCENT, 10, "% of managed memory that no line accounts for")                              \
	X(FILE_PERCENT, 20, "% of managed memory that is page cache")                                            \
	X(DIRTY_PERCENT, 10, "% of managed memory that is dirty or under writeback")                             \
	X(SWAP_FULL_PERCENT, 1, "% of swap free under which it is used up")                                      \
	X(SWAPPABLE_FEW_PERCENT, 10, "% of managed memory under which little is left that swap could take")      \
	X(AT_LIMIT_PERCENT, 95, "% of a cgroup's limit from which its memory is at it, too")                     \
	X(ALL_ZONES_PERCENT, 90, "% of the RAM under which the zones printed are of some nodes only")            \
	X(LESSER_ZONE_TIMES, 4, "times as large another zone is that speaks for the request instead")            \
	X(DRIFT_PERCENT, 10, "% of the first's points that may have come between choice and task table")         \
	X(DRIFT_PAGES, 1024, "points that may have come between choice and task table, where % are fewer")       \
	X(FAILCNT_MANY, 1000, "times at the limit before one kill that make a long squeeze")                     \
	X(PROTECTED_ADJ, -900, "oom_score_adj at and under which a process is as good as exempt")                \
	X(INCIDENT_GAP_S, 60, "seconds to the event before within which one is of the same incident")            \
	X(STORM_LEAST_KILLS, 3, "kills of one incident that make a storm")                                       \
	X(REPEAT_LEAST_KILLS, 3, "kills of one cgroup or name that make a series")                               \
	X(REPEAT_WINDOW_S, 3600, "seconds in which a cgroup's repeated kills ask for a word on its limit")       \
	X(SPARE_NEXT_PERCENT, 10,                                                                                \
	  "% of the victim's memory that the next one must have, for sparing the victim to help")                \
	X(GIANT_PERCENT, 10, "% of the memory in question that make a protected process a giant")                \
	X(NEXT_KILL_S, 10, "seconds to the next kill within which the first did not help")                       \
	X(HEADROOM_PERCENT, 25, "% on top of what was observed in the advice for a limit")                       \
	X(SERIES_BURST_S, 60, "seconds within which kills of a series are one occurrence")                       \
	X(SERIES_SHORT_LIFE_S, 600, "seconds within which a process was killed while it started, or soon after") \
	X(SERIES_EQUAL_PERCENT, 5, "% by which sizes may differ that are equal")                                 \
	X(SERIES_STEADY_PERCENT, 25, "% of their median by which steady intervals may differ")                   \
	X(SERIES_IRREGULAR_TIMES, 4, "times the shortest that the longest of irregular intervals is")            \
	X(SERIES_PERIOD_LEAST_S, 300, "seconds of the shortest period that is looked for")                       \
	X(SERIES_PERIOD_INTERVALS, 3, "intervals in which a period is looked for")                               \
	X(SERIES_PERIOD_LIKELY, 5, "intervals from which a period is likely")                                    \
	X(SERIES_PERIOD_PERCENT, 5, "% of a period that an interval may be off it, or off a multiple of it")     \
	X(SERIES_PERIOD_SKIPS, 4, "times the period up to which an interval is a run that was skipped")          \
	X(SERIES_CALENDAR_PERCENT, 1, "% that a period may be off one of cron's to be called periodic")          \
	X(SERIES_GROWTH_POINTS, 4, "occurrences from which growth is fitted")                                    \
	X(SERIES_GROWTH_AGREE_PERCENT, 75, "% of all pairs of occurrences that agree on the sign of growth")

#define THRESHOLD_VALUE(name, value, words) static const int64_t name = (value);
THRESHOLDS(THRESHOLD_VALUE)
#undef THRESHOLD_VALUE

#endif
