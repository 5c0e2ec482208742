/* "key:123kB" pairs, of which zone, node and counter lines are made. */
#include "section/section.h"

static bool is_key(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '(' || c == ')' ||
		c == '-'; /* "mapped-file:1064 mapped-anon:450223", RHEL 5 */
}

int pair_next(strv *s, struct pair *ret)
{
	strv rest = str_trim_left(*s);
	size_t n = 0;

	if (rest.n == 0)
		return 0;
	while (n < rest.n && is_key(rest.p[n]))
		n++;
	if (n == 0 || n == rest.n || is_digit(rest.p[0]) || rest.p[0] == '-')
		return -1;
	*ret = (struct pair){.key = str_upto(rest, n)};
	rest = str_from(rest, n);
	if (skip_literal(&rest, STR("? yes"))) {
		ret->answer = true;
		ret->value = 1;
	} else if (skip_literal(&rest, STR("? no"))) {
		ret->answer = true;
	} else {
		if (!skip_byte(&rest, ':'))
			return -1;
		skip_byte(&rest, ' '); /* "shmem_thp: 0kB" up to 6.5 */
		if (!parse_u64(&rest, &ret->value))
			return -1;
		ret->in_kb = skip_literal(&rest, STR("kB")) || skip_literal(&rest, STR("KB"));
	}
	if (rest.n > 0 && !is_blank(rest.p[0]))
		return -1;
	*s = rest;
	return 1;
}

strv field_name(struct arena *a, strv key, const char *suffix)
{
	strv tail = str_of(suffix);
	char name[96];
	size_t n = 0;

	for (size_t i = 0; i < key.n && n < sizeof(name) - 8; i++) {
		char c = key.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || is_digit(c))
			name[n++] = c;
		else if (n > 0 && name[n - 1] != '_')
			name[n++] = '_';
	}
	while (n > 0 && name[n - 1] == '_')
		n--;
	memcpy(name + n, tail.p, tail.n);
	return arena_str(a, (strv){name, n + tail.n});
}

bool pairs_whole(strv s)
{
	struct pair pair = {.answer = true};
	int rc, n = 0;

	while ((rc = pair_next(&s, &pair)) > 0)
		n++;
	/* every figure of a zone but pages_scanned is in kB, and that one is never the last: "min:22" is cut */
	return rc == 0 && n > 0 && (pair.in_kb || pair.answer);
}

bool pairs_begun(strv s)
{
	struct pair pair;
	strv word;
	int rc;

	/* "Node 0 DMA32": the words in front of the first pair */
	while (skip_blanks(&s), pair_next(&(strv){s.p, s.n}, &pair) < 0)
		if (!parse_word(&s, &word) || str_find_byte(word, ':') != SIZE_MAX)
			return false;
	while ((rc = pair_next(&s, &pair)) > 0)
		;
	s = str_trim(s);
	if (rc != 0 && parse_word(&s, &word) && word.n > 0 && word.p[word.n - 1] == ':')
		skip_blanks(&s), parse_word(&s, &word); /* "shmem_thp: 0k" */
	return s.n == 0;
}

bool zone_head(strv *s, int64_t *node, strv *zone)
{
	strv rest = *s;
	size_t n = 0;
	uint64_t number;

	*node = OOMLOG_ABSENT;
	if (skip_literal(&rest, STR("Node "))) {
		skip_blanks(&rest);
		if (!parse_u64(&rest, &number) || number > INT32_MAX || !skip_byte(&rest, ' '))
			return false;
		*node = (int64_t)number;
	}
	while (n < rest.n &&
	       ((rest.p[n] >= 'A' && rest.p[n] <= 'Z') || (n > 0 && rest.p[n] >= 'a' && rest.p[n] <= 'z') ||
	        (n > 0 && is_digit(rest.p[n]))))
		n++;
	if (n < 2 || n > 16)
		return false;
	*zone = str_upto(rest, n);
	*s = str_from(rest, n);
	return true;
}
