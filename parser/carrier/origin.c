#include "carrier/origin.h"

#include "carrier/stamp.h"
#include "util/word.h"

/* A view into `from` becomes one into its copy; others (static strings) stay. */
static strv moved(strv view, strv from, const char *to)
{
	if (view.p == NULL || view.p < from.p || view.p + view.n > from.p + from.n)
		return view;
	return (strv){to + (view.p - from.p), view.n};
}

void origin_keep(struct parse *p, strv from)
{
	struct origin_cache *c = &p->d->origin;
	size_t n = (size_t)(p->text.p - from.p);

	c->n = 0;
	c->usable = false;
	if (n > sizeof(c->bytes))
		return;
	memcpy(c->bytes, from.p, n);
	from.n = n;
	p->r.host = moved(p->r.host, from, c->bytes);
	p->r.tag = moved(p->r.tag, from, c->bytes);
	c->n = n;
	/* Without a tag, or with no blank behind it, longer prefixes begin with the same bytes and mean something else. */
	c->usable = n > 0 && !p->wrapped && p->r.tag.p != NULL && c->bytes[n - 1] == ' ';
	c->r = p->r;
	c->id = p->id;
	c->narrower = p->narrower;
	c->clock_at = p->clock_at;
	c->clock_end = p->clock_end;
}

/* Is the prefix the kept one, but for its clock? */
static bool same_but_clock(struct origin_cache *c, strv text)
{
	strv kept = {c->bytes, c->n}, clock = str_from(text, c->clock_at);
	int digits;

	if (c->clock_end == 0 || text.n < c->n || !str_starts(text, str_upto(kept, c->clock_at)) ||
	    !str_starts(str_from(text, c->clock_end), str_from(kept, c->clock_end)))
		return false;
	if (!stamp_clock(&clock, &c->r.wall, &digits) || clock.p != text.p + c->clock_end)
		return false;
	memcpy(c->bytes + c->clock_at, text.p + c->clock_at, c->clock_end - c->clock_at);
	return true;
}

bool origin_match(struct decoder *d, strv *s, bool *ret_same)
{
	struct origin_cache *c = &d->origin;

	*ret_same = c->usable && s->n >= c->n && word_equal(s->p, c->bytes, c->n);
	if (!*ret_same && (!c->usable || !same_but_clock(c, *s)))
		return false;
	*s = (strv){s->p + c->n, s->n - c->n};
	return true;
}
