#include "reports/render/promlabel.h"

/* '\\', '"' and newline are escaped; text_name() has left no newline. */
void promlabel_add(struct text *t, const char *name, strv value, size_t most)
{
	struct text safe;

	if (t->n > 0 && t->buf[t->n - 1] != '{')
		text_add(t, ",");
	text_add(t, name);
	text_add(t, "=\"");
	text_init(&safe);
	text_name(&safe, value);
	for (size_t i = 0; i < safe.n && i < most; i++) {
		bool special = safe.buf[i] == '\\' || safe.buf[i] == '"';

		/* not through a character */
		if (i + 4 > most && ((unsigned char)safe.buf[i] & 0xc0) != 0x80 && safe.n > most)
			break;
		if (special)
			text_add(t, "\\");
		text_add_str(t, (strv){safe.buf + i, 1});
	}
	text_add(t, "\"");
}
