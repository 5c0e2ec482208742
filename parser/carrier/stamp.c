#include "carrier/stamp.h"

static bool two_digits(strv s, size_t at, int8_t most, int8_t *ret)
{
	int value;

	if (at + 2 > s.n || !is_digit(s.p[at]) || !is_digit(s.p[at + 1]))
		return false;
	value = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
	if (value > most)
		return false;
	*ret = (int8_t)value;
	return true;
}

/* Digits of a fraction of a second; all are consumed, six are kept. */
static size_t fraction(strv s, int32_t *ret_usec)
{
	int32_t usec = 0;
	size_t n = 0;

	for (; n < s.n && is_digit(s.p[n]); n++)
		if (n < 6)
			usec = usec * 10 + (s.p[n] - '0');
	for (size_t i = n; i < 6; i++)
		usec *= 10;
	*ret_usec = usec;
	return n;
}

bool stamp_clock(strv *s, struct stamp *w, int *ret_digits)
{
	struct stamp t = *w;
	size_t n = 8, digits;

	if (s->n < 8 || s->p[2] != ':' || s->p[5] != ':' || !two_digits(*s, 0, 23, &t.hour) ||
	    !two_digits(*s, 3, 59, &t.min) || !two_digits(*s, 6, 60, &t.sec))
		return false;
	t.usec = 0;
	*ret_digits = 0;
	if (s->n > 9 && (s->p[8] == '.' || s->p[8] == ',') && is_digit(s->p[9])) {
		digits = fraction(str_from(*s, 9), &t.usec);
		if (digits > 9)
			return false;
		n = 9 + digits;
		*ret_digits = s->p[8] == ',' ? -(int)digits : (int)digits;
	}
	*w = t;
	*s = str_from(*s, n);
	return true;
}

bool stamp_zone(strv *s, struct stamp *w)
{
	int8_t hours, minutes = 0;
	size_t n = 3;

	if (skip_byte(s, 'Z')) {
		w->zone = 0;
		return true;
	}
	if (s->n < 3 || (s->p[0] != '+' && s->p[0] != '-') || !two_digits(*s, 1, 15, &hours))
		return false;
	if (s->n > 3 && s->p[3] == ':' && two_digits(*s, 4, 59, &minutes))
		n = 6;
	else if (two_digits(*s, 3, 59, &minutes))
		n = 5;
	w->zone = (hours * 60 + minutes) * 60 * (s->p[0] == '-' ? -1 : 1);
	*s = str_from(*s, n);
	return true;
}

bool stamp_year(strv *s, struct stamp *w)
{
	int32_t year = 0;

	if (s->n < 4 || (s->n > 4 && is_digit(s->p[4])))
		return false;
	for (size_t i = 0; i < 4; i++) {
		if (!is_digit(s->p[i]))
			return false;
		year = year * 10 + (s->p[i] - '0');
	}
	if (year < 1970)
		return false;
	w->year = year;
	*s = str_from(*s, 4);
	return true;
}

bool stamp_iso(strv *s, struct stamp *w, int *ret_digits)
{
	struct stamp t = *w;
	strv rest = *s;

	if (s->n < 19 || (s->p[4] != '-' && s->p[4] != '/') || s->p[7] != s->p[4] ||
	    (s->p[10] != 'T' && s->p[10] != ' ') || !stamp_year(&rest, &t) || !two_digits(*s, 5, 12, &t.mon) ||
	    !two_digits(*s, 8, 31, &t.day) || t.mon == 0 || t.day == 0)
		return false;
	rest = str_from(*s, 11);
	if (!stamp_clock(&rest, &t, ret_digits))
		return false;
	stamp_zone(&rest, &t);
	*w = t;
	*s = rest;
	return true;
}

/* Packs three bytes: comparing numbers is cheaper than twelve memcmp. */
#define PACK(a, b, c) ((unsigned)(a) << 16 | (unsigned)(b) << 8 | (unsigned)(c))

static int8_t english_month(strv s)
{
	if (s.n < 3)
		return 0;
	switch (PACK((unsigned char)s.p[0], (unsigned char)s.p[1], (unsigned char)s.p[2])) {
	case PACK('J', 'a', 'n'):
		return 1;
	case PACK('F', 'e', 'b'):
		return 2;
	case PACK('M', 'a', 'r'):
		return 3;
	case PACK('A', 'p', 'r'):
		return 4;
	case PACK('M', 'a', 'y'):
		return 5;
	case PACK('J', 'u', 'n'):
		return 6;
	case PACK('J', 'u', 'l'):
		return 7;
	case PACK('A', 'u', 'g'):
		return 8;
	case PACK('S', 'e', 'p'):
		return 9;
	case PACK('O', 'c', 't'):
		return 10;
	case PACK('N', 'o', 'v'):
		return 11;
	case PACK('D', 'e', 'c'):
		return 12;
	}
	return 0;
}

