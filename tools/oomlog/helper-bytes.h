/* What goes through a channel of the helper: a length, a message; back comes one byte. */
#ifndef OOMLOG_TOOLS_HELPER_BYTES_H
#define OOMLOG_TOOLS_HELPER_BYTES_H

#include <errno.h>
#include <stdbool.h>
#include <sys/socket.h>

/* False: the other end is gone. */
static inline bool send_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t done = send(fd, p, n, MSG_NOSIGNAL);

		if (done < 0 && errno != EINTR)
			return false;
		p += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static inline bool receive_all(int fd, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t done = recv(fd, p, n, 0);

		if (done == 0 || (done < 0 && errno != EINTR))
			return false;
		p += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

#endif
