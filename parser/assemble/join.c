/*
 * Puts a line together again: from what is kept of the line before and a text that is nothing by itself. Both together
 * must be a whole line, or the beginning of one.
 */
#include "assemble/context.h"

static bool in_comm(const struct match *match, const char *at)
{
	for (size_t i = 0; i < match->n; i++) {
		strv name = str_of(match->captures[i].field->name);
		strv text = match->captures[i].text;

		if (str_ends(name, STR("_comm")) && text.p < at && at < text.p + text.n)
			return true;
	}
	return false;
}

static bool may_join(enum line_kind kind)
{
	return kind != LINE_NONE && kind != LINE_REGISTERS && kind != LINE_TRACE && kind != LINE_MEMCG_STAT &&
		kind != LINE_SLAB;
}

/* " ? __rseq_handle_notify_resume+0xa9/0", "x480": what a terminal broke is a frame for certain */
static bool is_folded_frame(const struct last_line *last, enum line_kind kind)
{
	return kind == LINE_TRACE && last->kind == LINE_NONE && last->stamped && last_is_folded(last);
}

/* What the kept line and this text say together. */
static size_t said(struct assembler *a, struct context *ctx, struct last_line *last, const char *between, strv text)
{
	struct text_line l;
	strv joined;

	if (!last_add(a, last, between, text, &joined))
		return 0;
	text_line_init(&l, NULL);
	classify(a, ctx, joined, &l);
	if (l.kind == LINE_COLUMNS)
		return columns_known(joined);
	return l.match.row != NULL && !l.cut ? l.match.n : 0;
}

/*
 * Rows that take the beginning of a line take what follows, too. A piece that printk tore off begins where its format
 * was torn: ",cpuset=", " killed as a result of limit of ", or a path.
 */
static bool may_be_piece(enum line_kind kind, const struct record *r, strv text)
{
	/* "java cpuset=" / "/" or the cgroup's name / " mems_allowed=0" */
	if ((r->flags & RECORD_STAMPED) != 0 && kind == LINE_CPUSET)
		return str_starts(text, STR(" mems_allowed=")) || str_find_byte(text, ' ') == SIZE_MAX;
	if ((r->flags & RECORD_STAMPED) == 0 || (kind != LINE_OOM_KILL && kind != LINE_MEMCG_TASK))
		return true;
	return str_starts(text, STR(",")) || str_starts(text, STR("/")) || str_starts(text, STR(" killed as a result"));
}

/* Lines of "key:123kB" may be broken anywhere: a whole one may still go on. */
static bool goes_on(enum line_kind kind)
{
	return kind == LINE_NODE || kind == LINE_ZONE || kind == LINE_MEMCG_STATS;
}

/* Put together in the right way, all but the last word of such a line can be read. */
static bool is_beginning(enum line_kind kind, strv joined)
{
	return !goes_on(kind) || (kind == LINE_MEMCG_STATS ? stats_begun(joined) : pairs_begun(joined));
}

/* printk tore the line behind such words, and the blank that ends them was lost on the way. */
static bool lost_its_blank(const struct last_line *last)
{
	strv text = {last->text, last->n};

	return str_eq(text, STR("Task in")) || str_eq(text, STR("Memory cgroup stats for")) ||
		str_ends(text, STR(" killed as a result of limit of"));
}

/* How the pieces of a line may have been taken apart, likeliest first. */
static const char *const *seams(struct assembler *a, struct context *ctx, struct last_line *last,
                                const struct record *r, strv text)
{
	static const char *const wrapped[] = {" ", ""}, *const folded[] = {"", " "}, *const torn[] = {"", "\n"},
				 *const split[] = {"\n", ""};
	size_t whole, parted;

	if ((r->flags & RECORD_CONTINUES) != 0)
		return split;
	if ((r->flags & RECORD_STAMPED) != 0)
		return lost_its_blank(last) ? wrapped : torn;
	if (last->text[last->n - 1] == '?') /* "[<ffffffff81131640>] ? dump_header+0x90/0x1b0" */
		return wrapped;
	/* the blank at the break may still be there */
	if (is_blank(last->text[last->n - 1]))
		return folded;
	/*
	 * Broken inside a word, the line says less than whole: "oom_memcg=/a,task_m emcg=/a"; broken at a blank, too:
	 * "swapentsoom_score_adj name". Where it says the same, the column tells a terminal from a mailer.
	 */
	whole = said(a, ctx, last, "", text);
	parted = said(a, ctx, last, " ", text);
	return whole > parted || (whole == parted && last_is_folded(last)) ? folded : wrapped;
}

