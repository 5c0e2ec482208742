#include "readahead.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	BLOCK = 262144,       /* stays in the cache between reading and scanning */
	STRETCH = 4 * BLOCK,  /* what a thread reads before it asks for more */
	SLOTS = 16,           /* stretches that may be ahead of the parser */
	UNPACKED_SLOTS = 4,   /* of a block each: they are kept whole */
	TEXT = BLOCK / 4,     /* kept of a stretch; where there is more, most of it would be read twice */
	GAP_TEXT = BLOCK / 4, /* read again at once: a report is seldom longer */
	/* A thread is worth its start for an input that is so large, or of which so much was read. */
	LARGE = 4 << 20,
	READ_ALONE = 1 << 20,
	/*
	 * The kernel copies whole pages. Into a buffer 16 bytes behind a page's border, which is what malloc() gives, it
	 * takes three times as long: its stores meet its next loads in the low 12 bits of their addresses.
	 */
	PAGE = 4096
};

struct slot {
	struct oomlog_digest
		*digest; /* of a file's stretch, or of what is left of it; NULL: the parser is to read it */
	char *data;      /* unpacked */
	size_t len;      /* less than the slot is for: there is no more, or an error */
	bool filled;
	uint64_t position; /* as input_position(), behind it */
};

struct readahead {
	unsigned threads;
	struct input *input;
	char *buffer;   /* the parser's thread's */
	uint64_t alone; /* bytes read without threads */
	bool ended;     /* the threads have come to the end of the file: what may follow is read without them */
	bool in_order;  /* unpacked, not read from a file: that is one thread's work, and the parser's own scans */
	struct slot slots[SLOTS];
	unsigned n_slots;

	/* While threads run. Stretch i of the file, counted from `start`, goes through slot i % n_slots. */
	pthread_t workers[READAHEAD_MOST_THREADS];
	unsigned n_workers;
	int fd;
	uint64_t start;
	uint64_t left;        /* of a stretch that the parser's thread reads itself */
	pthread_mutex_t lock; /* of all below, and of slots' `filled` */
	pthread_cond_t freed, filled;
	uint64_t claimed, taken; /* the next stretch that nobody reads yet, and the one that the parser has */
	bool unpacked;           /* .. all of it */
	bool stop;
};

/* --- filling slots --- */

static size_t read_at(int fd, char *data, size_t size, uint64_t offset)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = pread(fd, data + len, size - len, (off_t)(offset + len));

		if (n > 0)
			len += (size_t)n;
		else if (n == 0 || errno != EINTR)
			break;
	}
	return len;
}

/* The digest of what was read so far and of this block; NULL: it is not worth it, or there is no memory for it. */
static struct oomlog_digest *digest_grow(struct oomlog_digest *before, const char *data, uint64_t offset)
{
	struct oomlog_digest *block, *both = NULL;

	if (oomlog_digest_new(&block, data, BLOCK, offset, 0) != OOMLOG_OK)
		return oomlog_digest_free(before);
	if (before == NULL)
		both = block;
	else if (oomlog_digest_join(&both, before, block) != OOMLOG_OK)
		both = NULL;
	if (both != block)
		oomlog_digest_free(block);
	oomlog_digest_free(before);
	return both != NULL && oomlog_digest_text(both) <= TEXT ? both : oomlog_digest_free(both);
}

