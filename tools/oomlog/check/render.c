#include "check/render.h"

#include "reports/text/digits.h"
#include "reports/text/rfc3339.h"

const struct render *render_find(const char *name)
{
	static const struct render all[] = {
		{"human", render_human},   {"json", render_json},         {"github", render_github},
		{"gitlab", render_gitlab}, {"junit", render_junit},       {"sarif", render_sarif},
		{"tap", render_tap},       {"markdown", render_markdown},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
}

void render_words(struct out *o, const char *words)
{
	out_str(o, str_of(words));
}

const char *render_text(struct text *t)
{
	t->buf[t->n < TEXT_MAX ? t->n : TEXT_MAX - 1] = '\0';
	return t->buf;
}

void render_number(struct out *o, uint64_t n)
{
	char digits[DIGITS_MAX];

	out_bytes(o, digits, (size_t)(digits_u64(digits, n) - digits));
}

void render_time(struct text *t, const struct issue *f)
{
	if (f->realtime_us != OOMLOG_ABSENT && rfc3339_can(f->realtime_us)) {
		text_time(t, f->realtime_us, ' ');
	} else if (f->monotonic_us != OOMLOG_ABSENT) {
		text_seconds(t, f->monotonic_us);
		text_add(t, " after boot");
	}
}

void render_place(struct text *t, const struct issue *f)
{
	text_add(t, f->input);
	text_add(t, ":");
	text_u64(t, f->first_line);
}

void render_allowance(struct text *t, const struct issue *f)
{
	if (f->allowance == NULL)
		return;
	text_add(t, "allowed until ");
	text_name(t, str_of(f->allowance->expires));
	text_add(t, ": ");
	text_name(t, str_of(f->allowance->reason));
}

static void left_out(struct text *t, uint64_t n, const char *why)
{
	if (n == 0)
		return;
	text_add(t, "; ");
	text_count(t, n, "event", "events");
	text_add(t, why);
}

void render_coverage(struct text *t, const struct verdict *v)
{
	text_count(t, v->inputs, "log", "logs");
	text_add(t, " with ");
	text_count(t, v->lines, "line", "lines");
	left_out(t, v->outside, " outside of the window");
	left_out(t, v->told_before, " told by an earlier check");
	left_out(t, v->ignored, " of kinds that are not looked at");
	left_out(t, v->unlisted, " not listed");
}
