/* A journal's entry as a record. */
#ifdef HAVE_SYSTEMD
#include <string.h>

#include "source/journal-sd.h"
#include "util/str.h"

/* The fields that a record is made of. */
enum field { HOST, BOOT, IDENTIFIER, COMM, UID, FACILITY, TRANSPORT, SOURCE_MONOTONIC, MESSAGE_ID, MESSAGE, N_FIELDS };

/* Users of people, by systemd's uid ranges (docs/UIDS-GIDS.md); below are daemons', above those of DynamicUser=. */
enum { PERSON_MIN = 1000, PERSON_MAX = 60000 };

static const struct oomlog_str field_names[N_FIELDS] = {
	[HOST] = {"_HOSTNAME=", 10},
	[BOOT] = {"_BOOT_ID=", 9},
	[IDENTIFIER] = {"SYSLOG_IDENTIFIER=", 18},
	[COMM] = {"_COMM=", 6},
	[UID] = {"_UID=", 5},
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

struct kept {
	size_t fields, message; /* bytes used */
	strv *values;
};

static void take_field(struct journal *j, struct kept *k, strv field)
{
	for (int i = 0; i < N_FIELDS; i++) {
		strv value = field;

		if (!skip_literal(&value, field_names[i]) || k->values[i].p != NULL)
			continue;
		k->values[i] = i == MESSAGE ? keep(j->message, sizeof(j->message), &k->message, value)
					    : keep(j->fields, sizeof(j->fields), &k->fields, value);
		return;
	}
}

/* What is handed out is gone with the next field: all is copied. */
static void read_fields(struct journal *j, strv *ret)
{
	struct kept k = {.values = ret};
	const void *data;
	size_t n;
	strv field;

	for (int i = 0; i < N_FIELDS; i++)
		ret[i] = STR_NONE;
	for (size_t i = 0; j->salvaging && i < raw_entry(j->left)->n_fields; i++)
		if (raw_field(j->left, i, JOURNAL_MAX_MESSAGE, &field))
			take_field(j, &k, field);
	if (j->salvaging)
		return;
	j->fn.restart_data(j->sd);
	while (j->fn.enumerate_data(j->sd, &data, &n) > 0)
		take_field(j, &k, (strv){data, n});
}

/*
 * _TRANSPORT is written by journald, and SYSLOG_FACILITY of a kernel entry by the kernel: what a program writes to
 * /dev/kmsg has _TRANSPORT=kernel and facility 1 or above. _UID is journald's, too: anybody may send an entry that looks
 * like systemd's about a kill.
 */
static int from_program(const strv *f)
{
	uint64_t uid;

	if (!str_eq(f[TRANSPORT], STR("kernel")))
		return f[UID].p != NULL && str_to_u64(f[UID], &uid) && uid >= PERSON_MIN && uid <= PERSON_MAX ? 2 : 1;
	return f[FACILITY].p != NULL && !str_eq(f[FACILITY], STR("0"));
}

static int64_t monotonic_us(struct journal *j, strv source)
{
	uint64_t us;
	sd_id128_t boot;

	if (source.p != NULL && str_to_u64(source, &us) && us <= INT64_MAX)
		return (int64_t)us;
	if (j->salvaging)
		us = raw_entry(j->left)->monotonic_us;
	else if (j->fn.get_monotonic_usec(j->sd, &us, &boot) < 0)
		return OOMLOG_ABSENT;
	return us <= INT64_MAX ? (int64_t)us : OOMLOG_ABSENT;
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
	if (j->salvaging)
		realtime = raw_entry(j->left)->realtime_us;
	else if (j->fn.get_realtime_usec(j->sd, &realtime) < 0)
		return;
	if (realtime <= INT64_MAX)
		ret->realtime_us = (int64_t)realtime;
}
#endif
