/* --exec: a program gets each event as JSON on its standard input. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "helper.h"
#include "say.h"

/* Process groups that run now. Under the lock nothing is started: none is overlooked at the end. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pid_t groups[HELPER_MAX];

/* A process group of its own, so that its children end with it; standard output is ours to keep clean. */
static int spawn(pid_t *ret, const char *command, int in)
{
	char *const argv[] = {"sh", "-c", (char *)(uintptr_t)command, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, ignored;
	int error;

	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &ignored);
	error = posix_spawn(ret, "/bin/sh", &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

static int start(pid_t *ret, const char *command, int in)
{
	size_t i = 0;
	int error;

	pthread_mutex_lock(&lock);
	error = spawn(ret, command, in);
	while (error == 0 && i + 1 < HELPER_MAX && groups[i] != 0)
		i++;
	if (error == 0)
		groups[i] = *ret;
	pthread_mutex_unlock(&lock);
	return error;
}

/* Before it is waited for: its number is not given to another one until then. */
static void forget(pid_t pid)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < HELPER_MAX; i++)
		if (groups[i] == pid)
			groups[i] = 0;
	pthread_mutex_unlock(&lock);
}

void exec_end(void)
{
	pthread_mutex_lock(&lock); /* for good */
	for (size_t i = 0; i < HELPER_MAX; i++)
		if (groups[i] != 0)
			(void)kill(-groups[i], SIGKILL);
}

/* False: it is time. A program that does not read all of it has its reasons. */
static bool feed(int fd, const char *data, size_t n, int64_t until_ms)
{
	while (n > 0) {
		struct pollfd ready = {.fd = fd, .events = POLLOUT};
		int64_t left = until_ms - clock_ms(CLOCK_MONOTONIC);
		ssize_t done;

		if (left <= 0 || poll(&ready, 1, (int)left) == 0)
			return false;
		done = write(fd, data, n);
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return true;
		data += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static bool wait_until(pid_t pid, int64_t until_ms)
{
	const struct timespec moment = {.tv_nsec = 5000000};
	siginfo_t info = {.si_pid = 0};

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0) {
		if (clock_ms(CLOCK_MONOTONIC) >= until_ms)
			return false;
		nanosleep(&moment, NULL);
	}
	return true;
}

bool exec_run(const char *command, const char *data, size_t n)
{
	int64_t until_ms = clock_ms(CLOCK_MONOTONIC) + EXEC_TIMEOUT_MS;
	int ends[2], status = 0, error;
	bool in_time;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0) {
		say("cannot run '%s': %s", command, strerror(errno));
		return false;
	}
	(void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
	error = start(&pid, command, ends[0]);
	close(ends[0]);
	in_time = error == 0 && feed(ends[1], data, n, until_ms);
	close(ends[1]);
	if (error != 0) {
		say("cannot run '%s': %s", command, strerror(error));
		return false;
	}
	in_time = in_time && wait_until(pid, until_ms);
	if (!in_time) {
		say("'%s' took longer than %d s and was ended", command, EXEC_TIMEOUT_MS / 1000);
		(void)kill(-pid, SIGKILL);
	}
	forget(pid);
	(void)waitpid(pid, &status, 0);
	if (!in_time)
		return false;
	if (status != 0)
		say("'%s' failed: %s %d", command, WIFEXITED(status) ? "exit status" : "signal",
		    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return status == 0;
}
