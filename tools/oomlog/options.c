#include "options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "check/policy.h"
#include "cmd.h"
#include "readahead.h"
#include "say.h"
#include "util/str.h"

/* One row per option. */
struct opt {
	unsigned commands;
	char letter; /* 0: none */
	const char *name, *arg, *help;
	/* What it does with its argument: 0, or EXIT_USAGE after saying why. NULL: it only .. */
	int (*set)(struct settings *s, const char *arg);
	/* .. makes the bool here true, or is kept as the text here: offsets in the settings, 0: not so. */
	size_t flag, text;
};

#define FLAG(member) .flag = offsetof(struct settings, member)
#define TEXT(member) .text = offsetof(struct settings, member)

static int apply(const struct opt *o, struct settings *s, const char *arg)
{
	if (o->set != NULL)
		return o->set(s, arg);
	if (o->flag != 0)
		*(bool *)((char *)s + o->flag) = true;
	else
		memcpy((char *)s + o->text, &arg, sizeof(arg));
	return 0;
}

int options_refuse(const char *option, const char *value, const char *expected)
{
	say("option --%s: '%s' is not %s", option, value, expected);
	return EXIT_USAGE;
}

static int out_of_memory(void)
{
	say("out of memory");
	return EXIT_USAGE;
}

/* --- arguments that have to be understood, in the order of the table --- */

static const struct {
	const char *name;
	unsigned commands;
} formats[] = {
	{"human", CMD_READS | CMD_RULES},
	{"json", CMD_REPORTS | CMD_RULES},
	{"ndjson", CMD_STREAMS},
	{"html", CMD_ANALYZE},
	{"markdown", CMD_REPORTS},
	{"csv", CMD_ANALYZE},
	{"ecs", CMD_STREAMS},
	{"otlp-json", CMD_STREAMS},
	{"prometheus", CMD_ANALYZE},
	{"k8s-event", CMD_ANALYZE},
	{"github", CMD_CHECK},
	{"gitlab", CMD_CHECK},
	{"junit", CMD_CHECK},
	{"sarif", CMD_CHECK},
	{"tap", CMD_CHECK},
	{"mdoc", CMD_RULES},
};

enum { N_FORMATS = sizeof(formats) / sizeof(formats[0]) };

/* The format's own name, or NULL. */
static const char *find_format(const struct settings *s, strv name)
{
	for (size_t i = 0; i < N_FORMATS; i++)
		if ((formats[i].commands & s->cmd) != 0 && str_eq(name, str_of(formats[i].name)))
			return formats[i].name;
	return NULL;
}

/* "human, json or ndjson" */
static int refuse_format(const struct settings *s, const char *option, const char *arg, const char *before)
{
	char words[256];
	size_t n = (size_t)snprintf(words, sizeof(words), "%s", before), left = 0;

	for (size_t i = 0; i < N_FORMATS; i++)
		left += (formats[i].commands & s->cmd) != 0;
	for (size_t i = 0; i < N_FORMATS && n < sizeof(words); i++)
		if ((formats[i].commands & s->cmd) != 0) {
			left--;
			n += (size_t)snprintf(words + n, sizeof(words) - n, "%s%s", formats[i].name,
			                      left == 0           ? ""
			                              : left == 1 ? " or "
			                                          : ", ");
		}
	return options_refuse(option, arg, words);
}

static int set_format(struct settings *s, const char *arg)
{
	s->first.format = find_format(s, str_of(arg));
	return s->first.format != NULL ? 0 : refuse_format(s, "format", arg, "");
}

static int set_output(struct settings *s, const char *arg)
{
	s->first.file = arg;
	return arg[0] != '\0' ? 0 : options_refuse("output", arg, "the name of a file");
}

