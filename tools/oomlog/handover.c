#include "handover.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper.h"
#include "labels.h"
#include "metrics.h"
#include "outbox.h"
#include "say.h"
#include "terminal.h"
#include "tojournal.h"

enum { FINISH_MS = 5000 };

/* A report's bytes on their way into a message. */
struct bytes {
	char *data;
	size_t n, room;
};

struct receiver {
	const char *name; /* for words */
	struct outbox *outbox;
	struct oomlog_report *report; /* NULL: it makes its messages itself */
	const char *format;
	bool labelled;
	struct oomlog_report_options options;
	struct bytes bytes;
	struct outbox_counts told;
};

struct handover {
	struct receiver items[HANDOVER_MAX];
	size_t n;
	uint64_t number;  /* of the newest event */
	const char *path; /* of the file that the report is appended to; NULL: standard output */
	int fd;
	atomic_bool closed, reopen;
	struct metrics *metrics; /* --textfile */
	size_t metrics_at;
	struct to_journal *journal;
	size_t journal_at;
};

/* --- the report --- */

static int collect(void *user, const void *data, size_t n)
{
	struct bytes *b = user;

	if (n > b->room - b->n) {
		size_t room = b->room * 2 > b->n + n ? b->room * 2 : b->n + n;
		char *grown = realloc(b->data, room);

		if (grown == NULL)
			return -ENOMEM;
		b->data = grown;
		b->room = room;
	}
	memcpy(b->data + b->n, data, n);
	b->n += n;
	return 0;
}

/* In the thread, since a disk may hang. A file that logrotate has moved away is opened anew. */
static bool open_file(struct handover *h)
{
	int fd;

	if (h->path == NULL || (h->fd >= 0 && !atomic_exchange(&h->reopen, false)))
		return true;
	fd = open(h->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0644);
	if (fd < 0) {
		say("cannot open '%s': %s", h->path, strerror(errno));
		return h->fd >= 0;
	}
	if (h->fd >= 0)
		close(h->fd);
	h->fd = fd;
	return true;
}

