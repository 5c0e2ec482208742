/* What the assembler keeps: a stream for each host and boot, and a context for each report that is open in it. */
#ifndef OOMLOG_ASSEMBLE_CONTEXT_H
#define OOMLOG_ASSEMBLE_CONTEXT_H

#include "assemble/assembler.h"
#include "assemble/pids.h"
#include "carrier/calendar.h"
#include "formats/match.h"
#include "section/section.h"

enum {
	MOST_JOIN = 16 * 1024, /* a line that was torn or wrapped, put together again */
	MOST_PIECES = 64,
	MOST_STREAMS = 1024, /* hosts and boots that are remembered; the one unused for longest is forgotten */
	MOST_SOURCES =
		64,      /* of one host and boot, told apart by their labels; further ones are taken for one of them */
	MOST_NAME = 255, /* bytes of a host name or boot id that count */
	MOST_CALLER = 15,
	MOST_BEGUN = 8, /* lines over which the first or last line of a report may be wrapped */
	STREAM_BUCKETS = 1024,
	MOST_COMM = 16, /* TASK_COMM_LEN */
	COVER_BUCKETS = 64,
	MOST_COVERS = 256, /* hosts and boots of which is told what the log covers; the last stands for all others */
};

/* How far a report has come. A line of an earlier phase is not its own. */
enum phase { PHASE_TRIGGER, PHASE_CONTEXT, PHASE_MEMCG, PHASE_MEMORY, PHASE_TASKS, PHASE_VERDICT, PHASE_END };

/* The newest line of a report, kept until the next one shows that it was whole. */
struct last_line {
	char *text;
	size_t n, cap;
	enum line_kind kind;      /* LINE_NONE: not understood so far */
	bool incomplete;          /* its end is missing, as far as we know */
	bool stamped;             /* its last piece has a prefix of its own */
	size_t fold;              /* width of a piece that a terminal folded; the next ones are as wide */
	bool applied;             /* what it said is in the event; the whole line replaces it */
	unsigned pieces, foreign; /* pieces joined; lines of others since */
	size_t width;             /* of the last piece with its prefix: was it long enough to be wrapped? */
	/* where and when its first piece stood */
	uint64_t line, first_byte, end_line;
	int64_t mono_us, real_us;
	struct stamp wall;
};

struct stream {
	char host[MOST_NAME + 1], boot[MOST_NAME + 1];
	size_t host_n, boot_n;
	uint64_t source;          /* of its first record; see stream.c */
	uint64_t used;            /* for forgetting the one unused for longest */
	struct stream *next;      /* in its bucket */
	struct context *newest;   /* of its open contexts */
	struct context *active;   /* the one that took the newest line; or NULL */
	enum trust trust;         /* of its newest record */
	int64_t mono_us, real_us; /* of its newest record */
	bool manual;              /* "Manual OOM execution" stood before */
	char release[128];        /* of "Linux version", for reports without a CPU line */
	char cause[128];          /* "vmalloc: allocation failure: N bytes" stood before */
	struct last_line last;
	char last_caller[MOST_CALLER + 1];
};

struct context {
	struct oomlog_event *ev;
	struct assembler *assembler;
	struct stream *stream;
	struct context *older, *newer; /* in the order opened */
	struct context *next;          /* the next older one of its stream */
	char caller[MOST_CALLER + 1];
	enum phase phase;
	bool candidate; /* report lines without a trigger: an event only if a table, a memcg or a kill follows */
	bool on_demand; /* "Show Memory", a vmalloc error: never an event */
	bool oom_frame; /* its call trace goes through oom_kill_process() */
	bool ended;     /* its kill or panic was read: only what may follow it is its own */
	bool overtaken; /* another report has begun in its stream since, and no caller id tells them apart */
	bool mixed;     /* .. and lines of both came in turn */
	bool handed;  /* its event was given away, in a live stream: what comes late is known for its own, no more .. */
	bool amended; /* .. or was added to it, and the event is to be given away once more */
	bool copies;  /* its lines come twice */
	bool traced;  /* "Call Trace:" was read */
	bool foreign_trace;   /* .. and once more: what follows is somebody else's */
	bool task_open;       /* "<TASK>" of its own trace was read, and no "</TASK>" */
	bool group;           /* "Tasks in .. memory.oom.group set" */
	bool meminfo, totals; /* seen: "Mem-Info:", "N pages RAM" and the like */
	bool stats_open;      /* a block of "anon 123" lines may go on */
	bool slab_open, allocations_open;
	bool table; /* a header or row of the task table */
	bool lost;  /* the log says that messages are missing: a table that is not there may be among them */
	struct columns columns;
	int64_t expected_pid, expected_uid; /* whom the oom-kill: line names, ABSENT: none */
	strv expected_comm;
	bool memcg_words, policy_words, cpuset_words; /* the kill line's prefix said so */
	bool stop_due;            /* the kill line has a prefix, and neither sizes nor a full stop */
	uint64_t line;            /* its newest line, counted through all pieces of a rotated log */
	int64_t mono_us, real_us; /* of its newest line */
	uint64_t idle_line;       /* its newest line when assembler_expire() first saw it .. */
	int64_t idle_us;          /* .. and the time then */
	uint64_t own_lines;
	struct last_line last;
	struct pid_index task_pids, victim_pids;
};

