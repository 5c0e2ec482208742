/* The reports of check. Each writes the whole verdict at its end. */
#ifndef OOMLOG_CHECK_RENDER_H
#define OOMLOG_CHECK_RENDER_H

#include "check/verdict.h"
#include "reports/render/out.h"

struct render {
	const char *name;
	void (*write)(struct out *o, struct verdict *v, bool color);
};

/* NULL: no such format. */
const struct render *render_find(const char *name);

void render_human(struct out *o, struct verdict *v, bool color);
void render_json(struct out *o, struct verdict *v, bool color);
void render_github(struct out *o, struct verdict *v, bool color);
void render_gitlab(struct out *o, struct verdict *v, bool color);
void render_junit(struct out *o, struct verdict *v, bool color);
void render_sarif(struct out *o, struct verdict *v, bool color);
void render_tap(struct out *o, struct verdict *v, bool color);
void render_markdown(struct out *o, struct verdict *v, bool color);

/* What several of them say. */
void render_words(struct out *o, const char *words);
/* The text, with a NUL behind it. */
const char *render_text(struct text *t);
void render_number(struct out *o, uint64_t n);
/* "2026-11-21 01:28:01 UTC", "3.317 s after boot" or nothing */
void render_time(struct text *t, const struct issue *f);
/* "kern.log:12" */
void render_place(struct text *t, const struct issue *f);
/* "allowed until 2026-12-31: the load test fills its container"; where it is allowed */
void render_allowance(struct text *t, const struct issue *f);
/* "3 inputs, 1234 lines", and what was left out and why */
void render_coverage(struct text *t, const struct verdict *v);

#endif
