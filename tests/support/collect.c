#include "tests/support/collect.h"

#include <stdlib.h>
#include <string.h>

static int keep(struct collected *c, struct oomlog_event *ev)
{
	if (c->n == c->cap) {
		size_t cap = c->cap > 0 ? c->cap * 2 : 16;
		struct oomlog_event **more = reallocarray(c->events, cap, sizeof(struct oomlog_event *));

		if (more == NULL) {
			oomlog_event_unref(ev);
			return OOMLOG_E_NOMEM;
		}
		c->events = more;
		c->cap = cap;
	}
	c->events[c->n++] = ev;
	return OOMLOG_OK;
}

int collect_drain(struct oomlog_parser *p, struct collected *c)
{
	struct oomlog_event *ev;
	int status;

	while ((status = oomlog_parser_next(p, &ev)) > 0) {
		status = keep(c, ev);
		if (status < 0)
			break;
	}
	return status;
}

static int feed(struct oomlog_parser *p, const char *at, size_t len, struct collected *c)
{
	while (len > 0) {
		ptrdiff_t took = oomlog_parser_feed_bytes(p, at, len);
		int status;

		if (took < 0)
			return (int)took;
		at += took;
		len -= (size_t)took;
		status = collect_drain(p, c);
		if (status < 0)
			return status;
	}
	return OOMLOG_OK;
}

static void take_counts(struct oomlog_parser *p, struct collected *c)
{
	const struct oomlog_coverage *cover;

	oomlog_parser_get_stats(p, &c->stats);
	while (c->n_covers < COLLECT_MOST_COVERS && (cover = oomlog_parser_coverage(p, c->n_covers)) != NULL) {
		c->covers[c->n_covers] = *cover;
		c->covers[c->n_covers].input = c->covers[c->n_covers].host = c->covers[c->n_covers].boot_id =
			(struct oomlog_str){NULL, 0};
		c->n_covers++;
	}
}

int collect_finish(struct oomlog_parser *p, struct collected *c)
{
	int status = oomlog_parser_finish(p), drained = collect_drain(p, c);

	if (status == OOMLOG_OK)
		take_counts(p, c);
	return drained < 0 ? drained : status;
}

int collect_bytes(const void *data, size_t len, size_t chunk, const struct oomlog_options *opt, struct collected *ret)
{
	struct oomlog_parser *p;
	const char *at = data;
	int status;

	*ret = (struct collected){.stats.size = sizeof(ret->stats)};
	if (chunk == 0)
		chunk = len;
	status = oomlog_parser_new(&p, opt);
	if (status < 0)
		return status;
	status = oomlog_parser_input(p, "input.log", opt != NULL ? opt->newest_us : OOMLOG_ABSENT, false);
	while (status == OOMLOG_OK && len > 0) {
		size_t piece = len < chunk ? len : chunk;

		status = feed(p, at, piece, ret);
		at += piece;
		len -= piece;
	}
	if (status == OOMLOG_OK)
		status = collect_finish(p, ret);
	oomlog_parser_free(p);
	return status;
}

void collect_release(struct collected *c)
{
	for (size_t i = 0; i < c->n; i++)
		oomlog_event_unref(c->events[i]);
	free(c->events);
	*c = (struct collected){0};
}

static int append(void *user, const void *data, size_t len)
{
	struct bytes *out = user;
	char *more = realloc(out->p, out->n + len + 1);

	if (more == NULL)
		return -1;
	memcpy(more + out->n, data, len);
	more[out->n + len] = '\0';
	*out = (struct bytes){more, out->n + len};
	return 0;
}

int collect_render(const struct collected *c, const char *format, struct bytes *ret)
{
	struct bytes out = {0};
	struct oomlog_report *r;
	int status = append(&out, "", 0) < 0 ? OOMLOG_E_NOMEM : oomlog_report_new(&r, format, NULL, append, &out);

	if (status < 0) {
		free(out.p);
		return status;
	}
	for (size_t i = 0; status == OOMLOG_OK && i < c->n; i++)
		status = oomlog_report_event(r, c->events[i]);
	if (status == OOMLOG_OK)
		status = oomlog_report_finish(r);
	oomlog_report_free(r);
	if (status < 0)
		free(out.p);
	else
		*ret = out;
	return status;
}
