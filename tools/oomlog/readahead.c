#include "readahead.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	BLOCK = 262144,       /* stays in the cache between reading and scanning */
	SLOTS = 16,           /* blocks that may be ahead of the parser: 4 MiB */
	READ_ALONE = 1 << 20, /* of an input, before a thread is worth its start */
	/*
	 * The kernel copies whole pages. Into a buffer 16 bytes behind a page's border, which is what malloc() gives, it
	 * takes three times as long: its stores meet its next loads in the low 12 bits of their addresses.
	 */
	PAGE = 4096
};

struct slot {
	char *data;
	size_t len; /* less than BLOCK: the end of the input, or an error */
	bool filled;
	uint64_t position; /* as input_position(), behind it */
	struct oomlog_scan *scan;
};

struct readahead {
	unsigned threads;
	struct input *input;
	uint64_t alone; /* bytes read without threads */
	bool ended;     /* the threads have come to the end of the file: what may follow is read without them */
	bool in_order;  /* unpacked, not read from a file: that is one thread's work, and the parser's own scans */
	struct slot slots[SLOTS];

	/* While threads run. Block i of the file, counted from `start`, goes through slot i % SLOTS. */
	pthread_t workers[READAHEAD_MOST_THREADS];
	unsigned n_workers;
	int fd;
	uint64_t start;
	pthread_mutex_t lock; /* of all below, and of slots' `filled` */
	pthread_cond_t freed, filled;
	uint64_t claimed, taken; /* the next block that nobody reads yet, and that the parser gets */
	bool unpacked;           /* .. all of it */
	bool stop;
};

/* --- filling slots --- */

static void slot_read(struct slot *s, int fd, uint64_t offset)
{
	s->len = 0;
	while (s->len < BLOCK) {
		ssize_t n = pread(fd, s->data + s->len, BLOCK - s->len, (off_t)(offset + s->len));

		if (n > 0)
			s->len += (size_t)n;
		else if (n == 0 || errno != EINTR)
			return;
	}
	s->position = offset + BLOCK;
	oomlog_scan(s->data, BLOCK, s->scan);
}

static void slot_unpack(struct slot *s, struct input *input)
{
	ssize_t n;

	s->len = 0;
	while (s->len < BLOCK && (n = input_read(input, s->data + s->len, BLOCK - s->len)) > 0)
		s->len += (size_t)n;
	s->position = input_position(input);
}

/* Under the lock; false: all slots are in use, or there is nothing more. */
static bool fill_one(struct readahead *r)
{
	struct slot *s = &r->slots[r->claimed % SLOTS];
	uint64_t offset = r->start + r->claimed * BLOCK;

	if (r->claimed == r->taken + SLOTS || r->unpacked)
		return false;
	r->claimed++;
	pthread_mutex_unlock(&r->lock);
	if (r->in_order)
		slot_unpack(s, r->input);
	else
		slot_read(s, r->fd, offset);
	pthread_mutex_lock(&r->lock);
	r->unpacked = r->in_order && s->len < BLOCK;
	s->filled = true;
	pthread_cond_signal(&r->filled);
	return true;
}

static void *work(void *arg)
{
	struct readahead *r = arg;

	pthread_mutex_lock(&r->lock);
	while (!r->stop)
		if (!fill_one(r))
			pthread_cond_wait(&r->freed, &r->lock);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* --- threads --- */

static bool slot_allocate(struct slot *s)
{
	if (s->data == NULL)
		s->data = aligned_alloc(PAGE, BLOCK);
	if (s->scan == NULL && (s->scan = malloc(sizeof(*s->scan))) != NULL)
		s->scan->size = sizeof(*s->scan);
	return s->data != NULL && s->scan != NULL;
}

static bool allocate(struct readahead *r)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (!slot_allocate(&r->slots[i]))
			return false;
	return true;
}

