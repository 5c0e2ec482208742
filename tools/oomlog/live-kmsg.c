/* /dev/kmsg, record by record. Its places are "BOOT SEQUENCE": the first record that has not been dealt with. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "localinput.h"
#include "say.h"
#include "source/file.h"
#include "util/str.h"

enum {
	KMSG_RECORD = 8192, /* CONSOLE_EXT_LOG_MAX, PRINTKRB_RECORD_MAX: no record is longer */
	BOOT_ID = 36,       /* "01234567-89ab-cdef-0123-456789abcdef" */
};

struct live_kmsg {
	struct live live;
	int fd;
	char boot[BOOT_ID + 1];
	uint64_t next; /* sequence number behind the newest one that was read */
	uint64_t skip; /* records before this one have been dealt with */
	char record[KMSG_RECORD];
};

static bool place_of(const struct live_kmsg *k, uint64_t sequence, char *ret, size_t size)
{
	return snprintf(ret, size, "%s %" PRIu64, k->boot, sequence) < (int)size;
}

static bool kmsg_here(struct live *live, char *ret, size_t size)
{
	const struct live_kmsg *k = (const struct live_kmsg *)live;

	return place_of(k, k->next, ret, size);
}

/* Of another boot: all that this one has printed is new. */
static bool kmsg_resume(struct live *live, const char *place)
{
	struct live_kmsg *k = (struct live_kmsg *)live;
	strv rest = str_of(place), boot;
	uint64_t sequence;

	if (!parse_word(&rest, &boot) || !skip_byte(&rest, ' ') || !parse_u64(&rest, &sequence))
		return false;
	k->skip = str_eq(boot, str_of(k->boot)) ? sequence : 0;
	k->next = k->skip;
	return true;
}

/* "6,339,5140900,-;NET: Registered PF_NETLINK" */
static bool sequence_of(const char *record, uint64_t *ret)
{
	strv rest = str_of(record);
	uint64_t prefix;

	return parse_u64(&rest, &prefix) && skip_byte(&rest, ',') && parse_u64(&rest, ret);
}

static ssize_t read_record(struct live_kmsg *k)
{
	ssize_t n;

	/* EPIPE: records were overwritten before they were read; the numbers tell the parser how many. */
	do
		n = read(k->fd, k->record, sizeof(k->record) - 1);
	while (n < 0 && (errno == EINTR || errno == EPIPE));
	if (n >= 0)
		k->record[n] = '\0';
	return n;
}

/* How many records there are now; reading goes back to the first. */
static uint64_t newest_sequence(struct live_kmsg *k)
{
	uint64_t newest = 0;

	while (read_record(k) > 0)
		(void)sequence_of(k->record, &newest);
	(void)lseek(k->fd, 0, SEEK_SET);
	return newest;
}

static bool kmsg_begin(struct live *live, const struct settings *s)
{
	struct live_kmsg *k = (struct live_kmsg *)live;
	uint64_t newest;

	if (s->since != NULL)
		return true; /* the filter looks at the time */
	newest = newest_sequence(k);
	k->skip = newest + 1 > s->lines ? newest + 1 - s->lines : 0;
	k->next = k->skip;
	return true;
}

static int kmsg_pump(struct live *live)
{
	struct live_kmsg *k = (struct live_kmsg *)live;
	char place[MARK_MAX];

	for (int i = 0; i < LIVE_BATCH; i++) {
		ssize_t n = read_record(k);
		uint64_t sequence;

		if (n <= 0 && errno == EAGAIN)
			return 0;
		if (n <= 0) {
			say("cannot read /dev/kmsg: %s", n < 0 ? strerror(errno) : "it has ended");
			return -1;
		}
		if (!sequence_of(k->record, &sequence) || sequence < k->skip)
			continue;
		if (place_of(k, sequence, place, sizeof(place)))
			live_mark(live, place);
		k->next = sequence + 1;
		if (live_feed(live, k->record, (size_t)n) < 0)
			return -1;
	}
	return 1;
}

static int kmsg_fds(struct live *live, struct pollfd *fds, int *timeout_ms)
{
	(void)timeout_ms;
	*fds = (struct pollfd){.fd = ((struct live_kmsg *)live)->fd, .events = POLLIN};
	return 1;
}

static void kmsg_free(struct live *live)
{
	struct live_kmsg *k = (struct live_kmsg *)live;

	if (k->fd >= 0)
		close(k->fd);
	live_release(live);
	free(k);
}

static const struct live_ops ops = {
	.resume = kmsg_resume,
	.begin = kmsg_begin,
	.pump = kmsg_pump,
	.poll = kmsg_fds,
	.here = kmsg_here,
	.free = kmsg_free,
};

struct live *live_kmsg(void)
{
	struct live_kmsg *k = calloc(1, sizeof(*k));

	if (k == NULL || !live_init(&k->live, &ops, "/dev/kmsg", true)) {
		say("out of memory");
		free(k);
		return NULL;
	}
	localinput_boot_id(k->boot, sizeof(k->boot));
	if (k->boot[0] == '\0')
		snprintf(k->boot, sizeof(k->boot), "unknown");
	k->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (k->fd >= 0)
		return &k->live;
	say("cannot open '/dev/kmsg': %s%s", strerror(errno), kmsg_advice(errno));
	kmsg_free(&k->live);
	return NULL;
}
