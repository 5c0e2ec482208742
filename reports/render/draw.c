#include "reports/render/draw.h"

enum { LABEL = 13, BAR_NAME = 15, BAR_SIZE = 10, BAR_PERCENT = 7, BAR_MAX = 60 };

static void blanks(struct draw *d, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		out_byte(d->out, ' ');
}

static void style_begin(struct draw *d, enum draw_style style)
{
	static const char *const codes[] = {"", "\033[1m", "\033[1;31m", "\033[2m"};

	if (d->color)
		out_str(d->out, str_of(codes[style]));
}

static void style_end(struct draw *d, enum draw_style style)
{
	if (d->color && style != DRAW_PLAIN)
		out_literal(d->out, "\033[0m");
}

void draw_line(struct draw *d)
{
	if (d->markup != NULL)
		return;
	out_byte(d->out, '\n');
}

void draw_rule(struct draw *d)
{
	for (unsigned i = 0; i < d->width; i++) {
		if (d->ascii)
			out_byte(d->out, '-');
		else
			out_literal(d->out, "\xe2\x94\x80"); /* U+2500 */
	}
	draw_line(d);
}

/* With `ascii` a name's own characters beyond it are shown by their bytes too. */
static void write_safe(struct draw *d, strv s)
{
	static const char hex[] = "0123456789abcdef";

	if (!d->ascii) {
		out_str(d->out, s);
		return;
	}
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		const char text[] = {'\\', 'x', hex[c >> 4], hex[c & 15]};

		if (c < 0x80)
			out_byte(d->out, s.p[i]);
		else
			out_bytes(d->out, text, sizeof(text));
	}
}

/* A path goes on behind a slash, if half a line stands before it; so that names stay whole. */
static size_t path_end(strv s, size_t n)
{
	size_t end = n;

	while (end > n / 2 && s.p[end - 1] != '/')
		end--;
	return end > n / 2 ? end : n;
}

/* Bytes of s that go on a line of `columns`: to the last gap between facts (three blanks) that fits, else to the last
 * blank, else through a word that is longer than a line, behind a slash. */
static size_t line_end(strv s, size_t columns)
{
	size_t used, n = text_fit(s, columns, &used), blank = n, gap;

	if (n == s.n)
		return n;
	gap = str_rfind(str_upto(s, n + 3), STR("   "));
	if (gap != SIZE_MAX && gap > 0)
		return gap;
	if (s.p[n] == ' ')
		return n;
	while (blank > 0 && s.p[blank - 1] != ' ')
		blank--;
	return blank > 0 ? blank : path_end(s, n);
}

static void wrap(struct draw *d, enum draw_style style, unsigned indent, strv s)
{
	size_t columns = d->width > indent + 8 ? d->width - indent : 8;
	bool first = true;

	while (s.n > 0) {
		size_t n = line_end(s, columns);

		if (!first)
			blanks(d, indent);
		first = false;
		style_begin(d, style);
		write_safe(d, str_trim_right(str_upto(s, n)));
		style_end(d, style);
		draw_line(d);
		s = str_trim_left(str_from(s, n));
	}
}

void draw_paragraph(struct draw *d, enum draw_style style, unsigned indent, strv s)
{
	if (s.n == 0)
		return;
	if (d->markup != NULL) {
		d->markup->paragraph(d, style, s);
		return;
	}
	blanks(d, indent);
	wrap(d, style, indent, s);
}

void draw_bullet(struct draw *d, strv s)
{
	if (s.n == 0)
		return;
	if (d->markup != NULL) {
		d->markup->bullet(d, s);
		return;
	}
	out_str(d->out, d->ascii ? STR("  - ") : STR("  • "));
	wrap(d, DRAW_PLAIN, 4, s);
}

void draw_fact(struct draw *d, const char *label, strv value)
{
	struct text cell;

	if (value.n == 0)
		return;
	if (d->markup != NULL) {
		d->markup->fact(d, label, value);
		return;
	}
	text_init(&cell);
	text_add(&cell, "  ");
	draw_cell_left(&cell, str_of(label), LABEL - 2);
	style_begin(d, DRAW_FAINT);
	out_str(d->out, text_str(&cell));
	style_end(d, DRAW_FAINT);
	wrap(d, DRAW_PLAIN, LABEL, value);
}