/* "json:oom.json": the format ends at the first colon, the file's name may hold more. */
static int set_report(struct settings *s, const char *arg)
{
	const char *colon = strchr(arg, ':');
	const char *format = colon != NULL ? find_format(s, (strv){arg, (size_t)(colon - arg)}) : NULL;
	struct output_choice *more;

	if (format == NULL || colon[1] == '\0')
		return refuse_format(s, "report", arg, "FORMAT:FILE with the format ");
	more = realloc(s->more, (s->n_more + 1) * sizeof(*more));
	if (more == NULL)
		return out_of_memory();
	more[s->n_more++] = (struct output_choice){format, colon + 1};
	s->more = more;
	return 0;
}

static int set_detail(struct settings *s, const char *arg)
{
	if (strcmp(arg, "brief") == 0)
		s->detail = OOMLOG_DETAIL_BRIEF;
	else if (strcmp(arg, "normal") == 0)
		s->detail = OOMLOG_DETAIL_NORMAL;
	else if (strcmp(arg, "full") == 0)
		s->detail = OOMLOG_DETAIL_FULL;
	else
		return options_refuse("detail", arg, "brief, normal or full");
	return 0;
}

static int set_top(struct settings *s, const char *arg)
{
	uint64_t n;

	if (!str_to_u64(str_of(arg), &n) || n > 1000000)
		return options_refuse("top", arg, "a number of tasks");
	s->top = (unsigned)n;
	return 0;
}

static int add_glob(struct globs *globs, const char *arg)
{
	return globs_add(globs, arg) ? 0 : out_of_memory();
}

static int set_host(struct settings *s, const char *arg)
{
	return add_glob(&s->filter.hosts, arg);
}

static int set_boot(struct settings *s, const char *arg)
{
	return add_glob(&s->filter.boots, arg);
}

static int set_kind(struct settings *s, const char *arg)
{
	for (unsigned kind = OOMLOG_KIND_OOM; kind <= OOMLOG_KIND_USERSPACE_KILL; kind++) {
		if (strcmp(arg, oomlog_kind_name((enum oomlog_kind)kind)) == 0) {
			s->filter.kinds |= 1u << kind;
			return 0;
		}
	}
	return options_refuse("kind", arg, "oom, page_allocation_failure, low_memory_killer or userspace_kill");
}

static int set_pid(struct settings *s, const char *arg)
{
	uint64_t pid;

	if (!str_to_u64(str_of(arg), &pid) || pid > INT32_MAX)
		return options_refuse("pid", arg, "a process number");
	return pids_add(&s->filter.pids, (int64_t)pid) ? 0 : out_of_memory();
}

static int set_comm(struct settings *s, const char *arg)
{
	return add_glob(&s->filter.comms, arg);
}

static int set_cgroup(struct settings *s, const char *arg)
{
	return add_glob(&s->filter.cgroups, arg);
}

static int set_unit(struct settings *s, const char *arg)
{
	return add_glob(&s->filter.units, arg);
}

static int set_what_if(struct settings *s, const char *arg)
{
	const char *expected = what_if_add(&s->what_if, arg);

	return expected == NULL ? 0 : options_refuse("what-if", arg, expected);
}

static int set_year(struct settings *s, const char *arg)
{
	uint64_t year;

	if (!str_to_u64(str_of(arg), &year) || year < 1970 || year > 9999)
		return options_refuse("year", arg, "a year");
	s->year = (int)year;
	return 0;
}

static int set_from(struct settings *s, const char *arg)
{
	const char *name;

	s->list_carriers = strcmp(arg, "list") == 0;
	if (s->list_carriers)
		return 0;
	s->from = arg;
	for (size_t i = 0; (name = oomlog_carrier_name(i)) != NULL; i++)
		if (strcmp(name, arg) == 0)
			return 0;
	return options_refuse("from", arg, "a carrier (--from=list lists them)");
}

static int add_word(const char ***words, size_t *n, const char *arg)
{
	const char **more = realloc(*words, (*n + 1) * sizeof(**words));

	if (more == NULL)
		return out_of_memory();
	more[(*n)++] = arg;
	*words = more;
	return 0;
}

static int add_file(struct settings *s, const char *arg)
{
	return add_word(&s->journal_files, &s->journal_of.n_files, arg);
}

