/* oomlog rules: what the diagnosis concludes, from what, with which limits. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <oomlog/report.h>

#include "cmd.h"
#include "output.h"
#include "reports/render/jsonw.h"
#include "rules-mdoc.h"
#include "say.h"

enum { LINE = 256 };

/* A condition names its thresholds in capitals. */
static bool names(const struct oomlog_rule *r, const struct oomlog_threshold *t)
{
	const char *at = strstr(r->condition, t->name);

	return at != NULL && !isupper((unsigned char)at[strlen(t->name)]) && at[strlen(t->name)] != '_';
}

static bool is_named_by_a_rule(const struct oomlog_threshold *t)
{
	const struct oomlog_rule *r;

	for (size_t i = 0; (r = oomlog_rule(i)) != NULL; i++)
		if (names(r, t))
			return true;
	return false;
}

const struct oomlog_threshold *rules_next_threshold(const struct oomlog_rule *r, size_t *i)
{
	const struct oomlog_threshold *t = oomlog_threshold((*i)++);

	while (t != NULL && r != NULL && !names(r, t))
		t = oomlog_threshold((*i)++);
	return t;
}

/* --- for people --- */

static void put(struct out *out, const char *words)
{
	out_str(out, str_of(words));
}

static void put_line(struct out *out, const char *what, const char *words)
{
	char line[LINE];

	snprintf(line, sizeof(line), "\t%-11s", what);
	put(out, line);
	put(out, words);
	put(out, "\n");
}

static void put_threshold(struct out *out, const struct oomlog_threshold *t)
{
	char line[LINE];

	snprintf(line, sizeof(line), "%s = %" PRId64 ", %s", t->name, t->value, t->meaning);
	put_line(out, "limit", line);
}

static void put_thresholds(struct out *out, const struct oomlog_rule *r)
{
	const struct oomlog_threshold *t;

	for (size_t i = 0; (t = rules_next_threshold(r, &i)) != NULL;)
		put_threshold(out, t);
}

static void put_rule(struct out *out, const struct oomlog_rule *r)
{
	put(out, r->code);
	put(out, "\n");
	put_line(out, "if", r->condition);
	put_thresholds(out, r);
	put_line(out, "then", r->conclusion);
	put_line(out, "advice", r->advice);
	put_line(out, "source", r->source);
}

/* Limits of incidents, of series, of what several rules rest on. */
static void put_other_thresholds(struct out *out)
{
	const struct oomlog_threshold *t;

	put(out, "\nOther limits\n\n");
	for (size_t i = 0; (t = oomlog_threshold(i)) != NULL; i++)
		if (!is_named_by_a_rule(t))
			put_threshold(out, t);
}

static void put_human(struct out *out)
{
	const char *about = "";
	const struct oomlog_rule *r;

	for (size_t i = 0; (r = oomlog_rule(i)) != NULL; i++) {
		if (strcmp(about, r->about) != 0) {
			put(out, i == 0 ? "" : "\n");
			put(out, r->about);
			put(out, "\n\n");
		}
		about = r->about;
		put_rule(out, r);
	}
	put_other_thresholds(out);
}

/* --- for programs --- */

static void json_thresholds(struct jsonw *j, const struct oomlog_rule *r)
{
	const struct oomlog_threshold *t;

	jsonw_key(j, "thresholds");
	jsonw_open(j, '[');
	for (size_t i = 0; (t = rules_next_threshold(r, &i)) != NULL;) {
		jsonw_open(j, '{');
		jsonw_member_words(j, "name", t->name);
		jsonw_member_i64(j, "value", t->value);
		jsonw_member_words(j, "meaning", t->meaning);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void json_rule(struct jsonw *j, const struct oomlog_rule *r)
{
	jsonw_open(j, '{');
	jsonw_member_words(j, "code", r->code);
	jsonw_member_words(j, "about", r->about);
	jsonw_member_words(j, "condition", r->condition);
	json_thresholds(j, r);
	jsonw_member_words(j, "conclusion", r->conclusion);
	jsonw_member_words(j, "advice", r->advice);
	jsonw_member_words(j, "source", r->source);
	jsonw_close(j, '}');
}

static void put_json(struct out *out)
{
	struct jsonw j = {.out = out};
	const struct oomlog_rule *r;

	jsonw_open(&j, '{');
	jsonw_member_words(&j, "schema", "oomlog.rules/1");
	jsonw_key(&j, "rules");
	jsonw_open(&j, '[');
	for (size_t i = 0; (r = oomlog_rule(i)) != NULL; i++)
		json_rule(&j, r);
	jsonw_close(&j, ']');
	json_thresholds(&j, NULL);
	jsonw_close(&j, '}');
	out_byte(out, '\n');
}

static int write_rules(struct output *output, const struct settings *s)
{
	struct out out;

	if (output_open(output, s->first.file) < 0)
		return EXIT_USAGE;
	if (out_init(&out, output_write, output) < 0) {
		say("out of memory");
		output_abandon(output);
		return EXIT_INPUT;
	}
	if (strcmp(s->first.format, "json") == 0) {
		put_json(&out);
	} else if (strcmp(s->first.format, "mdoc") == 0) {
		rules_mdoc(&out);
	} else {
		output_page(output, s->no_pager);
		put_human(&out);
	}
	out_flush(&out);
	out_release(&out);
	return output_close(output) == 0 ? 0 : EXIT_INPUT;
}

int cmd_rules(const struct settings *s)
{
	struct output *output;
	int status;

	if (s->n_names > 0) {
		say("rules takes no argument");
		return EXIT_USAGE;
	}
	output = malloc(sizeof(*output));
	if (output == NULL) {
		say("out of memory");
		return EXIT_INPUT;
	}
	status = write_rules(output, s);
	free(output);
	return status;
}
