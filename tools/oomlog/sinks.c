#include "sinks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "output.h"
#include "say.h"
#include "terminal.h"

struct sink {
	struct output output;
	struct oomlog_report *report;
	int status;   /* of the report */
	bool at_once; /* somebody looks on: every event is shown when it is found */
};

struct sinks {
	struct sink *items;
	size_t n;
};

static struct oomlog_report_options report_options(const struct settings *s, const char *format,
                                                   const struct output *output, bool several_inputs)
{
	struct oomlog_report_options opt;

	settings_for_report(s, &opt);
	opt.raw |= options_folds_raw(format);
	opt.width = terminal_width(output->fd);
	opt.color = terminal_has_color(s->color, output->fd);
	opt.ascii = terminal_is_ascii();
	opt.several_inputs = several_inputs;
	opt.what_if = s->what_if.items;
	opt.n_what_if = s->what_if.n;
	opt.since_us = s->filter.since_us;
	opt.until_us = s->filter.until_us;
	return opt;
}

static int sink_open(struct sink *sink, const struct output_choice *choice, const struct settings *s, bool several)
{
	struct oomlog_report_options opt;

	if (output_open(&sink->output, choice->file) != 0)
		return EXIT_USAGE;
	opt = report_options(s, choice->format, &sink->output, several);
	sink->at_once = isatty(sink->output.fd) == 1;
	if (strcmp(choice->format, "human") == 0)
		output_page(&sink->output, s->no_pager);
	sink->status = oomlog_report_new(&sink->report, choice->format, &opt, output_write, &sink->output);
	if (sink->status == OOMLOG_OK)
		return 0;
	output_abandon(&sink->output);
	say("cannot write %s: out of memory", choice->format);
	return EXIT_INPUT;
}

int sinks_new(struct sinks **ret, const struct settings *s, bool several_inputs)
{
	struct sinks *sinks = calloc(1, sizeof(*sinks));
	int status = 0;

	if (sinks != NULL)
		sinks->items = calloc(s->n_more + 1, sizeof(*sinks->items));
	if (sinks == NULL || sinks->items == NULL) {
		say("out of memory");
		free(sinks);
		return EXIT_INPUT;
	}
	for (size_t i = 0; status == 0 && i < s->n_more + 1; i++) {
		status = sink_open(&sinks->items[i], i == 0 ? &s->first : &s->more[i - 1], s, several_inputs);
		if (status == 0)
			sinks->n++;
	}
	if (status != 0)
		sinks_free(sinks);
	else
		*ret = sinks;
	return status;
}

struct sinks *sinks_free(struct sinks *s)
{
	if (s == NULL)
		return NULL;
	for (size_t i = 0; i < s->n; i++) {
		oomlog_report_free(s->items[i].report);
		output_abandon(&s->items[i].output);
	}
	free(s->items);
	free(s);
	return NULL;
}

void sinks_event(struct sinks *s, const struct oomlog_event *ev)
{
	for (size_t i = 0; i < s->n; i++) {
		struct sink *sink = &s->items[i];

		if (sink->status == OOMLOG_OK)
			sink->status = oomlog_report_event(sink->report, ev);
		if (sink->status == OOMLOG_OK && sink->at_once)
			sink->status = oomlog_report_flush(sink->report);
		if (sink->at_once)
			(void)output_flush(&sink->output);
	}
}

void sinks_copy(struct sinks *s, uint64_t first, const struct oomlog_event *copy)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].status == OOMLOG_OK)
			s->items[i].status = oomlog_report_copy(s->items[i].report, first, copy);
}

void sinks_coverage(struct sinks *s, const struct oomlog_coverage *coverage)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].status == OOMLOG_OK)
			s->items[i].status = oomlog_report_coverage(s->items[i].report, coverage);
}

void sinks_input(struct sinks *s, const struct oomlog_input *input)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].status == OOMLOG_OK)
			s->items[i].status = oomlog_report_input(s->items[i].report, input);
}

bool sinks_are_dead(const struct sinks *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].status == OOMLOG_OK && !s->items[i].output.closed)
			return false;
	return true;
}

static int sink_finish(struct sink *sink)
{
	if (sink->status == OOMLOG_OK)
		sink->status = oomlog_report_finish(sink->report);
	sink->report = oomlog_report_free(sink->report);
	/* A report that failed is not given its name; the words for a failed write come from closing. */
	if (sink->status != OOMLOG_OK && sink->output.error == 0) {
		say("cannot write '%s': %s", sink->output.name,
		    sink->status == OOMLOG_E_NOMEM ? "out of memory" : "the report failed");
		output_abandon(&sink->output);
		return EXIT_INPUT;
	}
	return output_close(&sink->output) == 0 ? 0 : EXIT_INPUT;
}

int sinks_finish(struct sinks *s)
{
	int status = 0;

	for (size_t i = 0; i < s->n; i++)
		if (sink_finish(&s->items[i]) != 0)
			status = EXIT_INPUT;
	return status;
}
