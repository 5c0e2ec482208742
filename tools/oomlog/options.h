/* The options: one table for reading the command line and for --help. */
#ifndef OOMLOG_TOOLS_OPTIONS_H
#define OOMLOG_TOOLS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <oomlog/report.h>

#include "filter.h"
#include "source/journal.h"
#include "whatif.h"

/* Which commands an option belongs to. */
enum {
	CMD_ANALYZE = 1u << 0,
	CMD_FORMATS = 1u << 1,
	CMD_RULES = 1u << 2,
	CMD_FOLLOW = 1u << 3,
	CMD_ALL = CMD_ANALYZE | CMD_FORMATS | CMD_RULES | CMD_FOLLOW,
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct output_choice {
	const char *format;
	const char *file; /* NULL: standard output */
};

struct settings {
	struct output_choice first;
	struct output_choice *more; /* --report */
	size_t n_more;
	enum oomlog_detail detail;
	unsigned top;
	unsigned threads; /* 0: as many as there are processors */
	int year;
	const char *timezone, *from, *since, *until;
	enum color color;
	bool raw, strict_kernel, any_facility, quiet, progress, kmsg;
	bool help, list_carriers;
	bool journal;                      /* --journal, or an option that says which */
	struct journal_options journal_of; /* complete once all options are read */
	const char **journal_files;        /* --file */
	char journal_boot[33];             /* the --boot that the journal's index can find */
	uint64_t lines;                    /* follow: begin so many lines back */
	const char *cursor_file, *textfile;
	const char **execs, **webhooks;
	size_t n_execs, n_webhooks;
	bool to_journal;
	struct filter filter;
	struct what_if what_if;
	char **names; /* the arguments that are no options */
	int n_names;
};

struct cmd;

/* 0, or EXIT_USAGE after saying why. argv[0] is the command's name. settings_release() in any case. */
int options_parse(struct settings *ret, const struct cmd *cmd, int argc, char **argv);
void settings_release(struct settings *s);
void options_help(const struct cmd *cmd, FILE *f);

#endif
