/* A build without journals says so. */
#ifndef HAVE_SYSTEMD
#include <stdlib.h>

#include "source/journal.h"

struct journal {
	int none;
};

int journal_open(struct journal **ret, const struct journal_options *opt)
{
	(void)opt;
	*ret = calloc(1, sizeof(**ret));
	return *ret != NULL ? OOMLOG_OK : OOMLOG_E_NOMEM;
}

struct journal *journal_free(struct journal *j)
{
	free(j);
	return NULL;
}

const char *journal_name(const struct journal *j)
{
	(void)j;
	return "journal";
}

const char *journal_boot(const struct journal *j)
{
	(void)j;
	return NULL;
}

const char *journal_error(const struct journal *j)
{
	(void)j;
	return "this build cannot read journals (OOMLOG_JOURNAL is off): give it the output of journalctl, or use --kmsg";
}

bool journal_is_dead(const struct journal *j)
{
	(void)j;
	return true;
}

int journal_next(struct journal *j, struct oomlog_str *ret_text, int64_t *ret_realtime_us)
{
	(void)j;
	*ret_text = (struct oomlog_str){NULL, 0};
	*ret_realtime_us = OOMLOG_ABSENT;
	return -1;
}

void journal_record(struct journal *j, struct oomlog_record *ret)
{
	(void)j;
	*ret = (struct oomlog_record){.size = sizeof(*ret)};
}

int journal_seek_end(struct journal *j, uint64_t lines)
{
	(void)j;
	(void)lines;
	return -1;
}

int journal_seek_begin(struct journal *j)
{
	(void)j;
	return -1;
}

int journal_seek_time(struct journal *j, int64_t realtime_us)
{
	(void)j;
	(void)realtime_us;
	return -1;
}

int journal_seek_cursor(struct journal *j, const char *cursor, bool after)
{
	(void)j;
	(void)cursor;
	(void)after;
	return -1;
}

char *journal_cursor(struct journal *j)
{
	(void)j;
	return NULL;
}

size_t journal_poll(struct journal *j, struct pollfd ret[JOURNAL_FDS], int *ret_timeout)
{
	(void)j;
	(void)ret;
	*ret_timeout = -1;
	return 0;
}

int journal_process(struct journal *j)
{
	(void)j;
	return -1;
}

void journal_each_file(const struct journal_options *opt, journal_file_fn fn, void *user)
{
	(void)opt;
	(void)fn;
	(void)user;
}

uint64_t journal_whereabouts(const struct journal_options *opt)
{
	(void)opt;
	return 0;
}

bool journal_is_supported(void)
{
	return false;
}
#endif
