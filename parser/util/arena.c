#include "util/arena.h"

#include <stdlib.h>

enum { CHUNK_FIRST = 4096, CHUNK_MOST = 64 * 1024, BIG = 8 * 1024, LONG = 32 * 1024, ALIGN = 16 };

struct arena_chunk {
	struct arena_chunk *below;
	size_t size, used; /* of data[] */
	_Alignas(ALIGN) char data[];
};

void arena_init(struct arena *a, size_t max, struct budget *budget)
{
	*a = (struct arena){.max = max, .reserve = max / 16, .budget = budget};
}

void arena_leave_budget(struct arena *a)
{
	if (a->budget != NULL)
		a->budget->used -= a->used;
	a->budget = NULL;
}

void arena_release(struct arena *a)
{
	arena_leave_budget(a);
	while (a->top != NULL) {
		struct arena_chunk *below = a->top->below;

		free(a->top);
		a->top = below;
	}
	a->used = 0;
}

static size_t round_up(size_t n)
{
	return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static bool fits(size_t used, size_t max, size_t reserve, size_t size)
{
	return max >= reserve && used <= max - reserve && size <= max - reserve - used;
}

/* Room for `size` more bytes of the system's, within the arena's limit and the shared one. */
static bool may_take(const struct arena *a, size_t size)
{
	const struct budget *b = a->budget;

	return fits(a->used, a->max, a->last_words ? 0 : a->reserve, size) &&
		(b == NULL || fits(b->used, b->max, a->last_words ? 0 : b->reserve, size));
}

static void took(struct arena *a, size_t size)
{
	a->used += size;
	if (a->budget != NULL)
		a->budget->used += size;
}

static struct arena_chunk *chunk_new(struct arena *a, size_t size)
{
	struct arena_chunk *chunk;

	if (!may_take(a, size)) {
		a->full = true;
		return NULL;
	}
	chunk = malloc(sizeof(*chunk) + size);
	if (chunk == NULL) {
		a->nomem = true;
		return NULL;
	}
	took(a, size);
	chunk->size = size;
	chunk->used = 0;
	return chunk;
}

/* Doubles the chunks from 4 to 64 KiB, so that a bare kill line costs little and a long table few calls. */
static struct arena_chunk *chunk_add(struct arena *a, size_t need)
{
	size_t size = a->top == NULL ? CHUNK_FIRST : a->top->size * 2;
	struct arena_chunk *chunk;

	if (size > CHUNK_MOST)
		size = CHUNK_MOST;
	if (size < need || !may_take(a, size))
		size = need; /* the last room may be smaller than a whole chunk */
	chunk = chunk_new(a, size);
	if (chunk != NULL) {
		chunk->below = a->top;
		a->top = chunk;
	}
	return chunk;
}

/* A large block has a chunk to itself, under the top one, so that it can grow by realloc. */
static void *big_alloc(struct arena *a, size_t size)
{
	struct arena_chunk *chunk;

	if (a->top == NULL && chunk_add(a, ALIGN) == NULL)
		return NULL;
	chunk = chunk_new(a, size);
	if (chunk == NULL)
		return NULL;
	chunk->used = size;
	chunk->below = a->top->below;
	a->top->below = chunk;
	return chunk->data;
}

static void *big_grow(struct arena *a, void *p, size_t size)
{
	struct arena_chunk **link = &a->top, *chunk;

	while (*link != NULL && (void *)(*link)->data != p)
		link = &(*link)->below;
	chunk = *link;
	if (chunk == NULL || chunk == a->top)
		return NULL;
	if (!may_take(a, size - chunk->size)) {
		a->full = true;
		return NULL;
	}
	chunk = realloc(chunk, sizeof(*chunk) + size);
	if (chunk == NULL) {
		a->nomem = true;
		return NULL;
	}
	took(a, size - chunk->size);
	*link = chunk;
	chunk->size = chunk->used = size;
	return chunk->data;
}

/* Not cleared. */
static void *alloc(struct arena *a, size_t size)
{
	struct arena_chunk *chunk = a->top;
	void *p;

	if (size > SIZE_MAX / 4) {
		a->full = true;
		return NULL;
	}
	size = round_up(size > 0 ? size : 1);
	if (size >= BIG)
		return big_alloc(a, size);
	if (chunk == NULL || chunk->size - chunk->used < size) {
		chunk = chunk_add(a, size);
		if (chunk == NULL)
			return NULL;
	}
	p = chunk->data + chunk->used;
	chunk->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p = alloc(a, size);

	return p != NULL && size > 0 ? memset(p, 0, size) : p;
}

void *arena_grow(struct arena *a, void *p, size_t old, size_t size)
{
	struct arena_chunk *chunk = a->top;
	size_t had = round_up(old > 0 ? old : 1), want;
	void *moved;

	if (size > SIZE_MAX / 4 || size < old) {
		a->full = true;
		return NULL;
	}
	want = round_up(size);
	if (p != NULL && had >= BIG)
		return big_grow(a, p, want);
	if (p != NULL && (char *)p + had == chunk->data + chunk->used && chunk->size - chunk->used >= want - had) {
		chunk->used += want - had;
		return p;
	}
	moved = alloc(a, size);
	if (moved == NULL)
		return NULL;
	return p != NULL ? memcpy(moved, p, old) : moved;
}

/* Strings under ALIGN bytes, as comms are, take as much room each, and a pointer fits into it. */
static char *take_spare(struct arena *a)
{
	void *taken = a->spare;

	memcpy(&a->spare, taken, sizeof(a->spare));
	return taken;
}

void arena_give_back(struct arena *a, strv s)
{
	if (s.p == NULL || s.n >= ALIGN)
		return;
	memcpy((char *)s.p, &a->spare, sizeof(a->spare));
	a->spare = (char *)s.p;
}

strv arena_str(struct arena *a, strv s)
{
	char *copy;

	if (s.p == NULL)
		return STR_NONE;
	copy = s.n < ALIGN && a->spare != NULL ? take_spare(a) : alloc(a, s.n + 1);
	if (copy == NULL)
		return STR_NONE;
	memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return (strv){copy, s.n};
}

strv arena_spare_str(struct arena *a, strv s)
{
	const struct arena_chunk *chunk = a->top;

	return chunk != NULL && chunk->size - chunk->used >= round_up(s.n + 1) ? arena_str(a, s) : STR_NONE;
}

void *arena_push_(struct arena *a, void **items, size_t *n, size_t *cap, size_t size)
{
	if (*n == *cap) {
		/* a big one grows by half, or by what is left: the limit is near */
		size_t more = *cap == 0 ? 4 : *cap * size < LONG ? *cap * 2 : *cap + *cap / 2;
		void *grown = arena_grow(a, *items, *cap * size, more * size);

		if (grown == NULL && *cap >= 64) {
			more = *cap + *cap / 16;
			grown = arena_grow(a, *items, *cap * size, more * size);
		}
		if (grown == NULL)
			return NULL;
		*items = grown;
		*cap = more;
	}
	return memset((char *)*items + (*n)++ * size, 0, size);
}
