#include "reports/render/jsonfields.h"

/* Names that were seen, as bits of a hash: most names are new, and need no look at the others. */
struct seen {
	uint64_t bits[16];
};

static bool seen_before(struct seen *seen, strv name)
{
	uint32_t hash = 2166136261u;
	uint64_t *word, bit;

	for (size_t i = 0; i < name.n; i++)
		hash = (hash ^ (unsigned char)name.p[i]) * 16777619u;
	word = &seen->bits[hash >> 28];
	bit = 1ull << (hash >> 22 & 63);
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

static bool is_own(const char *const *own, strv name)
{
	for (; own != NULL && *own != NULL; own++)
		if (str_eq(str_of(*own), name))
			return true;
	return false;
}

void jsonfields_write(struct jsonw *j, const struct oomlog_fields *fields, const char *const *own)
{
	struct seen seen = {0};

	for (size_t i = 0; i < fields->n; i++) {
		const struct oomlog_field *f = &fields->items[i];

		if ((seen_before(&seen, f->name) && is_repeated(fields, i)) || is_own(own, f->name))
			continue;
		jsonw_key_str(j, f->name);
		jsonw_u64(j, f->value);
	}
}
