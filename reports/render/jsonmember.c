#include "reports/render/jsonmember.h"

#include "reports/text/shortname.h"

/* --- lists of name and number, whose names come from the log --- */

/* Names that were seen, as bits of a hash: most names are new, and need no look at the others. */
struct seen {
	uint64_t bits[16];
};

static bool seen_before(struct seen *seen, strv name)
{
	struct shortname key = shortname_of(name);
	uint32_t hash = shortname_hash(&key);
	uint64_t *word = &seen->bits[hash >> 28], bit = UINT64_C(1) << (hash >> 22 & 63);

	if (*word & bit)
		return true;
	*word |= bit;
	return false;
}

static bool is_repeated(const struct oomlog_fields *fields, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (str_eq(fields->items[i].name, fields->items[at].name))
			return true;
	return false;
}

static bool is_own(const struct jsonmember *rows, strv name)
{
	for (; rows != NULL && !jsonmember_is_end(rows); rows++)
		if (rows->kind != JSONMEMBER_FIELDS && str_eq(jsonmember_name(rows), name))
			return true;
	return false;
}

static void write_field(struct jsonw *j, const struct oomlog_field *f)
{
	char *p = out_room(j->out, JSONMEMBER_ROOM);

	*p = ',';
	p = jsonmember_put_text(p + j->comma, f->name);
	if (p == NULL) {
		jsonw_key_str(j, f->name);
		jsonw_u64(j, f->value);
		return;
	}
	*p++ = ':';
	out_take(j->out, digits_u64(p, f->value));
	j->comma = true;
}

/*
 * Each name once: a torn or forged line may print one twice, or one that the object has of its own (rows); an object
 * with two members of one name would be read differently by different programs.
 */
static void write_fields(struct jsonw *j, const struct oomlog_fields *fields, const struct jsonmember *rows)
{
	struct seen seen = {0};

	for (size_t i = 0; i < fields->n; i++) {
		const struct oomlog_field *f = &fields->items[i];

		if ((seen_before(&seen, f->name) && is_repeated(fields, i)) || is_own(rows, f->name))
			continue;
		write_field(j, f);
	}
}

static void write_stat(struct jsonw *j, const struct jsonmember *m, const struct oomlog_fields *fields)
{
	if (fields->n == 0)
		return;
	jsonw_key_(j, m->key + 2, m->len);
	jsonw_open(j, '{');
	write_fields(j, fields, NULL);
	jsonw_close(j, '}');
}

/* --- structs --- */

char *jsonmember_put_large_(char *p, uint64_t value, enum jsonmember_kind kind)
{
	if (value == (kind == JSONMEMBER_I64 ? 0 - (uint64_t)OOMLOG_ABSENT : OOMLOG_ABSENT_U))
		return NULL;
	return digits_u64(p, value);
}

static void write_true(struct jsonw *j, const struct jsonmember *m, bool value)
{
	if (!value)
		return;
	jsonw_key_(j, m->key + 2, m->len);
	jsonw_boolean(j, true);
}

enum { MOST_MEMBERS = 24 };

/*
 * Numbers and short texts are written one behind another into room that was asked for once. Returns the first row that
 * was not written.
 */
static const struct jsonmember *write_simple(struct jsonw *j, const struct jsonmember *m, const char *of)
{
	char *p = out_room(j->out, (size_t)MOST_MEMBERS * JSONMEMBER_ROOM), *next;
	size_t comma = j->comma;

	for (int left = MOST_MEMBERS; left > 0 && m->kind <= JSONMEMBER_TEXT && !jsonmember_is_end(m); left--, m++) {
		const void *at = of + m->offset;
		bool is_text = m->kind == JSONMEMBER_TEXT;

		if (is_text && ((const strv *)at)->p == NULL)
			continue;
		memcpy(p, m->key + 1 - comma, JSONMEMBER_KEY - 1);
		next = p + m->len + 3 + comma;
		next = is_text ? jsonmember_put_text(next, *(const strv *)at)
			       : jsonmember_put_number(next, *(const uint64_t *)at, m->kind);
		if (next == NULL && is_text)
			break;
		if (next == NULL)
			continue;
		p = next;
		comma = 1;
	}
	j->comma = comma != 0;
	out_take(j->out, p);
	return m;
}

/* Of an object whose rows are numbers. */
static bool has_any(const struct jsonmember *rows, const char *of)
{
	for (; !jsonmember_is_end(rows); rows++)
		if (*(const uint64_t *)(const void *)(of + rows->offset) != OOMLOG_ABSENT_U)
			return true;
	return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tables */
static void write_list(struct jsonw *j, const struct jsonmember *m, const char *of)
{
	size_t n = *(const size_t *)(const void *)(of + m->n_offset);
	const char *items;

	if (n == 0)
		return;
	memcpy(&items, of + m->offset, sizeof(items));
	jsonw_key_(j, m->key + 2, m->len);
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++)
		jsonmember_object(j, m->rows, items + i * m->size);
	jsonw_close(j, ']');
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tables */
static void write_object(struct jsonw *j, const struct jsonmember *m, const char *of)
{
	if (!has_any(m->rows, of))
		return;
	jsonw_key_(j, m->key + 2, m->len);
	jsonmember_object(j, m->rows, of);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tables */
static void write_members(struct jsonw *j, const struct jsonmember *rows, const void *of)
{
	const struct jsonmember *m = rows;

	while (!jsonmember_is_end(m)) {
		const struct jsonmember *behind = write_simple(j, m, of);
		const char *at = (const char *)of + m->offset;

		if (behind != m) {
			m = behind;
			continue;
		}
		switch (m->kind) {
		case JSONMEMBER_U64:
		case JSONMEMBER_I64:
			break; /* never left */
		case JSONMEMBER_TEXT:
			jsonw_member_text_(j, m->key + 2, m->len, *(const strv *)(const void *)at);
			break;
		case JSONMEMBER_TRUE:
			write_true(j, m, *(const bool *)at);
			break;
		case JSONMEMBER_FIELDS:
			write_fields(j, (const void *)at, rows);
			break;
		case JSONMEMBER_STAT:
			write_stat(j, m, (const void *)at);
			break;
		case JSONMEMBER_OBJECT:
			write_object(j, m, at);
			break;
		case JSONMEMBER_LIST:
			write_list(j, m, of);
			break;
		case JSONMEMBER_BY_HAND:
			m->write(j, of);
			break;
		}
		m++;
	}
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tables */
void jsonmember_object(struct jsonw *j, const struct jsonmember *rows, const void *of)
{
	jsonw_open(j, '{');
	write_members(j, rows, of);
	jsonw_close(j, '}');
}

void jsonmember_part(struct jsonw *j, const char *name, const struct jsonmember *rows, const void *of)
{
	if (of == NULL)
		return;
	jsonw_key_of(j, name);
	jsonmember_object(j, rows, of);
}
