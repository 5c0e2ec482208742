/* oomlog follow: stay, and report each event when it is complete. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "cursor.h"
#include "follow.h"
#include "handover.h"
#include "helper.h"
#include "live.h"
#include "localinput.h"
#include "notify.h"
#include "outbox.h"
#include "say.h"
#include "steady.h"
#include "wholefile.h"

/* --- sources --- */

static bool add_live(struct follow *f, struct live *live)
{
	if (live == NULL)
		return false;
	live->drain = follow_drain;
	live->user = f;
	f->lives[f->n_lives++] = live;
	return follow_new_parser(f, live) == OOMLOG_OK;
}

static bool open_sources(struct follow *f)
{
	const struct settings *s = f->settings;
	bool opened = true;

	f->lives = calloc((size_t)s->n_names + 3, sizeof(*f->lives));
	if (f->lives == NULL) {
		say("out of memory");
		return false;
	}
	if (s->journal || (s->n_names == 0 && !s->kmsg))
		opened = add_live(f, live_journal(s));
	if (opened && s->kmsg)
		opened = add_live(f, live_kmsg());
	for (int i = 0; opened && i < s->n_names; i++)
		opened = add_live(f, strcmp(s->names[i], "-") == 0 ? live_stdin() : live_file(s->names[i]));
	return opened;
}

/* Where the last run ended; else where the options say. */
static bool begin_sources(struct follow *f)
{
	for (size_t i = 0; i < f->n_lives; i++) {
		struct live *live = f->lives[i];
		/* NOLINTBEGIN(clang-analyzer-core.NullDereference): add_live() left no hole */
		const char *place = f->settings->cursor_file != NULL ? cursor_place(&f->replay, live->name) : NULL;

		if (live->ops->load != NULL)
			live->ops->load(live, place != NULL ? &f->replay : NULL);
		if (place != NULL && live->ops->resume != NULL && live->ops->resume(live, place))
			continue;
		if (place != NULL)
			say("'%s' has no place '%s', where the last run ended: what came since may be passed over",
			    live->name, place);
		if (!live->ops->begin(live, f->settings)) {
			say("cannot read '%s'", live->name);
			return false;
		}
		/* NOLINTEND(clang-analyzer-core.NullDereference) */
	}
	return true;
}

/* --- signals --- */

