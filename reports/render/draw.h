/* Lines on a terminal or a page: wrapping, facts with labels, bars. What is given is already safe to print (text.h). */
#ifndef REPORTS_RENDER_DRAW_H
#define REPORTS_RENDER_DRAW_H

#include "reports/render/out.h"
#include "reports/text/text.h"

enum draw_style { DRAW_PLAIN, DRAW_STRONG, DRAW_ALERT, DRAW_FAINT };

struct draw;

/* Markup takes the facts and paragraphs as they are, instead of their lines. */
struct draw_markup {
	void (*fact)(struct draw *d, const char *label, strv value);
	void (*paragraph)(struct draw *d, enum draw_style style, strv s);
	void (*bullet)(struct draw *d, strv s);
};

struct draw {
	struct out *out;
	unsigned width;
	bool ascii, color;
	const struct draw_markup *markup; /* NULL: lines */
};

void draw_line(struct draw *d);
void draw_rule(struct draw *d);
/* Wrapped at the width; every line begins with `indent` blanks. */
void draw_paragraph(struct draw *d, enum draw_style style, unsigned indent, strv s);
/* One of a list. */
void draw_bullet(struct draw *d, strv s);
/* "  killed     memeater[124] ..": later lines stand below the value. An empty label goes on with the fact above. */
void draw_fact(struct draw *d, const char *label, strv value);
/* "  anon        51.8 MiB  ███████▍   60 %" */
void draw_bar(struct draw *d, const char *name, uint64_t bytes, uint64_t whole);
/* One line as it is, in a style; no wrapping. */
void draw_row(struct draw *d, enum draw_style style, strv s);

/* Cells of a table in a line under construction: padded with blanks to `columns`, cut where too long. */
void draw_cell_left(struct text *line, strv s, unsigned columns);
void draw_cell_right(struct text *line, strv s, unsigned columns);
/* .. of a number or a size; empty where it is absent. */
void draw_cell_number(struct text *line, int64_t value, unsigned columns);
void draw_cell_size(struct text *line, uint64_t bytes, unsigned columns);

#endif