/*
 * A line put together: into the report that has its first piece, or wherever it belongs now that it can be read. The
 * report is returned, NULL: nobody's. It may not be the one that owns `last`, which may be gone.
 */
static struct context *put(struct assembler *a, struct stream *s, struct context *ctx, struct last_line *last,
                           const struct record *r, struct text_line *l, bool *ret_whole)
{
	size_t fold = last_is_folded(last) ? last->width : 0;
	unsigned pieces = last->pieces + 1;
	struct record first = *r;
	struct context *to = ctx;

	last_place(last, &first);
	l->record = &first;
	l->joined = true;
	l->again = last->applied;
	if (l->again && ctx != NULL) {
		*ret_whole = apply(ctx, l);
		place_note(a, ctx, l);
	} else {
		*ret_whole = place(a, s, l, &to);
	}
	/* it was not this report's line; these kinds open none, for which another would have to go */
	if (to != ctx && ctx != NULL && l->kind >= LINE_SHARING && l->kind <= LINE_REAP_FAILED)
		last->pieces = 0;
	if (to != NULL && (*ret_whole || to != ctx)) {
		last_set(a, &to->last, &first, l->text, l->kind, !*ret_whole || l->cut);
		to->last.pieces = pieces;
		to->last.fold = fold;
		to->last.width = (size_t)(r->last_byte - r->first_byte);
		to->last.end_line = r->line;
		to->last.applied = true;
	}
	return to;
}

/* True when the text was the rest of the line before it (or one more piece of it). */
bool join(struct assembler *a, struct stream *s, struct context *ctx, const struct record *r, strv text)
{
	struct last_line *last = ctx != NULL ? &ctx->last : s != NULL ? &s->last : NULL;
	const char *const *between;
	const char *cut = NULL, *more = NULL;
	struct text_line l;
	enum line_kind kind = LINE_NONE;
	strv joined;
	bool whole;

	if (last == NULL || !last_joinable(last, r, text))
		return false;
	text_line_init(&l, r);
	if ((r->flags & (RECORD_STAMPED | RECORD_CONTINUES)) == 0)
		text = str_trim(text); /* a writer's indentation */
	between = seams(a, ctx, last, r, text);
	for (int i = 0; i < 2; i++) {
		struct context *to;

		if (!last_add(a, last, between[i], text, &joined))
			return false;
		classify(a, ctx, joined, &l);
		if (!(may_join(l.kind) || is_folded_frame(last, l.kind)) ||
		    (last->kind != LINE_NONE && l.kind != last->kind))
			continue;
		/* a comm is torn by its own newline only */
		if (between[i][0] == '\0' && between[1][0] == '\n' && in_comm(&l.match, a->scratch + last->n))
			continue;
		if (l.cut) {
			cut = cut == NULL && may_be_piece(l.kind, r, text) ? between[i] : cut;
			continue;
		}
		to = put(a, s, ctx, last, r, &l, &whole);
		if (a->nomem || (to != NULL && (whole || to != ctx)))
			return true;
		if (to != NULL && more == NULL && is_beginning(l.kind, joined)) {
			more = between[i];
			kind = l.kind;
		}
	}
	/* not whole yet: one more piece may follow */
	if (cut != NULL &&
	    (last->incomplete || last->kind == LINE_KILLED)) { /* "Killed process 1 (x)" is a whole line of old */
		last_add(a, last, cut, text, &joined);
		classify(a, ctx, joined, &l);
		return put(a, s, ctx, last, r, &l, &whole) != NULL;
	}
	if (more != NULL && (last->incomplete || goes_on(kind)) && last_add(a, last, more, text, &joined))
		return last_extend(a, last, r, joined, kind, true);
	return false;
}
