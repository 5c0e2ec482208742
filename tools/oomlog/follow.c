/* Events on their way from the parsers to the receivers, and what has to be remembered of them. */
#include "follow.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "cmd.h"
#include "handover.h"
#include "localinput.h"
#include "outbox.h"
#include "say.h"

int follow_new_parser(struct follow *f, struct live *live)
{
	const struct settings *s = f->settings;
	struct oomlog_options opt;
	int status;

	settings_for_parser(s, &opt);
	opt.keep_raw = s->raw;
	opt.amend = s->amend;
	opt.limits.max_event_bytes = FOLLOW_EVENT;
	opt.limits.max_open_bytes = FOLLOW_OPEN;
	opt.limits.max_ended_us = FOLLOW_ENDED_US;
	opt.limits.max_idle_us = FOLLOW_IDLE_US;
	if (strcmp(live->name, "/dev/kmsg") == 0)
		opt.boot_realtime_us = localinput_boot_us();
	live->parser = oomlog_parser_free(live->parser);
	live->n_marks = 0;
	status = oomlog_parser_new(&live->parser, &opt);
	if (status == OOMLOG_OK)
		status = oomlog_parser_input(live->parser, live->name, OOMLOG_ABSENT, false);
	if (status != OOMLOG_OK)
		say("cannot start: out of memory");
	return status;
}

static uint64_t span_of(const struct oomlog_event *ev)
{
	const struct oomlog_origin *origin = oomlog_event_origin(ev);

	return origin->last_byte - origin->first_byte;
}

/* The one that the event amends; or NULL. */
static struct held *find_held(struct follow *f, const struct live *live, const struct oomlog_event *ev)
{
	for (size_t i = f->n_held; oomlog_event_amends(ev) && i-- > 0;)
		if (f->held[i].live == live && strcmp(f->held[i].id.id, oomlog_event_id(ev)) == 0)
			return &f->held[i];
	return NULL;
}

/* What is remembered of it, for when it is read again. */
static void describe(struct cursor_id *id, const struct oomlog_event *ev)
{
	snprintf(id->id, sizeof(id->id), "%s", oomlog_event_id(ev));
	id->span = span_of(ev);
	id->victims = oomlog_event_victims(ev);
}

static void hold(struct follow *f, struct live *live, const struct oomlog_event *ev)
{
	struct held *h = find_held(f, live, ev);

	if (h != NULL) {
		h->number = f->number;
		describe(&h->id, ev);
		return;
	}
	if (f->n_held == FOLLOW_HELD) {
		memmove(f->held, f->held + 1, (FOLLOW_HELD - 1) * sizeof(f->held[0]));
		f->n_held--;
	}
	h = &f->held[f->n_held++];
	*h = (struct held){.live = live, .at = oomlog_event_origin(ev)->first_byte, .number = f->number};
	describe(&h->id, ev);
	live->held++;
}

static void take_event(struct follow *f, struct live *live, const struct oomlog_event *ev)
{
	bool amends = oomlog_event_amends(ev);
	struct cursor_id told = {.victims = UINT64_MAX};
	const struct held *before;

	if (!filter_match(&f->settings->filter, ev))
		return;
	/* It was handed over before the last run ended, unless it has got late lines since. */
	if (!amends && live->resumable && !f->replay_over && cursor_take_id(&f->replay, oomlog_event_id(ev), &told)) {
		amends = f->settings->amend && span_of(ev) > told.span;
		if (!amends) {
			f->repeated++;
			hold(f, live, ev);
			return;
		}
	}
	before = find_held(f, live, ev);
	f->number++;
	handover_event(f->handover, f->number, ev, amends, before != NULL ? before->id.victims : told.victims);
	hold(f, live, ev);
	f->unsaved = true;
}

int follow_drain(struct live *live, void *user)
{
	struct follow *f = user;
	struct oomlog_event *ev;
	int r;

	while ((r = oomlog_parser_next(live->parser, &ev)) > 0) {
		take_event(f, live, ev);
		oomlog_event_unref(ev);
	}
	f->nomem |= r == OOMLOG_E_NOMEM;
	return r;
}

static void count_distrusted(struct follow *f)
{
	struct oomlog_stats stats = {.size = sizeof(stats)};
	uint64_t sum = 0;

	for (size_t i = 0; i < f->n_lives; i++) {
		oomlog_parser_get_stats(f->lives[i]->parser, &stats);
		sum += stats.distrusted_lines;
	}
	if (sum > f->distrusted)
		handover_distrusted(f->handover, sum - f->distrusted);
	f->distrusted = sum;
}

void follow_idle(struct follow *f)
{
	for (size_t i = 0; i < f->n_lives; i++) {
		struct live *live = f->lives[i];

		if (live->ended)
			continue;
		if (oomlog_parser_idle(live->parser, clock_us(CLOCK_MONOTONIC)) == OOMLOG_E_NOMEM)
			f->nomem = true;
		(void)follow_drain(live, f);
		if (f->nomem)
			follow_recover(f, live);
		else
			live_note_safe(live);
	}
	count_distrusted(f);
}

/* --- places --- */

