#include "scan/scan.h"

#include <oomlog/oomlog.h>

static bool is_ascii(strv text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((uint8_t)text.p[i] >= 0x80)
			return false;
	return true;
}

static bool take_literal(struct scanner *s, const struct scan_literal *l)
{
	strv text = str_of(l->text), window = str_of(l->window);
	size_t at = str_find(text, window);

	if (window.n != SCAN_WINDOW || text.n > SCAN_MAX_LENGTH || at == SIZE_MAX || !is_ascii(text))
		return false;
	s->literals[s->n] = text;
	s->window[s->n++] = at;
	if (at > s->furthest)
		s->furthest = at;
	for (size_t k = 0; k < SCAN_WINDOW; k++) {
		uint8_t byte = (uint8_t)window.p[k], bit = (uint8_t)(1u << l->bucket);

		s->low[k][byte & 15] |= bit;
		s->exact[k][byte] |= bit;
		if (k == SCAN_HIGH)
			s->high[byte >> 4] |= bit;
	}
	return true;
}

bool scan_use(struct scanner *s, enum scan_engine engine)
{
	switch (engine) {
	case SCAN_PORTABLE:
		s->find = scan_find_portable;
		return true;
#if defined(__x86_64__) || defined(__i386__)
	case SCAN_SSSE3:
		if (!__builtin_cpu_supports("ssse3"))
			return false;
		s->find = scan_find_ssse3;
		return true;
	case SCAN_AVX2:
		if (!__builtin_cpu_supports("avx2"))
			return false;
		s->find = scan_find_avx2;
		return true;
#elif defined(__aarch64__)
	case SCAN_NEON:
		s->find = scan_find_neon;
		return true;
#endif
	default:
		return false;
	}
}

int scan_init(struct scanner *s, const struct scan_literal *literals, size_t n)
{
	if (n == 0 || n > SCAN_MAX_LITERALS)
		return OOMLOG_E_INVALID;
	*s = (struct scanner){0};
	for (size_t bucket = 0; bucket < SCAN_BUCKETS; bucket++) {
		for (size_t i = 0; i < n; i++)
			if (literals[i].bucket == bucket && !take_literal(s, &literals[i]))
				return OOMLOG_E_INVALID;
		s->first[bucket + 1] = s->n;
	}
	if (s->n < n)
		return OOMLOG_E_INVALID;
	if (!scan_use(s, SCAN_NEON) && !scan_use(s, SCAN_AVX2) && !scan_use(s, SCAN_SSSE3))
		scan_use(s, SCAN_PORTABLE);
	return OOMLOG_OK;
}

/* The buckets of the literals whose window is the four bytes at u. */
static inline unsigned exact_buckets(const struct scanner *s, const uint8_t *u)
{
	return s->exact[0][u[0]] & s->exact[1][u[1]] & s->exact[2][u[2]] & s->exact[3][u[3]];
}

/* Words like "killed" are all over some logs: the first byte decides nearly always. */
static bool starts_with(strv text, strv literal)
{
	return text.n > 0 && text.p[0] == literal.p[0] && str_starts(text, literal);
}

static bool begins(const struct scanner *s, strv text)
{
	for (size_t i = 0; i < s->n; i++)
		if (starts_with(text, s->literals[i]))
			return true;
	return false;
}

static bool bucket_has_window_at(const struct scanner *s, strv text, size_t from, size_t at, size_t bucket)
{
	for (size_t i = s->first[bucket]; i < s->first[bucket + 1]; i++) {
		const size_t before = s->window[i];

		if (at >= before && at - before >= from && starts_with(str_from(text, at - before), s->literals[i]))
			return true;
	}
	return false;
}

static bool has_window_at(const struct scanner *s, strv text, size_t from, size_t at, unsigned buckets)
{
	for (; buckets != 0; buckets &= buckets - 1)
		if (bucket_has_window_at(s, text, from, at, (size_t)__builtin_ctz(buckets)))
			return true;
	return false;
}

size_t scan_verify(const struct scanner *s, strv text, size_t from, size_t at)
{
	unsigned buckets = exact_buckets(s, (const uint8_t *)text.p + at);

	if (buckets == 0 || !has_window_at(s, text, from, at, buckets))
		return SIZE_MAX;
	/* another literal may begin before this one and have its window behind */
	if (at - from > s->furthest)
		from = at - s->furthest;
	while (!begins(s, str_from(text, from)))
		from++;
	return from;
}

/* Also what the vector engines call for a text shorter than their stride. */
size_t scan_find_portable(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines)
{
	size_t count = 0;

	for (size_t at = from; at < n; at++) {
		size_t found = SIZE_MAX;

		if (n - at >= SCAN_WINDOW && exact_buckets(s, (const uint8_t *)p + at) != 0)
			found = scan_verify(s, (strv){p, n}, from, at);
		if (found != SIZE_MAX) {
			*newlines += scan_newlines_to(p, count, at, found);
			return found;
		}
		count += p[at] == '\n';
	}
	*newlines += count;
	return SIZE_MAX;
}
