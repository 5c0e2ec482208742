/*
 * The rows of a table as JSON objects. Which members a row has is the same for nearly all rows of a table: the keys are
 * laid out once, by the first row, and a row is them with digits and a short name between.
 */
#ifndef REPORTS_RENDER_JSONROW_H
#define REPORTS_RENDER_JSONROW_H

#include "reports/render/jsonmember.h"

enum { JSONROW_MEMBERS = 24 };

/* A member that the first row has: number or text. */
struct jsonrow_there {
	char key[JSONMEMBER_KEY]; /* ",\"pid\":"; of the first one "{\"pid\":" */
	size_t len, offset;       /* of `key`; of the value in the struct */
	enum jsonmember_kind kind;
};

/* .. and one that it lacks: then the word of its number, its text's pointer or its list's length is this. */
struct jsonrow_lacking {
	size_t offset;
	uint64_t absent;
};

struct jsonrow {
	const struct jsonmember *members;
	struct jsonrow_there there[JSONROW_MEMBERS];
	struct jsonrow_lacking lacking[JSONROW_MEMBERS];
	size_t n_there, n_lacking; /* n_there 0: rows are written member by member */
};

/* By the first row of a table. */
void jsonrow_init(struct jsonrow *r, const struct jsonmember *members, const void *first);
/* A row of that table as an object; one that has other members than the first, too. */
void jsonrow_write(struct jsonw *j, const struct jsonrow *r, const void *row);

#endif