/* Signals are for the thread that writes the report. */
static void start_workers(struct readahead *r)
{
	unsigned most = r->in_order ? 1 : r->threads - 1;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (r->n_workers < most && pthread_create(&r->workers[r->n_workers], NULL, work, r) == 0)
		r->n_workers++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* What comes out of a pipe, compressed or not, is read when it is asked for: a read that waits cannot be called off. */
static void start(struct readahead *r)
{
	if (r->threads < 2 || r->ended || r->alone < READ_ALONE || r->input->size == 0)
		return;
	r->fd = input_file(r->input, &r->start);
	r->in_order = r->fd < 0;
	r->ended = true;
	if (!allocate(r))
		return;
	for (size_t i = 0; i < SLOTS; i++)
		r->slots[i].filled = false;
	r->claimed = r->taken = 0;
	r->stop = r->unpacked = false;
	start_workers(r);
}

static void stop(struct readahead *r)
{
	if (r->n_workers == 0)
		return;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_broadcast(&r->freed);
	pthread_mutex_unlock(&r->lock);
	while (r->n_workers > 0)
		pthread_join(r->workers[--r->n_workers], NULL);
}

/* --- blocks --- */

static int next_alone(struct readahead *r, struct block *ret)
{
	ssize_t n = input_read(r->input, r->slots[0].data, BLOCK);

	if (n <= 0)
		return 0;
	r->alone += (uint64_t)n;
	*ret = (struct block){r->slots[0].data, (size_t)n, NULL, input_position(r->input)};
	return 1;
}

/* The parser's thread reads, too, while it has nothing else to do. */
static const struct slot *wait_for(struct readahead *r, uint64_t block)
{
	const struct slot *s = &r->slots[block % SLOTS];

	pthread_mutex_lock(&r->lock);
	while (!s->filled)
		if (r->in_order || !fill_one(r))
			pthread_cond_wait(&r->filled, &r->lock);
	pthread_mutex_unlock(&r->lock);
	return s;
}

static void give_back(struct readahead *r, uint64_t block)
{
	pthread_mutex_lock(&r->lock);
	r->slots[block % SLOTS].filled = false;
	r->taken = block + 1;
	pthread_cond_signal(&r->freed);
	pthread_mutex_unlock(&r->lock);
}

/* A short block of a file is the end, or an error, or a file that shrinks or grows: input_read() finds out. */
static int next_ahead(struct readahead *r, struct block *ret)
{
	uint64_t block = r->taken;
	const struct slot *s = wait_for(r, block);

	if (s->len < BLOCK)
		stop(r);
	if (s->len < BLOCK && !r->in_order)
		return input_seek(r->input, r->start + block * BLOCK) ? next_alone(r, ret) : 0;
	*ret = (struct block){s->data, s->len, r->in_order ? NULL : s->scan, s->position};
	return s->len > 0;
}

int readahead_next(struct readahead *r, struct block *ret)
{
	if (r->n_workers == 0 && r->unpacked)
		return 0;
	if (r->n_workers == 0) {
		start(r);
		return r->n_workers > 0 ? next_ahead(r, ret) : next_alone(r, ret);
	}
	give_back(r, r->taken);
	return next_ahead(r, ret);
}

void readahead_begin(struct readahead *r, struct input *input)
{
	stop(r);
	r->input = input;
	r->alone = 0;
	r->ended = r->unpacked = false;
}

/* --- the whole --- */

static unsigned processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

int readahead_new(struct readahead **ret, unsigned threads)
{
	struct readahead *r = calloc(1, sizeof(*r));

	if (r == NULL || (r->slots[0].data = aligned_alloc(PAGE, BLOCK)) == NULL) {
		free(r);
		return OOMLOG_E_NOMEM;
	}
	r->threads = threads > 0 ? threads : processors();
	if (r->threads > READAHEAD_MOST_THREADS)
		r->threads = READAHEAD_MOST_THREADS;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->freed, NULL);
	pthread_cond_init(&r->filled, NULL);
	*ret = r;
	return OOMLOG_OK;
}

struct readahead *readahead_free(struct readahead *r)
{
	if (r == NULL)
		return NULL;
	stop(r);
	pthread_cond_destroy(&r->filled);
	pthread_cond_destroy(&r->freed);
	pthread_mutex_destroy(&r->lock);
	for (size_t i = 0; i < SLOTS; i++) {
		free(r->slots[i].data);
		free(r->slots[i].scan);
	}
	free(r);
	return NULL;
}
