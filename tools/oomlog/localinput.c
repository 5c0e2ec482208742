#include "localinput.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"
#include "source/file.h"

static const char *const local_logs[] = {"/dev/kmsg", "/var/log/kern.log", "/var/log/messages"};

enum {
	N_LOCAL = sizeof(local_logs) / sizeof(local_logs[0]),
	LOCAL_KMSG = 0,
};

/* A terminal, and cron's /dev/null, hold no log; a pipe, a file or a socket was put there for us. */
static bool is_given(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && !S_ISCHR(st.st_mode);
}

/* Why not goes to ret_why, to be freed; NULL: no memory for it. */
static bool is_journal_readable(const struct settings *s, char **ret_why)
{
	struct journal *j;
	bool readable;

	*ret_why = NULL;
	if (journal_open(&j, &s->journal_of) != OOMLOG_OK)
		return false;
	readable = !journal_is_dead(j);
	if (!readable && journal_error(j) != NULL)
		*ret_why = strdup(journal_error(j));
	journal_free(j);
	return readable;
}

/* The first of this machine's logs that can be read; NULL after saying why there is none. */
static const char *find_log(const char *no_journal)
{
	int errors[N_LOCAL];

	for (size_t i = 0; i < N_LOCAL; i++) {
		/* /dev/kmsg asks for CAP_SYSLOG at open() only: access() does not tell. */
		int fd = open(local_logs[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

		if (fd >= 0) {
			close(fd);
			say_note("%s", no_journal);
			say_note("reading %s", local_logs[i]);
			return local_logs[i];
		}
		errors[i] = errno;
	}
	say("%s", no_journal);
	for (size_t i = 0; i < N_LOCAL; i++)
		say("cannot open '%s': %s%s", local_logs[i], strerror(errors[i]),
		    i == LOCAL_KMSG ? kmsg_advice(errors[i]) : "");
	say("no log to read: give it a file, or standard input");
	return NULL;
}

static int add_default(struct inputs *in, const struct settings *s)
{
	const char *log;
	char *no_journal;

	/* A command that check runs has standard input for itself. */
	if (s->check.command == NULL && is_given())
		return inputs_add(in, "-");
	if (is_journal_readable(s, &no_journal)) {
		say_note("reading this machine's journal");
		inputs_add_journal(in, &s->journal_of);
		return OOMLOG_OK;
	}
	log = find_log(no_journal != NULL ? no_journal : "no journal that can be read here");
	free(no_journal);
	return log != NULL ? inputs_add(in, log) : OOMLOG_E_IO;
}

int localinput_add(struct inputs *in, const struct settings *s)
{
	int status = OOMLOG_OK;

	if (s->n_names == 0 && !s->kmsg && !s->journal)
		return add_default(in, s);
	inputs_journal_entries(in, &s->journal_of);
	if (s->journal)
		inputs_add_journal(in, &s->journal_of);
	for (int i = 0; status == OOMLOG_OK && i < s->n_names; i++)
		status = inputs_add(in, s->names[i]);
	if (status == OOMLOG_OK && s->kmsg)
		status = inputs_add(in, "/dev/kmsg");
	return status;
}

/* CLOCK_MONOTONIC stands still while the machine is suspended, as the stamps of printk do. */
int64_t localinput_boot_us(void)
{
	return clock_us(CLOCK_REALTIME) - clock_us(CLOCK_MONOTONIC);
}

void localinput_boot_id(char *ret, size_t size)
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	if (f == NULL || fgets(ret, (int)size, f) == NULL)
		ret[0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
}