static int open_signals(void)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&set, signals[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void tell_status(struct follow *f)
{
	say("%" PRIu64 " events handed over, %" PRIu64 " known from the last run, %" PRIu64 " lines not believed",
	    f->number, f->repeated, f->distrusted);
	handover_tell(f->handover, true);
}

/* False: it is time to end. */
static bool take_signals(struct follow *f)
{
	struct signalfd_siginfo info;

	while (read(f->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGHUP:
			handover_reopen(f->handover);
			break;
		case SIGUSR1:
			tell_status(f);
			break;
		default:
			return false;
		}
	}
	return true;
}

/* --- the loop --- */

static bool is_waiting(const struct follow *f)
{
	for (size_t i = 0; i < f->n_lives; i++)
		if (oomlog_parser_oldest(f->lives[i]->parser) != NULL)
			return true;
	return false;
}

static void wait_for_more(struct follow *f, bool busy)
{
	struct pollfd fds[FOLLOW_FDS + 2] = {{.fd = f->signals, .events = POLLIN}, {.fd = f->wake, .events = POLLIN}};
	int timeout = busy ? 0 : is_waiting(f) || f->unsaved ? FOLLOW_TICK_MS : f->quiet_ms;
	nfds_t n = 2;
	eventfd_t told;

	for (size_t i = 0; i < f->n_lives && n + LIVE_FDS <= FOLLOW_FDS + 2; i++)
		if (!f->lives[i]->ended)
			n += (nfds_t)f->lives[i]->ops->poll(f->lives[i], &fds[n], &timeout);
	(void)poll(fds, n, timeout);
	(void)eventfd_read(f->wake, &told);
}

/* Whether there may be more at once. */
static bool pump_all(struct follow *f)
{
	bool busy = false;

	for (size_t i = 0; i < f->n_lives; i++) {
		struct live *live = f->lives[i];
		int r = live->ended ? 0 : live->ops->pump(live);

		busy |= r > 0;
		if (r >= 0)
			continue;
		if (f->nomem) {
			follow_recover(f, live);
			continue;
		}
		live->ended = true;
		f->failed |= live->resumable;
		(void)oomlog_parser_finish(live->parser);
		(void)follow_drain(live, f);
	}
	return busy;
}

static bool is_ended(const struct follow *f)
{
	for (size_t i = 0; i < f->n_lives; i++)
		if (!f->lives[i]->ended)
			return false;
	return true;
}

static void loop(struct follow *f)
{
	bool busy = true;

	while (take_signals(f) && !is_ended(f) && !handover_is_dead(f->handover)) {
		wait_for_more(f, busy);
		f->again = false;
		busy = pump_all(f);
		follow_idle(f);
		busy |= f->again;
		f->replay_over |= !busy && !is_waiting(f);
		follow_save(f, false);
		handover_tell(f->handover, false);
		notify_alive();
	}
}

static int start(struct follow *f)
{
	const struct settings *s = f->settings;

	f->signals = open_signals();
	f->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (f->signals < 0 || f->wake < 0) {
		say("cannot start: %s", strerror(errno));
		return EXIT_INPUT;
	}
	/* Told before anything happens; events go to whoever can take them all the same. */
	if (s->textfile != NULL)
		(void)wholefile_has_place(s->textfile);
	if (s->cursor_file != NULL && wholefile_has_place(s->cursor_file) &&
	    cursor_load(&f->replay, s->cursor_file) < 0)
		return EXIT_INPUT;
	/* Before its own oom_score_adj is lowered. */
	if (helper_start(&f->helper, s) != 0)
		return EXIT_INPUT;
	steady_prepare();
	f->quiet_ms = notify_interval_ms(FOLLOW_QUIET_MS);
	if (!open_sources(f) || !begin_sources(f))
		return EXIT_INPUT;
	f->handover = handover_new(s, f->helper, f->wake);
	if (s->cursor_file != NULL && f->handover != NULL)
		f->saver = outbox_new(cursor_write, (void *)(uintptr_t)s->cursor_file, true, f->wake);
	if (f->handover == NULL || (s->cursor_file != NULL && f->saver == NULL) || !helper_watch(f->helper))
		return EXIT_INPUT;
	return 0;
}

static void finish(struct follow *f)
{
	bool finished;

	for (size_t i = 0; i < f->n_lives; i++)
		if (!f->lives[i]->ended)
			(void)follow_drain(f->lives[i], f);
	finished = handover_finish(f->handover);
	follow_save(f, true);
	if (f->saver != NULL && !outbox_finish(f->saver, FOLLOW_QUIET_MS))
		finished = false;
	if (!helper_stop(f->helper) || !finished)
		_exit(EXIT_ALL_READ);
	handover_free(f->handover);
	outbox_free(f->saver);
	helper_free(f->helper);
}

int cmd_follow(const struct settings *s)
{
	struct follow *f;
	int status;

	f = calloc(1, sizeof(*f));
	if (f == NULL) {
		say("out of memory");
		return EXIT_INPUT;
	}
	f->settings = s;
	status = start(f);
	if (status == 0) {
		notify_ready();
		loop(f);
		notify_stopping();
		finish(f);
		status = f->failed ? EXIT_INPUT : EXIT_ALL_READ;
	} else {
		(void)helper_stop(f->helper);
	}
	for (size_t i = 0; i < f->n_lives; i++)
		live_free(f->lives[i]);
	free(f->lives);
	free(f);
	return status;
}
