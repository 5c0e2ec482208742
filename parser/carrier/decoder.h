/*
 * The decoder's inside, shared by the files of this folder.
 *
 * A line passes four stages (decode.c): marks of people and tools that quoted it (quote.c, tick.c, logfmt.c, yaml.c,
 * cell.c), stamps of machines that passed it on (wrap.c), one prefix that tells host and writer (syslog.c, object.c,
 * kmsg.c, android.c), and what printk or dmesg put before the text (printk.c). A layer is a function that takes its part
 * from the front of the text and notes what it says in the record; one that does not match leaves the text alone.
 * Before all of them a terminal's recording is put together (cast.c), and what `cat -A` made visible is undone (cat.c).
 */
#ifndef OOMLOG_CARRIER_DECODER_H
#define OOMLOG_CARRIER_DECODER_H

#include <oomlog/oomlog.h>

#include "carrier/carrier.h"
#include "carrier/parts.h"
#include "carrier/textbuf.h"

enum carrier_id {
	CARRIER_BARE,
	CARRIER_DMESG,
	CARRIER_DMESG_RAW,
	CARRIER_DMESG_DECODED,
	CARRIER_DMESG_CTIME,
	CARRIER_DMESG_ISO,
	CARRIER_DMESG_DELTA,
	CARRIER_DMESG_RELTIME,
	CARRIER_DMESG_JSON,
	CARRIER_KMSG,
	CARRIER_NETCONSOLE,
	CARRIER_PSTORE,
	CARRIER_SYSLOG,
	CARRIER_SYSLOG_ISO,
	CARRIER_SYSLOG_RFC5424,
	CARRIER_SYSLOG_JSON,
	CARRIER_KERNEL_TAG,
	CARRIER_LOGREAD,
	CARRIER_JOURNAL_SHORT,
	CARRIER_JOURNAL_ISO,
	CARRIER_JOURNAL_FULL,
	CARRIER_JOURNAL_MONOTONIC,
	CARRIER_JOURNAL_UNIX,
	CARRIER_JOURNAL_VERBOSE,
	CARRIER_JOURNAL_JSON,
	CARRIER_JOURNAL_EXPORT,
	CARRIER_CRI,
	CARRIER_DOCKER_JSON,
	CARRIER_SERVICE_JSON,
	CARRIER_ISO_STAMP,
	CARRIER_GITHUB,
	CARRIER_GITLAB,
	CARRIER_LOGCAT,
	CARRIER_VMWARE,
	CARRIER_K8S_EVENT,
	CARRIER_COUNT,
};

/* Stages of decoding that --from leaves on. */
enum {
	STAGE_QUOTE = 1u << 0,
	STAGE_WRAP = 1u << 1,
	STAGE_ORIGIN = 1u << 2, /* syslog, the journal's one-line forms, logcat */
	STAGE_PRINTK = 1u << 3,
	STAGE_JSON = 1u << 4,
	STAGE_EXPORT = 1u << 5,
	STAGE_VERBOSE = 1u << 6,
	STAGE_KMSG = 1u << 7,
	STAGE_ALL = (1u << 8) - 1,
};

/* The place of a record in its input; of several lines where it was joined. */
struct span {
	uint64_t line, last_line, first_byte, last_byte;
	bool cut;
};

/* One line on its way through the layers. */
struct parse {
	struct decoder *d;
	struct record r;
	strv text; /* what no layer has taken yet */
	const char
		*base; /* where the prefix begins that later lines of a message are indented by; NULL: they are not */
	enum carrier_id id;
	size_t narrower;            /* columns by which that indent is less than the prefix */
	bool joined;                /* of pieces: the buffer they are held in must not be used again */
	bool whole;                 /* the text is final: the carrier has it in a field of its own */
	size_t clock_at, clock_end; /* where the wall clock stands in an origin's prefix; 0: none */
	bool plain;                 /* nothing in the line that could be an escape */
	bool wrapped;               /* another machine's stamp stood before */
	bool probe;                 /* only asked whether there is a prefix: state must not change */
	int status;                 /* of the sink, for pieces that went out before this line */
	bool dropped;               /* the line is the carrier's own and holds no message */
};

