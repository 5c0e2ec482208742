/*
 * oomlog/report.h - render events.
 *
 * A report is begun, given events in order, and ended; it writes through one callback, in pieces, as it goes.
 * A report belongs to one thread at a time. Nothing in it refers to an event after oomlog_report_event() returned.
 */
#ifndef OOMLOG_REPORT_H
#define OOMLOG_REPORT_H

#include <oomlog/oomlog.h>

#ifdef __cplusplus
extern "C" {
#endif

struct oomlog_report;

/* Takes len bytes; a negative errno-like value ends the report with OOMLOG_E_IO. */
typedef int (*oomlog_write_fn)(void *user, const void *data, size_t len);

enum oomlog_detail { OOMLOG_DETAIL_NORMAL, OOMLOG_DETAIL_BRIEF, OOMLOG_DETAIL_FULL };

/* "Whom would the kernel have chosen with this oom_score_adj": of one process, or of all of that name. */
struct oomlog_what_if {
	int64_t pid; /* OOMLOG_ABSENT: by name */
	struct oomlog_str comm;
	int64_t adj; /* -1000 (exempt) .. 1000 */
};

struct oomlog_report_options {
	size_t size;
	enum oomlog_detail detail;
	unsigned top;        /* human: tasks listed (10) */
	unsigned width;      /* human: columns (80) */
	bool color;          /* human: ANSI colours */
	bool ascii;          /* human: no characters outside ASCII */
	bool raw;            /* each event's own lines; the parser must keep them */
	bool strict_kernel;  /* human: the parser believes only what is marked as the kernel's (for the words) */
	bool several_inputs; /* json: events wait for the end, so that oomlog_report_copy() can still add to them */
	/* Recompute the kernel's choice with these, 16 at most. Not copied: they have to live as long as the report. */
	const struct oomlog_what_if *what_if;
	size_t n_what_if;
	/* human: events of this time alone are asked for (OOMLOG_ABSENT: open); the closing words tell whether the logs
	 * cover it */
	int64_t since_us, until_us;
};

/* What is known of one input when it has been read; for the json timeline and the closing words. */
struct oomlog_input {
	const char *path;
	const char *error; /* words, or NULL */
	struct oomlog_stats stats;
	uint64_t filtered_events; /* found in it, but not asked for: not given to the report */
};

OOMLOG_API void oomlog_report_options_init(struct oomlog_report_options *opt);

/* format: "human", "json", "ndjson", "html", "markdown", "csv", "prometheus", "otlp-json", "ecs", "k8s-event".
 * OOMLOG_E_INVALID for another. */
OOMLOG_API int oomlog_report_new(struct oomlog_report **ret, const char *format,
                                 const struct oomlog_report_options *opt, oomlog_write_fn write, void *user);
OOMLOG_API int oomlog_report_event(struct oomlog_report *r, const struct oomlog_event *ev);
/* A later record of an event that was given before: late reaper lines. It is not counted again.
 * OOMLOG_E_INVALID: the format ("json") has no second records; the report goes on. */
OOMLOG_API int oomlog_report_amend(struct oomlog_report *r, const struct oomlog_event *ev);
/*
 * The same event was found in another input; `first` is the 0-based number of the one given to oomlog_report_event().
 * json: its origin goes into that event's also_in (with several_inputs); other formats count it.
 */
OOMLOG_API int oomlog_report_copy(struct oomlog_report *r, uint64_t first, const struct oomlog_event *copy);
/* What an input covers of a host and boot: once for each, when the last piece of the log has been read, and before
 * oomlog_report_input(). */
OOMLOG_API int oomlog_report_coverage(struct oomlog_report *r, const struct oomlog_coverage *coverage);
/* An input has been read, all its events were given. */
OOMLOG_API int oomlog_report_input(struct oomlog_report *r, const struct oomlog_input *input);
/* Hands what is buffered to the callback: in a live stream after each event. */
OOMLOG_API int oomlog_report_flush(struct oomlog_report *r);
/* Writes the end, and flushes. */
OOMLOG_API int oomlog_report_finish(struct oomlog_report *r);
/* NULL-safe; returns NULL. Writes nothing: what was not flushed is lost. */
OOMLOG_API struct oomlog_report *oomlog_report_free(struct oomlog_report *r);

/* A rule of the diagnosis: its code stands with each finding that it makes, and with what it could not decide. */
struct oomlog_rule {
	const char *code;      /* "memcg-limit" */
	const char *about;     /* "Scope", "Memory", .. "Completeness": rules of one subject stand together */
	const char *condition; /* in words, with the names of its thresholds in capitals */
	const char *conclusion;
	const char *advice; /* in general; a finding's own is about its case */
	const char *source; /* kernel function or document */
};
/* The i-th, in the order in which findings are listed; valid until this thread's next call. NULL behind the end. */
OOMLOG_API const struct oomlog_rule *oomlog_rule(size_t i);

/* A number that conditions compare with. */
struct oomlog_threshold {
	const char *name; /* "HOLDER_MAIN_PERCENT" */
	int64_t value;
	const char *meaning; /* begins with its unit */
};
/* NULL behind the end. */
OOMLOG_API const struct oomlog_threshold *oomlog_threshold(size_t i);

#ifdef __cplusplus
}
#endif
#endif
