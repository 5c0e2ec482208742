/*
 * A digest as bytes: numbers of eight bytes, the lowest first.
 *
 *	"oomlogD" and a byte for the version
 *	offset, keep_lines, pieces, bytes of text
 *	of each piece: bytes and lines of its gap, bytes of its text
 *	the text
 *	a sum of all before
 */
#include "digest.h"

#include <stdlib.h>

#include "scan/scan.h"

#define MAGIC "oomlogD\1"

enum { NUMBER = 8, HEAD = 5 * NUMBER, PIECE = 3 * NUMBER };

uint64_t digest_sum(const void *bytes, size_t n)
{
	return str_hash(STR_HASH, (strv){bytes, n});
}

/* --- writing --- */

static unsigned char *put(unsigned char *p, uint64_t number)
{
	for (size_t i = 0; i < NUMBER; i++)
		*p++ = (unsigned char)(number >> 8 * i);
	return p;
}

size_t oomlog_digest_write(const struct oomlog_digest *digest, void *buf, size_t size)
{
	size_t needed = HEAD + digest->n * PIECE + digest->text_n + NUMBER;
	unsigned char *p = buf;

	if (size < needed)
		return needed;
	memcpy(p, MAGIC, NUMBER);
	p = put(p + NUMBER, digest->offset);
	p = put(p, digest->keep);
	p = put(p, digest->n);
	p = put(p, digest->text_n);
	for (size_t i = 0; i < digest->n; i++) {
		p = put(p, digest->pieces[i].gap_bytes);
		p = put(p, digest->pieces[i].gap_lines);
		p = put(p, digest->pieces[i].n);
	}
	if (digest->text_n > 0)
		memcpy(p, digest->text, digest->text_n);
	put(p + digest->text_n, digest_sum(buf, needed - NUMBER));
	return needed;
}

/* --- reading --- */

struct reader {
	const unsigned char *p;
	strv text; /* not yet taken */
};

static uint64_t get(struct reader *r)
{
	uint64_t number = 0;

	for (size_t i = 0; i < NUMBER; i++)
		number |= (uint64_t)*r->p++ << 8 * i;
	return number;
}

/*
 * As digest_add_gap() and digest_add_text() leave it: a gap is of whole lines, enough of them, behind a whole line; text is
 * behind every gap.
 */
static int read_piece(struct reader *r, struct oomlog_digest *digest)
{
	uint64_t gap = get(r), lines = get(r), n = get(r);
	bool first = digest->n == 0;
	strv text;
	int rc;

	if (n == 0 || n > r->text.n || gap > UINT64_MAX - digest->offset - digest->bytes - r->text.n ||
	    first != (gap == 0) || (first && lines > 0))
		return OOMLOG_E_INVALID;
	if (!first && (lines < DIGEST_GAP_LINES || lines > gap || digest->text[digest->text_n - 1] != '\n'))
		return OOMLOG_E_INVALID;
	text = str_upto(r->text, (size_t)n);
	r->text = str_from(r->text, (size_t)n);
	rc = digest_add_gap(digest, gap, lines);
	return rc == OOMLOG_OK ? digest_add_text(digest, text, scan_count_newlines(text.p, text.n)) : rc;
}

int oomlog_digest_read(struct oomlog_digest **ret, const void *buf, size_t len)
{
	struct reader r = {.p = buf};
	struct oomlog_digest *digest;
	uint64_t offset, keep, n, text;
	int rc = OOMLOG_OK;

	if (len < HEAD + NUMBER || memcmp(buf, MAGIC, NUMBER) != 0)
		return OOMLOG_E_INVALID;
	r.p += NUMBER;
	offset = get(&r);
	keep = get(&r);
	n = get(&r);
	text = get(&r);
	len -= HEAD + NUMBER;
	if (n > len / PIECE || text != len - n * PIECE || text > UINT64_MAX - offset)
		return OOMLOG_E_INVALID;
	r.text = (strv){(const char *)r.p + n * PIECE, (size_t)text};
	digest = digest_empty(offset, keep);
	if (digest == NULL)
		return OOMLOG_E_NOMEM;
	for (uint64_t i = 0; rc == OOMLOG_OK && i < n; i++)
		rc = read_piece(&r, digest);
	r.p += text;
	if (rc == OOMLOG_OK && (r.text.n > 0 || get(&r) != digest_sum(buf, HEAD + (size_t)n * PIECE + (size_t)text)))
		rc = OOMLOG_E_INVALID;
	if (rc == OOMLOG_OK)
		*ret = digest;
	else
		oomlog_digest_free(digest);
	return rc;
}
