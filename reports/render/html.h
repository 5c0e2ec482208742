/* The parts of the HTML page: html.c is the page, html-event.c an event of it, the others the parts of that. */
#ifndef REPORTS_RENDER_HTML_H
#define REPORTS_RENDER_HTML_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/draw.h"

/* html.css and html.js, as the build has put them in */
extern const char html_css[], html_js[];

/* `<td class="x">`: the program's own words, as they are. */
#define html(o, literal) out_literal(o, literal)

void html_text(struct out *o, const struct text *t);
void html_number(struct out *o, uint64_t n);
/* A cell of a table; empty where it is OOMLOG_ABSENT. */
void html_cell(struct out *o, int64_t value);
/* "2026-11-21 02:17:59 UTC" in a <time>, "3.317 s after boot", or nothing; with a mark of a year that was inferred */
void html_when(struct out *o, const struct oomlog_event *ev);

/* Facts and paragraphs as <dt>, <dd> and <p>. */
extern const struct draw_markup html_markup;

/* number: from 1; its element has the id "e<number>". */
int html_event(struct out *o, const struct diagnosis *dg, uint64_t number, unsigned top, bool raw);
void html_balance(struct out *o, const struct diagnosis *dg);
/* The first candidates of the kernel's choice, by their points. */
void html_choice(struct out *o, const struct diagnosis *dg);
/* Against the marks as this request met them. */
void html_zones(struct out *o, const struct oomlog_event *ev, const struct diagnosis *dg);
/* 0, or OOMLOG_E_NOMEM */
int html_tasks(struct out *o, const struct oomlog_event *ev);

#endif
