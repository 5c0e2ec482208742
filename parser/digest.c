#include "digest.h"

#include <stdlib.h>

#include "scan/scan.h"
#include "util/grow.h"

const struct piece *digest_piece(const struct oomlog_digest *digest, uint64_t from)
{
	size_t low = 0, high = digest->n;

	if (from >= digest->bytes)
		return NULL;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		*(digest->pieces[middle].begin <= from ? &low : &high) = middle;
	}
	return &digest->pieces[low];
}

/* --- building --- */

struct oomlog_digest *digest_empty(uint64_t offset, uint64_t keep)
{
	struct oomlog_digest *digest = calloc(1, sizeof(*digest));

	if (digest != NULL) {
		digest->offset = offset;
		digest->keep = keep;
	}
	return digest;
}

static int add_piece(struct oomlog_digest *digest)
{
	if (digest->n == digest->cap) {
		size_t cap = digest->cap > 0 ? digest->cap * 2 : 2;
		struct piece *more = reallocarray(digest->pieces, cap, sizeof(*more));

		if (more == NULL)
			return OOMLOG_E_NOMEM;
		digest->pieces = more;
		digest->cap = cap;
	}
	digest->pieces[digest->n++] = (struct piece){.begin = digest->bytes, .at = digest->text_n};
	return OOMLOG_OK;
}

int digest_add_gap(struct oomlog_digest *digest, uint64_t bytes, uint64_t lines)
{
	struct piece *last;

	if (bytes == 0)
		return OOMLOG_OK;
	if ((digest->n == 0 || digest->pieces[digest->n - 1].n > 0) && add_piece(digest) != OOMLOG_OK)
		return OOMLOG_E_NOMEM;
	last = &digest->pieces[digest->n - 1];
	last->gap_bytes += bytes;
	last->gap_lines += lines;
	digest->bytes += bytes;
	digest->lines += lines;
	return OOMLOG_OK;
}

int digest_add_text(struct oomlog_digest *digest, strv text, uint64_t lines)
{
	if (text.n == 0)
		return OOMLOG_OK;
	if (text.n > OOMLOG_DIGEST_MAX_TEXT - digest->text_n)
		return OOMLOG_E_FULL;
	if (!grow(&digest->text, &digest->text_cap, digest->text_n + text.n) ||
	    (digest->n == 0 && add_piece(digest) != OOMLOG_OK))
		return OOMLOG_E_NOMEM;
	memcpy(digest->text + digest->text_n, text.p, text.n);
	digest->text_n += text.n;
	digest->pieces[digest->n - 1].n += text.n;
	digest->bytes += text.n;
	digest->lines += lines;
	return OOMLOG_OK;
}

/* --- the public ones --- */

struct oomlog_digest *oomlog_digest_free(struct oomlog_digest *digest)
{
	if (digest != NULL) {
		free(digest->pieces);
		free(digest->text);
		free(digest);
	}
	return NULL;
}

int oomlog_digest_new(struct oomlog_digest **ret, const void *block, size_t len, uint64_t offset, uint64_t keep_lines)
{
	const struct digest_run run = {.text = {block, len}, .first = true, .last = true};
	struct oomlog_digest *digest;
	int rc;

	if (len > UINT64_MAX - offset)
		return OOMLOG_E_INVALID;
	digest = digest_empty(offset, keep_lines);
	if (digest == NULL)
		return OOMLOG_E_NOMEM;
	rc = digest_add_run(digest, &run);
	if (rc == OOMLOG_OK)
		*ret = digest;
	else
		oomlog_digest_free(digest);
	return rc;
}

/* Pieces [from, to) as they are, but for the first one's gap. */
static int add_pieces(struct oomlog_digest *digest, const struct oomlog_digest *of, size_t from, size_t to)
{
	int rc = OOMLOG_OK;

	for (size_t i = from; rc == OOMLOG_OK && i < to; i++) {
		const struct piece *piece = &of->pieces[i];
		strv text = {of->text + piece->at, piece->n};

		rc = digest_add_gap(digest, piece->gap_bytes, piece->gap_lines);
		if (rc == OOMLOG_OK)
			rc = digest_add_text(digest, text, scan_count_newlines(text.p, text.n));
	}
	return rc;
}

/* The text around the border, which both have kept: nobody could say what of it is near to a word. */
static int add_border(struct oomlog_digest *digest, const struct oomlog_digest *first,
                      const struct oomlog_digest *second)
{
	const struct piece *before = &first->pieces[first->n - 1], *behind = &second->pieces[0];
	struct digest_run run = {
		.first = first->n == 1, .last = second->n == 1, .gap = first->n > 1, .gap_behind = second->n > 1};
	char *text = malloc(before->n + behind->n);
	int rc;

	if (text == NULL)
		return OOMLOG_E_NOMEM;
	memcpy(text, first->text + before->at, before->n);
	memcpy(text + before->n, second->text + behind->at, behind->n);
	run.text = (strv){text, before->n + behind->n};
	rc = digest_add_gap(digest, before->gap_bytes, before->gap_lines);
	if (rc == OOMLOG_OK)
		rc = digest_add_run(digest, &run);
	free(text);
	return rc;
}

static int join(struct oomlog_digest *digest, const struct oomlog_digest *first, const struct oomlog_digest *second)
{
	int rc;

	if (first->n == 0 || second->n == 0)
		return add_pieces(digest, first->n > 0 ? first : second, 0, first->n + second->n);
	rc = add_pieces(digest, first, 0, first->n - 1);
	if (rc == OOMLOG_OK)
		rc = add_border(digest, first, second);
	return rc == OOMLOG_OK ? add_pieces(digest, second, 1, second->n) : rc;
}

int oomlog_digest_join(struct oomlog_digest **ret, const struct oomlog_digest *first,
                       const struct oomlog_digest *second)
{
	struct oomlog_digest *digest;
	int rc;

	if (first->offset + first->bytes != second->offset || first->keep != second->keep ||
	    second->bytes > UINT64_MAX - second->offset)
		return OOMLOG_E_INVALID;
	digest = digest_empty(first->offset, first->keep);
	if (digest == NULL)
		return OOMLOG_E_NOMEM;
	rc = join(digest, first, second);
	if (rc == OOMLOG_OK)
		*ret = digest;
	else
		oomlog_digest_free(digest);
	return rc;
}

uint64_t oomlog_digest_offset(const struct oomlog_digest *digest)
{
	return digest->offset;
}

uint64_t oomlog_digest_bytes(const struct oomlog_digest *digest)
{
	return digest->bytes;
}

uint64_t oomlog_digest_lines(const struct oomlog_digest *digest)
{
	return digest->lines;
}

size_t oomlog_digest_text(const struct oomlog_digest *digest)
{
	return digest->text_n;
}

uint64_t oomlog_digest_gap(const struct oomlog_digest *digest, uint64_t from)
{
	const struct piece *piece = digest_piece(digest, from);

	return piece != NULL && from < piece->begin + piece->gap_bytes ? piece->begin + piece->gap_bytes - from : 0;
}
