/*
 * Which four bytes of each literal the filter of scan.h looks at, and which literals share a bucket: such that as few
 * places as possible of a common log become candidates. The "oomd" of "systemd-oomd" is rare, its "syst" is not.
 */
#include "scan/scan.h"

/* How often a byte stands in kernel and system logs, per thousand, and 1 for what hardly does: rows of ' ' to 0x7f. */
/* clang-format off */
static const uint8_t printable[6][16] = {
	{122, 1, 19, 1, 1, 1, 1, 1, 3, 3, 1, 1, 6, 11, 15, 3},         /*   ! " # $ % & ' ( ) * + , - . / */
	{72, 36, 27, 17, 20, 17, 18, 15, 16, 15, 26, 2, 1, 8, 1, 1},   /* 0 1 2 3 4 5 6 7 8 9 : ; < = > ? */
	{1, 7, 2, 8, 3, 7, 2, 2, 2, 10, 1, 1, 3, 6, 6, 10},            /* @ A B C D E F G H I J K L M N O */
	{7, 1, 6, 8, 9, 3, 1, 1, 1, 1, 1, 10, 1, 11, 1, 11},           /* P Q R S T U V W X Y Z [ \ ] ^ _ */
	{1, 24, 11, 21, 20, 52, 18, 9, 4, 21, 1, 6, 16, 11, 21, 26},   /* ` a b c d e f g h i j k l m n o */
	{11, 1, 26, 22, 26, 11, 4, 2, 5, 5, 1, 1, 1, 1, 1, 1},         /* p q r s t u v w x y z { | } ~   */
};
/* clang-format on */

/*
 * Bytes do not come one by one: letters make words, and some words are all over such logs. A window inside one of these
 * is so much more common than its bytes alone would make it; one that spans the end of a word is the best.
 */
static const char *const common_words[] = {
	"process", "memory:", "kill", "message", "system", "oom_score", "tasks", "Memory ", "cgroup",
};

enum { IN_LETTERS = 30, IN_COMMON_WORD = 1000 };

/* What a bucket's tables let through: for each byte of the window a set of low and a set of high nibbles. */
struct group {
	uint16_t low[SCAN_WINDOW], high[SCAN_WINDOW];
};

static unsigned commonness(unsigned high, unsigned low)
{
	return high >= 2 && high < 8 ? printable[high - 2][low] : 1;
}

static uint64_t byte_cost(unsigned lows, unsigned highs)
{
	uint64_t sum = 0;

	for (unsigned high = highs; high != 0; high &= high - 1)
		for (unsigned low = lows; low != 0; low &= low - 1)
			sum += commonness((unsigned)__builtin_ctz(high), (unsigned)__builtin_ctz(low));
	return sum;
}

/* How often it lets something through: per 10^12 bytes, as if bytes came one by one. */
static uint64_t group_cost(const struct group *g)
{
	uint64_t product = 1;

	for (size_t k = 0; k < SCAN_WINDOW; k++)
		product *= byte_cost(g->low[k], g->high[k]);
	return product;
}

static struct group group_with(struct group g, const char *window)
{
	for (size_t k = 0; k < SCAN_WINDOW; k++) {
		g.low[k] |= (uint16_t)(1u << ((uint8_t)window[k] & 15));
		g.high[k] |= (uint16_t)(1u << ((uint8_t)window[k] >> 4));
	}
	return g;
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static uint64_t window_cost(const char *window)
{
	struct group alone = group_with((struct group){0}, window);
	uint64_t cost = group_cost(&alone);
	bool letters = true;

	for (size_t i = 0; i < sizeof(common_words) / sizeof(common_words[0]); i++)
		if (str_find(str_of(common_words[i]), (strv){window, SCAN_WINDOW}) != SIZE_MAX)
			return cost * IN_COMMON_WORD;
	for (size_t k = 0; k < SCAN_WINDOW; k++)
		letters &= is_lower(window[k]);
	return letters ? cost * IN_LETTERS : cost;
}

static size_t rarest_window(strv literal)
{
	size_t best = 0;
	uint64_t least = UINT64_MAX;

	for (size_t at = 0; at + SCAN_WINDOW <= literal.n; at++) {
		uint64_t cost = window_cost(literal.p + at);

		if (cost < least) {
			least = cost;
			best = at;
		}
	}
	return best;
}

/* The bucket that lets through least more when it takes in the window. */
static size_t cheapest_bucket(const struct group *buckets, const char *window)
{
	size_t best = 0;
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < SCAN_BUCKETS; i++) {
		struct group with = group_with(buckets[i], window);
		uint64_t more = group_cost(&with) - group_cost(&buckets[i]);

		if (more < least) {
			least = more;
			best = i;
		}
	}
	return best;
}

void scan_plan(struct scanner *s)
{
	struct group buckets[SCAN_BUCKETS] = {0};

	for (size_t i = 0; i < s->n; i++) {
		const char *window;
		size_t bucket;

		s->window[i] = rarest_window(s->literals[i]);
		if (s->window[i] > s->furthest)
			s->furthest = s->window[i];
		window = s->literals[i].p + s->window[i];
		bucket = cheapest_bucket(buckets, window);
		buckets[bucket] = group_with(buckets[bucket], window);
		s->bucket[i] = (uint8_t)bucket;
	}
}
