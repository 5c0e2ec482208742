#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "check/policy.h"
#include "clock.h"
#include "cmd.h"
#include "readahead.h"
#include "say.h"
#include "timespec.h"
#include "timezone.h"
#include "util/str.h"

/* Those that read logs can read a journal. */
enum { CMD_JOURNAL = CMD_READS };

enum { BOOT_ID = 32 }; /* hexadecimal digits */

/* One row per option; `set` gets its argument, or NULL where it takes none. 0, or EXIT_USAGE after saying why. */
struct opt {
	unsigned commands;
	char letter; /* 0: none */
	const char *name, *arg, *help;
	int (*set)(struct settings *s, const char *arg);
};

static int refuse(const char *option, const char *value, const char *expected)
{
	say("option --%s: '%s' is not %s", option, value, expected);
	return EXIT_USAGE;
}

static int out_of_memory(void)
{
	say("out of memory");
	return EXIT_USAGE;
}

/* --- one function a row, in the order of the table --- */

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
	return refuse(option, arg, words);
}

static int set_format(struct settings *s, const char *arg)
{
	s->first.format = find_format(s, str_of(arg));
	return s->first.format != NULL ? 0 : refuse_format(s, "format", arg, "");
}

static int set_output(struct settings *s, const char *arg)
{
	s->first.file = arg;
	return arg[0] != '\0' ? 0 : refuse("output", arg, "the name of a file");
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
		return refuse("detail", arg, "brief, normal or full");
	return 0;
}

static int set_top(struct settings *s, const char *arg)
{
	uint64_t n;

	if (!str_to_u64(str_of(arg), &n) || n > 1000000)
		return refuse("top", arg, "a number of tasks");
	s->top = (unsigned)n;
	return 0;
}

static int set_raw(struct settings *s, const char *arg)
{
	(void)arg;
	s->raw = true;
	return 0;
}

/* Both are understood once --timezone is known. */
static int set_since(struct settings *s, const char *arg)
{
	s->since = arg;
	return 0;
}

static int set_until(struct settings *s, const char *arg)
{
	s->until = arg;
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
	return refuse("kind", arg, "oom, page_allocation_failure, low_memory_killer or userspace_kill");
}

static int set_pid(struct settings *s, const char *arg)
{
	uint64_t pid;

	if (!str_to_u64(str_of(arg), &pid) || pid > INT32_MAX)
		return refuse("pid", arg, "a process number");
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

	return expected == NULL ? 0 : refuse("what-if", arg, expected);
}

static int set_year(struct settings *s, const char *arg)
{
	uint64_t year;

	if (!str_to_u64(str_of(arg), &year) || year < 1970 || year > 9999)
		return refuse("year", arg, "a year");
	s->year = (int)year;
	return 0;
}

static int set_timezone(struct settings *s, const char *arg)
{
	s->timezone = arg;
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
	return refuse("from", arg, "a carrier (--from=list lists them)");
}

static int set_strict_kernel(struct settings *s, const char *arg)
{
	(void)arg;
	s->strict_kernel = true;
	return 0;
}

static int set_any_facility(struct settings *s, const char *arg)
{
	(void)arg;
	s->any_facility = true;
	return 0;
}