bool stamp_month(strv *s, struct stamp *w)
{
	int8_t mon = english_month(*s);

	if (mon == 0)
		return false;
	w->mon = mon;
	*s = str_from(*s, 3);
	return true;
}

/*
 * dmesg -T prints weekday and month in the language of the shell that ran it:
 *	[Di Aug 19 03:00:03 2025]
 * Beginnings of short month names that differ from the English ones; a word belongs to the first row it begins with.
 */
/* clang-format off */
static const struct {
	const char *begin;
	int8_t mon;
} month_words[] = {
	{"jan", 1}, {"gen", 1}, {"ene", 1}, {"sty", 1}, {"led", 1}, {"oca", 1}, {"янв", 1}, {"січ", 1}, {"Янв", 1},
	{"feb", 2}, {"fév", 2}, {"fev", 2}, {"lut", 2}, {"úno", 2}, {"Şub", 2}, {"şub", 2}, {"фев", 2}, {"Фев", 2},
	{"mar", 3}, {"mär", 3}, {"mrz", 3}, {"mrt", 3}, {"már", 3}, {"bře", 3}, {"Mär", 3}, {"мар", 3}, {"Мар", 3},
	{"apr", 4}, {"avr", 4}, {"abr", 4}, {"ápr", 4}, {"kwi", 4}, {"dub", 4}, {"nis", 4}, {"апр", 4}, {"Апр", 4},
	{"may", 5}, {"mai", 5}, {"maj", 5}, {"mei", 5}, {"mag", 5}, {"máj", 5}, {"kvě", 5}, {"мая", 5}, {"май", 5}, {"Май", 5},
	{"juin", 6}, {"jun", 6}, {"jún", 6}, {"giu", 6}, {"cze", 6}, {"čer", 6}, {"čen", 6}, {"haz", 6}, {"июн", 6}, {"Июн", 6},
	{"juil", 7}, {"jul", 7}, {"júl", 7}, {"lug", 7}, {"lip", 7}, {"čec", 7}, {"tem", 7}, {"июл", 7}, {"Июл", 7},
	{"aug", 8}, {"aoû", 8}, {"aou", 8}, {"ago", 8}, {"sie", 8}, {"srp", 8}, {"ağu", 8}, {"авг", 8}, {"Авг", 8},
	{"sep", 9}, {"set", 9}, {"wrz", 9}, {"zář", 9}, {"szept", 9}, {"eyl", 9}, {"сен", 9}, {"Сен", 9},
	{"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10}, {"paź", 10}, {"říj", 10}, {"eki", 10}, {"окт", 10}, {"Окт", 10},
	{"nov", 11}, {"lis", 11}, {"kas", 11}, {"ноя", 11}, {"Ноя", 11},
	{"dec", 12}, {"déc", 12}, {"dez", 12}, {"dic", 12}, {"gru", 12}, {"pro", 12}, {"ara", 12}, {"дек", 12}, {"Дек", 12},
};
/* clang-format on */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_ignoring_case(strv word, const char *begin)
{
	size_t i = 0;

	for (; begin[i] != '\0'; i++)
		if (i >= word.n || (lower(word.p[i]) != begin[i] && word.p[i] != begin[i]))
			return false;
	return true;
}

/* "3月", "3월": a number stands before the word for month */
static int8_t numbered_month(strv word)
{
	uint64_t mon;

	if (!parse_u64(&word, &mon) || mon < 1 || mon > 12 || word.n == 0 || (word.p[0] & 0x80) == 0)
		return 0;
	return (int8_t)mon;
}

bool stamp_month_word(strv *s, struct stamp *w)
{
	strv word;

	if (!parse_word(s, &word))
		return false;
	w->mon = english_month(word);
	if (w->mon == 0)
		w->mon = numbered_month(word);
	for (size_t i = 0; w->mon == 0 && i < sizeof(month_words) / sizeof(*month_words); i++)
		if (begins_ignoring_case(word, month_words[i].begin))
			w->mon = month_words[i].mon;
	return true;
}

bool stamp_day(strv *s, struct stamp *w)
{
	size_t n = 0;
	int day = 0;

	if (s->n > 0 && s->p[0] == ' ')
		n++;
	for (size_t first = n; n < s->n && n < first + 2 && is_digit(s->p[n]); n++)
		day = day * 10 + (s->p[n] - '0');
	if (day < 1 || day > 31)
		return false;
	w->day = (int8_t)day;
	*s = str_from(*s, n);
	return true;
}

bool stamp_weekday(strv *s)
{
	static const char days[] = "MonTueWedThuFriSatSun";

	if (s->n < 3)
		return false;
	for (size_t i = 0; i + 3 < sizeof(days); i += 3)
		if (memcmp(s->p, days + i, 3) == 0) {
			*s = str_from(*s, 3);
			return true;
		}
	return false;
}
