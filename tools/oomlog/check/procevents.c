#include "check/procevents.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MESSAGE_MAX = 1024,      /* bytes; one event a message */
	BACKLOG_BYTES = 8 << 20, /* of events that wait for us: about ten thousand */
	WHAT_AT = NLMSG_HDRLEN + offsetof(struct cn_msg, data) + offsetof(struct proc_event, what),
};

static int join_group(int fd)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};

	return bind(fd, (struct sockaddr *)&address, sizeof(address));
}

/* A netlink message that holds a connector's, which holds one word. */
static int ask(int fd)
{
	const struct cn_msg message = {.id = {CN_IDX_PROC, CN_VAL_PROC}, .len = sizeof(enum proc_cn_mcast_op)};
	const enum proc_cn_mcast_op op = PROC_CN_MCAST_LISTEN;
	char request[NLMSG_HDRLEN + sizeof(message) + sizeof(op)];
	const struct nlmsghdr header = {.nlmsg_len = sizeof(request), .nlmsg_type = NLMSG_DONE};

	memcpy(request, &header, NLMSG_HDRLEN);
	memcpy(request + NLMSG_HDRLEN, &message, sizeof(message));
	memcpy(request + NLMSG_HDRLEN + sizeof(message), &op, sizeof(op));
	return send(fd, request, sizeof(request), 0) == (ssize_t)sizeof(request) ? 0 : -1;
}

/* The event of one message; false where it is none. */
static bool event_of(const char *bytes, size_t n, struct proc_event *ret)
{
	size_t at = NLMSG_HDRLEN + sizeof(struct cn_msg);
	struct cn_msg message;

	if (n < at + offsetof(struct proc_event, event_data))
		return false;
	memcpy(&message, bytes + NLMSG_HDRLEN, sizeof(message));
	if (message.id.idx != CN_IDX_PROC || message.id.val != CN_VAL_PROC)
		return false;
	/* Kernels differ in how long an event is; those that are read here are at its beginning. */
	*ret = (struct proc_event){0};
	memcpy(ret, bytes + at, n - at < sizeof(*ret) ? n - at : sizeof(*ret));
	return true;
}

/* The kernel answers while it is asked, or, in other namespaces than its own, not at all. */
static bool is_accepted(int fd)
{
	char bytes[MESSAGE_MAX];
	struct proc_event event;
	ssize_t n;

	while ((n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		if (event_of(bytes, (size_t)n, &event))
			return event.what != PROC_EVENT_NONE || event.event_data.ack.err == 0;
	return false;
}

/* Of all that happens on the machine only the two kinds that are looked at. */
static void filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WHAT_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(PROC_EVENT_FORK), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(PROC_EVENT_EXIT), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, MESSAGE_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};
	int room = BACKLOG_BYTES;

	/* Without them it works as well, only with more to read and less room. */
	(void)setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) != 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
}

int procevents_open(void)
{
	int fd = socket(PF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);

	if (fd < 0)
		return -1;
	if (join_group(fd) != 0 || ask(fd) != 0 || !is_accepted(fd)) {
		close(fd);
		return -1;
	}
	filter(fd);
	return fd;
}

static bool translate(const struct proc_event *event, struct procevent *ret)
{
	switch (event->what) {
	case PROC_EVENT_FORK:
		ret->kind = PROCEVENT_FORK;
		ret->pid = event->event_data.fork.child_tgid;
		ret->parent = event->event_data.fork.parent_tgid;
		return event->event_data.fork.child_pid == event->event_data.fork.child_tgid;
	case PROC_EVENT_EXIT:
		ret->kind = PROCEVENT_EXIT;
		ret->pid = event->event_data.exit.process_tgid;
		ret->status = (int)event->event_data.exit.exit_code;
		return event->event_data.exit.process_pid == event->event_data.exit.process_tgid;
	default:
		return false;
	}
}

void procevents_next(int fd, struct procevent *ret)
{
	char bytes[MESSAGE_MAX];
	struct proc_event event;
	ssize_t n;

	for (;;) {
		*ret = (struct procevent){0};
		n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == ENOBUFS)
			ret->kind = PROCEVENT_LOST;
		if (n <= 0 || (event_of(bytes, (size_t)n, &event) && translate(&event, ret)))
			return;
	}
}
