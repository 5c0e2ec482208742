/* Words inside of markup. What is given is already safe to print (text.h): UTF-8 without control characters. */
#ifndef REPORTS_RENDER_MARKUP_H
#define REPORTS_RENDER_MARKUP_H

#include "reports/render/out.h"

/* In elements and quoted attributes of HTML and XML; the two characters that XML does not allow become '?'. */
void markup_html(struct out *o, strv words);
/* In a line, or a cell of a table, of CommonMark: nothing in it is markup, a link, or the name of a person to tell. */
void markup_markdown(struct out *o, strv words);

#endif
