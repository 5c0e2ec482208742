#include "check/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check/procevents.h"
#include "cmd.h"
#include "say.h"
#include "util/str.h"

enum {
	DEPTH_MAX = 64,      /* of the tree of processes */
	CHILDREN_MAX = 4096, /* bytes of a process' list of children that are read */
};

/* linux/proc_ns.h: PROC_PID_INIT_INO, the number of the pid namespace that the machine began with */
static const char first_pid_namespace[] = "pid:[4026531836]";

static volatile sig_atomic_t running; /* the command's pid, for the signals that are passed on */

/* --- the set of its processes --- */

static size_t find(const struct command *c, int32_t pid)
{
	size_t at = (uint32_t)pid * 2654435761u % COMMAND_PIDS;

	while (c->pids[at] != 0 && c->pids[at] != pid)
		at = (at + 1) % COMMAND_PIDS;
	return at;
}

static void add(struct command *c, int32_t pid)
{
	size_t at = find(c, pid);

	if (c->pids[at] == pid)
		return;
	/* one place stays free, so that every search ends */
	if (c->n_pids == COMMAND_PIDS - 1) {
		c->pids_full = true;
		c->exact = false;
		return;
	}
	c->pids[at] = pid;
	c->n_pids++;
}

bool command_has(const struct command *c, int64_t pid)
{
	return pid > 0 && pid <= INT32_MAX && c->pids[find(c, (int32_t)pid)] != 0;
}

bool command_pids_are_the_kernels(void)
{
	char link[64];
	ssize_t n = readlink("/proc/self/ns/pid", link, sizeof(link) - 1);

	return n == (ssize_t)strlen(first_pid_namespace) && memcmp(link, first_pid_namespace, (size_t)n) == 0;
}

/* "/proc/4242/task/4242/children": "4243 4250 " */
static size_t read_children(int32_t pid, char *buf)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, buf, CHILDREN_MAX);
	close(fd);
	/* Of a list that is longer the last number may be half of one: another process. */
	while (n > 0 && buf[n - 1] != ' ')
		n--;
	return n > 0 ? (size_t)n : 0;
}

/* A stack of lists would be deep; the tree is walked with one of pids, of which the newest is looked at first. */
static void look(struct command *c, int32_t root)
{
	int32_t stack[DEPTH_MAX * 64];
	size_t n = 0;

	stack[n++] = root;
	while (n > 0) {
		char list[CHILDREN_MAX];
		strv rest = {list, read_children(stack[--n], list)};
		uint64_t pid;

		while (parse_u64(&rest, &pid) && pid <= INT32_MAX) {
			add(c, (int32_t)pid);
			if (n < sizeof(stack) / sizeof(stack[0]))
				stack[n++] = (int32_t)pid;
			skip_blanks(&rest);
		}
	}
}

/* --- running it --- */

static void pass_on(int sig)
{
	if (running > 0)
		kill((pid_t)running, sig);
}

static void on_child(int sig)
{
	(void)sig; /* it only ends a sleep */
}

static void handle(int sig, void (*handler)(int), struct sigaction *ret_old)
{
	struct sigaction action = {.sa_handler = handler};

	sigaction(sig, &action, ret_old);
}

/* While it runs. A terminal sends SIGINT and SIGQUIT to the command too; it decides what they mean. */
static const struct {
	int sig;
	void (*handler)(int);
} handled[] = {{SIGCHLD, on_child}, {SIGTERM, pass_on}, {SIGHUP, pass_on}, {SIGINT, SIG_IGN}, {SIGQUIT, SIG_IGN}};

enum { N_HANDLED = sizeof(handled) / sizeof(handled[0]) };

static void handle_signals(struct sigaction old[N_HANDLED])
{
	for (size_t i = 0; i < N_HANDLED; i++)
		handle(handled[i].sig, handled[i].handler, &old[i]);
}

