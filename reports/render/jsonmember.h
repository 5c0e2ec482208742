/*
 * Objects by table: a row a member, in the order in which they are written, absent ones left out. A row has its name
 * and its type from the struct, so that JSON is named as oomlog/event.h is.
 */
#ifndef REPORTS_RENDER_JSONMEMBER_H
#define REPORTS_RENDER_JSONMEMBER_H

#include "reports/render/jsonw.h"
#include "reports/text/digits.h"

enum jsonmember_kind {
	JSONMEMBER_U64,
	JSONMEMBER_I64,
	JSONMEMBER_TEXT,
	JSONMEMBER_TRUE,    /* a bool: written where it holds */
	JSONMEMBER_FIELDS,  /* struct oomlog_fields: its names are members of this object */
	JSONMEMBER_STAT,    /* struct oomlog_fields: an object of its own, left out when it is empty */
	JSONMEMBER_OBJECT,  /* a struct of uint64_t: left out when it has none */
	JSONMEMBER_LIST,    /* structs behind `items`: left out when there are none */
	JSONMEMBER_BY_HAND, /* write(), the key included */
};

enum { JSONMEMBER_KEY = 32 };

struct jsonmember {
	char key[JSONMEMBER_KEY]; /* ",\"name\":", as it is written behind another member */
	size_t len;               /* of the name; 0: the last row */
	enum jsonmember_kind kind;
	size_t offset, n_offset, size; /* in the struct; list: of `items`, of `n`, and of one item */
	const struct jsonmember *rows; /* of an object or of a list's items */
	void (*write)(struct jsonw *j, const void *of);
};

/* clang-format off */
#define JSONMEMBER_KIND(type, member)                 \
	_Generic(((const type *)NULL)->member,        \
		uint64_t: JSONMEMBER_U64,             \
		int64_t: JSONMEMBER_I64,              \
		bool: JSONMEMBER_TRUE,                \
		struct oomlog_str: JSONMEMBER_TEXT,   \
		struct oomlog_fields: JSONMEMBER_FIELDS)
/* clang-format on */

#define JSONMEMBER_NAMED(json_name) .key = ",\"" json_name "\":", .len = sizeof(json_name) - 1

#define JSONMEMBER_AS(type, member, json_name)                                                                       \
	{                                                                                                            \
		JSONMEMBER_NAMED(json_name), .kind = JSONMEMBER_KIND(type, member), .offset = offsetof(type, member) \
	}
#define JSONMEMBER(type, member) JSONMEMBER_AS(type, member, #member)
#define JSONMEMBER_STAT(type, member)                                                                \
	{                                                                                            \
		JSONMEMBER_NAMED(#member), .kind = JSONMEMBER_STAT, .offset = offsetof(type, member) \
	}
#define JSONMEMBER_OBJECT(type, member, table)                                                          \
	{                                                                                               \
		JSONMEMBER_NAMED(#member), .kind = JSONMEMBER_OBJECT, .offset = offsetof(type, member), \
					   .rows = (table)                                              \
	}
/* NOLINTBEGIN(bugprone-macro-parentheses): the names of members */
#define JSONMEMBER_LIST(type, member, table)                                                                      \
	{                                                                                                         \
		JSONMEMBER_NAMED(#member), .kind = JSONMEMBER_LIST, .offset = offsetof(type, member.items),       \
					   .n_offset = offsetof(type, member.n),                                  \
					   .size = sizeof(((const type *)NULL)->member.items[0]), .rows = (table) \
	}
/* NOLINTEND(bugprone-macro-parentheses) */
/* A struct without a name of its own: the rows are about the outer one. */
#define JSONMEMBER_INSIDE(json_name, table)                                             \
	{                                                                               \
		JSONMEMBER_NAMED(json_name), .kind = JSONMEMBER_OBJECT, .rows = (table) \
	}
#define JSONMEMBER_BY_HAND(json_name, function)                                              \
	{                                                                                    \
		JSONMEMBER_NAMED(json_name), .kind = JSONMEMBER_BY_HAND, .write = (function) \
	}
#define JSONMEMBER_END   \
	{                \
		.len = 0 \
	}

static inline bool jsonmember_is_end(const struct jsonmember *m)
{
	return m->len == 0;
}

static inline struct oomlog_str jsonmember_name(const struct jsonmember *m)
{
	return (struct oomlog_str){m->key + 2, m->len};
}

/* A key and its value are copied by pieces of a known size, which are more than is needed. */
enum { JSONMEMBER_TEXT_MAX = 32, JSONMEMBER_ROOM = JSONMEMBER_KEY + 2 + JSONMEMBER_TEXT_MAX + DIGITS_MAX };

/* What is absent is a large number. NULL: it is. */
char *jsonmember_put_large_(char *p, uint64_t value, enum jsonmember_kind kind);

/* A number of either kind; NULL: it is absent. */
static inline char *jsonmember_put_number(char *p, uint64_t value, enum jsonmember_kind kind)
{
	if (kind == JSONMEMBER_I64) {
		uint64_t minus = value >> 63; /* no branch: of oom_score_adj the sign is anything */

		*p = '-';
		p += minus;
		value = (value ^ (0 - minus)) + minus;
	}
	return value < DIGITS_WORD ? digits_word(p, value) : jsonmember_put_large_(p, value, kind);
}

/* NULL: it is absent, long, or needs escapes. */
static inline char *jsonmember_put_text(char *p, strv s)
{
	return s.p != NULL && s.n <= JSONMEMBER_TEXT_MAX ? jsonw_put_plain(p, s) : NULL;
}

/* An object. `of` is the struct that the rows are about. */
void jsonmember_object(struct jsonw *j, const struct jsonmember *rows, const void *of);
/* .. as the member `name`; NULL: nothing. */
void jsonmember_part(struct jsonw *j, const char *name, const struct jsonmember *rows, const void *of);

#endif
