/* oomlog analyze: read logs, print what happened. */
#include "analysis.h"
#include "cmd.h"
#include "reports/redact/redact.h"
#include "say.h"
#include "sinks.h"

struct reports {
	const struct settings *settings;
	struct sinks *sinks;
	struct redactor *redactor; /* NULL: names stay as they are */
	bool nomem;                /* a name could not be replaced: nothing more is written */
};

static int open_reports(void *user, bool several_inputs)
{
	struct reports *r = user;

	return sinks_new(&r->sinks, r->settings, several_inputs);
}

/* What could not be redacted is not shown. */
static bool make_safe(struct reports *r, struct oomlog_event *ev)
{
	if (r->redactor != NULL && redact_event(r->redactor, ev) < 0)
		r->nomem = true;
	return !r->nomem;
}

static void give_event(void *user, struct oomlog_event *ev)
{
	struct reports *r = user;

	if (make_safe(r, ev))
		sinks_event(r->sinks, ev);
}

static void give_copy(void *user, uint64_t first, struct oomlog_event *copy)
{
	struct reports *r = user;

	if (make_safe(r, copy))
		sinks_copy(r->sinks, first, copy);
}

static void give_coverage(void *user, const struct oomlog_coverage *coverage)
{
	struct reports *r = user;
	struct oomlog_coverage shown = *coverage;

	if (r->redactor != NULL)
		redact_coverage(r->redactor, &shown);
	sinks_coverage(r->sinks, &shown);
}

static void give_input(void *user, const struct oomlog_input *input)
{
	struct reports *r = user;
	struct oomlog_input shown = *input;

	if (r->redactor != NULL)
		redact_input(r->redactor, &shown);
	sinks_input(r->sinks, &shown);
}

static bool are_dead(void *user)
{
	struct reports *r = user;

	return r->nomem || sinks_are_dead(r->sinks);
}

static int run(struct reports *r)
{
	static const struct consumer consumer = {open_reports,  give_event, give_copy,
	                                         give_coverage, give_input, are_dead};
	bool finished;
	int status = analysis_run(r->settings, &consumer, r, &finished);

	if (finished && !r->nomem && sinks_finish(r->sinks) != 0)
		status = EXIT_INPUT;
	if (r->nomem) {
		say("out of memory");
		status = EXIT_INPUT;
	}
	sinks_free(r->sinks);
	return status;
}

static int list_carriers(void)
{
	const char *name;

	for (size_t i = 0; (name = oomlog_carrier_name(i)) != NULL; i++)
		printf("%-16s %s\n", name, oomlog_carrier_description(i));
	return EXIT_ALL_READ;
}

int cmd_analyze(const struct settings *s)
{
	struct reports r = {.settings = s};
	int status;

	if (s->list_carriers)
		return list_carriers();
	if (s->redact && (r.redactor = redactor_new()) == NULL) {
		say("out of memory");
		return EXIT_INPUT;
	}
	if (s->redact && s->raw)
		say_note("--redact: the log's own lines are left out");
	status = run(&r);
	redactor_free(r.redactor);
	return status;
}
