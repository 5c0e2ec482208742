/*
 * Wall clocks as log writers print them, broken down and not yet an instant (calendar.h does that).
 * Every function consumes from the front of *s, or leaves *s and *w as they were and returns false.
 */
#ifndef OOMLOG_CARRIER_STAMP_H
#define OOMLOG_CARRIER_STAMP_H

#include "carrier/record.h"

/* "01:34:44", with an optional fraction behind '.' or ','; *ret_digits: digits of the fraction, negative behind ','. */
bool stamp_clock(strv *s, struct stamp *w, int *ret_digits);
/* "2026-11-21" and 'T' or a blank and a clock and an optional zone "Z", "+00:00", "+0000" */
bool stamp_iso(strv *s, struct stamp *w, int *ret_digits);
/* "Z", "+01:00", "-0530" */
bool stamp_zone(strv *s, struct stamp *w);
/* A month's short name, English: "Nov" */
bool stamp_month(strv *s, struct stamp *w);
/* A month's short name in any language known here, or "3月": one word. *w keeps mon == 0 for an unknown word. */
bool stamp_month_word(strv *s, struct stamp *w);
/* " 1" or "21" */
bool stamp_day(strv *s, struct stamp *w);
/* Four digits. */
bool stamp_year(strv *s, struct stamp *w);
/* "Mon", "Tue", ..: only skipped. */
bool stamp_weekday(strv *s);

#endif
