#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pager.h"
#include "say.h"
#include "source/file.h"

enum { WORTH_A_WRITE = OUTPUT_BUFFER / 4 }; /* a piece that is not copied first */

/* Temporary files to remove when a signal ends the command; slots are set and cleared as files come and go. */
enum { MAX_TEMPS = 64 };
static char *volatile temps[MAX_TEMPS];

static void remove_temps(int sig)
{
	for (size_t i = 0; i < MAX_TEMPS; i++)
		if (temps[i] != NULL)
			unlink(temps[i]);
	pager_wait_in_handler();
	/* SA_RESETHAND: this time it kills. */
	raise(sig);
}

void output_handle_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction end = {.sa_handler = remove_temps, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, old;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		/* nohup(1) and a shell's background jobs want these ignored. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &end, NULL);
	}
	sigaction(SIGPIPE, &ignore, NULL);
}

static void temp_remember(char *temp)
{
	for (size_t i = 0; i < MAX_TEMPS; i++) {
		if (temps[i] == NULL) {
			temps[i] = temp;
			return;
		}
	}
}

static void temp_forget(const char *temp)
{
	for (size_t i = 0; i < MAX_TEMPS; i++)
		if (temps[i] == temp)
			temps[i] = NULL;
}

/* The permissions that open() would have given, or those of the file that is replaced. */
static mode_t output_mode(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Through a link, since it is the file that is meant; a path that does not exist yet is taken as it is. */
static char *output_target(const char *file)
{
	char *real = realpath(file, NULL);

	return real != NULL ? real : strdup(file);
}

static int output_open_temp(struct output *out, const char *file)
{
	int error;

	out->path = output_target(file);
	if (out->path == NULL || asprintf(&out->temp, "%s.XXXXXX", out->path) < 0) {
		out->temp = NULL;
		errno = ENOMEM;
		return -1;
	}
	out->fd = mkostemp(out->temp, O_CLOEXEC);
	if (out->fd < 0) {
		error = errno;
		free(out->temp);
		out->temp = NULL;
		errno = error;
		return -1;
	}
	temp_remember(out->temp);
	if (fchmod(out->fd, output_mode(out->path)) != 0)
		return -1;
	return 0;
}

/* A pipe, a terminal or another device is written to, not replaced. */
static bool is_replaceable(const char *file)
{
	struct stat st;

	return stat(file, &st) != 0 ? errno == ENOENT : S_ISREG(st.st_mode);
}

int output_open(struct output *out, const char *file)
{
	int status = 0;

	out->fd = STDOUT_FILENO;
	out->name = "standard output";
	out->path = out->temp = NULL;
	out->error = 0;
	out->closed = out->to_pager = out->paged = out->grown = false;
	out->n = 0;
	if (file == NULL || strcmp(file, "-") == 0)
		return 0;
	out->name = file;
	if (is_replaceable(file)) {
		status = output_open_temp(out, file);
	} else {
		out->fd = open(file, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		status = out->fd >= 0 ? 0 : -1;
	}
	if (status != 0) {
		say("cannot open '%s': %s", file, strerror(errno));
		output_abandon(out);
	}
	return status;
}

void output_page(struct output *out, bool no_pager)
{
	out->to_pager = pager_is_wanted(out->fd, no_pager);
}

static void begin_page(struct output *out)
{
	int fd = pager_start();

	out->to_pager = false;
	out->paged = fd >= 0;
	if (out->paged)
		out->fd = fd;
}

static int output_put(struct output *out, const char *data, size_t len)
{
	if (out->to_pager && len > 0)
		begin_page(out);
	while (len > 0 && !out->closed && out->error == 0) {
		ssize_t n = write(out->fd, data, len);

		if (n >= 0) {
			data += n;
			len -= (size_t)n;
		} else if (errno == EPIPE) {
			out->closed = true;
		} else if (errno != EINTR) {
			out->error = errno;
		}
	}
	return out->error == 0 ? 0 : -out->error;
}

int output_flush(struct output *out)
{
	size_t n = out->n;

	out->n = 0;
	return output_put(out, out->buf, n);
}

int output_write(void *user, const void *data, size_t len)
{
	struct output *out = user;

	if ((len >= WORTH_A_WRITE || len > OUTPUT_BUFFER - out->n) && output_flush(out) != 0)
		return -out->error;
	if (len >= WORTH_A_WRITE) {
		if (!out->grown)
			file_grow_pipe(out->fd);
		out->grown = true;
		return output_put(out, data, len);
	}
	memcpy(out->buf + out->n, data, len);
	out->n += len;
	return 0;
}

static void output_release(struct output *out)
{
	if (out->paged)
		pager_finish();
	else if (out->fd >= 0 && out->fd != STDOUT_FILENO)
		close(out->fd);
	out->paged = false;
	out->fd = -1;
	if (out->temp != NULL)
		temp_forget(out->temp);
	free(out->temp);
	free(out->path);
	out->temp = out->path = NULL;
}

void output_abandon(struct output *out)
{
	if (out->temp != NULL)
		unlink(out->temp);
	output_release(out);
}

int output_close(struct output *out)
{
	(void)output_flush(out);
	/* Some file systems (NFS, quotas) say only now that there was no room. */
	if (out->error == 0 && out->temp != NULL && fsync(out->fd) != 0 && errno != EINVAL)
		out->error = errno;
	if (out->error == 0 && out->temp != NULL && rename(out->temp, out->path) != 0)
		out->error = errno;
	if (out->error != 0) {
		say("cannot write '%s': %s", out->name, strerror(out->error));
		output_abandon(out);
		return -1;
	}
	output_release(out);
	return 0;
}