static void restore_signals(const struct sigaction old[N_HANDLED])
{
	for (size_t i = 0; i < N_HANDLED; i++)
		sigaction(handled[i].sig, &old[i], NULL);
}

__attribute__((noreturn)) static void become(char **argv, const sigset_t *mask, struct sigaction old[N_HANDLED])
{
	int error;

	/* What the caller had ignored (nohup) stays so; our own handlers of before end with execvp(). */
	restore_signals(old);
	handle(SIGPIPE, SIG_DFL, NULL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(argv[0], argv);
	error = errno;
	say("cannot run '%s': %s", argv[0], strerror(error));
	_exit(error == ENOENT ? COMMAND_NOT_FOUND : COMMAND_CANNOT_RUN);
}

static void note_killed_child(struct command *c, pid_t pid, bool killed)
{
	if (killed && c->killed_child == 0)
		c->killed_child = pid;
	c->child_killed |= killed;
}

static void note_end(struct command *c, pid_t pid, int status)
{
	bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;

	add(c, pid);
	if (pid != c->pid) {
		note_killed_child(c, pid, killed);
		return;
	}
	c->killed = killed;
	c->status = WIFSIGNALED(status) ? COMMAND_SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
	c->child_killed |= !killed && c->status == COMMAND_SIGNALLED + SIGKILL;
	c->pid = 0;
}

/* Takes every process that ended; those whose parents are gone come to us. */
static void reap(struct command *c)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		note_end(c, pid, status);
}

/* What the kernel tells of all processes of the machine; those of the command are ours and descend from ours. */
static void listen_to(struct command *c, int events, int32_t self, pid_t main_pid)
{
	struct procevent event;

	for (procevents_next(events, &event); event.kind != PROCEVENT_NONE; procevents_next(events, &event)) {
		if (event.kind == PROCEVENT_LOST)
			c->exact = false;
		else if (event.kind == PROCEVENT_FORK && (event.parent == self || command_has(c, event.parent)))
			add(c, event.pid);
		else if (event.kind == PROCEVENT_EXIT && event.pid != main_pid && command_has(c, event.pid))
			note_killed_child(c, event.pid, WIFSIGNALED(event.status) && WTERMSIG(event.status) == SIGKILL);
	}
}

/* SIGCHLD is blocked but in the sleep, so none is missed between looking and sleeping. */
static void wait_for(struct command *c, int events, const sigset_t *awake)
{
	const struct timespec pause = {.tv_nsec = COMMAND_LOOK_MS * 1000000L};
	struct pollfd told = {.fd = events, .events = POLLIN};
	int32_t self = (int32_t)getpid();
	const pid_t main_pid = c->pid;

	for (reap(c); c->pid != 0; reap(c)) {
		if (!c->exact)
			look(c, self);
		(void)ppoll(&told, 1, c->exact ? NULL : &pause, awake);
		if (events >= 0)
			listen_to(c, events, self, main_pid);
	}
	if (events >= 0)
		listen_to(c, events, self, main_pid);
	running = 0;
	c->pid = main_pid;
}

int command_run(struct command *ret, char **argv)
{
	struct sigaction actions[N_HANDLED];
	sigset_t child, old, awake;
	int events = procevents_open();

	/* Processes that outlive their parents are given to us instead of to init: their end is seen. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &old);
	awake = old;
	sigdelset(&awake, SIGCHLD);
	handle_signals(actions);
	ret->pid = fork();
	if (ret->pid == 0)
		become(argv, &old, actions);
	if (ret->pid < 0) {
		say("cannot start '%s': %s", argv[0], strerror(errno));
		if (events >= 0)
			close(events);
		return COMMAND_CANNOT_RUN;
	}
	running = ret->pid;
	add(ret, ret->pid);
	ret->exact = events >= 0;
	wait_for(ret, events, &awake);
	if (events >= 0)
		close(events);
	restore_signals(actions);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return 0;
}
