/* Which lines of a text a digest keeps: those around a word, its first one and its last ones. */
#include "digest.h"

#include "held.h"
#include "hits.h"
#include "scan/scan.h"

/* Where the text is looked at: all before `done` is kept or in a gap. */
struct run {
	const struct digest_run *of;
	strv text;
	size_t from, to; /* what is kept next: grows, until something lies too far behind it */
	size_t done;
	uint64_t lines; /* newlines before `done` */
	struct oomlog_digest *digest;
};

/* The line that holds `at`, and `lines` behind it. */
static size_t line_end(strv text, size_t at, uint64_t lines)
{
	for (uint64_t i = 0; i <= lines; i++) {
		const char *newline = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;

		if (newline == NULL)
			return text.n;
		at = (size_t)(newline - text.p) + 1;
	}
	return at;
}

/* The start of the line that holds `at`, and of up to HELD_LINES lines before it. */
static size_t line_start(strv text, size_t at)
{
	for (int i = 0; i <= HELD_LINES; i++) {
		const char *newline = at > 0 ? memrchr(text.p, '\n', at) : NULL;

		if (newline == NULL)
			return 0;
		at = (size_t)(newline - text.p);
	}
	return at + 1;
}

/* Lines [from, to) are not near to anything: a gap, if they are enough or one is there. */
static int add_quiet(struct run *r, size_t from, size_t to, uint64_t lines)
{
	bool joins = (from == 0 && r->of->gap) || (to == r->text.n && r->of->gap_behind);
	strv text = {r->text.p + from, to - from};

	if (lines >= DIGEST_GAP_LINES || (joins && lines > 0))
		return digest_add_gap(r->digest, text.n, lines);
	return digest_add_text(r->digest, text, lines);
}

static int add_kept(struct run *r)
{
	strv text = {r->text.p + r->from, r->to - r->from};
	size_t lines = scan_count_newlines(text.p, text.n);

	r->done = r->to;
	r->lines += lines;
	return digest_add_text(r->digest, text, lines);
}

/* [from, to) is kept, too; `line`: the newlines before `from`. */
static int keep(struct run *r, size_t from, size_t to, uint64_t line)
{
	int rc;

	if (from <= r->to) {
		r->to = to > r->to ? to : r->to;
		return OOMLOG_OK;
	}
	rc = add_kept(r);
	if (rc == OOMLOG_OK)
		rc = add_quiet(r, r->done, from, line - r->lines);
	r->lines = line;
	r->from = from;
	r->to = to;
	return rc;
}

static void keep_behind(struct run *r, size_t at)
{
	size_t end = line_end(r->text, at, r->digest->keep);

	r->to = end > r->to ? end : r->to;
}

/* The lines before a word are kept; those behind it, when it is known that no other word is near. */
static int keep_word(struct run *r, struct hit before, struct hit w)
{
	size_t from;

	if (before.at != SIZE_MAX &&
	    (w.newlines - before.newlines <= DIGEST_GAP_LINES ||
	     w.newlines - before.newlines - DIGEST_GAP_LINES <= r->digest->keep)) {
		r->to = w.at > r->to ? w.at : r->to;
		return OOMLOG_OK;
	}
	if (before.at != SIZE_MAX)
		keep_behind(r, before.at);
	from = line_start(r->text, w.at);
	return keep(r, from, w.at, w.newlines - scan_count_newlines(r->text.p + from, w.at - from));
}

/* Each line with a word in it; *ret_lines: the newlines of the text. */
static int keep_words(struct run *r, uint64_t *ret_lines)
{
	struct hits hits;
	struct hit before = {.at = SIZE_MAX};
	uint64_t lines = 0;
	int rc = OOMLOG_OK;

	for (size_t base = 0; rc == OOMLOG_OK && base < r->text.n; base += hits.scanned) {
		hits_find(&hits, str_from(r->text, base));
		for (size_t i = 0; rc == OOMLOG_OK && i < hits.n; i++) {
			struct hit w = {base + hits.items[i].at, lines + hits.items[i].newlines};

			rc = keep_word(r, before, w);
			before = w;
		}
		lines += hits.newlines;
	}
	if (before.at != SIZE_MAX)
		keep_behind(r, before.at);
	*ret_lines = lines;
	return rc;
}

static int keep_end(struct run *r, uint64_t lines)
{
	size_t from = line_start(r->text, r->text.n);

	return keep(r, from, r->text.n, lines - scan_count_newlines(r->text.p + from, r->text.n - from));
}

int digest_add_run(struct oomlog_digest *digest, const struct digest_run *run)
{
	struct run r = {.of = run, .text = run->text, .digest = digest};
	uint64_t lines = 0;
	int rc;

	if (run->first)
		r.to = line_end(run->text, 0, digest->keep);
	rc = keep_words(&r, &lines);
	if (rc == OOMLOG_OK && run->last)
		rc = keep_end(&r, lines);
	if (rc == OOMLOG_OK)
		rc = add_kept(&r);
	if (rc == OOMLOG_OK && r.done < run->text.n)
		rc = add_quiet(&r, r.done, run->text.n, lines - r.lines);
	return rc;
}
