/* "time=2026-11-21T01:34:44Z level=warn msg="[   12.345678] text" host=h": logfmt */
#include "carrier/logfmt.h"

#include "carrier/cell.h"

static bool begins_with_pair(strv s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '=' && !is_blank(s.p[n]))
		n++;
	return n > 0 && n < s.n && s.p[n] == '=';
}

bool logfmt_strip(struct parse *p)
{
	static const strv keys[] = {{" msg=\"", 6}, {" message=\"", 10}};

	if (!begins_with_pair(p->text))
		return false;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		size_t at = str_find(p->text, keys[i]), n = 0;
		strv s;

		if (at == SIZE_MAX)
			continue;
		s = str_from(p->text, at + keys[i].n);
		while (n < s.n && s.p[n] != '"')
			n += s.p[n] == '\\' ? 2 : 1;
		if (n >= s.n || !decode_is_prefix(p->d, str_upto(s, n)) || decode_is_prefix(p->d, p->text))
			continue;
		p->text = cell_unescaped(p->d, str_upto(s, n));
		return true;
	}
	return false;
}
