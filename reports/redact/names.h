/*
 * Pseudonyms: the same name gets the same one as long as a table lives, by the order in which names are met; so that
 * nobody can find a name by trying words, as with a hash. Only hashes of the names are kept.
 */
#ifndef REPORTS_REDACT_NAMES_H
#define REPORTS_REDACT_NAMES_H

#include "util/str.h"

enum { NAMES_MAX = 65536 }; /* names that are told apart; further ones of a kind share one pseudonym */

enum name_kind { NAME_HOST, NAME_COMM, NAME_GROUP, NAME_UNIT, NAME_ID, NAME_INPUT, NAME_KINDS };

struct names;

struct names *names_new(void); /* NULL: no memory */
struct names *names_free(struct names *n);
/* Its number, from 1; 0: the table is full, and the name was not met before. */
uint32_t names_number(struct names *n, enum name_kind kind, strv name);

#endif
