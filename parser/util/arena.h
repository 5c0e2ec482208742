/*
 * Memory that lives and dies with one event. Nothing is freed singly; every arena has a maximum, and a shared budget
 * bounds all arenas of a parser together, so that no input can make them grow past the documented limits.
 */
#ifndef OOMLOG_UTIL_ARENA_H
#define OOMLOG_UTIL_ARENA_H

#include "util/str.h"

struct budget {
	size_t used, max;
	size_t reserve; /* of max: kept for the last words of events (arena.last_words) */
};

struct arena_chunk;

struct arena {
	struct arena_chunk *top;
	size_t used, max;      /* bytes taken from the system; the most that may be */
	size_t reserve;        /* of max: the rows of a table leave room for the kill behind them */
	bool last_words;       /* the reserves may be used */
	struct budget *budget; /* shared; may be NULL */
	void *spare;           /* strings given back, each with the next one in it */
	bool full;             /* a request was refused by a limit */
	bool nomem;            /* a request was refused by the system */
};

void arena_init(struct arena *a, size_t max, struct budget *budget);
void arena_release(struct arena *a);
/* The budget is the parser's; an event handed out outlives it. */
void arena_leave_budget(struct arena *a);

/* NULL when a limit or the system refuses; `full` or `nomem` then says which. Zeroed, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);
/* Grows the block in place where it is the newest one, else moves it; what is new is not cleared. p may be NULL. */
void *arena_grow(struct arena *a, void *p, size_t old, size_t size);
/* A copy with a NUL behind it (not counted in n); {NULL, 0} when refused. */
strv arena_str(struct arena *a, strv s);
/* The same; {NULL, 0}, and nothing is refused, where the system would have to be asked for room. */
strv arena_spare_str(struct arena *a, strv s);
/* A string of arena_str() that nobody has any more: a short one is used again. */
void arena_give_back(struct arena *a, strv s);

/* A growing array in an arena: `n` used of `cap` elements. Makes room for one more and returns it, zeroed. */
void *arena_push_(struct arena *a, void **items, size_t *n, size_t *cap, size_t size);
#define arena_push(a, list) arena_push_((a), (void **)&(list)->items, &(list)->n, &(list)->cap, sizeof(*(list)->items))

#endif