static int set_kmsg(struct settings *s, const char *arg)
{
	(void)arg;
	s->kmsg = true;
	return 0;
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

static int set_journal(struct settings *s, const char *arg)
{
	(void)arg;
	s->journal = true;
	return 0;
}

static int set_directory(struct settings *s, const char *arg)
{
	s->journal_of.directory = arg;
	return set_journal(s, arg);
}

static int add_file(struct settings *s, const char *arg)
{
	s->journal = true;
	return add_word(&s->journal_files, &s->journal_of.n_files, arg);
}

static int set_root(struct settings *s, const char *arg)
{
	s->journal_of.root = arg;
	return set_journal(s, arg);
}

static int set_machine(struct settings *s, const char *arg)
{
	s->journal_of.machine = arg;
	return set_journal(s, arg);
}

static int set_namespace(struct settings *s, const char *arg)
{
	s->journal_of.name_space = arg;
	return set_journal(s, arg);
}

static int set_merge(struct settings *s, const char *arg)
{
	s->journal_of.merge = true;
	return set_journal(s, arg);
}

static int set_redact(struct settings *s, const char *arg)
{
	(void)arg;
	s->redact = true;
	return 0;
}

static int set_classes(const char *option, const char *arg, unsigned *ret)
{
	return policy_parse(arg, ret) ? 0 : refuse(option, arg, "a list of " POLICY_WORDS);
}

static int set_fail_on(struct settings *s, const char *arg)
{
	return set_classes("fail-on", arg, &s->check.fail_on);
}

static int set_warn_on(struct settings *s, const char *arg)
{
	return set_classes("warn-on", arg, &s->check.warn_on);
}

static int set_allow(struct settings *s, const char *arg)
{
	s->check.allow = arg;
	return 0;
}

static int set_max(struct settings *s, const char *arg)
{
	return str_to_u64(str_of(arg), &s->check.max) ? 0 : refuse("max", arg, "a number of events");
}

static int set_require_complete(struct settings *s, const char *arg)
{
	(void)arg;
	s->check.require_complete = true;
	return 0;
}

static int set_pid_tree(struct settings *s, const char *arg)
{
	(void)arg;
	s->check.pid_tree = true;
	return 0;
}

static int set_mark(struct settings *s, const char *arg)
{
	s->check.mark = arg;
	return 0;
}

static int set_since_mark(struct settings *s, const char *arg)
{
	s->check.since_mark = arg;
	return 0;
}

static int set_lines(struct settings *s, const char *arg)
{
	return str_to_u64(str_of(arg), &s->lines) && s->lines <= 1000000000 ? 0
									    : refuse("lines", arg, "a number of lines");
}

static int set_cursor_file(struct settings *s, const char *arg)
{
	s->cursor_file = arg;
	return arg[0] != '\0' ? 0 : refuse("cursor-file", arg, "the name of a file");
}

static int set_textfile(struct settings *s, const char *arg)
{
	s->textfile = arg;
	return arg[0] != '\0' ? 0 : refuse("textfile", arg, "the name of a file");
}

static int add_exec(struct settings *s, const char *arg)
{
	return add_word(&s->execs, &s->n_execs, arg);
}

static int add_webhook(struct settings *s, const char *arg)
{
	if (strncmp(arg, "https://", 8) != 0 && strncmp(arg, "http://", 7) != 0)
		return refuse("webhook", arg, "an address that begins with https:// or http://");
	return add_word(&s->webhooks, &s->n_webhooks, arg);
}

static int set_to_journal(struct settings *s, const char *arg)
{
	(void)arg;
	s->to_journal = true;
	return 0;
}

static int set_amend(struct settings *s, const char *arg)
{
	(void)arg;
	s->amend = true;
	return 0;
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
		return refuse("color", arg, "auto, always or never");
	return 0;
}

static int set_no_pager(struct settings *s, const char *arg)
{
	(void)arg;
	s->no_pager = true;
	return 0;
}

static int set_quiet(struct settings *s, const char *arg)
{
	(void)arg;
	s->quiet = true;
	return 0;
}

static int set_progress(struct settings *s, const char *arg)
{
	(void)arg;
	s->progress = true;
	return 0;
}

static int set_threads(struct settings *s, const char *arg)
{
	uint64_t n;

	if (!str_to_u64(str_of(arg), &n) || n == 0 || n > READAHEAD_MOST_THREADS)
		return refuse("threads", arg, "1 to 8");
	s->threads = (unsigned)n;
	return 0;
}

static int set_help(struct settings *s, const char *arg)
{
	(void)arg;
	s->help = true;
	return 0;
}

// clang-format off
static const struct opt opts[] = {
	{CMD_ANALYZE, 'f', "format", "F", "human (default), json, ndjson, html, markdown, csv, ecs, otlp-json, prometheus, k8s-event",
	 set_format},
	{CMD_CHECK, 'f', "format", "F", "human, json, github, gitlab, junit, sarif, tap, markdown (default: by the CI)",
	 set_format},
	{CMD_FOLLOW, 'f', "format", "F", "human (default), ndjson, otlp-json, ecs", set_format},
	{CMD_RULES, 'f', "format", "F", "human (default), json (one document), mdoc (for oomlog-rules(7))", set_format},
	{CMD_ALL, 'o', "output", "FILE", "write there; FILE gets its name when it is whole", set_output},
	{CMD_REPORTS, 0, "report", "FORMAT:FILE", "one more output; may be repeated", set_report},
	{CMD_STREAMS, 0, "detail", "LEVEL", "human: brief (a line an event), normal, full (everything)", set_detail},
	{CMD_STREAMS, 0, "top", "N", "human: tasks listed (10)", set_top},
	{CMD_STREAMS, 0, "raw", NULL, "also the event's own lines", set_raw},
	{CMD_CHECK, 0, "fail-on", "KIND,..", "what fails (oom_kill,panic)", set_fail_on},
	{CMD_CHECK, 0, "warn-on", "KIND,..", "what is told, but passes (all others)", set_warn_on},
	{CMD_CHECK, 0, "allow", "FILE", "events that are expected: JSON, each with a reason and the day it expires", set_allow},
	{CMD_CHECK, 0, "max", "N", "pass with up to N events that would fail (0)", set_max},
	{CMD_CHECK, 0, "require-complete", NULL, "fail on gaps in the log and on half reports", set_require_complete},
	{CMD_CHECK, 0, "mark", "FILE", "write down in FILE where the log ends now, and check nothing", set_mark},
	{CMD_CHECK, 0, "since-mark", "FILE", "events behind what --mark wrote down", set_since_mark},
	{CMD_CHECK, 0, "cursor-file", "FILE", "events that no check with this FILE has told of; remembers them in it",
	 set_cursor_file},
	{CMD_CHECK, 0, "pid-tree", NULL, "with COMMAND: only kills of it and of processes that it started", set_pid_tree},
	{CMD_READS, 0, "since", "TIME", "events at or after TIME, as journalctl takes it: \"-2h\", yesterday, @unix ..",
	 set_since},
	{CMD_REPORTS, 0, "until", "TIME", "events at or before TIME", set_until},
	{CMD_READS, 0, "host", "GLOB", "events of these hosts", set_host},
	{CMD_READS, 0, "boot", "ID|N", "events of this boot; 0 is the last, -1 the one before, 1 the first", set_boot},
	{CMD_READS, 0, "kind", "K", "oom, page_allocation_failure, low_memory_killer, userspace_kill", set_kind},
	{CMD_READS, 0, "pid", "N", "events that N asked for memory in, or died in", set_pid},
	{CMD_READS, 0, "comm", "GLOB", "the same by the command's name", set_comm},
	{CMD_READS, 0, "cgroup", "GLOB", "events of these cgroups", set_cgroup},
	{CMD_READS, 0, "unit", "GLOB", "events of these systemd units", set_unit},
	{CMD_ANALYZE, 0, "what-if", "WHO=ADJ,..", "whom the kernel would have chosen with these oom_score_adj; WHO: pid or name",
	 set_what_if},
	{CMD_READS, 0, "year", "YYYY", "of stamps without one (default: none lies after the file's modification time)",
	 set_year},
	{CMD_READS, 0, "timezone", "TZ", "of stamps without one, and of --since and --until (default: this machine's)",
	 set_timezone},
	{CMD_READS, 0, "from", "CARRIER", "how the lines are wrapped, instead of detecting it; \"list\" lists them",
	 set_from},
	{CMD_READS, 0, "strict-kernel", NULL, "believe only what is marked as the kernel's", set_strict_kernel},
	{CMD_READS, 0, "any-facility", NULL, "believe also what is marked as a program's", set_any_facility},
	{CMD_READS, 0, "kmsg", NULL, "read /dev/kmsg up to now", set_kmsg},
	{CMD_JOURNAL, 0, "journal", NULL, "read this machine's journal", set_journal},
	{CMD_JOURNAL, 0, "directory", "DIR", "the journal in DIR", set_directory},
	{CMD_JOURNAL, 0, "file", "GLOB", "these journal files; may be repeated", add_file},
	{CMD_JOURNAL, 0, "root", "DIR", "the journal of the system installed in DIR", set_root},
	{CMD_JOURNAL, 0, "machine", "NAME", "the journal of a running container", set_machine},
	{CMD_JOURNAL, 0, "namespace", "NAME", "the journal of this namespace", set_namespace},
	{CMD_JOURNAL, 0, "merge", NULL, "the journals of all machines that are found", set_merge},
	{CMD_REPORTS, 0, "redact", NULL, "pseudonyms for hosts, commands, cgroups, units and files, to share the report",
	 set_redact},
	{CMD_FOLLOW, 0, "lines", "N", "begin N lines back (0)", set_lines},
	{CMD_CHECK, 0, "lines", "N", "only the last N lines of each log (all)", set_lines},
	{CMD_FOLLOW, 0, "cursor-file", "FILE", "begin where the last run ended, which FILE says; write it there",
	 set_cursor_file},
	{CMD_FOLLOW, 0, "amend", NULL, "a second record of an event, with the same id, for lines that come late", set_amend},
	{CMD_FOLLOW, 0, "to-journal", NULL, "each event also as an entry of the journal", set_to_journal},
	{CMD_FOLLOW, 0, "textfile", "FILE", "counters for Prometheus' node exporter, in FILE.prom", set_textfile},
	{CMD_FOLLOW, 0, "exec", "CMD", "run CMD for each event, with its JSON on standard input; may be repeated", add_exec},
	{CMD_FOLLOW, 0, "webhook", "URL", "POST each event there as JSON; may be repeated", add_webhook},
	{CMD_ALL, 0, "color", "WHEN", "auto (default; not with NO_COLOR), always, never", set_color},
	{CMD_PAGES, 0, "no-pager", NULL, "no pager; else, on a terminal, $OOMLOG_PAGER, $PAGER or less", set_no_pager},
	{CMD_ALL & ~CMD_PAGES, 0, "no-pager", NULL, "accepted: this command has no pager", set_no_pager},
	{CMD_ALL, 'q', "quiet", NULL, "no notes on stderr, only errors", set_quiet},
	{CMD_REPORTS, 0, "progress", NULL, "the progress bar at once, instead of after a second; only on a terminal",
	 set_progress},
	{CMD_REPORTS, 0, "threads", "N", "that read large files (default: one for each processor, 8 at most)", set_threads},
	{CMD_ALL | CMD_COMPLETION, 'h', "help", NULL, "this text", set_help},
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

		status = o != NULL ? o->set(s, optarg) : refuse_option(cmd, value, argv[optind - 1]);
	}
	s->names = argv + optind;
	s->n_names = argc - optind;
	return status;
}

