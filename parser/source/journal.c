/* Opening a journal and reading its entries one after the other. */
#ifdef HAVE_SYSTEMD
#include "source/journal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/journal-sd.h"
#include "source/library.h"
#include "util/str.h"

static const char *const symbols[] = {
	"sd_journal_open",
	"sd_journal_open_directory",
	"sd_journal_open_files",
	"sd_journal_open_namespace",
	"sd_journal_open_container",
	"sd_journal_close",
	"sd_journal_set_data_threshold",
	"sd_journal_add_match",
	"sd_journal_add_disjunction",
	"sd_journal_add_conjunction",
	"sd_journal_seek_head",
	"sd_journal_seek_tail",
	"sd_journal_seek_realtime_usec",
	"sd_journal_seek_cursor",
	"sd_journal_test_cursor",
	"sd_journal_get_cursor",
	"sd_journal_next",
	"sd_journal_previous_skip",
	"sd_journal_get_realtime_usec",
	"sd_journal_get_monotonic_usec",
	"sd_journal_get_data",
	"sd_journal_restart_data",
	"sd_journal_enumerate_data",
	"sd_journal_get_usage",
	"sd_journal_get_fd",
	"sd_journal_get_events",
	"sd_journal_get_timeout",
	"sd_journal_process",
};
_Static_assert(sizeof(struct sd) == sizeof(symbols), "a function without a name");

static const struct library libsystemd = {
	.soname = "libsystemd.so.0",
	.package = "libsystemd0 or systemd-libs",
	.symbols = symbols,
	.n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

bool journal_is_supported(void)
{
	struct sd fn;
	void *handle = library_load(&libsystemd, &fn);

	library_unload(handle);
	return handle != NULL;
}

void journal_say(struct journal *j, const char *format, ...)
{
	char *old = j->error, *words = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&words, format, args) < 0)
		words = NULL;
	va_end(args);
	if (words == NULL)
		return;
	if (old == NULL)
		j->error = words;
	else if (asprintf(&j->error, "%s; %s", old, words) < 0)
		j->error = old;
	if (j->error != words)
		free(words);
	if (j->error != old)
		free(old);
}

const char *journal_words(int error)
{
	switch (-error) {
	case EBADMSG:
		return "damaged";
	case ENODATA:
		return "truncated";
	case EPROTONOSUPPORT:
		return "made with a feature that this machine's libsystemd does not know";
	default:
		return strerror(-error);
	}
}

static int open_handle(struct journal *j, const struct journal_options *opt)
{
	int flags = opt->merge ? 0 : SD_JOURNAL_LOCAL_ONLY;
	const char *ns = opt->name_space;

	if (opt->n_files > 0)
		return journal_open_files(j, opt);
	if (opt->directory != NULL)
		return j->fn.open_directory(&j->sd, opt->directory, 0);
	if (opt->root != NULL)
		return j->fn.open_directory(&j->sd, opt->root, SD_JOURNAL_OS_ROOT);
	if (opt->machine != NULL)
		return j->fn.open_container(&j->sd, opt->machine, 0);
	if (ns == NULL)
		return j->fn.open(&j->sd, flags);
	/* journalctl(1): "*" means all of them, "+NAME" also the default one */
	if (strcmp(ns, "*") == 0)
		return j->fn.open_namespace(&j->sd, NULL, flags | SD_JOURNAL_ALL_NAMESPACES);
	if (ns[0] == '+')
		return j->fn.open_namespace(&j->sd, ns + 1, flags | SD_JOURNAL_INCLUDE_DEFAULT_NAMESPACE);
	return j->fn.open_namespace(&j->sd, ns, flags);
}

