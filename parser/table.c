#include "table.h"

void table_take(struct decoder *d, struct assembler *a, struct lines *l, strv *data)
{
	struct line line, newest;
	struct table_row row, newest_row;
	size_t n = 0;

	if (!assembler_has_table(a) || !decoder_is_steady(d))
		return;
	while (lines_peek(l, *data, &line) && decoder_row(d, line.text, &row) && assembler_row(a, &row, line.number)) {
		lines_take(l, data, &line);
		newest = line;
		newest_row = row;
		n++;
	}
	if (n > 0)
		assembler_rows_end(a, decoder_rows_end(d, &newest, &newest_row, n), n);
}