static int set_classes(const char *option, const char *arg, unsigned *ret)
{
	return policy_parse(arg, ret) ? 0 : options_refuse(option, arg, "a list of " POLICY_WORDS);
}

static int set_fail_on(struct settings *s, const char *arg)
{
	return set_classes("fail-on", arg, &s->check.fail_on);
}

static int set_warn_on(struct settings *s, const char *arg)
{
	return set_classes("warn-on", arg, &s->check.warn_on);
}

static int set_max(struct settings *s, const char *arg)
{
	return str_to_u64(str_of(arg), &s->check.max) ? 0 : options_refuse("max", arg, "a number of events");
}

static int set_lines(struct settings *s, const char *arg)
{
	return str_to_u64(str_of(arg), &s->lines) && s->lines <= 1000000000
		? 0
		: options_refuse("lines", arg, "a number of lines");
}

static int set_cursor_file(struct settings *s, const char *arg)
{
	s->cursor_file = arg;
	return arg[0] != '\0' ? 0 : options_refuse("cursor-file", arg, "the name of a file");
}

static int set_textfile(struct settings *s, const char *arg)
{
	s->textfile = arg;
	return arg[0] != '\0' ? 0 : options_refuse("textfile", arg, "the name of a file");
}

static int add_exec(struct settings *s, const char *arg)
{
	return add_word(&s->execs, &s->n_execs, arg);
}

static int add_webhook(struct settings *s, const char *arg)
{
	if (strncmp(arg, "https://", 8) != 0 && strncmp(arg, "http://", 7) != 0)
		return options_refuse("webhook", arg, "an address that begins with https:// or http://");
	return add_word(&s->webhooks, &s->n_webhooks, arg);
}

static int set_color(struct settings *s, const char *arg)
{
	if (strcmp(arg, "auto") == 0)
		s->color = COLOR_AUTO;
	else if (strcmp(arg, "always") == 0)
		s->color = COLOR_ALWAYS;
	else if (strcmp(arg, "never") == 0)
		s->color = COLOR_NEVER;
	else
		return options_refuse("color", arg, "auto, always or never");
	return 0;
}

static int set_threads(struct settings *s, const char *arg)
{
	uint64_t n;

	if (!str_to_u64(str_of(arg), &n) || n == 0 || n > READAHEAD_MOST_THREADS)
		return options_refuse("threads", arg, "1 to 8");
	s->threads = (unsigned)n;
	return 0;
}