void draw_row(struct draw *d, enum draw_style style, strv s)
{
	if (d->markup != NULL) {
		d->markup->paragraph(d, style, s);
		return;
	}
	style_begin(d, style);
	write_safe(d, s);
	style_end(d, style);
	draw_line(d);
}

static void pad(struct text *line, size_t n)
{
	while (n-- > 0)
		text_add(line, " ");
}

void draw_cell_left(struct text *line, strv s, unsigned columns)
{
	size_t used, n = text_fit(s, columns, &used);

	text_add_str(line, str_upto(s, n));
	pad(line, columns > used ? columns - used : 0);
}

/* Numbers are never cut: one that is too wide moves what follows it. */
void draw_cell_right(struct text *line, strv s, unsigned columns)
{
	size_t used = text_width(s);

	pad(line, columns > used ? columns - used : 0);
	text_add_str(line, s);
}

void draw_cell_number(struct text *line, int64_t value, unsigned columns)
{
	struct text cell;

	text_init(&cell);
	if (value != OOMLOG_ABSENT)
		text_i64(&cell, value);
	draw_cell_right(line, text_str(&cell), columns);
}

void draw_cell_size(struct text *line, uint64_t bytes, unsigned columns)
{
	struct text cell;

	text_init(&cell);
	if (bytes != OOMLOG_ABSENT_U)
		text_size(&cell, bytes);
	draw_cell_right(line, text_str(&cell), columns);
}

/* Eighths of a column: U+2588 is a full one, U+2589 seven eighths, .. U+258F one. */
static void bar(struct draw *d, struct text *line, uint64_t eighths)
{
	static const char *const parts[] = {"",
	                                    "\xe2\x96\x8f",
	                                    "\xe2\x96\x8e",
	                                    "\xe2\x96\x8d",
	                                    "\xe2\x96\x8c",
	                                    "\xe2\x96\x8b",
	                                    "\xe2\x96\x8a",
	                                    "\xe2\x96\x89"};

	if (d->ascii) {
		for (uint64_t i = 0; i < (eighths + 4) / 8; i++)
			text_add(line, "#");
		return;
	}
	for (uint64_t i = 0; i < eighths / 8; i++)
		text_add(line, "\xe2\x96\x88");
	text_add(line, parts[eighths % 8]);
}

static uint64_t bar_eighths(uint64_t part, uint64_t whole, uint64_t columns)
{
	/* Beyond 2^50 bytes the last bits do not show. */
	while (whole > 1ull << 50) {
		whole >>= 1;
		part >>= 1;
	}
	if (whole == 0 || part >= whole)
		return whole == 0 ? 0 : columns * 8;
	return (part * columns * 8 + whole / 2) / whole;
}

void draw_bar(struct draw *d, const char *name, uint64_t bytes, uint64_t whole)
{
	unsigned fixed = BAR_NAME + BAR_SIZE + BAR_PERCENT + 2, columns = d->width > fixed + 10 ? d->width - fixed : 10;
	struct text line, cell, drawn;

	if (columns > BAR_MAX)
		columns = BAR_MAX;
	text_init(&line);
	text_add(&line, "  ");
	draw_cell_left(&line, str_of(name), BAR_NAME - 2);
	text_init(&cell);
	text_size(&cell, bytes);
	draw_cell_right(&line, text_str(&cell), BAR_SIZE);
	text_add(&line, "  ");
	text_init(&drawn);
	bar(d, &drawn, bar_eighths(bytes, whole, columns));
	draw_cell_left(&line, text_str(&drawn), columns);
	text_init(&cell);
	text_percent(&cell, bytes, whole);
	draw_cell_right(&line, text_str(&cell), BAR_PERCENT);
	out_str(d->out, str_trim_right(text_str(&line)));
	draw_line(d);
}
