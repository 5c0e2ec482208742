/* What is known only when all options are read: what they mean, and contradict each other in, together. */
#include <string.h>

#include "clock.h"
#include "cmd.h"
#include "options.h"
#include "say.h"
#include "timespec.h"
#include "timezone.h"
#include "util/str.h"

enum { BOOT_ID = 32 }; /* hexadecimal digits */

static int understand_time(const char *option, const char *text, int64_t *ret_us)
{
	if (text == NULL || timespec_parse(text, clock_us(CLOCK_REALTIME), ret_us))
		return 0;
	return options_refuse(option, text,
	                      "a time (\"2026-11-21 01:28:01\", \"-2h\", \"yesterday\", \"@1795224481\")");
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
static int count_boot(struct settings *s, const char *words, const char *id, int64_t offset)
{
	if (s->filter.boots.n > 1) {
		say("a boot that is counted ('%s') cannot be asked for together with other boots", words);
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
			return options_refuse("boot", boots->items[i],
			                      "a boot's id, or its number as journalctl counts them");
		return count_boot(s, boots->items[i], id, offset);
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
	s->journal |= n > 0 || opt->merge;
	opt->files = s->journal_files;
	opt->salvage = s->cmd != CMD_FOLLOW; /* what is new lies in whole ones */
	opt->since_us = s->filter.since_us;
	opt->until_us = s->filter.until_us;
	return understand_boot(s);
}

/* Two reports in one file would tear each other. */
static bool is_taken(const struct settings *s, size_t n)
{
	const char *file = s->more[n].file;
	bool taken = strcmp(s->first.file != NULL ? s->first.file : "-", file) == 0;

	for (size_t i = 0; i < n; i++)
		taken |= strcmp(s->more[i].file, file) == 0;
	if (taken)
		say("two reports are to be written to '%s'", file);
	return taken;
}

static int refuse_contradictions(const struct settings *s)
{
	for (size_t i = 0; i < s->n_more; i++)
		if (is_taken(s, i))
			return EXIT_USAGE;
	if (s->strict_kernel && s->any_facility) {
		say("options --strict-kernel and --any-facility contradict each other");
		return EXIT_USAGE;
	}
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

int options_complete(struct settings *s)
{
	int status;

	if (s->timezone != NULL && !timezone_set(s->timezone))
		return options_refuse("timezone", s->timezone,
		                      "a time zone known here (\"Europe/Berlin\", \"UTC\", \"+02:00\")");
	status = understand_time("since", s->since, &s->filter.since_us);
	if (status == 0)
		status = understand_time("until", s->until, &s->filter.until_us);
	if (status == 0)
		status = complete_journal(s);
	return status == 0 ? refuse_contradictions(s) : status;
}
