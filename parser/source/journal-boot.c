/* Boots counted, as journalctl --boot=OFFSET does: 1 is the first that the journal knows, 0 its last, -1 the one before. */
#ifdef HAVE_SYSTEMD
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/journal-sd.h"
#include "util/str.h"

struct boot {
	sd_id128_t id;
	uint64_t first_us;
};

struct boots {
	struct boot *items;
	size_t n, room;
};

static int add(struct boots *boots, sd_id128_t id)
{
	if (boots->n == JOURNAL_MAX_BOOTS)
		return -E2BIG;
	if (boots->n == boots->room) {
		size_t room = boots->room == 0 ? 64 : boots->room * 2;
		struct boot *grown = realloc(boots->items, room * sizeof(*grown));

		if (grown == NULL)
			return -ENOMEM;
		boots->items = grown;
		boots->room = room;
	}
	boots->items[boots->n++] = (struct boot){.id = id};
	return 0;
}

/* The index holds each value of the field once a file. */
static int list_boots(const struct journal *j, sd_journal *sd, struct boots *boots)
{
	const void *data;
	size_t n;
	int r = j->fn.query_unique(sd, "_BOOT_ID");

	while (r >= 0 && (r = j->fn.enumerate_unique(sd, &data, &n)) > 0) {
		strv value = {data, n};
		char digits[SD_ID128_STRING_MAX];
		sd_id128_t id;

		if (!skip_literal(&value, STR("_BOOT_ID=")) || value.n >= sizeof(digits))
			continue;
		memcpy(digits, value.p, value.n);
		digits[value.n] = '\0';
		if (j->fn.id_from_string(digits, &id) >= 0)
			r = add(boots, id);
	}
	return r;
}

static int set_match(const struct journal *j, sd_journal *sd, sd_id128_t id)
{
	char words[sizeof("_BOOT_ID=") + SD_ID128_STRING_MAX];

	snprintf(words, sizeof(words), "_BOOT_ID=" SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL(id));
	j->fn.flush_matches(sd);
	return j->fn.add_match(sd, words, 0);
}

/* Those without an entry any more are no boots. */
static int date_boots(const struct journal *j, sd_journal *sd, struct boots *boots)
{
	size_t n = 0;

	for (size_t i = 0; i < boots->n; i++) {
		struct boot *boot = &boots->items[i];
		int r = set_match(j, sd, boot->id);

		if (r >= 0)
			r = j->fn.seek_head(sd);
		if (r >= 0)
			r = j->fn.next(sd);
		if (r < 0)
			return r;
		if (r > 0 && j->fn.get_realtime_usec(sd, &boot->first_us) >= 0)
			boots->items[n++] = *boot;
	}
	boots->n = n;
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct boot *x = a, *y = b;

	return x->first_us < y->first_us ? -1 : x->first_us > y->first_us;
}

/* Its place, from 0 on; SIZE_MAX: there is none such. */
static size_t place_of(const struct boots *boots, const struct journal_options *opt, sd_id128_t from)
{
	int64_t at = opt->boot_offset > 0 ? opt->boot_offset - 1 : (int64_t)boots->n - 1 + opt->boot_offset;

	if (opt->boot != NULL) {
		size_t i = 0;

		while (i < boots->n && !sd_id128_equal(boots->items[i].id, from))
			i++;
		if (i == boots->n)
			return SIZE_MAX;
		at = (int64_t)i + opt->boot_offset;
	}
	return at >= 0 && (size_t)at < boots->n ? (size_t)at : SIZE_MAX;
}

static void say_none(struct journal *j, const struct journal_options *opt, const struct boots *boots)
{
	journal_say(j, "'%s' has no boot %s%+lld: it knows %zu", j->name, opt->boot != NULL ? opt->boot : "",
	            (long long)opt->boot_offset, boots->n);
}

static int choose(struct journal *j, sd_journal *sd, const struct journal_options *opt, struct boots *boots)
{
	sd_id128_t from = SD_ID128_NULL;
	int r = opt->boot != NULL ? j->fn.id_from_string(opt->boot, &from) : 0;
	size_t at = SIZE_MAX;

	if (r >= 0)
		r = list_boots(j, sd, boots);
	if (r >= 0)
		r = date_boots(j, sd, boots);
	if (r < 0)
		return r;
	if (boots->n > 0) {
		qsort(boots->items, boots->n, sizeof(*boots->items), by_time);
		at = place_of(boots, opt, from);
	}
	if (at == SIZE_MAX) {
		say_none(j, opt, boots);
		return 0;
	}
	j->fn.id_to_string(boots->items[at].id, j->boot);
	return 1;
}

/* What this machine's journal is asked for most is known without a look into it, and also before its first entry. */
static bool is_this_boot(const struct journal_options *opt)
{
	return opt->boot_offset == 0 && opt->boot == NULL && opt->n_files == 0 && opt->directory == NULL &&
		opt->root == NULL && opt->machine == NULL;
}

int journal_find_boot(struct journal *j, const struct journal_options *opt)
{
	struct boots boots = {.n = 0};
	sd_journal *sd = NULL;
	sd_id128_t id;
	int r;

	if (is_this_boot(opt) && j->fn.id_get_boot(&id) >= 0) {
		j->fn.id_to_string(id, j->boot);
		return 1;
	}
	r = journal_open_handle(j, &sd, opt, false);
	/* Without any file: opening it in earnest finds the words. */
	if (r < 0 || sd == NULL)
		return 1;
	r = choose(j, sd, opt, &boots);
	j->fn.close(sd);
	free(boots.items);
	return r;
}
#endif
