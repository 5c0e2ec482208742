/* The state of `oomlog follow`. */
#ifndef OOMLOG_TOOLS_FOLLOW_H
#define OOMLOG_TOOLS_FOLLOW_H

#include "cursor.h"
#include "live.h"
#include "options.h"

#define FOLLOW_ENDED_US INT64_C(300000)             /* after its kill an event waits so long for the reaper */
#define FOLLOW_IDLE_US  (INT64_C(10) * 1000 * 1000) /* without a line an event whose kill was not read is handed over */

enum {
	FOLLOW_TICK_MS = 100,   /* while an event is open */
	FOLLOW_QUIET_MS = 5000, /* while there is none */
	FOLLOW_SAVE_MS = 5000,  /* the cursor moves on also where nothing happens */
	FOLLOW_FDS = 64,
	FOLLOW_NEW_TRIES = 50,          /* FOLLOW_TICK_MS apart, for the memory of a new parser */
	FOLLOW_EVENT = 4 * 1024 * 1024, /* memory of one event, and of all open ones: less than analyze allows */
	FOLLOW_OPEN = 6 * 1024 * 1024,
	FOLLOW_HELD = 1024,  /* events that may have to be read again */
	FOLLOW_RECENT = 128, /* of those that need not: of a source whose entries come late, some may be met again */
};

/* An event that was handed over. */
struct held {
	const struct live *live;
	uint64_t at, number; /* its first byte */
	struct cursor_id id;
};

struct follow {
	const struct settings *settings;
	struct live **lives;
	size_t n_lives;
	struct handover *handover;
	struct helper *helper;
	struct outbox *saver;
	struct cursor replay; /* as loaded; its ids are taken out as they come again */
	struct cursor next;   /* as it is to be written */
	char written[CURSOR_BYTES];
	size_t n_written;
	bool replay_over;
	struct held held[FOLLOW_HELD];
	size_t n_held;
	struct cursor_id recent[FOLLOW_RECENT];
	size_t n_recent; /* ever */
	uint64_t number, repeated, distrusted;
	uint64_t saved_number, saves;
	int64_t saved_us;
	int signals, wake, quiet_ms;
	bool unsaved, nomem, failed;
	bool again; /* a source was set back, and has not been read since */
};

int follow_new_parser(struct follow *f, struct live *live);
/* A live_drain_fn. */
int follow_drain(struct live *live, void *user);
/* Time has passed. */
void follow_idle(struct follow *f);
/* After running out of memory: reads again from where nothing was lost. */
void follow_recover(struct follow *f, struct live *live);
/* Writes the cursor file, if it is time to or `now`. */
void follow_save(struct follow *f, bool now);

#endif