/* `at`: in the file; `offset`: in the input. */
static void slot_read(struct slot *s, int fd, char *buffer, uint64_t at, uint64_t offset)
{
	s->digest = NULL;
	for (s->len = 0; s->len < STRETCH && read_at(fd, buffer, BLOCK, at + s->len) == BLOCK; s->len += BLOCK) {
		s->digest = digest_grow(s->digest, buffer, offset + s->len);
		if (s->digest == NULL) {
			s->len = STRETCH;
			break;
		}
	}
	s->position = at + s->len;
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
static bool fill_one(struct readahead *r, char *buffer)
{
	struct slot *s = &r->slots[r->claimed % r->n_slots];
	uint64_t offset = r->claimed * STRETCH;

	if (r->claimed == r->taken + r->n_slots || r->unpacked)
		return false;
	r->claimed++;
	pthread_mutex_unlock(&r->lock);
	if (r->in_order)
		slot_unpack(s, r->input);
	else
		slot_read(s, r->fd, buffer, r->start + offset, r->alone + offset);
	pthread_mutex_lock(&r->lock);
	r->unpacked = r->in_order && s->len < BLOCK;
	s->filled = true;
	pthread_cond_signal(&r->filled);
	return true;
}

static void *work(void *arg)
{
	struct readahead *r = arg;
	char *buffer = r->in_order ? NULL : aligned_alloc(PAGE, BLOCK);

	if (buffer == NULL && !r->in_order)
		return NULL;
	pthread_mutex_lock(&r->lock);
	while (!r->stop)
		if (!fill_one(r, buffer))
			pthread_cond_wait(&r->freed, &r->lock);
	pthread_mutex_unlock(&r->lock);
	free(buffer);
	return NULL;
}

/* --- threads --- */

static bool allocate(struct readahead *r)
{
	r->n_slots = r->in_order ? UNPACKED_SLOTS : SLOTS;
	for (size_t i = 0; r->in_order && i < r->n_slots; i++)
		if (r->slots[i].data == NULL && (r->slots[i].data = aligned_alloc(PAGE, BLOCK)) == NULL)
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
	if (r->threads < 2 || r->ended || r->input->size == 0 || (r->input->size < LARGE && r->alone < READ_ALONE))
		return;
	r->fd = input_file(r->input, &r->start);
	r->in_order = r->fd < 0;
	r->ended = true;
	if (!allocate(r))
		return;
	r->claimed = r->taken = r->left = 0;
	r->stop = r->unpacked = false;
	start_workers(r);
}

static void slot_empty(struct slot *s)
{
	s->digest = oomlog_digest_free(s->digest);
	s->filled = false;
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
	for (size_t i = 0; i < SLOTS; i++)
		slot_empty(&r->slots[i]);
}

/* --- blocks --- */

static int next_alone(struct readahead *r, struct block *ret)
{
	ssize_t n = input_read(r->input, r->buffer, BLOCK);

	if (n <= 0)
		return 0;
	r->alone += (uint64_t)n;
	*ret = (struct block){.data = r->buffer, .len = (size_t)n, .position = input_position(r->input)};
	return 1;
}

/* From here on without threads. A short block is the end, or an error, or a file that shrinks or grows: input_read()
 * finds out. */
static int go_on_alone(struct readahead *r, uint64_t at, struct block *ret)
{
	stop(r);
	return input_seek(r->input, at) ? next_alone(r, ret) : 0;
}

/* The parser's thread reads, too, while it has nothing else to do. */
static struct slot *wait_for(struct readahead *r, uint64_t stretch)
{
	struct slot *s = &r->slots[stretch % r->n_slots];

	pthread_mutex_lock(&r->lock);
	while (!s->filled)
		if (r->in_order || !fill_one(r, r->buffer))
			pthread_cond_wait(&r->filled, &r->lock);
	pthread_mutex_unlock(&r->lock);
	return s;
}

static void give_back(struct readahead *r)
{
	pthread_mutex_lock(&r->lock);
	slot_empty(&r->slots[r->taken++ % r->n_slots]);
	pthread_cond_signal(&r->freed);
	pthread_mutex_unlock(&r->lock);
}

static int next_unpacked(struct readahead *r, struct block *ret)
{
	const struct slot *s = wait_for(r, r->taken);

	if (s->len < BLOCK)
		stop(r);
	*ret = (struct block){.data = s->data, .len = s->len, .position = s->position};
	return s->len > 0;
}

/* A stretch, or the rest of one, that nobody has read. */
static int next_own(struct readahead *r, struct block *ret)
{
	uint64_t at = r->start + (r->taken + 1) * STRETCH - r->left;
	size_t n = read_at(r->fd, r->buffer, BLOCK, at);

	if (n < BLOCK)
		return go_on_alone(r, at, ret);
	r->left -= n;
	*ret = (struct block){.data = r->buffer, .len = n, .position = at + n};
	return 1;
}

static int next_stretch(struct readahead *r, struct block *ret)
{
	const struct slot *s = wait_for(r, r->taken);

	if (s->digest == NULL && s->len < STRETCH)
		return go_on_alone(r, r->start + r->taken * STRETCH, ret);
	r->left = s->digest == NULL ? STRETCH : STRETCH - s->len;
	if (s->digest == NULL)
		return next_own(r, ret);
	*ret = (struct block){.len = s->len, .digest = s->digest, .position = s->position};
	return 1;
}

int readahead_next(struct readahead *r, struct block *ret)
{
	bool begun = r->n_workers > 0;

	if (!begun && r->unpacked)
		return 0;
	if (!begun)
		start(r);
	if (r->n_workers == 0)
		return next_alone(r, ret);
	if (begun && r->left > 0)
		return next_own(r, ret);
	if (begun)
		give_back(r);
	return r->in_order ? next_unpacked(r, ret) : next_stretch(r, ret);
}

size_t readahead_text(struct readahead *r, uint64_t from, uint64_t n, const char **ret)
{
	uint64_t at = r->start + r->taken * STRETCH + from;
	size_t len = read_at(r->fd, r->buffer, n < GAP_TEXT ? (size_t)n : GAP_TEXT, at);

	*ret = r->buffer;
	if (len == 0) {
		stop(r);
		(void)input_seek(r->input, at);
	}
	return len;
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

	if (r == NULL || (r->buffer = aligned_alloc(PAGE, BLOCK)) == NULL) {
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
	for (size_t i = 0; i < SLOTS; i++)
		free(r->slots[i].data);
	free(r->buffer);
	free(r);
	return NULL;
}
