#include "timezone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util/str.h"

/* tzset() takes any text and silently means UTC by what it does not know: so look first. */
static bool is_zone_file(const char *name)
{
	const char *folder = getenv("TZDIR");
	char path[512];

	if (strstr(name, "..") != NULL || name[0] == '/')
		return false;
	if (snprintf(path, sizeof(path), "%s/%s", folder != NULL ? folder : "/usr/share/zoneinfo", name) >=
	    (int)sizeof(path))
		return false;
	return access(path, R_OK) == 0;
}

/* "CET-1CEST", "EST5EDT,M3.2.0,M11.1.0": POSIX.1 TZ, a name of three letters or more and an offset. */
static bool is_posix_zone(const char *name)
{
	size_t letters = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	const char *offset = name + letters;

	if (*offset == '+' || *offset == '-')
		offset++;
	return letters >= 3 && is_digit(*offset) && strpbrk(name, "/ ") == NULL;
}

/* "+02:00", "-0530", "+2": east of UTC, as in every stamp; POSIX counts the other way round. */
static bool offset_to_posix(const char *name, char *ret, size_t size)
{
	strv s = str_of(name);
	uint64_t hours, minutes = 0;
	bool east = skip_byte(&s, '+');
	strv digits;

	if (!east && !skip_byte(&s, '-'))
		return false;
	digits = str_upto(s, s.n > 2 && s.p[1] != ':' ? 2 : 1);
	s = str_from(s, digits.n);
	if (skip_byte(&s, ':') && s.n == 0)
		return false;
	if (!str_to_u64(digits, &hours) || hours > 14 || (s.n > 0 && (s.n != 2 || !str_to_u64(s, &minutes))) ||
	    minutes > 59)
		return false;
	snprintf(ret, size, "<%c%02u%02u>%c%02u:%02u", name[0], (unsigned)hours, (unsigned)minutes, east ? '-' : '+',
	         (unsigned)hours, (unsigned)minutes);
	return true;
}

bool timezone_set(const char *name)
{
	char posix[64];

	if (offset_to_posix(name, posix, sizeof(posix)))
		name = posix;
	else if (strcmp(name, "Z") == 0 || strcmp(name, "UTC") == 0)
		name = "UTC0";
	else if (name[0] == '\0' || (!is_zone_file(name) && !is_posix_zone(name)))
		return false;
	if (setenv("TZ", name, 1) != 0)
		return false;
	tzset();
	return true;
}
