#include "analysis.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd.h"
#include "duplicates.h"
#include "localinput.h"
#include "progress.h"
#include "readahead.h"
#include "records.h"
#include "say.h"
#include "source/source.h"

/* An input that the next one goes on with: an event of it may end in there. */
struct piece {
	char *name, *error;
	struct oomlog_input told;
};

struct analysis {
	const struct settings *settings;
	struct inputs *inputs;
	struct readahead *readahead;
	struct oomlog_parser *parser;
	const struct consumer *consumer;
	void *user;
	struct duplicates *duplicates;
	struct duplicates *left_out; /* by the filters; NULL: none so far */
	uint64_t n_inputs, n_events; /* n_events: those given to the consumer */
	uint64_t copies, undated, distrusted, filtered;
	uint64_t input_filtered; /* of the input that is being read */
	struct piece before;     /* the one that this goes on with; no name: none */
	uint64_t late;           /* events that began in that one and ended in this */
	bool live;               /* the parser knows when this machine was booted */
	bool input_failed;       /* EXIT_INPUT at the end */
};

static int out_of_memory(void)
{
	say("out of memory");
	return OOMLOG_E_NOMEM;
}

/* --- the parser --- */

static int parser_open(struct analysis *a, bool live)
{
	const struct settings *s = a->settings;
	struct oomlog_options opt;
	int status;

	settings_for_parser(s, &opt);
	opt.keep_raw = (s->raw || options_wants_raw(s)) && !s->redact;
	if (live)
		opt.boot_realtime_us = localinput_boot_us();
	a->parser = oomlog_parser_free(a->parser);
	a->live = live;
	status = oomlog_parser_new(&a->parser, &opt);
	if (status != OOMLOG_OK)
		say("cannot start: out of memory");
	return status;
}

/* --- events --- */

/* What was left out, or reported, from another input is not counted again. */
static void leave_out(struct analysis *a, const struct oomlog_event *ev)
{
	uint64_t first;

	if (a->left_out == NULL && duplicates_new(&a->left_out) != OOMLOG_OK) {
		a->input_filtered++; /* without memory for it only the count suffers */
		return;
	}
	if (duplicates_find(a->duplicates, ev, a->n_inputs, &first) ||
	    duplicates_find(a->left_out, ev, a->n_inputs, &first))
		return;
	duplicates_remember(a->left_out, ev, a->n_inputs, 0);
	a->input_filtered++;
}

/* The filters come first: of two copies of an event only the one may name the host that is asked for. */
static void report_event(struct analysis *a, struct oomlog_event *ev)
{
	uint64_t first;

	if (!filter_match(&a->settings->filter, ev)) {
		leave_out(a, ev);
		return;
	}
	if (duplicates_find(a->duplicates, ev, a->n_inputs, &first)) {
		a->copies++;
		a->consumer->copy(a->user, first, ev);
		return;
	}
	if (filter_is_undated(&a->settings->filter, ev))
		a->undated++;
	duplicates_remember(a->duplicates, ev, a->n_inputs, a->n_events++);
	progress_clear();
	a->consumer->event(a->user, ev);
}

/* An event counts where it began. */
static void count_late(struct analysis *a, const struct oomlog_event *ev, uint64_t filtered)
{
	const struct oomlog_origin *origin = oomlog_event_origin(ev);

	if (a->before.name == NULL || origin->input.n != strlen(a->before.name) ||
	    memcmp(origin->input.p, a->before.name, origin->input.n) != 0)
		return;
	a->late++;
	a->before.told.stats.events++;
	a->before.told.filtered_events += filtered;
	a->input_filtered -= filtered;
	a->filtered += filtered;
}

static int drain(struct analysis *a)
{
	struct oomlog_event *ev;
	int r;

	while ((r = oomlog_parser_next(a->parser, &ev)) > 0) {
		uint64_t filtered = a->input_filtered;

		report_event(a, ev);
		count_late(a, ev, a->input_filtered - filtered);
		oomlog_event_unref(ev);
	}
	return r;
}

/* --- one input --- */

/* `took`: what the parser was given, or why not. Bytes of it; or a negative status, with words. */
static int64_t taken(struct analysis *a, int64_t took)
{
	int status = took < 0 && took != OOMLOG_E_FULL ? (int)took : drain(a);

	if (status < 0) {
		say("cannot go on: %s", oomlog_parser_errmsg(a->parser));
		return status;
	}
	return took > 0 ? took : 0;
}

static int parse_bytes(struct analysis *a, const char *data, size_t len)
{
	for (size_t done = 0; done < len;) {
		int64_t took = taken(a, oomlog_parser_feed_bytes(a->parser, data + done, len - done));

		if (took < 0)
			return (int)took;
		done += (size_t)took;
	}
	return OOMLOG_OK;
}