static int set_name(struct journal *j, const struct journal_options *opt)
{
	int n;

	if (opt->n_files == 1)
		n = asprintf(&j->name, "%s", opt->files[0]);
	else if (opt->n_files > 1)
		n = asprintf(&j->name, "%zu journal files", opt->n_files);
	else if (opt->directory != NULL)
		n = asprintf(&j->name, "%s", opt->directory);
	else if (opt->root != NULL)
		n = asprintf(&j->name, "journal of %s", opt->root);
	else if (opt->machine != NULL)
		n = asprintf(&j->name, "journal of machine %s", opt->machine);
	else if (opt->name_space != NULL)
		n = asprintf(&j->name, "journal of namespace %s", opt->name_space);
	else
		n = asprintf(&j->name, "journal");
	if (n < 0)
		j->name = NULL;
	return n < 0 ? OOMLOG_E_NOMEM : OOMLOG_OK;
}

static int seek_begin(struct journal *j, int64_t since_us)
{
	if (since_us == OOMLOG_ABSENT || since_us < JOURNAL_MARGIN_US)
		return j->fn.seek_head(j->sd);
	return j->fn.seek_realtime_usec(j->sd, (uint64_t)(since_us - JOURNAL_MARGIN_US));
}

static void close_handle(struct journal *j)
{
	if (j->sd != NULL)
		j->fn.close(j->sd);
	j->sd = NULL;
}

static int begin(struct journal *j, const struct journal_options *opt)
{
	int r = open_handle(j, opt);

	if (r >= 0 && j->sd != NULL)
		r = j->fn.set_data_threshold(j->sd, JOURNAL_MAX_MESSAGE + sizeof("MESSAGE="));
	if (r >= 0 && j->sd != NULL)
		r = journal_match(j, opt->boot);
	if (r >= 0 && j->sd != NULL)
		r = seek_begin(j, opt->since_us);
	if (r >= 0 && j->sd != NULL)
		(void)j->fn.get_usage(j->sd, &j->usage);
	if (r == -ENOMEM)
		return OOMLOG_E_NOMEM;
	if (r < 0) {
		journal_say(j, "cannot open the %s%s: %s", strncmp(j->name, "journal", 7) == 0 ? "" : "journal ",
		            j->name, journal_words(r));
		close_handle(j);
		return OOMLOG_OK;
	}
	return journal_look_at_files(j, opt);
}

int journal_open(struct journal **ret, const struct journal_options *opt)
{
	struct journal *j = calloc(1, sizeof(*j));
	int status = OOMLOG_E_NOMEM;

	if (j != NULL)
		status = set_name(j, opt);
	if (status == OOMLOG_OK) {
		j->until_us = opt->until_us;
		j->library = library_load(&libsystemd, &j->fn);
		if (j->library == NULL)
			journal_say(
				j, "cannot read a journal: no %s here: install %s, or give it the output of journalctl",
				libsystemd.soname, libsystemd.package);
		else
			status = begin(j, opt);
	}
	if (status != OOMLOG_OK)
		journal_free(j);
	else
		*ret = j;
	return status;
}

struct journal *journal_free(struct journal *j)
{
	if (j == NULL)
		return NULL;
	close_handle(j);
	library_unload(j->library);
	free(j->cursor);
	free(j->name);
	free(j->error);
	free(j);
	return NULL;
}

const char *journal_name(const struct journal *j)
{
	return j->name;
}

const char *journal_error(const struct journal *j)
{
	return j->error;
}

bool journal_is_dead(const struct journal *j)
{
	return j->sd == NULL;
}

/* --- entries --- */

/* libsystemd drops a file in which it meets damage, without a word: only the sum of all files' sizes shows it. */
static void note_dropped(struct journal *j)
{
	uint64_t usage;

	if (!j->told && j->fn.get_usage(j->sd, &usage) >= 0 && usage < j->usage)
		journal_say(j, "'%s': %llu of %llu bytes are in damaged files, which were read only in part", j->name,
		            (unsigned long long)(j->usage - usage), (unsigned long long)j->usage);
	if (!j->told && j->bad_entries > 0)
		journal_say(j, "'%s': %llu damaged entries were left out", j->name, (unsigned long long)j->bad_entries);
	j->told = true;
}

