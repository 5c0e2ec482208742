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
	CMD_CHECK = 1u << 4,
	CMD_RULES = 1u << 2,
	CMD_FOLLOW = 1u << 3,
	CMD_COMPLETION = 1u << 5,
	CMD_REPORTS = CMD_ANALYZE | CMD_CHECK,  /* up to an end */
	CMD_STREAMS = CMD_ANALYZE | CMD_FOLLOW, /* event by event */
	CMD_READS = CMD_REPORTS | CMD_FOLLOW,
	CMD_PAGES = CMD_REPORTS | CMD_FORMATS | CMD_RULES, /* what may be long, for people */
	CMD_ALL = CMD_READS | CMD_FORMATS | CMD_RULES,
};

#define LINES_ALL UINT64_MAX

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct output_choice {
	const char *format;
	const char *file; /* NULL: standard output */
};

/* Of check: what is forbidden, and which part of the log is looked at. */
struct check_settings {
	unsigned fail_on, warn_on; /* sets of enum policy_class */
	uint64_t max;              /* forbidden events that are still let pass */
	const char *allow, *mark, *since_mark;
	bool require_complete, pid_tree;
	char **command; /* what stands behind "--", ends with NULL; NULL: none */
};

struct settings {
	unsigned cmd;               /* CMD_ANALYZE .. */
	struct output_choice first; /* the format may be NULL for check: as the CI wants it */
	struct output_choice *more; /* --report */
	size_t n_more;
	enum oomlog_detail detail;
	unsigned top;
	unsigned threads; /* 0: as many as there are processors */
	int year;
	const char *timezone, *from, *since, *until;
	enum color color;
	bool raw, strict_kernel, any_facility, quiet, progress, kmsg;
	bool help, list_carriers, redact, no_pager;
	bool journal;                      /* --journal, or an option that says which */
	struct journal_options journal_of; /* complete once all options are read */
	const char **journal_files;        /* --file */
	char journal_boot[33];             /* the --boot that the journal's index can find */
	struct check_settings check;
	uint64_t lines; /* follow: begin so many lines back; check: look at the last so many, or LINES_ALL */
	const char *cursor_file, *textfile;
	const char **execs, **webhooks;
	size_t n_execs, n_webhooks;
	bool to_journal, amend;
	struct filter filter;
	struct what_if what_if;
	char **names; /* the arguments that are no options */
	int n_names;
};

struct cmd;

/* 0, or EXIT_USAGE after saying why. argv[0] is the command's name. settings_release() in any case. */
int options_parse(struct settings *ret, const struct cmd *cmd, int argc, char **argv);
void settings_release(struct settings *s);
/* What they say to any parser, and to any report; who opens one adds the rest. */
void settings_for_parser(const struct settings *s, struct oomlog_options *ret);
void settings_for_report(const struct settings *s, struct oomlog_report_options *ret);
/* Of options_parse(): once all are read; 0, or EXIT_USAGE after saying why. */
int options_complete(struct settings *s);
/* Says what the option's value should have been; EXIT_USAGE. */
int options_refuse(const char *option, const char *value, const char *expected);
/* The format has the event's own lines folded away, also without --raw. */
bool options_folds_raw(const char *format);
/* One of the reports is of such a format. */
bool options_wants_raw(const struct settings *s);
/* A row of the table, for what is made of it; false behind the end. */
struct option_row {
	unsigned commands;
	char letter; /* 0: none */
	const char *name, *arg, *help;
};
bool options_row(size_t i, struct option_row *ret);
/* The i-th format of all, and whether a command has it. */
bool options_format(size_t i, const char **ret_name);
bool options_has_format(size_t i, unsigned cmd);
void options_help(const struct cmd *cmd, FILE *f);

#endif
