/*
 * What every carrier delivers and all that the later stages know of it: one kernel message with its origin.
 * All views are borrowed: valid until the carrier is given the next bytes.
 */
#ifndef OOMLOG_CARRIER_RECORD_H
#define OOMLOG_CARRIER_RECORD_H

#include "util/str.h"

/* Who wrote the message, as far as the carrier tells. */
enum trust {
	TRUST_UNKNOWN = 0, /* the carrier does not say (plain dmesg, a console): believed */
	TRUST_KERNEL,      /* facility kern, tag "kernel:", _TRANSPORT=kernel */
	TRUST_PROGRAM,     /* another facility or tag: a program's words */
};

enum {
	RECORD_STAMPED = 1u << 0,   /* the line had a prefix of its own (stamp, host, tag, level) */
	RECORD_CONTINUES = 1u << 1, /* a later line of the message before it: joined to it by a newline */
	RECORD_CUT = 1u << 2,       /* longer than the line limit; its rest was thrown away */
	RECORD_BOOT = 1u << 3,      /* a separator: what follows is another boot ("-- Boot .. --", "-- Reboot --") */
	RECORD_REPEATED = 1u << 4,  /* "last message repeated": text is empty, `repeat` counts */
	RECORD_FIELD = 1u << 5,     /* the text had a field of its own: no other message is glued to it */
	RECORD_SAME =
		1u << 6, /* one line, by the writer of the record before: all but text, place and times is as there */
};

#define NO_TIME OOMLOG_ABSENT
#define NO_ZONE INT32_MIN

/* What is farther from 1970, or from a boot, is damage and no time; differences of what is left cannot overflow. */
#define MOST_TIME (INT64_MAX / 2)

static inline int64_t record_time(uint64_t us)
{
	return us <= MOST_TIME ? (int64_t)us : NO_TIME;
}

/* A wall clock as printed; turned into an instant only for lines of an event (calendar.h). mon == 0: none. */
struct stamp {
	int32_t year; /* 0: not printed */
	int8_t mon, day, hour, min, sec;
	int32_t usec;
	int32_t zone; /* seconds east of UTC, NO_ZONE: not printed */
};

struct record {
	strv text;       /* kernel text, prefixes stripped and carrier escapes undone; may hold '\n' where the carrier
	                       delivers a multi-line message whole */
	strv host;       /* or none */
	strv boot;       /* boot id, or none */
	strv caller;     /* "T123", "C0", or none */
	strv tag;        /* the writing program ("kernel", "systemd-oomd", "earlyoom"), without [pid] */
	strv message_id; /* journal: MESSAGE_ID, or none */
	strv transport;  /* journal: _TRANSPORT, or none */
	const char *carrier; /* static name of the innermost layer that gave time or origin: "dmesg", "syslog", .. */
	int64_t mono_us;     /* kernel clock, NO_TIME: none */
	int64_t real_us;     /* wall clock since 1970, NO_TIME: none, or only as `wall` */
	struct stamp wall;
	uint64_t source; /* of the words that a tool put before each line of one source (label.c); 0: none */
	uint64_t lost;   /* messages that the carrier says are missing before this one */
	uint64_t repeat; /* a syslog daemon folded so many more of this text, or of the one before, into this line */
	uint64_t line, last_line;       /* 1-based, in its input */
	uint64_t first_byte, last_byte; /* offsets in its input; last is behind the end */
	unsigned flags;
	enum trust trust;
	int8_t level; /* 0..7, -1: none */
};

/*
 * What may be one more row of the task table that the record before is of: its text and times, where all else is as there.
 * The text has not been looked at: only what no carrier could have written in another way may be taken.
 */
struct table_row {
	strv text;
	int64_t mono_us;
	const struct stamp *wall; /* NULL: as in the record before */
};

static inline void record_init(struct record *r)
{
	*r = (struct record){.mono_us = NO_TIME, .real_us = NO_TIME, .wall.zone = NO_ZONE, .level = -1};
}

#endif
