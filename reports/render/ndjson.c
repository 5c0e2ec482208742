/* One event a line, as it completes. */
#include "reports/render/jsonevent.h"
#include "reports/report.h"

static int begin(struct oomlog_report *r)
{
	return r->out.status;
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct jsonw j = {.out = &r->out};
	struct jsonevent how = {.diagnosis = &r->diagnosis, .amends = amends, .raw = r->opt.raw};

	jsonevent_write(&j, ev, &how);
	out_byte(&r->out, '\n');
	return r->out.status;
}

const struct reporter reporter_ndjson = {
	.name = "ndjson",
	.state_size = 1,
	.amends = true,
	.begin = begin,
	.event = event,
};