static bool deliver_report(void *user, const char *data, size_t n)
{
	struct handover *h = user;

	if (!open_file(h))
		return false;
	while (n > 0) {
		ssize_t done = write(h->fd, data, n);

		if (done < 0 && errno != EINTR) {
			atomic_store(&h->closed, errno == EPIPE);
			if (errno != EPIPE)
				say("cannot write '%s': %s", h->path != NULL ? h->path : "standard output",
				    strerror(errno));
			return false;
		}
		data += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static bool add_report(struct receiver *r, const char *format, const struct settings *s, bool terminal)
{
	struct oomlog_report_options *opt = &r->options;

	settings_for_report(s, opt);
	if (terminal) {
		opt->width = terminal_width(STDOUT_FILENO);
		opt->color = terminal_has_color(s->color, STDOUT_FILENO);
		opt->ascii = terminal_is_ascii();
	}
	r->format = format;
	return oomlog_report_new(&r->report, format, opt, collect, &r->bytes) == OOMLOG_OK;
}

/* --- putting them together --- */

static struct receiver *add(struct handover *h, const char *name, outbox_deliver_fn deliver, void *user, bool newest,
                            int wake)
{
	struct receiver *r = &h->items[h->n];

	if (h->n == HANDOVER_MAX) {
		say("more than %d receivers", HANDOVER_MAX);
		return NULL;
	}
	r->name = name;
	r->outbox = outbox_new(deliver, user, newest, wake);
	if (r->outbox == NULL) {
		say("cannot start: no memory for '%s'", name);
		return NULL;
	}
	h->n++;
	return r;
}

static bool add_first(struct handover *h, const struct settings *s, int wake)
{
	const char *file = s->first.file != NULL && strcmp(s->first.file, "-") != 0 ? s->first.file : NULL;
	struct receiver *r;

	h->path = file;
	h->fd = file == NULL ? STDOUT_FILENO : -1;
	if (!open_file(h))
		return false;
	r = add(h, file != NULL ? file : "standard output", deliver_report, h, false, wake);
	return r != NULL && add_report(r, s->first.format, s, file == NULL);
}

static bool add_helped(struct handover *h, const struct settings *s, struct helper *helper, int wake)
{
	for (size_t i = 0; i < helper_count(helper); i++) {
		struct receiver *r =
			add(h, helper_name(helper, i), helper_deliver, helper_channel(helper, i), false, wake);

		if (r == NULL || !add_report(r, "ndjson", s, false))
			return false;
		r->labelled = helper_is_webhook(helper, i);
	}
	return true;
}

static bool add_own(struct handover *h, const struct settings *s, int wake)
{
	if (s->textfile != NULL) {
		h->metrics = metrics_new(s->textfile);
		h->metrics_at = h->n;
		if (h->metrics == NULL || add(h, s->textfile, metrics_write, h->metrics, true, wake) == NULL)
			return false;
	}
	if (s->to_journal) {
		h->journal = to_journal_new();
		h->journal_at = h->n;
		if (h->journal == NULL || add(h, "the journal", to_journal_send, h->journal, false, wake) == NULL)
			return false;
	}
	return true;
}

struct handover *handover_new(const struct settings *s, struct helper *helper, int wake)
{
	struct handover *h = calloc(1, sizeof(*h));

	if (h == NULL) {
		say("out of memory");
		return NULL;
	}
	if (add_first(h, s, wake) && add_own(h, s, wake) && add_helped(h, s, helper, wake))
		return h;
	/* Threads may be under way: what they use stays. */
	return NULL; /* NOLINT(clang-analyzer-unix.Malloc) */
}

/* --- events --- */

/* The last members of the object. */
static int add_labels(struct receiver *r, const struct oomlog_event *ev)
{
	static const char end[] = "}\n";
	size_t n = sizeof(end) - 1;
	int status;

	if (r->bytes.n < n || memcmp(r->bytes.data + r->bytes.n - n, end, n) != 0)
		return OOMLOG_OK;
	r->bytes.n -= n;
	status = labels_write(ev, collect, &r->bytes);
	return status == 0 ? collect(&r->bytes, end, n) : status;
}

static int write_down(struct receiver *r, const struct oomlog_event *ev, bool amends)
{
	int status = amends ? oomlog_report_amend(r->report, ev) : oomlog_report_event(r->report, ev);

	if (status == OOMLOG_OK)
		status = oomlog_report_flush(r->report);
	return status == OOMLOG_OK && r->labelled ? add_labels(r, ev) : status;
}

/* A report that has failed stays so: it is begun anew, and the event tried once more. */
static int write_down_again(struct receiver *r, const struct oomlog_event *ev, bool amends)
{
	struct oomlog_report *fresh;
	int status;

	r->bytes.n = 0;
	status = oomlog_report_new(&fresh, r->format, &r->options, collect, &r->bytes);
	if (status != OOMLOG_OK)
		return status;
	oomlog_report_free(r->report);
	r->report = fresh;
	return write_down(r, ev, amends);
}

/* What was collected. A message that could not be written down is lost to this receiver, and holds nobody up. */
static void put(struct receiver *r, uint64_t number, int status)
{
	if (status == 0) {
		outbox_put(r->outbox, number, r->bytes.data, r->bytes.n);
	} else {
		say("'%s': an event could not be written down: out of memory", r->name);
		outbox_skip(r->outbox, number);
	}
	r->bytes.n = 0;
}

static void hand_report(struct receiver *r, uint64_t number, const struct oomlog_event *ev, bool amends)
{
	int status = write_down(r, ev, amends);

	if (status != OOMLOG_OK)
		status = write_down_again(r, ev, amends);
	put(r, number, status);
}

static void hand_metrics(struct handover *h)
{
	struct receiver *r = &h->items[h->metrics_at];

	put(r, h->number, metrics_render(h->metrics, collect, &r->bytes));
}

void handover_event(struct handover *h, uint64_t number, const struct oomlog_event *ev, bool amends, uint64_t victims)
{
	struct receiver *r;

	h->number = number;
	for (size_t i = 0; i < h->n; i++)
		if (h->items[i].report != NULL)
			hand_report(&h->items[i], number, ev, amends);
	if (h->metrics != NULL) {
		/* The second record of an event was counted with the first, but for its late victims. */
		if (amends)
			metrics_victims(h->metrics, ev, victims);
		else
			metrics_event(h->metrics, ev);
		hand_metrics(h);
	}
	if (h->journal == NULL)
		return;
	r = &h->items[h->journal_at];
	put(r, number, to_journal_render(h->journal, ev, amends, collect, &r->bytes));
}

void handover_distrusted(struct handover *h, uint64_t lines)
{
	if (h->metrics == NULL || lines == 0)
		return;
	metrics_distrusted(h->metrics, lines);
	hand_metrics(h);
}

uint64_t handover_done(struct handover *h)
{
	uint64_t done = UINT64_MAX;

	for (size_t i = 0; i < h->n; i++) {
		uint64_t one = outbox_done(h->items[i].outbox);

		done = one < done ? one : done;
	}
	return done;
}

bool handover_is_dead(const struct handover *h)
{
	return h->n == 1 && atomic_load(&h->closed);
}

void handover_reopen(struct handover *h)
{
	atomic_store(&h->reopen, h->path != NULL);
}

void handover_tell(struct handover *h, bool all)
{
	for (size_t i = 0; i < h->n; i++) {
		struct receiver *r = &h->items[i];
		struct outbox_counts now = outbox_counts(r->outbox);

		if (all)
			say("'%s': %" PRIu64 " delivered, %" PRIu64 " waiting, %" PRIu64 " failed, %" PRIu64 " dropped",
			    r->name, now.delivered, now.waiting, now.failed, now.dropped);
		else if (now.dropped > r->told.dropped)
			say("'%s' does not keep up: %" PRIu64 " events dropped so far", r->name, now.dropped);
		r->told = now;
	}
}

bool handover_finish(struct handover *h)
{
	bool finished = true;

	for (size_t i = 0; i < h->n; i++) {
		/* One that has hung for FINISH_MS takes no time from the others. */
		if (outbox_finish(h->items[i].outbox, finished ? FINISH_MS : 0))
			continue;
		say("'%s' hangs: what it has not taken is lost to it", h->items[i].name);
		finished = false;
	}
	return finished;
}

struct handover *handover_free(struct handover *h)
{
	if (h == NULL)
		return NULL;
	for (size_t i = 0; i < h->n; i++) {
		oomlog_report_free(h->items[i].report);
		outbox_free(h->items[i].outbox);
		free(h->items[i].bytes.data);
	}
	if (h->path != NULL && h->fd >= 0)
		close(h->fd);
	metrics_free(h->metrics);
	to_journal_free(h->journal);
	free(h);
	return NULL;
}