/* What lies in a gap, as long as an event is open; 0: the file has lost it. */
static int64_t parse_gap(struct analysis *a, const struct oomlog_digest *d, uint64_t from)
{
	const char *text;
	size_t n = readahead_text(a->readahead, from, oomlog_digest_gap(d, from), &text);
	int status = parse_bytes(a, text, n);

	return status == OOMLOG_OK ? (int64_t)n : status;
}

static int parse_digest(struct analysis *a, const struct oomlog_digest *d)
{
	for (uint64_t from = 0; from < oomlog_digest_bytes(d);) {
		int64_t took = oomlog_parser_feed_digest(a->parser, d, from);
		bool gap = took == OOMLOG_E_TEXT;

		took = gap ? parse_gap(a, d, from) : taken(a, took);
		if (took < 0 || (gap && took == 0))
			return (int)took;
		from += (uint64_t)took;
	}
	return OOMLOG_OK;
}

/* Entry by entry; what cannot be read is told with the input. */
static int read_journal(struct analysis *a, struct input *input)
{
	int step, status = OOMLOG_OK;

	while (status >= 0 && !a->consumer->is_dead(a->user) &&
	       (step = records_step(input->journal, a->parser)) != RECORDS_END) {
		if (step == OOMLOG_E_IO)
			return OOMLOG_OK;
		if (step < 0)
			say("cannot go on: %s", oomlog_parser_errmsg(a->parser));
		if (step != RECORDS_PASSED)
			status = step < 0 ? step : drain(a);
	}
	return status < 0 ? status : OOMLOG_OK;
}

static int read_input(struct analysis *a, struct input *input)
{
	int status = OOMLOG_OK;
	struct block block;

	if (input->journal != NULL)
		return read_journal(a, input);
	readahead_begin(a->readahead, input);
	while (status == OOMLOG_OK && !a->consumer->is_dead(a->user) && readahead_next(a->readahead, &block) > 0) {
		progress_show(input->name, block.position, input->size);
		status = block.digest != NULL ? parse_digest(a, block.digest) : parse_bytes(a, block.data, block.len);
	}
	readahead_begin(a->readahead, NULL); /* nobody reads it any more */
	progress_clear();
	return status;
}

/* Only a journal has an index of its boots; what this machine's kernel holds is of the last one. */
static void tell_boots(const struct settings *s, const struct input *input)
{
	const struct journal_options *opt = &s->journal_of;

	if (opt->boot_counted && input->journal == NULL && !input->continues && !(input->live && opt->boot_offset == 0))
		say_note("%s: boots are counted in a journal only: all of this log are reported", input->name);
}

static int begin_input(struct analysis *a, const struct input *input)
{
	int status = OOMLOG_OK;

	if (a->parser == NULL || a->live != input->live)
		status = parser_open(a, input->live);
	if (status != OOMLOG_OK)
		return status;
	/* Pieces of one log are one input where copies are looked for: no event is in two of them. */
	if (!input->continues)
		a->n_inputs++;
	tell_boots(a->settings, input);
	status = oomlog_parser_input(a->parser, input->name, input->mtime_us, input->continues);
	return status != OOMLOG_OK ? out_of_memory() : OOMLOG_OK;
}

static int finish_input(struct analysis *a)
{
	int finished = oomlog_parser_finish(a->parser), status = drain(a);

	if (status >= 0 && finished < 0)
		status = finished;
	if (status < 0)
		say("cannot go on: %s", oomlog_parser_errmsg(a->parser));
	return status;
}

/* A few lines of several CPUs are out of order in any log. */
static bool runs_backwards(const struct oomlog_stats *s)
{
	enum { LEAST_BACKWARD = 8 };

	return s->events > 0 && s->backward >= LEAST_BACKWARD && s->backward > s->kernel_lines / 2;
}

static void piece_give(struct analysis *a, struct piece *p)
{
	if (p->name != NULL)
		a->consumer->input(a->user, &p->told);
	free(p->name);
	free(p->error);
	*p = (struct piece){0};
}

/* Takes the name and the words. */
static void tell_input(struct analysis *a, char *name, char *error, bool goes_on)
{
	struct piece p = {name, error, {.path = name, .error = error, .stats.size = sizeof(p.told.stats)}};

	oomlog_parser_get_stats(a->parser, &p.told.stats);
	p.told.stats.events -= a->late < p.told.stats.events ? a->late : p.told.stats.events;
	p.told.filtered_events = a->input_filtered;
	a->late = a->input_filtered = 0;
	a->filtered += p.told.filtered_events;
	a->distrusted += p.told.stats.distrusted_lines;
	if (runs_backwards(&p.told.stats))
		say_note("%s: newest lines first: its events are in pieces; turn it over (tac, journalctl without -r)",
		         name);
	if (error != NULL) {
		a->input_failed = true;
		say("%s", error);
	}
	piece_give(a, &a->before);
	if (goes_on)
		a->before = p;
	else
		piece_give(a, &p);
}

/* The log has ended with its last piece. */
static void tell_coverage(struct analysis *a)
{
	const struct oomlog_coverage *c;

	for (size_t i = 0; a->consumer->coverage != NULL && (c = oomlog_parser_coverage(a->parser, i)) != NULL; i++)
		a->consumer->coverage(a->user, c);
}

