/* oomlog analyze: read logs, print what happened. */
#include "analysis.h"
#include "cmd.h"
#include "sinks.h"

struct reports {
	const struct settings *settings;
	struct sinks *sinks;
};

static int open_reports(void *user, bool several_inputs)
{
	struct reports *r = user;

	return sinks_new(&r->sinks, r->settings, several_inputs);
}

static void give_event(void *user, const struct oomlog_event *ev)
{
	struct reports *r = user;

	sinks_event(r->sinks, ev);
}

static void give_copy(void *user, uint64_t first, const struct oomlog_event *copy)
{
	struct reports *r = user;

	sinks_copy(r->sinks, first, copy);
}

static void give_input(void *user, const struct oomlog_input *input)
{
	struct reports *r = user;

	sinks_input(r->sinks, input);
}

static bool are_dead(void *user)
{
	struct reports *r = user;

	return sinks_are_dead(r->sinks);
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
	static const struct consumer consumer = {open_reports, give_event, give_copy, give_input, are_dead};
	struct reports r = {.settings = s};
	bool finished;
	int status;

	if (s->list_carriers)
		return list_carriers();
	status = analysis_run(s, &consumer, &r, &finished);
	if (finished && sinks_finish(r.sinks) != 0)
		status = EXIT_INPUT;
	sinks_free(r.sinks);
	return status;
}
