/*
 * oomlog/oomlog.h - read kernel logs, get OOM events.
 *
 * Push bytes (or single records) in any pieces, drain events as they complete:
 *
 *	struct oomlog_parser *p;
 *	struct oomlog_event *ev;
 *
 *	oomlog_parser_new(&p, NULL);
 *	while ((n = read(fd, buf, sizeof(buf))) > 0)
 *		for (size_t off = 0; off < (size_t)n;) {
 *			ptrdiff_t took = oomlog_parser_feed_bytes(p, buf + off, (size_t)n - off);
 *			if (took < 0)
 *				break;
 *			off += (size_t)took;
 *			while (oomlog_parser_next(p, &ev) > 0) {
 *				...
 *				oomlog_event_unref(ev);
 *			}
 *		}
 *	oomlog_parser_finish(p);
 *	... drain once more ...
 *	oomlog_parser_free(p);
 *
 * Ownership: input is borrowed during the call; next() hands over one reference; everything reached from an event lives
 * as long as the event; nothing else needs freeing.
 * Threads: a parser belongs to one thread at a time; parsers are independent of each other.
 * Memory: bounded by `limits` whatever the input. Hitting a limit marks the event (OOMLOG_DAMAGE_LIMIT_HIT), it does
 * not fail.
 * Errors: 0 or a negative enum oomlog_status. Odd input is not an error. After OOMLOG_E_NOMEM the parser keeps
 * returning it until it is freed. The library never prints, exits or aborts.
 */
#ifndef OOMLOG_OOMLOG_H
#define OOMLOG_OOMLOG_H

#include <oomlog/event.h>