static int understand_time(const char *option, const char *text, int64_t *ret_us)
{
	if (text == NULL || timespec_parse(text, clock_us(CLOCK_REALTIME), ret_us))
		return 0;
	return refuse(option, text, "a time (\"2026-11-21 01:28:01\", \"-2h\", \"yesterday\", \"@1795224481\")");
}

/* The boot id at the beginning, without its dashes; what stands behind it. None: ret[0] is NUL. */
static const char *take_boot_id(const char *words, char ret[BOOT_ID + 1])
{
	const char *p = words;
	size_t n = 0;

	while (n < BOOT_ID && *p != '\0' && (*p == '-' || strchr("0123456789abcdefABCDEF", *p) != NULL)) {
		if (*p != '-')
			ret[n++] = *p >= 'A' && *p <= 'F' ? (char)(*p + 'a' - 'A') : *p;
		p++;
	}
	ret[n == BOOT_ID ? n : 0] = '\0';
	return n == BOOT_ID ? p : words;
}

/* "", "-1", "+3", "7" */
static bool parse_offset(const char *words, int64_t *ret)
{
	const char *digits = words + strspn(words, "+-");
	uint64_t n = 0;

	if (digits - words > 1 || (*digits == '\0' && digits != words) || strlen(digits) > 9 ||
	    (*digits != '\0' && !str_to_u64(str_of(digits), &n)))
		return false;
	*ret = *words == '-' ? -(int64_t)n : (int64_t)n;
	return true;
}

