/* `trigger`: who asked, for what, and on what way. */
#include "reports/render/jsonevent-parts.h"

/* "GFP_HIGHUSER_MOVABLE|__GFP_ZERO"; "" is the empty mask, "0x0()" */
static void flags(struct jsonw *j, strv names)
{
	if (names.p == NULL)
		return;
	jsonw_open_member(j, "flags", '[');
	while (names.n > 0) {
		size_t bar = str_find_byte(names, '|');
		strv name = str_upto(names, bar);

		if (name.n > 0)
			jsonw_str(j, name);
		names = bar == SIZE_MAX ? str_from(names, names.n) : str_from(names, bar + 1);
	}
	jsonw_close(j, ']');
}

static void gfp_mask(struct jsonw *j, const void *of)
{
	const struct oomlog_trigger *t = of;

	if (t->gfp_mask == OOMLOG_ABSENT_U)
		return;
	jsonw_open_member(j, "gfp_mask", '{');
	jsonw_member_u64(j, "value", t->gfp_mask);
	jsonw_key(j, "hex");
	jsonw_hex_mask(j, t->gfp_mask);
	flags(j, t->gfp_flags);
	jsonw_close(j, '}');
}

/* "out_of_memory+0x1fd/0x4c0 [module]"; a frame without symbols has no size. */
static void frame(struct jsonw *j, const struct oomlog_frame *f)
{
	bool has_offset = f->size != 0 && f->size != OOMLOG_ABSENT_U;

	jsonw_open(j, '{');
	jsonw_member_text(j, "function", f->function);
	jsonw_member_u64(j, "offset", has_offset ? f->offset : OOMLOG_ABSENT_U);
	jsonw_member_u64(j, "size", has_offset ? f->size : OOMLOG_ABSENT_U);
	jsonw_member_text(j, "module", f->module);
	jsonw_member_boolean(j, "reliable", f->reliable);
	jsonw_close(j, '}');
}

static void call_trace(struct jsonw *j, const void *of)
{
	const struct oomlog_trigger *t = of;

	if (t->n_call_trace == 0)
		return;
	jsonw_open_member(j, "call_trace", '[');
	for (size_t i = 0; i < t->n_call_trace; i++)
		frame(j, &t->call_trace[i]);
	jsonw_close(j, ']');
}

const struct jsonmember jsonevent_trigger[] = {
	JSONMEMBER(struct oomlog_trigger, comm),
	JSONMEMBER(struct oomlog_trigger, pid),
	JSONMEMBER(struct oomlog_trigger, uid),
	JSONMEMBER(struct oomlog_trigger, cpu),
	JSONMEMBER_BY_HAND("gfp_mask", gfp_mask),
	JSONMEMBER(struct oomlog_trigger, order),
	JSONMEMBER(struct oomlog_trigger, oom_score_adj),
	JSONMEMBER(struct oomlog_trigger, oom_adj),
	JSONMEMBER(struct oomlog_trigger, cpuset),
	JSONMEMBER(struct oomlog_trigger, mems_allowed),
	JSONMEMBER(struct oomlog_trigger, nodemask),
	JSONMEMBER(struct oomlog_trigger, reason),
	JSONMEMBER(struct oomlog_trigger, manual),
	JSONMEMBER_BY_HAND("call_trace", call_trace),
	JSONMEMBER_END,
};
