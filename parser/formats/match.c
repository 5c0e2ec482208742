#include "formats/match.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <oomlog/oomlog.h>

#include "formats/needles.h"

/* A pattern of bounded classes needs a few hundred steps; the limits stop what a hostile line makes of it. */
enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 1024, MOST_GROUPS = 32 };

struct group {
	const struct field *field;
	uint32_t number;
};

struct compiled {
	pcre2_code *code;
	struct group groups[MOST_GROUPS];
	size_t n_groups;
};

struct matcher {
	pcre2_match_context *context;
	pcre2_match_data *data;
	bool nomem;
	struct needles needles;
	struct needle *patterned; /* of the rows that have a pattern */
	size_t n_patterned;
	struct compiled rows[];
};

static bool needles_init(struct matcher *m)
{
	m->patterned = calloc(n_formats, sizeof(*m->patterned));
	if (m->patterned == NULL)
		return false;
	for (size_t i = 0; i < n_formats; i++)
		if (formats[i].pattern != NULL)
			needle_init(&m->patterned[m->n_patterned++], &formats[i]);
	return true;
}

int matcher_new(struct matcher **ret)
{
	struct matcher *m = calloc(1, sizeof(*m) + n_formats * sizeof(m->rows[0]));

	if (m == NULL)
		return OOMLOG_E_NOMEM;
	m->context = pcre2_match_context_create(NULL);
	m->data = pcre2_match_data_create(MOST_GROUPS, NULL);
	if (m->context == NULL || m->data == NULL || !needles_init(m)) {
		matcher_free(m);
		return OOMLOG_E_NOMEM;
	}
	pcre2_set_match_limit(m->context, MATCH_LIMIT);
	pcre2_set_depth_limit(m->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(m->context, HEAP_LIMIT_KIB);
	*ret = m;
	return OOMLOG_OK;
}

struct matcher *matcher_free(struct matcher *m)
{
	if (m != NULL) {
		for (size_t i = 0; i < n_formats; i++)
			pcre2_code_free(m->rows[i].code);
		pcre2_match_data_free(m->data);
		pcre2_match_context_free(m->context);
		free(m->patterned);
		free(m);
	}
	return NULL;
}

bool matcher_nomem(const struct matcher *m)
{
	return m->nomem;
}

/* The name table of a compiled pattern: entries of two bytes of group number and a terminated name. */
static void bind_groups(struct compiled *c)
{
	PCRE2_SPTR table = NULL;
	uint32_t count = 0, size = 0;

	pcre2_pattern_info(c->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(c->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(c->code, PCRE2_INFO_NAMETABLE, &table);
	for (uint32_t i = 0; i < count && c->n_groups < MOST_GROUPS; i++, table += size) {
		const char *name = (const char *)table + 2;
		const struct field *field = field_find(name, strlen(name));

		if (field != NULL)
			c->groups[c->n_groups++] = (struct group){field, (uint32_t)table[0] << 8 | table[1]};
	}
}

static bool compile_row(struct matcher *m, size_t row)
{
	struct compiled *c = &m->rows[row];
	int error;
	PCRE2_SIZE offset;

	c->code = pcre2_compile((PCRE2_SPTR)formats[row].pattern, PCRE2_ZERO_TERMINATED,
	                        PCRE2_DUPNAMES | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_UTF_CHECK, &error, &offset, NULL);
	if (c->code == NULL) {
		m->nomem = true; /* the table is tested: only memory can be missing */
		return false;
	}
	pcre2_jit_compile(c->code, PCRE2_JIT_COMPLETE); /* without it the interpreter does the same */
	bind_groups(c);
	return true;
}

int matcher_try(struct matcher *m, size_t row, strv text, struct match *ret)
{
	struct compiled *c = &m->rows[row];
	const PCRE2_SIZE *ends;
	int rc;

	if (c->code == NULL && !compile_row(m, row))
		return OOMLOG_E_NOMEM;
	rc = pcre2_match(c->code, (PCRE2_SPTR)text.p, text.n, 0, 0, m->data, m->context);
	if (rc == PCRE2_ERROR_NOMEMORY)
		m->nomem = true;
	if (rc <= 0)
		return 0;
	ends = pcre2_get_ovector_pointer(m->data);
	ret->row = &formats[row];
	ret->n = 0;
	for (size_t i = 0; i < c->n_groups && ret->n < MATCH_CAPTURES; i++) {
		size_t g = c->groups[i].number;

		if (g >= (size_t)rc || ends[2 * g] == PCRE2_UNSET)
			continue;
		ret->captures[ret->n].field = c->groups[i].field;
		ret->captures[ret->n].text = (strv){text.p + ends[2 * g], ends[2 * g + 1] - ends[2 * g]};
		ret->n++;
	}
	return 1;
}

bool matcher_match(struct matcher *m, strv text, struct match *ret)
{
	needles_look(&m->needles, text);
	for (size_t i = 0; i < m->n_patterned; i++)
		if (needles_has(&m->needles, &m->patterned[i], text) &&
		    matcher_try(m, (size_t)(m->patterned[i].row - formats), text, ret) == 1)
			return true;
	return false;
}

static uint64_t hex_or_zero(strv text)
{
	uint64_t value;

	skip_literal(&text, STR("0x"));
	return parse_hex(&text, &value) && text.n == 0 ? value : OOMLOG_ABSENT_U;
}

static void store(const struct field *field, strv text, char *dest, struct arena *arena)
{
	uint64_t u;
	int64_t i;

	switch (field->type) {
	case VALUE_STR:
		*(strv *)(void *)(dest + field->offset) = arena != NULL ? arena_str(arena, text) : text;
		break;
	case VALUE_I64:
		if (str_to_i64(text, &i))
			*(int64_t *)(void *)(dest + field->offset) = i;
		break;
	case VALUE_U64:
		if (str_to_u64(text, &u))
			*(uint64_t *)(void *)(dest + field->offset) = u;
		break;
	case VALUE_MB:
		if (str_to_u64(text, &u) && !__builtin_mul_overflow(u, 1024 * 1024, &u))
			*(uint64_t *)(void *)(dest + field->offset) = u;
		break;
	case VALUE_HEX:
		*(uint64_t *)(void *)(dest + field->offset) = hex_or_zero(text);
		break;
	case VALUE_KB:
		if (skip_byte(&text, '-')) {
			if (str_to_u64(text, &u) && u < INT64_MAX / 1024)
				*(int64_t *)(void *)(dest + field->offset) = -(int64_t)(u * 1024);
		} else if (str_to_u64(text, &u) && !__builtin_mul_overflow(u, 1024, &u)) {
			*(uint64_t *)(void *)(dest + field->offset) = u;
		}
		break;
	}
}

void match_apply(const struct match *match, enum object object, void *dest, struct arena *arena)
{
	for (size_t i = 0; i < match->n; i++)
		if (match->captures[i].field->object == object)
			store(match->captures[i].field, match->captures[i].text, dest, arena);
}

bool match_has(const struct match *match, enum object object)
{
	for (size_t i = 0; i < match->n; i++)
		if (match->captures[i].field->object == object)
			return true;
	return false;
}
