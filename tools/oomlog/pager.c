#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "progress.h"

enum { WORDS_MAX = 16, COMMAND_MAX = 512 };

/* Characters that a shell gives a meaning; a command without them is run without one. */
static const char shell_characters[] = "|&;<>()$`\\\"'\n\t*?[#~=%";

/* At most one runs; the handler of a signal looks at it. */
static struct {
	volatile pid_t pid;    /* 0: none */
	volatile int in, said; /* our end of its standard input; where words went before, -1: they were not moved */
} pager = {.said = -1};

static const char *command(void)
{
	const char *words = getenv("OOMLOG_PAGER");

	if (words == NULL)
		words = getenv("PAGER");
	return words != NULL ? words : "less";
}

bool pager_is_wanted(int fd, bool forbidden)
{
	const char *words = command(), *term = getenv("TERM");

	if (forbidden || fd != STDOUT_FILENO || isatty(fd) != 1 || (term != NULL && strcmp(term, "dumb") == 0))
		return false;
	return words[0] != '\0' && strcmp(words, "cat") != 0;
}

/* -F: a short report is left on the screen; -R: colours; -X: what was read stays there. A person's own wish is kept. */
static void set_habits(void)
{
	(void)setenv("LESS", "FRX", 0);
	(void)setenv("LV", "-c", 0);
}

/* "less -S" in words; a shell reads what is not so simple. False: too long. */
static bool split(char *words, char *argv[WORDS_MAX + 1])
{
	char *rest = NULL;
	size_t n = 0;

	for (char *word = strtok_r(words, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		if (n == WORDS_MAX)
			return false;
		argv[n++] = word;
	}
	argv[n] = NULL;
	return n > 0;
}

/* 0, or an errno: a program that is not there is known at once. */
static int spawn(pid_t *ret, int in, char **argv)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t ignored;
	int error;

	/* SIGPIPE, which this command ignores, is the pager's own affair. */
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigdefault(&attr, &ignored);
	error = posix_spawnp(ret, argv[0], &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

static int run(pid_t *ret, int in)
{
	char words[COMMAND_MAX], *argv[WORDS_MAX + 1];
	char *shell[] = {"sh", "-c", words, NULL};

	if (strlen(command()) >= sizeof(words))
		return E2BIG;
	memcpy(words, command(), strlen(command()) + 1);
	if (strpbrk(words, shell_characters) != NULL)
		return spawn(ret, in, shell);
	return split(words, argv) ? spawn(ret, in, argv) : ENOENT;
}

int pager_start(void)
{
	int ends[2];
	pid_t pid;

	if (pager.pid != 0 || pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	set_habits();
	if (run(&pid, ends[0]) != 0) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	close(ends[0]);
	progress_stop();
	pager.in = ends[1];
	/* Words in the midst of the page would tear it: they become part of it. */
	if (isatty(STDERR_FILENO) == 1) {
		pager.said = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		if (pager.said >= 0)
			(void)dup2(ends[1], STDERR_FILENO);
	}
	pager.pid = pid;
	return ends[1];
}

static void wait_for(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
	}
}

void pager_finish(void)
{
	if (pager.pid == 0)
		return;
	if (pager.said >= 0) {
		(void)dup2(pager.said, STDERR_FILENO);
		close(pager.said);
		pager.said = -1;
	}
	close(pager.in);
	wait_for(pager.pid);
	pager.pid = 0;
}

void pager_wait_in_handler(void)
{
	pid_t pid = pager.pid;

	if (pid == 0)
		return;
	close(pager.in);
	if (pager.said >= 0)
		(void)dup2(pager.said, STDERR_FILENO);
	wait_for(pid);
}