static int fail(struct journal *j, int error)
{
	journal_say(j, "cannot read '%s' on: %s", j->name, journal_words(error));
	return -1;
}

/* After a cursor: the entry that it is of, and only that. */
static bool is_done(struct journal *j)
{
	if (!j->skip_done)
		return false;
	j->skip_done = false;
	return j->fn.test_cursor(j->sd, j->cursor) > 0;
}

static int next_entry(struct journal *j, int64_t *ret_realtime_us)
{
	uint64_t realtime;
	int r;

	do
		r = j->fn.next(j->sd);
	while (r > 0 && is_done(j));
	j->at_entry |= r > 0;
	if (r < 0)
		return fail(j, r);
	if (r == 0)
		return 0;
	r = j->fn.get_realtime_usec(j->sd, &realtime);
	*ret_realtime_us = r >= 0 && realtime <= INT64_MAX ? (int64_t)realtime : OOMLOG_ABSENT;
	return 1;
}

int journal_next(struct journal *j, struct oomlog_str *ret_text, int64_t *ret_realtime_us)
{
	const size_t name = strlen("MESSAGE=");
	const void *data;
	size_t n;
	int r;

	if (j->sd == NULL)
		return -1;
	while ((r = next_entry(j, ret_realtime_us)) > 0) {
		if (j->until_us != OOMLOG_ABSENT && *ret_realtime_us != OOMLOG_ABSENT &&
		    *ret_realtime_us > j->until_us + JOURNAL_MARGIN_US) {
			r = 0;
			break;
		}
		r = j->fn.get_data(j->sd, "MESSAGE", &data, &n);
		if (r >= 0 && n >= name) {
			*ret_text = (struct oomlog_str){(const char *)data + name, n - name};
			return 1;
		}
		/* ENOENT: an entry without a text */
		j->bad_entries += r < 0 && r != -ENOENT;
	}
	if (r == 0)
		note_dropped(j);
	return r;
}

/* The fields that a record is made of. */
enum field { HOST, BOOT, IDENTIFIER, COMM, FACILITY, TRANSPORT, SOURCE_MONOTONIC, MESSAGE_ID, MESSAGE, N_FIELDS };

static const struct oomlog_str field_names[N_FIELDS] = {
	[HOST] = {"_HOSTNAME=", 10},
	[BOOT] = {"_BOOT_ID=", 9},
	[IDENTIFIER] = {"SYSLOG_IDENTIFIER=", 18},
	[COMM] = {"_COMM=", 6},
	[FACILITY] = {"SYSLOG_FACILITY=", 16},
	[TRANSPORT] = {"_TRANSPORT=", 11},
	[SOURCE_MONOTONIC] = {"_SOURCE_MONOTONIC_TIMESTAMP=", 28},
	[MESSAGE_ID] = {"MESSAGE_ID=", 11},
	[MESSAGE] = {"MESSAGE=", 8},
};

static strv keep(char *to, size_t room, size_t *used, strv value)
{
	char *at = to + *used;

	value = str_upto(value, room - *used);
	memcpy(at, value.p, value.n);
	*used += value.n;
	return (strv){at, value.n};
}

/* What libsystemd hands out is gone with the next field: all is copied. */
static void read_fields(struct journal *j, strv *ret)
{
	size_t used = 0, message_used = 0, n;
	const void *data;

	for (int i = 0; i < N_FIELDS; i++)
		ret[i] = STR_NONE;
	j->fn.restart_data(j->sd);
	while (j->fn.enumerate_data(j->sd, &data, &n) > 0) {
		strv field = {data, n};

		for (int i = 0; i < N_FIELDS; i++) {
			strv value = field;

			if (!skip_literal(&value, field_names[i]) || ret[i].p != NULL)
				continue;
			ret[i] = i == MESSAGE ? keep(j->message, sizeof(j->message), &message_used, value)
					      : keep(j->fields, sizeof(j->fields), &used, value);
			break;
		}
	}
}

