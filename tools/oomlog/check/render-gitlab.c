/*
 * GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 * An array of description, check_name, fingerprint, severity and location. What is allowed is "info".
 */
#include "check/render.h"
#include "reports/render/jsonw.h"

static const char *severity(enum level level)
{
	static const char *const severities[LEVELS] = {"critical", "minor", "info"};

	return severities[level];
}

static void location(struct jsonw *j, const char *path, uint64_t line)
{
	jsonw_key(j, "location");
	jsonw_open(j, '{');
	/* GitLab takes no "./" before a path */
	jsonw_member_words(j, "path", strncmp(path, "./", 2) == 0 ? path + 2 : path);
	jsonw_key(j, "lines");
	jsonw_open(j, '{');
	jsonw_member_u64(j, "begin", line > 0 ? line : 1);
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static void finding(struct jsonw *j, const struct issue *f)
{
	struct text t;

	text_init(&t);
	text_add(&t, f->sentence);
	if (f->allowance != NULL) {
		text_add(&t, " (");
		render_allowance(&t, f);
		text_add(&t, ")");
	}
	jsonw_open(j, '{');
	jsonw_member_text(j, "description", text_str(&t));
	jsonw_key(j, "check_name");
	text_init(&t);
	text_add(&t, "oomlog/");
	text_add(&t, policy_class_name(f->class));
	jsonw_str(j, text_str(&t));
	jsonw_member_words(j, "fingerprint", f->fingerprint);
	jsonw_member_words(j, "severity", severity(f->level));
	location(j, f->input, f->first_line);
	jsonw_close(j, '}');
	out_literal(j->out, "\n");
}

static void remark(struct jsonw *j, const struct remark *r)
{
	struct text t;

	jsonw_open(j, '{');
	jsonw_member_words(j, "description", r->text);
	text_init(&t);
	text_add(&t, "oomlog/");
	text_add(&t, remark_name(r->kind));
	jsonw_member_text(j, "check_name", text_str(&t));
	text_add(&t, ":");
	text_add(&t, r->text);
	jsonw_member_text(j, "fingerprint", text_str(&t));
	jsonw_member_words(j, "severity", severity(r->level));
	location(j, "oomlog", 1);
	jsonw_close(j, '}');
	out_literal(j->out, "\n");
}

void render_gitlab(struct out *o, struct verdict *v, bool color)
{
	struct jsonw j = {.out = o};

	(void)color;
	jsonw_open(&j, '[');
	for (size_t i = 0; i < v->n_findings; i++)
		finding(&j, &v->findings[i]);
	for (size_t i = 0; i < v->n_remarks; i++)
		remark(&j, &v->remarks[i]);
	jsonw_close(&j, ']');
	out_literal(o, "\n");
}
