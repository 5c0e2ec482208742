#include "reports/report.h"

#include <stdlib.h>

static const struct reporter *const reporters[] = {
	&reporter_human,      &reporter_json, &reporter_ndjson, &reporter_markdown, &reporter_csv,
	&reporter_prometheus, &reporter_otlp, &reporter_ecs,    &reporter_k8s,      &reporter_html,
};

void oomlog_report_options_init(struct oomlog_report_options *opt)
{
	*opt = (struct oomlog_report_options){
		.size = sizeof(*opt), .top = 10, .width = 80, .since_us = OOMLOG_ABSENT, .until_us = OOMLOG_ABSENT};
}

static const struct reporter *find_reporter(const char *format)
{
	for (size_t i = 0; i < sizeof(reporters) / sizeof(reporters[0]); i++)
		if (strcmp(reporters[i]->name, format) == 0)
			return reporters[i];
	return NULL;
}

static bool are_changes(const struct oomlog_report_options *opt)
{
	if (opt->n_what_if > WHAT_IF_MAX || (opt->n_what_if > 0 && opt->what_if == NULL))
		return false;
	for (size_t i = 0; i < opt->n_what_if; i++)
		if (opt->what_if[i].adj < ADJ_EXEMPT || opt->what_if[i].adj > ADJ_MOST)
			return false;
	return true;
}

/* A program built against an older header has a shorter struct: what it lacks keeps its default. */
static int take_options(struct oomlog_report_options *to, const struct oomlog_report_options *from)
{
	oomlog_report_options_init(to);
	if (from == NULL)
		return OOMLOG_OK;
	if (from->size < sizeof(from->size) || from->size > sizeof(*to))
		return OOMLOG_E_INVALID;
	memcpy(to, from, from->size);
	return are_changes(to) ? OOMLOG_OK : OOMLOG_E_INVALID;
}

static int start(struct oomlog_report *r, oomlog_write_fn write, void *user)
{
	int status = out_init(&r->out, write, user);

	if (status < 0)
		return status;
	r->state = calloc(1, r->type->state_size);
	if (r->state == NULL)
		return OOMLOG_E_NOMEM;
	tally_init(&r->tally);
	return r->type->begin(r);
}

int oomlog_report_new(struct oomlog_report **ret, const char *format, const struct oomlog_report_options *opt,
                      oomlog_write_fn write, void *user)
{
	const struct reporter *type = format != NULL ? find_reporter(format) : NULL;
	struct oomlog_report *r;
	int status;

	if (ret == NULL || type == NULL || write == NULL)
		return OOMLOG_E_INVALID;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return OOMLOG_E_NOMEM;
	r->type = type;
	status = take_options(&r->opt, opt);
	if (status == OOMLOG_OK)
		status = start(r, write, user);
	if (status < 0) {
		oomlog_report_free(r);
		return status;
	}
	*ret = r;
	return OOMLOG_OK;
}

/* The first error, of the format or of the callback. */
static int result(struct oomlog_report *r, int status)
{
	if (status < 0 && r->out.status == OOMLOG_OK)
		r->out.status = status;
	return r->out.status;
}

static int usable(const struct oomlog_report *r)
{
	return r->finished ? OOMLOG_E_FINISHED : r->out.status;
}

int oomlog_report_event(struct oomlog_report *r, const struct oomlog_event *ev)
{
	if (usable(r) < 0)
		return usable(r);
	tally_event(&r->tally, ev);
	diagnosis_of_event(&r->diagnosis, ev, r->opt.what_if, r->opt.n_what_if);
	return result(r, r->type->event(r, ev, false));
}

int oomlog_report_amend(struct oomlog_report *r, const struct oomlog_event *ev)
{
	if (usable(r) < 0)
		return usable(r);
	if (!r->type->amends)
		return OOMLOG_E_INVALID;
	diagnosis_of_event(&r->diagnosis, ev, r->opt.what_if, r->opt.n_what_if);
	return result(r, r->type->event(r, ev, true));
}

int oomlog_report_copy(struct oomlog_report *r, uint64_t first, const struct oomlog_event *copy)
{
	if (usable(r) < 0)
		return usable(r);
	if (first >= r->tally.events)
		return OOMLOG_E_INVALID;
	r->tally.copies++;
	return r->type->copy != NULL ? result(r, r->type->copy(r, first, copy)) : OOMLOG_OK;
}

int oomlog_report_coverage(struct oomlog_report *r, const struct oomlog_coverage *coverage)
{
	if (usable(r) < 0)
		return usable(r);
	if (coverage == NULL || coverage->size != sizeof(*coverage))
		return OOMLOG_E_INVALID;
	return r->type->coverage != NULL ? result(r, r->type->coverage(r, coverage)) : OOMLOG_OK;
}

int oomlog_report_input(struct oomlog_report *r, const struct oomlog_input *input)
{
	if (usable(r) < 0)
		return usable(r);
	tally_input(&r->tally, input);
	return r->type->input != NULL ? result(r, r->type->input(r, input)) : OOMLOG_OK;
}

int oomlog_report_flush(struct oomlog_report *r)
{
	out_flush(&r->out);
	return r->out.status;
}

int oomlog_report_finish(struct oomlog_report *r)
{
	if (usable(r) < 0)
		return usable(r);
	if (r->type->finish != NULL)
		result(r, r->type->finish(r));
	r->finished = true;
	return oomlog_report_flush(r);
}

struct oomlog_report *oomlog_report_free(struct oomlog_report *r)
{
	if (r == NULL)
		return NULL;
	if (r->state != NULL && r->type->release != NULL)
		r->type->release(r);
	free(r->state);
	out_release(&r->out);
	free(r);
	return NULL;
}