/* The first byte of this source that may have to be read again. */
static uint64_t needed_from(const struct follow *f, const struct live *live, uint64_t done)
{
	const struct oomlog_origin *oldest = oomlog_parser_oldest(live->parser);
	uint64_t at = oldest != NULL ? oldest->first_byte : UINT64_MAX;

	for (size_t i = 0; i < f->n_held; i++)
		if (f->held[i].live == live && f->held[i].number > done && f->held[i].at < at)
			at = f->held[i].at;
	return at;
}

/* Events that lie before the place and are done need no memory, but for where entries are looked at again. */
static void release(struct follow *f, struct live *live, uint64_t place_at, uint64_t done)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_held; i++) {
		const struct held *h = &f->held[i];

		if (h->live != live || h->number > done || h->at >= place_at) {
			f->held[n++] = *h;
			continue;
		}
		live->held -= live->held > 0;
		if (live->ops->save != NULL)
			f->recent[f->n_recent++ % FOLLOW_RECENT] = h->id;
	}
	f->n_held = n;
}

static bool add_place(struct follow *f, struct live *live, uint64_t done)
{
	char place[MARK_MAX];
	uint64_t at;

	if (!live_place(live, needed_from(f, live, done), place, sizeof(place), &at))
		return false;
	release(f, live, at, done);
	for (size_t i = 0; i < f->n_held; i++)
		if (f->held[i].live == live && f->held[i].number <= done)
			(void)cursor_add_id(&f->next, &f->held[i].id);
	if (!cursor_add_place(&f->next, live->name, place))
		say("'%s' cannot stand in a cursor file", live->name);
	return true;
}

/* A source that has no place now (its file is not there) keeps the one that was loaded. */
static void compose(struct follow *f)
{
	uint64_t done = handover_done(f->handover);

	bool stays = !f->replay_over;

	cursor_begin(&f->next);
	for (size_t i = 0; i < f->n_lives; i++) {
		struct live *live = f->lives[i];
		const char *old = cursor_place(&f->replay, live->name);

		if (live->resumable && !add_place(f, live, done) && old != NULL)
			stays |= cursor_add_place(&f->next, live->name, old);
	}
	for (size_t i = 0; stays && i < f->replay.n_ids; i++)
		(void)cursor_add_id(&f->next, &f->replay.ids[i]);
	for (size_t i = 0; i < f->n_recent && i < FOLLOW_RECENT; i++)
		(void)cursor_add_id(&f->next, &f->recent[i]);
	for (size_t i = 0; i < f->n_lives; i++)
		if (f->lives[i]->ops->save != NULL)
			f->lives[i]->ops->save(f->lives[i], &f->next);
	f->saved_number = done;
	f->unsaved = done < f->number;
}

void follow_save(struct follow *f, bool now)
{
	int64_t now_us = clock_us(CLOCK_MONOTONIC);

	if (!now && !(f->unsaved && handover_done(f->handover) > f->saved_number) &&
	    now_us - f->saved_us < FOLLOW_SAVE_MS * INT64_C(1000))
		return;
	f->saved_us = now_us;
	compose(f);
	if (f->saver == NULL || (f->next.n == f->n_written && memcmp(f->next.text, f->written, f->next.n) == 0))
		return;
	f->n_written = f->next.n;
	memcpy(f->written, f->next.text, f->next.n);
	outbox_put(f->saver, ++f->saves, f->next.text, f->next.n);
}

/* A machine that has no memory now may have some in a moment. Else the next run goes on where this one has to end. */
static void new_parser_in_time(struct follow *f, struct live *live)
{
	const struct timespec moment = {.tv_nsec = FOLLOW_TICK_MS * 1000000L};

	for (int i = 0; i < FOLLOW_NEW_TRIES; i++) {
		if (follow_new_parser(f, live) == OOMLOG_OK)
			return;
		nanosleep(&moment, NULL);
	}
	say("out of memory for good: ending");
	_exit(EXIT_INPUT);
}

/* An event that was closed may have been lost with what was open: where all was well is the place to begin from. */
static uint64_t recover_from(const struct follow *f, const struct live *live)
{
	uint64_t at = needed_from(f, live, UINT64_MAX);

	return live->safe_at < at ? live->safe_at : at;
}

/* What was open is read again, as after a restart; what was handed over is known by its id. */
void follow_recover(struct follow *f, struct live *live)
{
	char place[MARK_MAX];
	uint64_t at;
	bool placed = live_place(live, recover_from(f, live), place, sizeof(place), &at);

	/* Nothing was fed since all was well. */
	if (!placed && live->safe_at == live_bytes(live))
		placed = live_place(live, UINT64_MAX, place, sizeof(place), &at);

	say("'%s': out of memory: %s", live->name,
	    placed ? "what was under way is read again" : "what was under way is lost");
	if (placed)
		release(f, live, at, UINT64_MAX);
	for (size_t i = 0; i < f->n_held && f->replay.n_ids < CURSOR_IDS; i++)
		if (f->held[i].live == live)
			f->replay.ids[f->replay.n_ids++] = f->held[i].id;
	live->held = 0;
	new_parser_in_time(f, live);
	live->safe_at = 0;
	f->again = true;
	f->nomem = f->replay_over = false;
	if (placed && live->ops->resume != NULL)
		(void)live->ops->resume(live, place);
}
