/*
 * /dev/kmsg: every read() hands out one record, "6,339,5140900,-;NET: Registered PF_NETLINK\n", and blocks behind the
 * newest. To analyse what is there, reading goes on to the current end and stops.
 */
#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

enum {
	KMSG_MAJOR = 1, /* Documentation/admin-guide/devices.txt: 1 char, 11 = /dev/kmsg */
	KMSG_MINOR = 11,
	KMSG_RECORD = 8192, /* CONSOLE_EXT_LOG_MAX, PRINTKRB_RECORD_MAX: no record is longer; EINVAL for less room */
};

struct kmsg {
	struct stream stream;
	int fd;
};

/*
 * One record. EPIPE: the kernel overwrote records before they were read; reading goes on at the oldest one that is
 * left, and the gap in the sequence numbers tells the parser how many are lost.
 */
static ssize_t kmsg_read_record(int fd, char *buf, size_t size)
{
	ssize_t n;

	do
		n = read(fd, buf, size);
	while (n < 0 && (errno == EINTR || errno == EPIPE));
	return n;
}

static ssize_t kmsg_read(struct stream *s, void *buf, size_t size)
{
	struct kmsg *k = (struct kmsg *)s;
	size_t used = 0;

	while (used == 0 || size - used >= KMSG_RECORD) {
		ssize_t n = kmsg_read_record(k->fd, (char *)buf + used, size - used);

		if (n > 0) {
			used += (size_t)n;
			continue;
		}
		if (n < 0 && errno != EAGAIN && used == 0)
			return stream_fail(s, "cannot read '%s': %s", s->name, strerror(errno));
		break;
	}
	s->consumed += used;
	return (ssize_t)used;
}

static void kmsg_free(struct stream *s)
{
	struct kmsg *k = (struct kmsg *)s;

	close(k->fd);
	stream_release(s);
	free(k);
}

static const struct stream_ops kmsg_ops = {.read = kmsg_read, .free = kmsg_free};

bool kmsg_is(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && major(st->st_rdev) == KMSG_MAJOR && minor(st->st_rdev) == KMSG_MINOR;
}

const char *kmsg_advice(int error)
{
	return error == EPERM || error == EACCES ? ": it takes root, or CAP_SYSLOG where kernel.dmesg_restrict is set"
						 : "";
}

int kmsg_new(struct stream **ret, int fd, const char *name)
{
	struct kmsg *k = malloc(sizeof(*k));
	int flags = fcntl(fd, F_GETFL);

	if (k == NULL || flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
		free(k);
		close(fd);
		return OOMLOG_E_NOMEM;
	}
	stream_init(&k->stream, &kmsg_ops, name);
	k->stream.whole_records = true;
	k->fd = fd;
	*ret = &k->stream;
	return OOMLOG_OK;
}
