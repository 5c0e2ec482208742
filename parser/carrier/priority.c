#include "carrier/priority.h"

static const char *const facilities[] = {"kern",   "user",     "mail",    "daemon", "auth",     "syslog",
                                         "lpr",    "news",     "uucp",    "cron",   "authpriv", "ftp",
                                         "ntp",    "security", "console", "cron",   "local0",   "local1",
                                         "local2", "local3",   "local4",  "local5", "local6",   "local7"};

static const struct {
	const char *name;
	int8_t level;
} severities[] = {{"emerg", 0}, {"panic", 0},   {"alert", 1},  {"crit", 2}, {"err", 3},  {"error", 3},
                  {"warn", 4},  {"warning", 4}, {"notice", 5}, {"info", 6}, {"debug", 7}};

size_t priority_facility(strv name)
{
	for (size_t i = 0; i < sizeof(facilities) / sizeof(*facilities); i++)
		if (str_eq(name, str_of(facilities[i])))
			return i;
	return SIZE_MAX;
}

int8_t priority_severity(strv name)
{
	for (size_t i = 0; i < sizeof(severities) / sizeof(*severities); i++)
		if (str_eq(name, str_of(severities[i].name)))
			return severities[i].level;
	return -1;
}

bool priority_names(strv word, struct record *r)
{
	size_t dot = str_find_byte(word, '.');
	size_t facility;
	int8_t level;

	if (dot == SIZE_MAX)
		return false;
	facility = priority_facility(str_upto(word, dot));
	level = priority_severity(str_from(word, dot + 1));
	if (facility == SIZE_MAX || level < 0)
		return false;
	r->level = level;
	record_facility(r, facility);
	return true;
}

bool priority_number(strv *s, uint64_t *ret)
{
	strv rest = *s;

	if (!skip_byte(&rest, '<') || !parse_u64(&rest, ret) || *ret > 191 || !skip_byte(&rest, '>'))
		return false;
	*s = rest;
	return true;
}