/*
 * _TRANSPORT is written by journald, and SYSLOG_FACILITY of a kernel entry by the kernel: what a program writes to
 * /dev/kmsg has _TRANSPORT=kernel and facility 1 or above.
 */
static int from_program(const strv *f)
{
	if (!str_eq(f[TRANSPORT], STR("kernel")))
		return 1;
	return f[FACILITY].p != NULL && !str_eq(f[FACILITY], STR("0"));
}

static int64_t monotonic_us(struct journal *j, strv source)
{
	uint64_t us;
	sd_id128_t boot;

	if (source.p != NULL && str_to_u64(source, &us) && us <= INT64_MAX)
		return (int64_t)us;
	if (j->fn.get_monotonic_usec(j->sd, &us, &boot) >= 0 && us <= INT64_MAX)
		return (int64_t)us;
	return OOMLOG_ABSENT;
}

void journal_record(struct journal *j, struct oomlog_record *ret)
{
	strv f[N_FIELDS];
	uint64_t realtime;

	read_fields(j, f);
	*ret = (struct oomlog_record){
		.size = sizeof(*ret),
		.text = f[MESSAGE],
		.host = f[HOST],
		.boot_id = f[BOOT],
		.tag = f[IDENTIFIER].p != NULL ? f[IDENTIFIER] : f[COMM],
		.monotonic_us = monotonic_us(j, f[SOURCE_MONOTONIC]),
		.realtime_us = OOMLOG_ABSENT,
		.from_program = from_program(f),
		.transport = f[TRANSPORT],
		.message_id = f[MESSAGE_ID],
		.carrier = "journal",
	};
	if (j->fn.get_realtime_usec(j->sd, &realtime) >= 0 && realtime <= INT64_MAX)
		ret->realtime_us = (int64_t)realtime;
}

/* --- for those who stay --- */

int journal_seek_end(struct journal *j, uint64_t lines)
{
	int r;

	if (j->sd == NULL)
		return -1;
	j->skip_done = false;
	r = j->fn.seek_tail(j->sd);
	/* next() goes on behind the entry on which previous_skip() stopped. */
	if (r >= 0)
		r = j->fn.previous_skip(j->sd, lines + 1);
	j->at_entry = r >= 0 && (uint64_t)r == lines + 1;
	if (r >= 0 && !j->at_entry)
		r = j->fn.seek_head(j->sd);
	return r < 0 ? fail(j, r) : 0;
}

int journal_seek_begin(struct journal *j)
{
	return j->sd != NULL && j->fn.seek_head(j->sd) >= 0 ? 0 : -1;
}

int journal_seek_cursor(struct journal *j, const char *cursor, bool after)
{
	int r = -ENOMEM;

	if (j->sd == NULL)
		return -1;
	free(j->cursor);
	j->cursor = strdup(cursor);
	if (j->cursor != NULL)
		r = j->fn.seek_cursor(j->sd, cursor);
	j->skip_done = r >= 0 && after;
	return r < 0 ? -1 : 0;
}

char *journal_cursor(struct journal *j)
{
	char *cursor = NULL;

	return j->at_entry && j->fn.get_cursor(j->sd, &cursor) >= 0 ? cursor : NULL;
}

bool journal_poll(struct journal *j, struct pollfd *ret, int *ret_timeout)
{
	uint64_t timeout;
	int fd, events;

	*ret_timeout = -1;
	if (j->sd == NULL || (fd = j->fn.get_fd(j->sd)) < 0 || (events = j->fn.get_events(j->sd)) < 0)
		return false;
	*ret = (struct pollfd){.fd = fd, .events = (short)events};
	/* An absolute CLOCK_MONOTONIC time, set only on file systems without inotify: half a second is what it means. */
	if (j->fn.get_timeout(j->sd, &timeout) > 0 && timeout != UINT64_MAX)
		*ret_timeout = 500;
	return true;
}

int journal_process(struct journal *j)
{
	int r = j->sd != NULL ? j->fn.process(j->sd) : -EINVAL;

	return r < 0 ? fail(j, r) : r;
}
#endif