// clang-format off
static const struct opt opts[] = {
	{CMD_ANALYZE, 'f', "format", "F", "human (default), json, ndjson, html, markdown, csv, ecs, otlp-json, prometheus, k8s-event",
	 .set = set_format},
	{CMD_CHECK, 'f', "format", "F", "human, json, github, gitlab, junit, sarif, tap, markdown (default: by the CI)",
	 .set = set_format},
	{CMD_FOLLOW, 'f', "format", "F", "human (default), ndjson, otlp-json, ecs", .set = set_format},
	{CMD_RULES, 'f', "format", "F", "human (default), json (one document), mdoc (for oomlog-rules(7))", .set = set_format},
	{CMD_ALL, 'o', "output", "FILE", "write there; FILE gets its name when it is whole", .set = set_output},
	{CMD_REPORTS, 0, "report", "FORMAT:FILE", "one more output; may be repeated", .set = set_report},
	{CMD_STREAMS, 0, "detail", "LEVEL", "human: brief (a line an event), normal, full (everything)", .set = set_detail},
	{CMD_STREAMS, 0, "top", "N", "human: tasks listed (10)", .set = set_top},
	{CMD_STREAMS, 0, "raw", NULL, "also the event's own lines", FLAG(raw)},
	{CMD_CHECK, 0, "fail-on", "KIND,..", "what fails (oom_kill,panic)", .set = set_fail_on},
	{CMD_CHECK, 0, "warn-on", "KIND,..", "what is told, but passes (all others)", .set = set_warn_on},
	{CMD_CHECK, 0, "allow", "FILE", "events that are expected: JSON, each with a reason and the day it expires", TEXT(check.allow)},
	{CMD_CHECK, 0, "max", "N", "pass with up to N events that would fail (0)", .set = set_max},
	{CMD_CHECK, 0, "require-complete", NULL, "fail on gaps in the log and on half reports", FLAG(check.require_complete)},
	{CMD_CHECK, 0, "mark", "FILE", "write down in FILE where the log ends now, and check nothing", TEXT(check.mark)},
	{CMD_CHECK, 0, "since-mark", "FILE", "events behind what --mark wrote down", TEXT(check.since_mark)},
	{CMD_CHECK, 0, "cursor-file", "FILE", "events that no check with this FILE has told of; remembers them in it",
	 .set = set_cursor_file},
	{CMD_CHECK, 0, "pid-tree", NULL, "with COMMAND: only kills of it and of processes that it started", FLAG(check.pid_tree)},
	{CMD_READS, 0, "since", "TIME", "events at or after TIME, as journalctl takes it: \"-2h\", yesterday, @unix ..",
	 TEXT(since)},
	{CMD_REPORTS, 0, "until", "TIME", "events at or before TIME", TEXT(until)},
	{CMD_READS, 0, "host", "GLOB", "events of these hosts", .set = set_host},
	{CMD_READS, 0, "boot", "ID|N", "events of this boot; 0 is the last, -1 the one before, 1 the first", .set = set_boot},
	{CMD_READS, 0, "kind", "K", "oom, page_allocation_failure, low_memory_killer, userspace_kill", .set = set_kind},
	{CMD_READS, 0, "pid", "N", "events that N asked for memory in, or died in", .set = set_pid},
	{CMD_READS, 0, "comm", "GLOB", "the same by the command's name", .set = set_comm},
	{CMD_READS, 0, "cgroup", "GLOB", "events of these cgroups", .set = set_cgroup},
	{CMD_READS, 0, "unit", "GLOB", "events of these systemd units", .set = set_unit},
	{CMD_ANALYZE, 0, "what-if", "WHO=ADJ,..", "whom the kernel would have chosen with these oom_score_adj; WHO: pid or name",
	 .set = set_what_if},
	{CMD_READS, 0, "year", "YYYY", "of stamps without one (default: none lies after the file's modification time)",
	 .set = set_year},
	{CMD_READS, 0, "timezone", "TZ", "of stamps without one, and of --since and --until (default: this machine's)",
	 TEXT(timezone)},
	{CMD_READS, 0, "from", "CARRIER", "how the lines are wrapped, instead of detecting it; \"list\" lists them",
	 .set = set_from},
	{CMD_READS, 0, "strict-kernel", NULL, "believe only what is marked as the kernel's", FLAG(strict_kernel)},
	{CMD_READS, 0, "any-facility", NULL, "believe also what is marked as a program's", FLAG(any_facility)},
	{CMD_READS, 0, "kmsg", NULL, "read /dev/kmsg up to now", FLAG(kmsg)},
	{CMD_READS, 0, "journal", NULL, "read this machine's journal", FLAG(journal)},
	{CMD_READS, 0, "directory", "DIR", "the journal in DIR", TEXT(journal_of.directory)},
	{CMD_READS, 0, "file", "GLOB", "these journal files; may be repeated", .set = add_file},
	{CMD_READS, 0, "root", "DIR", "the journal of the system installed in DIR", TEXT(journal_of.root)},
	{CMD_READS, 0, "machine", "NAME", "the journal of a running container", TEXT(journal_of.machine)},
	{CMD_READS, 0, "namespace", "NAME", "the journal of this namespace", TEXT(journal_of.name_space)},
	{CMD_READS, 0, "merge", NULL, "the journals of all machines that are found", FLAG(journal_of.merge)},
	{CMD_REPORTS, 0, "redact", NULL, "pseudonyms for hosts, commands, cgroups, units and files, to share the report",
	 FLAG(redact)},
	{CMD_FOLLOW, 0, "lines", "N", "begin N lines back (0)", .set = set_lines},
	{CMD_CHECK, 0, "lines", "N", "only the last N lines of each log (all)", .set = set_lines},
	{CMD_FOLLOW, 0, "cursor-file", "FILE", "begin where the last run ended, which FILE says; write it there",
	 .set = set_cursor_file},
	{CMD_FOLLOW, 0, "amend", NULL, "a second record of an event, with the same id, for lines that come late", FLAG(amend)},
	{CMD_FOLLOW, 0, "to-journal", NULL, "each event also as an entry of the journal", FLAG(to_journal)},
	{CMD_FOLLOW, 0, "textfile", "FILE", "counters for Prometheus' node exporter, in FILE.prom", .set = set_textfile},
	{CMD_FOLLOW, 0, "exec", "CMD", "run CMD for each event, with its JSON on standard input; may be repeated", .set = add_exec},
	{CMD_FOLLOW, 0, "webhook", "URL", "POST each event there as JSON; may be repeated", .set = add_webhook},
	{CMD_ALL, 0, "color", "WHEN", "auto (default; not with NO_COLOR), always, never", .set = set_color},
	{CMD_PAGES, 0, "no-pager", NULL, "no pager; else, on a terminal, $OOMLOG_PAGER, $PAGER or less", FLAG(no_pager)},
	{CMD_ALL & ~CMD_PAGES, 0, "no-pager", NULL, "accepted: this command has no pager", FLAG(no_pager)},
	{CMD_ALL, 'q', "quiet", NULL, "no notes on stderr, only errors", FLAG(quiet)},
	{CMD_REPORTS, 0, "progress", NULL, "the progress bar at once, instead of after a second; only on a terminal",
	 FLAG(progress)},
	{CMD_REPORTS, 0, "threads", "N", "that read large files (default: one for each processor, 8 at most)", .set = set_threads},
	{CMD_ALL | CMD_COMPLETION, 'h', "help", NULL, "this text", FLAG(help)},
};
// clang-format on

