#include "reports/diagnosis/diagnosis.h"
#define W __attribute__((weak))
W void request_of_event(const struct oomlog_event *ev, struct request *r)
{
	(void)ev;
	memset(r, 0, sizeof *r);
	r->order = OOMLOG_ABSENT;
	r->bytes = OOMLOG_ABSENT_U;
}
W const char *request_refusal_name(enum request_refusal r)
{
	(void)r;
	return "unknown";
}
W void holder_of_event(const struct oomlog_event *ev, const struct balance *b, struct holder *r)
{
	(void)ev;
	(void)b;
	memset(r, 0, sizeof *r);
}
W const char *holder_kind_name(enum holder_kind k)
{
	(void)k;
	return "x";
}
W void swap_of_event(const struct oomlog_event *ev, struct swap *r)
{
	(void)ev;
	memset(r, 0, sizeof *r);
}
W const char *swap_state_name(enum swap_state s)
{
	(void)s;
	return "x";
}
