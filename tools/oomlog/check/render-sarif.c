/*
 * SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. A result for each finding; what is allowed is a
 * suppressed result with its justification; remarks are notifications of the run.
 */
#include "check/render.h"
#include "reports/render/jsonw.h"

static void message(struct jsonw *j, const char *name, strv text)
{
	jsonw_key_of(j, name);
	jsonw_open(j, '{');
	jsonw_member_text(j, "text", text);
	jsonw_close(j, '}');
}

static void rule(struct jsonw *j, enum policy_class class)
{
	jsonw_open(j, '{');
	jsonw_member_words(j, "id", policy_class_name(class));
	jsonw_member_words(j, "name", policy_class_title(class));
	message(j, "shortDescription", str_of(policy_class_title(class)));
	message(j, "fullDescription", str_of(policy_class_description(class)));
	jsonw_close(j, '}');
}

static void driver(struct jsonw *j)
{
	jsonw_key(j, "tool");
	jsonw_open(j, '{');
	jsonw_key(j, "driver");
	jsonw_open(j, '{');
	jsonw_member_words(j, "name", "oomlog");
	jsonw_member_words(j, "version", oomlog_version());
	jsonw_key(j, "rules");
	jsonw_open(j, '[');
	for (unsigned i = 0; i < POLICY_CLASSES; i++)
		rule(j, (enum policy_class)i);
	jsonw_close(j, ']');
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
		(c != '\0' && strchr("-._~/", c) != NULL);
}

/* A path as a URI: what is not plain is written as %XX, also a ':' that would look like a scheme. */
static void uri(struct jsonw *j, const char *path)
{
	struct text t;

	text_init(&t);
	if (path[0] == '/')
		text_add(&t, "file://");
	for (; *path != '\0' && !t.cut; path++) {
		unsigned char c = (unsigned char)*path;
		const char escaped[] = {'%', "0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15], '\0'};

		if (is_plain(*path))
			text_add_str(&t, (strv){path, 1});
		else
			text_add(&t, escaped);
	}
	jsonw_member_text(j, "uri", text_str(&t));
}

static void location(struct jsonw *j, const struct issue *f)
{
	jsonw_key(j, "locations");
	jsonw_open(j, '[');
	jsonw_open(j, '{');
	jsonw_key(j, "physicalLocation");
	jsonw_open(j, '{');
	jsonw_key(j, "artifactLocation");
	jsonw_open(j, '{');
	uri(j, strcmp(f->input, "-") == 0 ? "stdin" : f->input);
	jsonw_close(j, '}');
	jsonw_key(j, "region");
	jsonw_open(j, '{');
	jsonw_member_u64(j, "startLine", f->first_line > 0 ? f->first_line : 1);
	jsonw_member_u64(j, "endLine", f->last_line > 0 ? f->last_line : 1);
	jsonw_close(j, '}');
	jsonw_close(j, '}');
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

static void suppression(struct jsonw *j, const struct issue *f)
{
	struct text t;

	if (f->allowance == NULL)
		return;
	text_init(&t);
	render_allowance(&t, f);
	jsonw_key(j, "suppressions");
	jsonw_open(j, '[');
	jsonw_open(j, '{');
	jsonw_member_words(j, "kind", "external");
	jsonw_member_words(j, "status", "accepted");
	jsonw_member_text(j, "justification", text_str(&t));
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

static void finding(struct jsonw *j, const struct issue *f)
{
	static const char *const levels[LEVELS] = {"error", "warning", "note"};
	struct text t;

	text_init(&t);
	text_add(&t, f->sentence);
	text_add(&t, f->more[0] != '\0' ? " " : "");
	text_add(&t, f->more);
	jsonw_open(j, '{');
	jsonw_member_words(j, "ruleId", policy_class_name(f->class));
	jsonw_member_u64(j, "ruleIndex", f->class);
	jsonw_member_words(j, "level", levels[f->level]);
	message(j, "message", text_str(&t));
	location(j, f);
	jsonw_key(j, "partialFingerprints");
	jsonw_open(j, '{');
	jsonw_member_words(j, "oomlogOccurrence/v1", f->fingerprint);
	jsonw_member_words(j, "oomlogEvent/v1", f->id);
	jsonw_close(j, '}');
	suppression(j, f);
	jsonw_close(j, '}');
	out_literal(j->out, "\n");
}

static void invocation(struct jsonw *j, const struct verdict *v)
{
	static const char *const levels[LEVELS] = {"error", "warning", "note"};

	jsonw_key(j, "invocations");
	jsonw_open(j, '[');
	jsonw_open(j, '{');
	jsonw_key(j, "executionSuccessful");
	jsonw_boolean(j, v->failed_inputs == 0);
	jsonw_key(j, "toolExecutionNotifications");
	jsonw_open(j, '[');
	for (size_t i = 0; i < v->n_remarks; i++) {
		jsonw_open(j, '{');
		jsonw_member_words(j, "level", levels[v->remarks[i].level]);
		message(j, "message", str_of(v->remarks[i].text));
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

void render_sarif(struct out *o, struct verdict *v, bool color)
{
	struct jsonw j = {.out = o};

	(void)color;
	jsonw_open(&j, '{');
	jsonw_member_words(&j, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	jsonw_member_words(&j, "version", "2.1.0");
	jsonw_key(&j, "runs");
	jsonw_open(&j, '[');
	jsonw_open(&j, '{');
	driver(&j);
	invocation(&j, v);
	jsonw_key(&j, "results");
	jsonw_open(&j, '[');
	for (size_t i = 0; i < v->n_findings; i++)
		finding(&j, &v->findings[i]);
	jsonw_close(&j, ']');
	jsonw_close(&j, '}');
	jsonw_close(&j, ']');
	jsonw_close(&j, '}');
	out_literal(o, "\n");
}
