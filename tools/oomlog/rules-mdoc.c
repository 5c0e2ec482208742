#include "rules-mdoc.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "util/str.h"

static void put(struct out *out, const char *words)
{
	out_str(out, str_of(words));
}

/* mdoc wants each sentence on a line of its own. */
static bool ends_sentence(const char *p)
{
	return p[0] == '.' && p[1] == ' ' && isupper((unsigned char)p[2]);
}

/* A line that begins with one of these would be a request, and a backslash an escape. */
static void put_text(struct out *out, const char *words)
{
	if (words[0] == '.' || words[0] == '\'')
		put(out, "\\&");
	for (const char *p = words; *p != '\0'; p++) {
		if (*p == '\\') {
			put(out, "\\e");
		} else if (ends_sentence(p)) {
			put(out, ".\n");
			p++;
		} else {
			out_byte(out, *p);
		}
	}
	put(out, "\n");
}

static void put_item(struct out *out, const char *what, const char *words)
{
	put(out, ".It ");
	put(out, what);
	put(out, "\n");
	put_text(out, words);
}

static void put_thresholds(struct out *out, const struct oomlog_rule *r)
{
	const struct oomlog_threshold *t;

	for (size_t i = 0; (t = rules_next_threshold(r, &i)) != NULL;) {
		char number[32];

		snprintf(number, sizeof(number), "\n= %" PRId64 ",\n", t->value);
		put(out, ".It limit\n.Dv ");
		put(out, t->name);
		put(out, number);
		put_text(out, t->meaning);
	}
}

static void put_rule(struct out *out, const struct oomlog_rule *r)
{
	put(out, ".Sy ");
	put(out, r->code);
	put(out, "\n.Bl -tag -width advice -compact -offset Ds\n");
	put_item(out, "if", r->condition);
	put_thresholds(out, r);
	put_item(out, "then", r->conclusion);
	put_item(out, "advice", r->advice);
	put_item(out, "source", r->source);
	put(out, ".El\n");
}

void rules_mdoc(struct out *out)
{
	const char *about = "";
	const struct oomlog_rule *r;

	for (size_t i = 0; (r = oomlog_rule(i)) != NULL; i++) {
		bool same = strcmp(about, r->about) == 0;

		put(out, same ? ".Pp\n" : ".Ss ");
		put(out, same ? "" : r->about);
		put(out, same ? "" : "\n");
		about = r->about;
		put_rule(out, r);
	}
}