/* Whether the next input goes on with this log is known once it is open, which closes this one: hence the copies. */
static int analyze_input(struct analysis *a, struct input **input)
{
	char *name = strdup((*input)->name), *error = NULL;
	int status = begin_input(a, *input), more = 0;

	if (name == NULL)
		status = out_of_memory();
	if (status == OOMLOG_OK)
		status = read_input(a, *input);
	if (status == OOMLOG_OK && input_error(*input) != NULL && (error = strdup(input_error(*input))) == NULL)
		status = out_of_memory();
	if (status == OOMLOG_OK)
		more = inputs_next(a->inputs, input);
	if (status == OOMLOG_OK && (more <= 0 || !(*input)->continues)) {
		status = finish_input(a);
		if (status == OOMLOG_OK)
			tell_coverage(a);
	}
	if (status == OOMLOG_OK) {
		tell_input(a, name, error, more > 0 && (*input)->continues);
		return more;
	}
	free(name);
	free(error);
	return status;
}

/* --- the whole --- */

static void tell_left_out(const struct analysis *a)
{
	if (a->copies > 0)
		say_note("%" PRIu64 " event%s found again, reported once", a->copies,
		         a->copies == 1 ? " was" : "s were");
	if (a->undated > 0)
		say_note("%" PRIu64 " event%s kept in spite of --since or --until: the log has no wall clock for %s",
		         a->undated, a->undated == 1 ? " was" : "s were", a->undated == 1 ? "it" : "them");
	if (a->filtered > 0)
		say_note("%" PRIu64 " event%s left out by the filters", a->filtered,
		         a->filtered == 1 ? " was" : "s were");
	if (a->distrusted > 0 && a->settings->strict_kernel)
		say_note("%" PRIu64 " line%s like an OOM report but not marked as the kernel's, and not believed "
		         "(--strict-kernel)",
		         a->distrusted, a->distrusted == 1 ? " is" : "s are");
	else if (a->distrusted > 0)
		say_note("%" PRIu64 " line%s like an OOM report written by a program, and not believed: "
		         "--any-facility believes %s",
		         a->distrusted, a->distrusted == 1 ? " is" : "s are", a->distrusted == 1 ? "it" : "them");
}

/* A directory or an archive stands for many inputs: its first one has another name. */
static bool has_several_inputs(const struct settings *s, const struct input *first)
{
	int n = s->n_names + (s->kmsg ? 1 : 0) + (s->journal ? 1 : 0);

	return n > 1 || (s->n_names == 1 && strcmp(s->names[0], first->name) != 0);
}

static void note(void *user, const char *words)
{
	(void)user;
	say_note("%s", words);
}

static int open_all(struct analysis *a, struct input **ret_first)
{
	int status;

	if (inputs_new(&a->inputs) != OOMLOG_OK || duplicates_new(&a->duplicates) != OOMLOG_OK ||
	    readahead_new(&a->readahead, a->settings->threads) != OOMLOG_OK) {
		out_of_memory();
		return EXIT_INPUT;
	}
	inputs_on_note(a->inputs, note, NULL);
	status = localinput_add(a->inputs, a->settings);
	if (status == OOMLOG_E_NOMEM)
		out_of_memory();
	if (status != OOMLOG_OK)
		return EXIT_INPUT;
	status = inputs_next(a->inputs, ret_first);
	if (status < 0)
		out_of_memory();
	return status > 0 ? a->consumer->open(a->user, has_several_inputs(a->settings, *ret_first)) : EXIT_INPUT;
}

static int analyze(struct analysis *a, bool *ret_finished)
{
	struct input *input;
	int status = open_all(a, &input), more = 1;

	if (status != 0)
		return status;
	progress_start(!a->settings->quiet, a->settings->progress);
	say_before(progress_clear);
	while (more > 0 && !a->consumer->is_dead(a->user))
		more = analyze_input(a, &input);
	if (more < 0)
		return EXIT_INPUT;
	if (!a->consumer->is_dead(a->user))
		tell_left_out(a);
	*ret_finished = true;
	return a->input_failed ? EXIT_INPUT : EXIT_ALL_READ;
}

int analysis_run(const struct settings *s, const struct consumer *consumer, void *user, bool *ret_finished)
{
	struct analysis *a = calloc(1, sizeof(*a));
	int status;

	*ret_finished = false;
	if (a == NULL) {
		out_of_memory();
		return EXIT_INPUT;
	}
	a->settings = s;
	a->consumer = consumer;
	a->user = user;
	status = analyze(a, ret_finished);
	a->parser = oomlog_parser_free(a->parser);
	a->duplicates = duplicates_free(a->duplicates);
	a->left_out = duplicates_free(a->left_out);
	a->readahead = readahead_free(a->readahead);
	a->inputs = inputs_free(a->inputs);
	free(a->before.name);
	free(a->before.error);
	free(a);
	return status;
}
