#include "reports/redact/names.h"

#include <stdlib.h>
#include <sys/random.h>

#include "reports/diagnosis/tally.h"

enum { TABLE = 2 * NAMES_MAX };

struct slot {
	uint64_t hash; /* 0: free */
	uint32_t number;
};

struct names {
	uint64_t seed; /* so that nobody can make two names that share a pseudonym */
	uint32_t used, numbers[NAME_KINDS];
	struct slot slots[TABLE];
};

struct names *names_new(void)
{
	struct names *n = calloc(1, sizeof(*n));

	if (n != NULL && getrandom(&n->seed, sizeof(n->seed), GRND_NONBLOCK) != (ssize_t)sizeof(n->seed))
		n->seed = (uint64_t)(uintptr_t)n;
	return n;
}

struct names *names_free(struct names *n)
{
	free(n);
	return NULL;
}

uint32_t names_number(struct names *n, enum name_kind kind, strv name)
{
	uint64_t hash = tally_hash(n->seed + (uint64_t)kind, name);
	size_t at;

	hash = hash != 0 ? hash : 1;
	for (at = hash % TABLE; n->slots[at].hash != 0; at = (at + 1) % TABLE)
		if (n->slots[at].hash == hash)
			return n->slots[at].number;
	if (n->used == NAMES_MAX)
		return 0;
	n->used++;
	n->slots[at] = (struct slot){hash, ++n->numbers[kind]};
	return n->slots[at].number;
}