/* cover.c: what the input (with all its pieces) covers. */
struct covers {
	struct cover *items[MOST_COVERS];
	struct cover *buckets[COVER_BUCKETS]; /* by host and boot */
	size_t n;
	struct cover *newest; /* of the newest record */
	bool kernel;          /* which was the kernel's */
	bool passed_over;     /* quiet lines were not looked at */
};

struct assembler {
	struct oomlog_options opt;
	struct budget budget;
	event_sink sink;
	void *sink_ctx;
	struct matcher *matcher;
	char input[4096];
	size_t input_n;
	int64_t newest_us;
	struct stream *buckets[STREAM_BUCKETS]; /* by host and boot */
	size_t n_streams;
	size_t n_sources;      /* streams with a source */
	struct stream *recent; /* found last */
	struct stream *before; /* of the newest record with a stamp */
	struct context *table; /* rows.c: the newest line was a row of its table; NULL: it was something else */
	uint64_t clock;
	struct context *newest, *oldest; /* open ones, by age */
	size_t n_open, n_unended;
	uint64_t now_line;   /* of the record at hand, counted through all pieces of a rotated log */
	uint64_t line_base;  /* lines of the pieces before */
	uint64_t next_check; /* line at which quiet reports are looked for */
	int64_t now_us;      /* wall clock of the record at hand */
	struct oomlog_stats stats;
	struct covers covers;
	bool nomem;
	unsigned begun; /* records that may be the rest of a report's first line */
	struct calendar calendar;
	char *scratch;         /* MOST_JOIN bytes for joining */
	char brief[MOST_COMM]; /* the newest text, where it may be the first line of a comm */
	size_t brief_n;
	uint64_t brief_line;
};

/* One line of kernel text on its way through the assembler. */
struct text_line {
	const struct record *record;
	strv text;
	enum line_kind kind;
	struct match match; /* where the kind has a pattern */
	bool joined;        /* put together from pieces */
	bool again;         /* joined, and replaces what its first piece filled */
	bool cut;           /* only its beginning was understood */
	bool late;          /* it belongs to an event that was given away */
};

/* Nothing known yet; the captures of a match are counted, and not cleared for every line. */
static inline void text_line_init(struct text_line *l, const struct record *r)
{
	l->record = r;
	l->text = STR_NONE;
	l->kind = LINE_NONE;
	l->match.row = NULL;
	l->match.n = 0;
	l->joined = l->again = l->cut = l->late = false;
}

/* assembler.c: n lines have come that are the kernel's, the newest of them r; a->now_us is its time. */
void assembler_note(struct assembler *a, const struct record *r, size_t n);

/* classify.c: what the text is, given what the report expects. ctx may be NULL. */
void classify(struct assembler *a, const struct context *ctx, strv text, struct text_line *ret);

bool is_comm(strv text);

/* route.c: the open report that this line belongs to, or NULL. */
struct context *route(const struct stream *s, const struct text_line *l);
bool kind_is_verdict(enum line_kind kind);
bool kill_is_bare(const struct match *match);
bool caller_is(const struct context *ctx, strv caller);

/* apply.c: fills the event; false when the text is not a whole line of its kind. */
bool apply(struct context *ctx, struct text_line *l);