#ifdef __cplusplus
extern "C" {
#endif

enum oomlog_status {
	OOMLOG_OK = 0,
	OOMLOG_E_NOMEM = -1,
	OOMLOG_E_INVALID = -2, /* a wrong argument */
	OOMLOG_E_FULL = -3,    /* the queue of finished events is full: drain it */
	OOMLOG_E_IO = -4,
	OOMLOG_E_FINISHED = -5, /* fed after finish() */
	OOMLOG_E_TEXT = -6,     /* oomlog/digest.h: the text of a gap is wanted */
};

struct oomlog_parser;

/* One kernel message of a source that has them apart (a journal, a trace). Borrowed: copied before feed() returns. */
struct oomlog_record {
	size_t size;            /* sizeof(struct oomlog_record) */
	struct oomlog_str text; /* kernel text without any prefix; may hold newlines */
	struct oomlog_str host, boot_id, caller, tag;
	int64_t monotonic_us; /* kernel clock, OOMLOG_ABSENT: none */
	int64_t realtime_us;  /* since 1970, OOMLOG_ABSENT: none */
	uint64_t lost;        /* messages missing before this one */
	int from_program;     /* 1: a program wrote it, 2: one of a person, no daemon; 0: the kernel; -1: unknown */
	struct oomlog_str transport, message_id; /* the journal's _TRANSPORT and MESSAGE_ID */
	const char *carrier;                     /* static name of where it comes from, NULL: "record" */
};

struct oomlog_limits {
	size_t max_line;         /* bytes of a line or record; the rest is dropped (64 KiB) */
	size_t max_event_bytes;  /* memory of one event (6 MiB) */
	size_t max_open_bytes;   /* memory of all events under construction or waiting in the queue (10 MiB) */
	size_t max_tasks;        /* rows of a task table (32768) */
	size_t max_open;         /* events under construction (256); the oldest is closed as incomplete */
	size_t max_queued;       /* finished events that wait for next() (64) */
	uint64_t max_idle_us;    /* log time after which an open event is closed as incomplete (30 s) */
	uint64_t max_idle_lines; /* lines of the input after which it is (10000) */
	uint64_t max_ended_us;   /* oomlog_parser_idle(): quiet time after a kill for what may follow it (10 s) */
};

struct oomlog_options {
	size_t size;                 /* sizeof(struct oomlog_options): fields may be added */
	const char *carrier;         /* a name of oomlog_carrier_name(), NULL: detect */
	int64_t newest_us;           /* for stamps without a year: no event is later than this (OOMLOG_ABSENT: now) */
	int64_t boot_realtime_us;    /* when the kernel's clock was 0 (OOMLOG_ABSENT: unknown) */
	int year;                    /* for stamps without one; 0: infer */
	bool strict_kernel;          /* believe only what the carrier marks as the kernel's */
	bool any_facility;           /* believe also what it marks as a program's */
	bool keep_raw;               /* keep each event's own lines */
	bool no_prefilter;           /* look at every line closely; same result, slower */
	bool amend;                  /* late lines make an event come again: see oomlog_parser_idle() */
	struct oomlog_limits limits; /* a 0 means the default */
};

/* Counts since the last oomlog_parser_input(), or since the beginning. */
struct oomlog_stats {
	size_t size;         /* set by the caller */
	const char *carrier; /* static name, NULL: nothing recognised */
	uint64_t bytes, lines;
	uint64_t kernel_lines;     /* lines of the kernel that were looked at: in or near an event */
	uint64_t distrusted_lines; /* report lines that the carrier marks as written by a program */
	uint64_t recognised;       /* lines that became part of an event */
	uint64_t unparsed;         /* lines inside an event that look like its own and were not understood */
	uint64_t unplaced;         /* lines that only follow a kill (reaped, sharing same memory) without that kill */
	uint64_t events;
	uint64_t memory_dumps;     /* Mem-Info without an event around it (sysrq-m, a driver): counted only */
	uint64_t lost;             /* messages that the log itself says are missing */
	uint64_t gaps;             /* places where they are missing */
	int64_t first_us, last_us; /* wall clock of the first and last stamp seen, OOMLOG_ABSENT: none */
	int64_t first_monotonic_us, last_monotonic_us;
	uint64_t repeated; /* times that a line of an event came again, or was folded into "message repeated N times" */
	uint64_t
		backward; /* kernel lines near an event that are earlier than the line before: the log is newest first */
	/* Lines with the kernel's words for an OOM in a form that is not known, a quotation or a wrapping; the first. */
	uint64_t mentions, mention_line;
};

/*
 * What an input, with all the pieces that continue it, covers of one host and boot: kernel messages of this time would
 * have been seen. Where the carrier names no boot, one ends where the next begins.
 *
 * Lines without a word of an OOM are passed over unread behind the first 256 of an input. Its first and its last line
 * are always looked at; of hosts that have neither, the log may cover more than is known here (`exact` is false).
 */
struct oomlog_coverage {
	size_t size;
	struct oomlog_str input, host, boot_id; /* input: where its first line stood */
	int64_t first_us, last_us;              /* wall clock, OOMLOG_ABSENT: none */
	int64_t first_monotonic_us, last_monotonic_us;
	uint64_t kernel_lines;  /* of those looked at; by whom they are the carrier may not tell */
	uint64_t program_lines; /* .. that a program wrote, and that tell nothing of the kernel */
	uint64_t gaps, lost;    /* places where messages are missing, and how many, as far as the log says it */
	uint64_t steps_back;    /* the wall clock went back by more than 5 s */
	bool exact;             /* the first and last stamps are those of the log */
	bool others;            /* of all hosts and boots that are not listed by themselves */
};

/* Fills in the defaults. `size` is set. */
OOMLOG_API void oomlog_options_init(struct oomlog_options *opt);

/* opt may be NULL. OOMLOG_E_INVALID: unknown carrier, wrong size. */
OOMLOG_API int oomlog_parser_new(struct oomlog_parser **ret, const struct oomlog_options *opt);
/* NULL-safe; returns NULL. Events that were handed out live on. */
OOMLOG_API struct oomlog_parser *oomlog_parser_free(struct oomlog_parser *p);

/*
 * What follows comes from another input: `name` stands in the origin of its events. Ends the input before (finish())
 * unless `continues`: then it is the next piece of one log (a rotated file), and an event may span the border.
 * newest_us as in the options, for this input.
 */
OOMLOG_API int oomlog_parser_input(struct oomlog_parser *p, const char *name, int64_t newest_us, bool continues);

/* Bytes taken, less than len when the queue is full (drain, then go on with the rest); or a negative status. */
OOMLOG_API ptrdiff_t oomlog_parser_feed_bytes(struct oomlog_parser *p, const void *buf, size_t len);
/* OOMLOG_E_FULL: nothing was taken. */
OOMLOG_API int oomlog_parser_feed(struct oomlog_parser *p, const struct oomlog_record *rec);
/*
 * For a source that pays for each field of a record: true when its text can concern no event. It has then been counted,
 * and is not to be fed; else feed() wants the whole record.
 */
OOMLOG_API bool oomlog_parser_passes(struct oomlog_parser *p, struct oomlog_str text, int64_t realtime_us);
/* The end of the input: closes what is open. What it gives is in the queue then, however many they are. */
OOMLOG_API int oomlog_parser_finish(struct oomlog_parser *p);
/*
 * The time in a live stream, by a clock that is never set back; to be called every now and then. Where nothing was fed
 * since the last call, hands out what waits for another line. Closes events that have got no line for max_idle_us,
 * those with a kill after max_ended_us, by this clock. What still comes of those within 10 s (a reaper, systemd's words)
 * is left out; with `amend` the event comes once more with it (oomlog_event_amends()), unless somebody still holds a
 * reference to the first.
 */
OOMLOG_API int oomlog_parser_idle(struct oomlog_parser *p, int64_t now_us);
/* Where the oldest event under construction begins; NULL: there is none. Valid until the next call. */
OOMLOG_API const struct oomlog_origin *oomlog_parser_oldest(const struct oomlog_parser *p);
/* A report is open whose end was not read: what begins to read here would see the rest of it. */
OOMLOG_API bool oomlog_parser_is_inside(const struct oomlog_parser *p);
/* 1: *ret is the next finished event; 0: none yet. */
OOMLOG_API int oomlog_parser_next(struct oomlog_parser *p, struct oomlog_event **ret);

OOMLOG_API void oomlog_parser_get_stats(const struct oomlog_parser *p, struct oomlog_stats *ret);
/* The i-th host and boot of the input, in the order of their first lines; NULL behind the end. Valid until the next
 * call that gives the parser something. */
OOMLOG_API const struct oomlog_coverage *oomlog_parser_coverage(const struct oomlog_parser *p, size_t i);
/* Words for the last error; valid until the next call. */
OOMLOG_API const char *oomlog_parser_errmsg(const struct oomlog_parser *p);

/* The carriers and the kernel lines it knows; NULL behind the end. */
OOMLOG_API const char *oomlog_carrier_name(size_t i);
OOMLOG_API const char *oomlog_carrier_description(size_t i);

struct oomlog_format {
	const char *id;            /* "killed/uid-pgtables" */
	const char *section;       /* the part of a report it belongs to */
	const char *since, *until; /* kernels, as documentation; NULL: open */
	const char *source;        /* function in the kernel */
	const char *sample;
	const char *pattern; /* PCRE2 */
};
/* Valid until this thread's next call. */
OOMLOG_API const struct oomlog_format *oomlog_format(size_t i);

OOMLOG_API const char *oomlog_version(void);

#ifdef __cplusplus
}
#endif
#endif