/* The host part of the line before: most lines of a log repeat it byte for byte. */
struct origin_cache {
	char bytes[256];
	size_t n;                   /* 0: nothing */
	bool usable;                /* the same bytes mean the same in any line */
	size_t clock_at, clock_end; /* what may differ; 0: nothing */
	struct record r;            /* views point into bytes */
	enum carrier_id id;
	size_t narrower;
};

/* The form of the newest line, for lines like it (same.c). */
struct same_form {
	bool on;
	bool origin;  /* begins with the kept host part */
	bool bracket; /* "[   12.345678] " is next */
	enum carrier_id id;
};

/* A record of which only the beginning was read. */
struct held {
	struct textbuf text;
	struct span span;
	bool active;
	unsigned kind;
	uint64_t key; /* which record it is: kmsg sequence number */
};

/* Fields of one journal entry or JSON object, in the decoder's scratch space. */
enum entry_field {
	ENTRY_MESSAGE,
	ENTRY_HOST,
	ENTRY_BOOT,
	ENTRY_IDENTIFIER,
	ENTRY_COMM,
	ENTRY_FACILITY,
	ENTRY_PRIORITY,
	ENTRY_TRANSPORT,
	ENTRY_SOURCE_MONOTONIC,
	ENTRY_MONOTONIC,
	ENTRY_REALTIME,
	ENTRY_MESSAGE_ID,
	ENTRY_FIELDS,
};

struct entry {
	strv field[ENTRY_FIELDS];
	struct span span;
	bool any;
};

struct export_state {
	bool active; /* an entry is open */
	enum { EXPORT_LINES, EXPORT_LENGTH, EXPORT_DATA, EXPORT_NEWLINE } state;
	int field; /* of the binary field being read, -1: not wanted */
	unsigned char length[8];
	size_t have;   /* bytes of length */
	uint64_t left; /* bytes of data still to come */
	size_t begin;  /* of the field in the buffer */
};

struct json_state {
	bool active; /* an object that spans lines is open */
	bool seen;   /* .. and was: lines like "},{" are its punctuation */
	bool list;   /* the line before ended with '[' */
	bool in_string, escaped;
	size_t depth;
	struct span span;
};

enum { MOST_LABELS = 16 };

/* What stands before all lines of one source, each run of digits as one '0' (label.c). */
struct label {
	char shape[96];
	size_t n;
	bool object; /* it stands before JSON: "kernel.log: {..}"; other lines may begin so and are a program's */
};

enum {
	FRONT_LINES = 2,  /* that wait for what tells where their label ends */
	FRONT_LINE = 1024 /* bytes of one */
};

/* front.c: the first lines of a report that begin with a label or with a name. */
struct front {
	struct line lines[FRONT_LINES]; /* their texts are in `bytes` */
	char bytes[FRONT_LINES][FRONT_LINE];
	size_t n;
	bool wanted;  /* the line at hand is to be kept */
	bool decided; /* .. not again */
};

struct verbose_state {
	bool active;
	int field;     /* which the next continuation line belongs to, -1: not wanted */
	size_t indent; /* of such a line */
	size_t begin;
};

/* listing.c: what a program that shows logs puts in front of each line. */
enum listing_kind { LISTING_NONE, LISTING_NUMBER, LISTING_CLOCK, LISTING_COLUMN, LISTING_NAME };

/* The mark of the newest line that had one. */
struct listing {
	enum listing_kind kind;
	uint64_t number, line; /* "123:", and the input's own number of that line */
	size_t gap;            /* blanks behind the number, if there is nothing else */
	char name[256];        /* "kern.log", "web-1 " */
	size_t n;
};

struct decoder {
	record_sink sink;
	void *ctx;
	unsigned stages;

	struct textbuf scratch; /* text decoded for the current line */
	struct textbuf fields;  /* of a journal entry that spans lines */
	struct held held;
	struct held soft; /* a quoted-printable line that goes on */
	struct entry entry;
	struct export_state export;
	struct json_state json;
	struct verbose_state verbose;

	struct origin_cache origin;
	struct same_form same;
	struct record last; /* the newest stamped record: a continuation line has its stamps */
	char last_caller[16];
	size_t last_width; /* columns before its text, 0: it has no continuation lines */
	enum carrier_id last_id;