/* contexts.c */
/* Its newest line was printed just before this one, as the log says. */
bool context_is_recent(const struct context *ctx, const struct record *r);
/* An event that was given away may come once more, with late lines. */
bool context_may_amend(const struct context *ctx);
/* NULL: not (yet) among the victims; not in the table. */
struct oomlog_victim *context_victim(struct context *ctx, int64_t pid);
const struct oomlog_task *context_task(struct context *ctx, int64_t pid);
struct context *context_open(struct assembler *a, const struct record *r, enum oomlog_kind kind);
void context_close(struct assembler *a, struct context *ctx);
void context_free(struct assembler *a, struct context *ctx);
/* Closes those of one stream (NULL: of all), oldest first. */
void contexts_close(struct assembler *a, const struct stream *s);
/* A record has come: time has passed, or another boot has begun. */
void contexts_watch(struct assembler *a, struct stream *s, const struct record *r);
/* None of those that are open is over at this line. */
void contexts_checked(struct assembler *a);
/* A record has come that nobody looks at. */
void contexts_pass(struct assembler *a);
/* Messages are missing before or at this record; 0: nobody says how many. */
void contexts_lost(struct assembler *a, const struct record *r, uint64_t lost);
/* Its end was read: what may still come holds one of the prefilter's literals. */
void context_end(struct context *ctx);
/* The newest line was torn and its rest never came. */
void context_give_up_last(struct assembler *a, struct context *ctx);

/* place.c: fills the report that the line belongs to. False: it is nobody's (*ret_ctx is NULL), or not whole. */
bool place(struct assembler *a, struct stream *s, struct text_line *l, struct context **ret_ctx);
void place_note(struct assembler *a, struct context *ctx, const struct text_line *l);

/* rows.c */
/* A row was placed: may the next lines be tried as more of its table? */
void rows_begin(struct assembler *a, struct context *ctx);

/* join.c: true when the text was the rest of the line before it, or one more piece of it */
bool join(struct assembler *a, struct stream *s, struct context *ctx, const struct record *r, strv text);

/* text.c; depth: how many messages were found on this line so far */
void text_take(struct assembler *a, struct stream *s, const struct record *r, strv text, unsigned depth);
void text_known(struct assembler *a, struct stream *s, struct text_line *l, unsigned depth);
bool text_may_hold_newline(const struct text_line *l);
bool stream_note(struct assembler *a, const struct record *r, const struct text_line *l);
/* A syslog daemon's "message repeated N times": true when it says nothing new. */
bool text_is_repetition(struct assembler *a, const struct stream *s, const struct record *r);
/* The line before, written once more on its way: nothing new. */
bool text_is_copy(struct assembler *a, const struct stream *s, const struct record *r);

/* last.c */
void last_set(struct assembler *a, struct last_line *last, const struct record *r, strv text, enum line_kind kind,
              bool incomplete);
/* One more piece: text is the whole so far. The place of the first piece stays. */
bool last_extend(struct assembler *a, struct last_line *last, const struct record *r, strv text, enum line_kind kind,
                 bool incomplete);
void last_place(const struct last_line *last, struct record *r); /* r begins where the first piece stood */
bool last_add(struct assembler *a, struct last_line *last, const char *between, strv text, strv *ret);
bool last_joinable(const struct last_line *last, const struct record *r, strv text);
bool last_is_folded(const struct last_line *last);
void last_release(struct last_line *last);

/* stream.c */
struct stream *stream_find(struct assembler *a, const struct record *r);
struct stream *stream_get(struct assembler *a, const struct record *r); /* made when new */
void streams_forget_lines(struct assembler *a);
void streams_release(struct assembler *a);

/* cover.c */
void cover_note(struct assembler *a, const struct record *r, bool kernel);
void cover_more(struct assembler *a, size_t n); /* of the newest record's kind */
void cover_boot(struct assembler *a, const struct record *r);
void cover_separator(struct assembler *a);
void cover_lost(struct assembler *a, uint64_t lost); /* before the newest record */
void covers_release(struct assembler *a);

/* close.c: what is known when a report has ended */
void event_finish(struct assembler *a, struct context *ctx);
int64_t record_instant(struct assembler *a, const struct record *r, bool *ret_inferred);

#endif
