#include "carrier/cast.h"

#include "carrier/json.h"

bool cast_take(struct decoder *d, strv s, strv *ret)
{
	struct json_reader r = {.rest = str_from(s, 1), .first = true};
	struct json_member time, kind, text;

	if (!json_next_item(&r, &time) || time.type != JSON_NUMBER || !json_next_item(&r, &kind) ||
	    kind.type != JSON_STRING || kind.value.n != 1 || !json_next_item(&r, &text) || text.type != JSON_STRING)
		return false;
	textbuf_clear(&d->cast.text);
	*ret = kind.value.p[0] == 'o' ? json_text(&d->cast.text, &text) : STR_NONE;
	return true;
}