	char mark[32]; /* of the person who quoted the log */
	size_t mark_n;
	struct listing listing;
	struct parts parts;
	struct front front;

	struct label labels[MOST_LABELS];
	size_t n_labels;    /* ever learned; the oldest one makes room */
	bool cat;           /* the input went through cat -A */
	unsigned cat_first; /* of its first lines look like it */
	struct cast {
		struct textbuf text; /* of one piece */
		struct lines lines;  /* what the pieces come to */
		struct line newest;  /* where the newest one stood */
		bool gap;            /* one was not read */
	} cast;
	struct csv {
		unsigned column;        /* of the messages, from 1; 0: not known */
		unsigned bare, columns; /* of messages without a prefix of their own; of so many */
		char mark;              /* between two of them */
	} csv;

	struct stamp relative; /* dmesg -e: the newest absolute time */
	int64_t relative_us;   /* .. and what has passed since */
	strv monotonic_host;   /* journalctl -o short-monotonic: the host between stamp and tag */
	char host_bytes[64];
	bool plain_monotonic; /* the newest bracket had no host behind it */
	uint64_t seq;         /* kmsg: the newest sequence number */
	bool have_seq, after_kmsg;
	bool pstore, quoted_printable, forum, escapes;
	bool page;           /* it is a web page's source */
	bool ticked;         /* lines of it stand in `marks` */
	uint64_t yaml_until; /* the line up to which a YAML document goes on */
	size_t padded;       /* width to which a terminal filled up its lines; 0: none */
	bool vendor;         /* the newest stamp had a vendor's mark behind it */
	bool kernel_tag;     /* lines of this input have had the tag "kernel:" */
	bool needs_all;
	bool splitting; /* a list of messages, or a message of several lines, is taken apart */
	bool nested;    /* .. and it is the lines of one message */
	uint64_t count[CARRIER_COUNT];
};

/* decode.c: one line, or one text put together from several, through all layers. */
int decode_text(struct decoder *d, strv text, const struct span *at);
/* The same for a text that holds neither '\\' nor '#': there are no escapes to undo. */
int decode_plain(struct decoder *d, strv text, const struct span *at);
/* Does a known prefix begin here? Not a tag alone, which anything may look like. */
bool decode_is_prefix(struct decoder *d, strv text);
/* Keeps a piece of a message for the lines to come, and drops the line; pieces of another message go out. */
void decode_hold(struct parse *p, unsigned kind, uint64_t key, strv text, const struct span *span);
/* The pieces that are held back: the rest will not come. */
int decode_pieces(struct decoder *d, struct held *h);
int decode_emit(struct decoder *d, struct parse *p, const struct span *span);
/* A new record whose fields say nothing yet. */
void decode_begin(struct decoder *d, struct parse *p, strv text);

/*
 * Facility 0 is the kernel's own; any other number (or SIZE_MAX, a name nobody knows) is a program's. What a program
 * wrote stays a program's, also when its text begins with a "<6>" of its own.
 */
static inline void record_facility(struct record *r, uint64_t facility)
{
	if (facility != 0)
		r->trust = TRUST_PROGRAM;
	else if (r->trust != TRUST_PROGRAM)
		r->trust = TRUST_KERNEL;
}

/* The text forms of dmesg, raw, decoded and with any kind of time; they stand together in enum carrier_id. */
static inline bool carrier_is_dmesg(enum carrier_id id)
{
	return id >= CARRIER_DMESG && id <= CARRIER_DMESG_RELTIME;
}

/*
 * Who only passed a line on says less of its origin than a stamp within it; the journal and syslog daemons say more than
 * the stamp behind theirs.
 */
static inline bool carrier_is_courier(enum carrier_id id)
{
	switch (id) {
	case CARRIER_BARE:
	case CARRIER_CRI:
	case CARRIER_DOCKER_JSON:
	case CARRIER_SERVICE_JSON:
	case CARRIER_ISO_STAMP:
	case CARRIER_GITHUB:
	case CARRIER_GITLAB:
		return true;
	default:
		return false;
	}
}

#endif
