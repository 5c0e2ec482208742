/*
 * A reader for one JSON object of the flat kind that log writers print: it walks its members without building a tree,
 * allocates nothing and takes any bytes inside strings (dmesg -J and rsyslog print a hostile comm's as they are).
 */
#ifndef OOMLOG_CARRIER_JSON_H
#define OOMLOG_CARRIER_JSON_H

#include "carrier/textbuf.h"

enum json_type { JSON_STRING, JSON_NUMBER, JSON_BYTES /* an array */, JSON_OTHER /* an object, null, true, false */ };

struct json_member {
	strv key;   /* as written, without its quotes */
	strv value; /* as written, without a string's quotes or an array's brackets */
	enum json_type type;
};

struct json_reader {
	strv rest;
	bool first;
};

/* false: s does not begin with '{'. */
bool json_open(struct json_reader *r, strv s);
/* 1: *ret is the next member; 0: the object ended, r->rest is behind it; -1: this is no JSON. */
int json_next(struct json_reader *r, struct json_member *ret);
/* The next item of an array, whose inside r->rest begins with. */
bool json_next_item(struct json_reader *r, struct json_member *ret);
/* The value with its escapes undone, or the array's numbers as bytes; in b where it had to be changed. */
strv json_text(struct textbuf *b, const struct json_member *m);

#endif
