#include "carrier/entry.h"

static const strv names[ENTRY_FIELDS] = {
	[ENTRY_MESSAGE] = {"MESSAGE", 7},
	[ENTRY_HOST] = {"_HOSTNAME", 9},
	[ENTRY_BOOT] = {"_BOOT_ID", 8},
	[ENTRY_IDENTIFIER] = {"SYSLOG_IDENTIFIER", 17},
	[ENTRY_COMM] = {"_COMM", 5},
	[ENTRY_FACILITY] = {"SYSLOG_FACILITY", 15},
	[ENTRY_PRIORITY] = {"PRIORITY", 8},
	[ENTRY_TRANSPORT] = {"_TRANSPORT", 10},
	[ENTRY_SOURCE_MONOTONIC] = {"_SOURCE_MONOTONIC_TIMESTAMP", 27},
	[ENTRY_MONOTONIC] = {"__MONOTONIC_TIMESTAMP", 21},
	[ENTRY_REALTIME] = {"__REALTIME_TIMESTAMP", 20},
	[ENTRY_MESSAGE_ID] = {"MESSAGE_ID", 10},
};

void entry_clear(struct entry *e)
{
	*e = (struct entry){0};
}

int entry_field(strv name)
{
	for (int i = 0; i < ENTRY_FIELDS; i++)
		if (str_eq(names[i], name))
			return i;
	return -1;
}

static int64_t time_field(const struct entry *e, enum entry_field field)
{
	uint64_t us;

	return e->field[field].p != NULL && str_to_u64(e->field[field], &us) ? record_time(us) : NO_TIME;
}

/* A program can write to /dev/kmsg: its entries have _TRANSPORT=kernel and a facility of their own. */
static enum trust trust(const struct entry *e)
{
	strv facility = e->field[ENTRY_FACILITY], transport = e->field[ENTRY_TRANSPORT];

	if (transport.p != NULL && !str_eq(transport, STR("kernel")))
		return TRUST_PROGRAM;
	if (facility.p != NULL && !str_eq(facility, STR("0")))
		return TRUST_PROGRAM;
	if (transport.p != NULL || facility.p != NULL)
		return TRUST_KERNEL;
	if (e->field[ENTRY_IDENTIFIER].p == NULL)
		return TRUST_UNKNOWN;
	return str_eq(e->field[ENTRY_IDENTIFIER], STR("kernel")) ? TRUST_KERNEL : TRUST_PROGRAM;
}

static strv either(strv a, strv b)
{
	return a.p != NULL ? a : b;
}

bool entry_record(const struct entry *e, struct parse *p)
{
	struct record *r = &p->r;
	uint64_t level;

	if (e->field[ENTRY_MESSAGE].p == NULL)
		return false;
	p->text = e->field[ENTRY_MESSAGE];
	p->whole = true;
	p->base = NULL;
	r->trust = trust(e);
	r->host = e->field[ENTRY_HOST];
	r->boot = e->field[ENTRY_BOOT];
	r->tag = either(e->field[ENTRY_IDENTIFIER], e->field[ENTRY_COMM]);
	r->message_id = e->field[ENTRY_MESSAGE_ID];
	r->transport = e->field[ENTRY_TRANSPORT];
	r->real_us = time_field(e, ENTRY_REALTIME);
	r->mono_us = time_field(e, ENTRY_SOURCE_MONOTONIC);
	if (r->mono_us == NO_TIME)
		r->mono_us = time_field(e, ENTRY_MONOTONIC);
	if (e->field[ENTRY_PRIORITY].p != NULL && str_to_u64(e->field[ENTRY_PRIORITY], &level) && level < 8)
		r->level = (int8_t)level;
	return true;
}
