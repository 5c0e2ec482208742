#include "localinput.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"

static const char *const local_logs[] = {"/dev/kmsg", "/var/log/kern.log", "/var/log/messages"};

enum { N_LOCAL = sizeof(local_logs) / sizeof(local_logs[0]) };

/* A terminal, and cron's /dev/null, hold no log; a pipe, a file or a socket was put there for us. */
static bool is_stdin_given(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && !S_ISCHR(st.st_mode);
}

const char *localinput_find(void)
{
	int errors[N_LOCAL];

	if (is_stdin_given())
		return "-";
	for (size_t i = 0; i < N_LOCAL; i++) {
		/* /dev/kmsg asks for CAP_SYSLOG at open() only: access() does not tell. */
		int fd = open(local_logs[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

		if (fd >= 0) {
			close(fd);
			say_note("reading %s", local_logs[i]);
			return local_logs[i];
		}
		errors[i] = errno;
	}
	for (size_t i = 0; i < N_LOCAL; i++)
		say("cannot open '%s': %s", local_logs[i], strerror(errors[i]));
	say("no log to read: give it a file, or standard input");
	return NULL;
}