enum { N_OPTS = sizeof(opts) / sizeof(opts[0]), FIRST_LONG = 256 };

void options_help(const struct cmd *cmd, FILE *f)
{
	fprintf(f, "usage: oomlog %s %s\n\n%s\n\n", cmd->name, cmd->usage, cmd->help);
	for (size_t i = 0; i < N_OPTS; i++) {
		const struct opt *o = &opts[i];
		char left[40];

		if ((o->commands & cmd->bit) == 0)
			continue;
		snprintf(left, sizeof(left), "%c%c%s--%s%s%s", o->letter != 0 ? '-' : ' ',
		         o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : "  ", o->name,
		         o->arg != NULL ? "=" : "", o->arg != NULL ? o->arg : "");
		fprintf(f, "  %-26s %s\n", left, o->help);
	}
}

/* What getopt_long() wants: the rows of one command. */
struct getopt_tables {
	struct option longs[N_OPTS + 1];
	char shorts[3 * N_OPTS + 2];
};

static void fill_tables(struct getopt_tables *t, unsigned command)
{
	size_t n = 0, s = 0;

	*t = (struct getopt_tables){0};
	t->shorts[s++] = ':';
	for (int i = 0; i < N_OPTS; i++) {
		if ((opts[i].commands & command) == 0)
			continue;
		t->longs[n++] = (struct option){
			.name = opts[i].name,
			.has_arg = opts[i].arg != NULL ? required_argument : no_argument,
			.val = FIRST_LONG + i,
		};
		if (opts[i].letter == 0)
			continue;
		t->shorts[s++] = opts[i].letter;
		if (opts[i].arg != NULL)
			t->shorts[s++] = ':';
	}
}

static const struct opt *find_opt(int value)
{
	for (int i = 0; i < N_OPTS; i++)
		if (value == FIRST_LONG + i || (opts[i].letter != 0 && value == opts[i].letter))
			return &opts[i];
	return NULL;
}

