/*
 * Sentences of findings, from typed pieces: SENTENCE(d, f, WORDS("Cache "), NAME(slab->name), WORDS(" holds "), ..).
 * Bytes of the log go in as NAME() alone, which makes them safe to print.
 */
#ifndef REPORTS_DIAGNOSIS_SENTENCE_H
#define REPORTS_DIAGNOSIS_SENTENCE_H

#include "reports/diagnosis/diagnosis.h"

enum piece_kind { PIECE_WORDS, PIECE_NAME, PIECE_SIZE, PIECE_NUMBER, PIECE_SIGNED, PIECE_PERCENT, PIECE_TASK };

struct piece {
	enum piece_kind kind;
	const char *words;
	strv name;
	uint64_t a, b;
	int64_t n;
};

static inline struct piece WORDS(const char *words) {
	return (struct piece){.kind = PIECE_WORDS, .words = words};
}

static inline struct piece
NAME(strv name) {
	return (struct piece){.kind = PIECE_NAME, .name = name};
}

static inline struct piece
SIZE(uint64_t bytes) {
	return (struct piece){.kind = PIECE_SIZE, .a = bytes};
}

static inline struct piece
NUMBER(uint64_t n) {
	return (struct piece){.kind = PIECE_NUMBER, .a = n};
}

static inline struct piece
SIGNED(int64_t n) {
	return (struct piece){.kind = PIECE_SIGNED, .n = n};
}

/* "59 %" */
static inline struct piece
PERCENT(uint64_t part, uint64_t whole) {
	return (struct piece){.kind = PIECE_PERCENT, .a = part, .b = whole};
}

/* "java (pid 200)" */
static inline struct piece
PROCESS(strv comm, int64_t pid) {
	return (struct piece){.kind = PIECE_TASK, .name = comm, .n = pid};
}

#define PIECES(...) \
	(const struct piece[]){__VA_ARGS__}, sizeof((const struct piece[]){__VA_ARGS__}) / sizeof(struct piece)

/* The finding's sentence; one more line of its advice. */
#define SENTENCE(d, f, ...) sentence_text(d, f, PIECES(__VA_ARGS__))
#define ADVICE(d, f, ...)   sentence_advice(d, f, PIECES(__VA_ARGS__))

void sentence_text(struct diagnosis *d, struct finding *f, const struct piece *pieces, size_t n);
void sentence_advice(struct diagnosis *d, struct finding *f, const struct piece *pieces, size_t n);

#endif