/* As journalctl counts: the index finds the boot, and not the filter. */
static int count_boot(struct settings *s, const char *id, int64_t offset)
{
	if (s->filter.boots.n > 1) {
		say("a boot that is counted ('%s') cannot be asked for together with other boots",
		    s->filter.boots.items[0]);
		return EXIT_USAGE;
	}
	s->filter.boots.n = 0;
	s->journal_of.boot = id;
	s->journal_of.boot_counted = true;
	s->journal_of.boot_offset = offset;
	return 0;
}

/* "ID", "ID-1", "-1", "all" */
static int understand_boot(struct settings *s)
{
	const struct globs *boots = &s->filter.boots;
	int64_t offset;

	for (size_t i = 0; i < boots->n; i++) {
		const char *behind = take_boot_id(boots->items[i], s->journal_boot);
		const char *id = s->journal_boot[0] != '\0' ? s->journal_boot : NULL;

		if (strcmp(boots->items[i], "all") == 0) {
			s->filter.boots.n = 0;
			return 0;
		}
		if (id != NULL && *behind == '\0') {
			if (boots->n == 1)
				s->journal_of.boot = id;
			continue;
		}
		if (!parse_offset(behind, &offset))
			return refuse("boot", boots->items[i], "a boot's id, or its number as journalctl counts them");
		return count_boot(s, id, offset);
	}
	return 0;
}

