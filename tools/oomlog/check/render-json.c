/* "oomlog.check/1": the answer, and every finding with its whole event (docs/man/oomlog-json.5). */
#include "check/render.h"
#include "reports/render/jsonw.h"

static void allowance(struct jsonw *j, const struct issue *f)
{
	if (f->allowance == NULL)
		return;
	jsonw_key(j, "allowance");
	jsonw_open(j, '{');
	jsonw_member_words(j, "reason", f->allowance->reason);
	jsonw_member_words(j, "expires", f->allowance->expires);
	jsonw_close(j, '}');
}

static void finding(struct jsonw *j, struct verdict *v, const struct issue *f)
{
	out_literal(j->out, "\n");
	jsonw_open(j, '{');
	jsonw_member_words(j, "level", level_name(f->level));
	jsonw_member_words(j, "class", policy_class_name(f->class));
	jsonw_member_words(j, "title", f->title);
	jsonw_member_words(j, "fingerprint", f->fingerprint);
	allowance(j, f);
	jsonw_key(j, "event");
	if (spool_copy(&v->events, f->json_at, f->json_len, j->out) < 0)
		v->nomem = true;
	j->comma = true;
	jsonw_close(j, '}');
}

static void remarks(struct jsonw *j, const struct verdict *v)
{
	jsonw_key(j, "remarks");
	jsonw_open(j, '[');
	for (size_t i = 0; i < v->n_remarks; i++) {
		jsonw_open(j, '{');
		jsonw_member_words(j, "level",
		                   v->remarks[i].level == LEVEL_ALLOWED ? "note" : level_name(v->remarks[i].level));
		jsonw_member_words(j, "kind", remark_name(v->remarks[i].kind));
		jsonw_member_words(j, "text", v->remarks[i].text);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void summary(struct jsonw *j, const struct verdict *v)
{
	jsonw_key(j, "summary");
	jsonw_open(j, '{');
	jsonw_member_u64(j, "errors", v->counts[LEVEL_ERROR]);
	jsonw_member_u64(j, "warnings", v->counts[LEVEL_WARNING]);
	jsonw_member_u64(j, "allowed", v->counts[LEVEL_ALLOWED]);
	jsonw_member_u64(j, "incomplete", v->incomplete);
	jsonw_member_u64(j, "undated", v->undated);
	jsonw_member_u64(j, "outside_window", v->outside);
	jsonw_member_u64(j, "told_before", v->told_before);
	jsonw_member_u64(j, "ignored", v->ignored);
	jsonw_member_u64(j, "unlisted", v->unlisted);
	jsonw_member_u64(j, "unlisted_remarks", v->unremarked);
	jsonw_member_u64(j, "inputs", v->inputs);
	jsonw_member_u64(j, "failed_inputs", v->failed_inputs);
	jsonw_member_u64(j, "lines", v->lines);
	jsonw_close(j, '}');
}

void render_json(struct out *o, struct verdict *v, bool color)
{
	struct jsonw j = {.out = o};

	(void)color;
	jsonw_open(&j, '{');
	jsonw_member_words(&j, "schema", "oomlog.check/1");
	jsonw_key(&j, "generator");
	jsonw_open(&j, '{');
	jsonw_member_words(&j, "name", "oomlog");
	jsonw_member_words(&j, "version", oomlog_version());
	jsonw_close(&j, '}');
	jsonw_member_words(&j, "result", v->failed ? "failed" : v->failed_inputs > 0 ? "unknown" : "passed");
	jsonw_member_text(&j, "answer", text_str(&v->answer));
	jsonw_member_words(&j, "ci", v->ci);
	jsonw_key(&j, "findings");
	jsonw_open(&j, '[');
	for (size_t i = 0; i < v->n_findings; i++)
		finding(&j, v, &v->findings[i]);
	jsonw_close(&j, ']');
	remarks(&j, v);
	summary(&j, v);
	jsonw_close(&j, '}');
	out_literal(o, "\n");
}
