#include "check/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/jsonfile.h"
#include "clock.h"
#include "cmd.h"
#include "localinput.h"
#include "output.h"
#include "reports/render/jsonw.h"
#include "say.h"
#include "util/str.h"

enum {
	RECORD_MAX = 8192, /* a read of /dev/kmsg with less room for a record fails */
	SECOND_US = 1000000,
};

/* The kernel stamps with a clock that is not slewed as CLOCK_MONOTONIC is: what they drifted apart is not known. */
static const int64_t clock_doubt_us = SECOND_US;

/* "6,339,5140900,-;NET: Registered protocol family 10": the third is the stamp. */
static bool parse_stamp(const char *record, size_t n, int64_t *ret)
{
	strv rest = {record, n};
	uint64_t prefix, seq, us;

	if (!parse_u64(&rest, &prefix) || !skip_byte(&rest, ',') || !parse_u64(&rest, &seq) || !skip_byte(&rest, ',') ||
	    !parse_u64(&rest, &us) || us > INT64_MAX)
		return false;
	*ret = (int64_t)us;
	return true;
}

/* The stamp of the newest line of /dev/kmsg; false where it may not be read, or is empty. */
static bool newest_stamp(int64_t *ret)
{
	char record[RECORD_MAX];
	int fd = open("/dev/kmsg", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool found = false;
	ssize_t n;

	if (fd < 0)
		return false;
	/* EPIPE: records were overwritten while we read; the next read goes on behind them. */
	while ((n = read(fd, record, sizeof(record))) > 0 || (n < 0 && errno == EPIPE))
		found |= n > 0 && parse_stamp(record, (size_t)n, ret);
	close(fd);
	return found;
}

void mark_now(struct mark *ret)
{
	int64_t slewed = clock_us(CLOCK_MONOTONIC), raw = clock_us(CLOCK_MONOTONIC_RAW);

	ret->realtime_us = clock_us(CLOCK_REALTIME);
	localinput_boot_id(ret->boot_id, sizeof(ret->boot_id));
	if (!newest_stamp(&ret->kernel_us))
		ret->kernel_us = (slewed < raw ? slewed : raw) - clock_doubt_us;
}

/* --- the file --- */

int mark_write(const struct mark *m, const char *file)
{
	struct output *output = malloc(sizeof(*output));
	struct out out;
	struct jsonw j = {.out = &out};
	int status = EXIT_INPUT;

	if (output == NULL || out_init(&out, output_write, output) < 0) {
		say("out of memory");
		free(output);
		return EXIT_INPUT;
	}
	if (output_open(output, file) == 0) {
		jsonw_open(&j, '{');
		jsonw_member_words(&j, "schema", "oomlog.mark/1");
		jsonw_member_time(&j, "realtime", m->realtime_us);
		jsonw_member_i64(&j, "realtime_us", m->realtime_us);
		jsonw_member_i64(&j, "kernel_us", m->kernel_us);
		jsonw_member_words(&j, "boot_id", m->boot_id);
		jsonw_close(&j, '}');
		out_literal(&out, "\n");
		out_flush(&out);
		status = output_close(output) == 0 ? 0 : EXIT_INPUT;
	}
	out_release(&out);
	free(output);
	return status;
}

static bool read_number(struct json_object *from, const char *name, int64_t *ret)
{
	struct json_object *value;

	if (!json_object_object_get_ex(from, name, &value) || !json_object_is_type(value, json_type_int))
		return false;
	*ret = json_object_get_int64(value);
	return true;
}

static bool read_mark(struct mark *ret, struct json_object *from)
{
	struct json_object *value;
	const char *text;

	if (!json_object_object_get_ex(from, "schema", &value) || json_object_get_string(value) == NULL ||
	    strcmp(json_object_get_string(value), "oomlog.mark/1") != 0)
		return false;
	if (!json_object_object_get_ex(from, "boot_id", &value) || (text = json_object_get_string(value)) == NULL ||
	    strlen(text) >= sizeof(ret->boot_id))
		return false;
	memcpy(ret->boot_id, text, strlen(text) + 1);
	return read_number(from, "realtime_us", &ret->realtime_us) && read_number(from, "kernel_us", &ret->kernel_us);
}

int mark_read(struct mark *ret, const char *file)
{
	struct json_object *document = jsonfile_read(file);
	int status = EXIT_USAGE;

	if (document == NULL)
		return EXIT_USAGE;
	if (!json_object_is_type(document, json_type_object) || !read_mark(ret, document))
		say("'%s' was not written by oomlog check --mark", file);
	else
		status = 0;
	json_object_put(document);
	return status;
}

/* --- comparing --- */

static enum mark_side side(bool behind)
{
	return behind ? MARK_BEHIND : MARK_BEFORE;
}

/* With the dashes of /proc, or as journalctl prints it. */
static bool is_boot(strv boot, const char *id)
{
	size_t i = 0;

	for (; *id != '\0'; id++) {
		if (*id == '-')
			continue;
		while (i < boot.n && boot.p[i] == '-')
			i++;
		if (i == boot.n || boot.p[i++] != *id)
			return false;
	}
	return i == boot.n;
}

/* The kernel's own clock is of use where the event is of the boot that the mark was made in. */
static bool is_same_boot(const struct mark *m, const struct mark *now, const struct oomlog_event *ev)
{
	strv boot = oomlog_event_origin(ev)->boot_id;

	return boot.p != NULL ? is_boot(boot, m->boot_id) : strcmp(m->boot_id, now->boot_id) == 0;
}

/* "Nov 21 01:28:01" may be any time in that second. */
static bool is_behind(int64_t at_us, int64_t mark_us)
{
	return at_us % SECOND_US == 0 ? at_us / SECOND_US >= mark_us / SECOND_US : at_us >= mark_us;
}

enum mark_side mark_compare(const struct mark *m, const struct mark *now, const struct oomlog_event *ev)
{
	const struct oomlog_time *t = oomlog_event_time(ev);
	bool kernel_clock = t->monotonic_us != OOMLOG_ABSENT && is_same_boot(m, now, ev);

	/* A wall clock that was computed from the kernel's knows no more than that. */
	if (kernel_clock && (t->realtime_us == OOMLOG_ABSENT || t->realtime_from == OOMLOG_REALTIME_BOOT))
		return side(t->monotonic_us > m->kernel_us);
	if (t->realtime_us == OOMLOG_ABSENT)
		return MARK_UNKNOWN;
	return side(is_behind(t->realtime_us, m->realtime_us));
}