/* getopt_long() returned '?' or ':'. word: the argument that it looked at. */
static int refuse_option(const struct cmd *cmd, int what, const char *word)
{
	const struct opt *known = find_opt(optopt);

	if (what == ':')
		say("option '%s' needs an argument", word);
	else if (optopt >= FIRST_LONG && known != NULL)
		say("option '--%s' takes no argument", known->name);
	else if (optopt > 0 && optopt < FIRST_LONG)
		say("unknown option '-%c'", optopt);
	else
		say("unknown option '%s'", word);
	say("'oomlog %s --help' lists the options", cmd->name);
	return EXIT_USAGE;
}

static int parse_arguments(struct settings *s, const struct cmd *cmd, int argc, char **argv)
{
	struct getopt_tables tables;
	int status = 0, value;

	fill_tables(&tables, cmd->bit);
	opterr = 0;
	optind = 0; /* main() has not used getopt, but 0 also makes GNU and musl start afresh */
	while (status == 0 && (value = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
		const struct opt *o = value != '?' && value != ':' ? find_opt(value) : NULL;

		status = o != NULL ? apply(o, s, optarg) : refuse_option(cmd, value, argv[optind - 1]);
	}
	s->names = argv + optind;
	s->n_names = argc - optind;
	return status;
}

/* Behind "--" stands the command that check runs, not more names. */
static int split_command(struct settings *s, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		if (i + 1 == argc) {
			say("there is no command behind '--'");
			return -1;
		}
		s->check.command = argv + i + 1;
		argv[i] = NULL;
		return i;
	}
	return argc;
}

int options_parse(struct settings *ret, const struct cmd *cmd, int argc, char **argv)
{
	int status;

	*ret = (struct settings){.cmd = cmd->bit, .first.format = "human", .top = 10};
	if (cmd->bit == CMD_CHECK) {
		ret->first.format = NULL;
		ret->check.fail_on = POLICY_FAIL_ON;
		ret->check.warn_on = POLICY_WARN_ON;
		ret->lines = LINES_ALL;
		argc = split_command(ret, argc, argv);
	}
	filter_init(&ret->filter);
	if (argc < 0)
		return EXIT_USAGE;
	status = parse_arguments(ret, cmd, argc, argv);
	return status == 0 && !ret->help ? options_complete(ret) : status;
}

void settings_for_parser(const struct settings *s, struct oomlog_options *ret)
{
	oomlog_options_init(ret);
	ret->carrier = s->from;
	ret->year = s->year;
	ret->strict_kernel = s->strict_kernel;
	ret->any_facility = s->any_facility;
}

void settings_for_report(const struct settings *s, struct oomlog_report_options *ret)
{
	oomlog_report_options_init(ret);
	ret->detail = s->detail;
	ret->top = s->top;
	ret->raw = s->raw;
	ret->strict_kernel = s->strict_kernel;
}

bool options_row(size_t i, struct option_row *ret)
{
	if (i >= N_OPTS)
		return false;
	*ret = (struct option_row){opts[i].commands, opts[i].letter, opts[i].name, opts[i].arg, opts[i].help};
	return true;
}

bool options_format(size_t i, const char **ret_name)
{
	if (i >= N_FORMATS)
		return false;
	*ret_name = formats[i].name;
	return true;
}

bool options_has_format(size_t i, unsigned cmd)
{
	return (formats[i].commands & cmd) != 0;
}

bool options_folds_raw(const char *format)
{
	return format != NULL && strcmp(format, "html") == 0;
}

bool options_wants_raw(const struct settings *s)
{
	bool wants = options_folds_raw(s->first.format);

	for (size_t i = 0; i < s->n_more; i++)
		wants |= options_folds_raw(s->more[i].format);
	return wants;
}

void settings_release(struct settings *s)
{
	free(s->more);
	free(s->journal_files);
	free(s->execs);
	free(s->webhooks);
	filter_release(&s->filter);
}