static int complete_journal(struct settings *s)
{
	struct journal_options *opt = &s->journal_of;
	int n = (opt->n_files > 0) + (opt->directory != NULL) + (opt->root != NULL) + (opt->machine != NULL) +
		(opt->name_space != NULL);

	if (n > 1) {
		say("only one of --file, --directory, --root, --machine and --namespace can be read at once");
		return EXIT_USAGE;
	}
	opt->files = s->journal_files;
	opt->salvage = s->cmd != CMD_FOLLOW; /* what is new lies in whole ones */
	opt->since_us = s->filter.since_us;
	opt->until_us = s->filter.until_us;
	return understand_boot(s);
}

/* What the words of check contradict each other in. */
static int complete_check(const struct settings *s)
{
	for (size_t i = 0; s->redact && i < s->what_if.n; i++)
		if (s->what_if.items[i].pid == OOMLOG_ABSENT) {
			say("--redact and --what-if together: name the process by its number");
			return EXIT_USAGE;
		}
	if (s->check.mark != NULL && (s->n_names > 0 || s->check.command != NULL)) {
		say("--mark only writes down where the log ends: it takes no log and no command");
		return EXIT_USAGE;
	}
	if (s->check.pid_tree && s->check.command == NULL) {
		say("--pid-tree needs a command: which process had started which is not known afterwards");
		return EXIT_USAGE;
	}
	return 0;
}

/* What needs several options together. */
static int complete(struct settings *s)
{
	int status;

	if (s->timezone != NULL && !timezone_set(s->timezone))
		return refuse("timezone", s->timezone,
		              "a time zone known here (\"Europe/Berlin\", \"UTC\", \"+02:00\")");
	if (s->strict_kernel && s->any_facility) {
		say("options --strict-kernel and --any-facility contradict each other");
		return EXIT_USAGE;
	}
	status = understand_time("since", s->since, &s->filter.since_us);
	if (status == 0)
		status = understand_time("until", s->until, &s->filter.until_us);
	if (status == 0)
		status = complete_journal(s);
	return status == 0 ? complete_check(s) : status;
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
	return status == 0 && !ret->help ? complete(ret) : status;
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
