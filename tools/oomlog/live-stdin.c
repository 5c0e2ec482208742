/* Standard input: a syslog daemon's pipe. It has no places; its end is the end. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "say.h"

enum { BLOCK = 65536 };

struct live_stdin {
	struct live live;
	char block[BLOCK];
};

static bool stdin_begin(struct live *live, const struct settings *s)
{
	(void)live;
	(void)s;
	return true;
}

/* One read(): poll() said that it does not block. */
static int stdin_pump(struct live *live)
{
	struct live_stdin *in = (struct live_stdin *)live;
	struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n;

	if (poll(&ready, 1, 0) == 0)
		return 0;
	n = read(STDIN_FILENO, in->block, sizeof(in->block));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n < 0)
		say("cannot read standard input: %s", strerror(errno));
	if (n <= 0)
		return -1;
	return live_feed(live, in->block, (size_t)n) < 0 ? -1 : 1;
}

static int stdin_fds(struct live *live, struct pollfd *fds, int *timeout_ms)
{
	(void)live;
	(void)timeout_ms;
	*fds = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
	return 1;
}

static void stdin_free(struct live *live)
{
	live_release(live);
	free(live);
}

static const struct live_ops ops = {.begin = stdin_begin, .pump = stdin_pump, .poll = stdin_fds, .free = stdin_free};

struct live *live_stdin(void)
{
	struct live_stdin *in = calloc(1, sizeof(*in));

	if (in == NULL || !live_init(&in->live, &ops, "-", false)) {
		say("out of memory");
		free(in);
		return NULL;
	}
	return &in->live;
}
