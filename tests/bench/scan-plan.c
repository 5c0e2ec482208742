/*
 * Chooses each literal's window and bucket for parser/formats/literals.c: such that as few places as possible of logs in
 * which nothing happens become candidates. Simulated annealing; run it with several seeds and take the best.
 *
 *	cc -O3 -D_GNU_SOURCE -Iparser -Iinclude tests/bench/scan-plan.c parser/formats/literals.c parser/scan/scan*.c \
 *		parser/util/str.c -lm -lpthread -o scan-plan
 *	./scan-plan SEED SAMPLE
 *
 * SAMPLE: one or two megabytes cut out of many quiet logs, with lines that hold words like "killed" and "memory".
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/formats.h"

enum { STEPS = 40000, STEPS_A_PIECE = 2000, PIECE = 300000, BLOCK = 32 };

struct choice {
	size_t window;
	unsigned bucket;
};

static struct choice plan[SCAN_MAX_LITERALS];
static char *sample;
static size_t sample_n;

/* What the filter of scan.h lets through, byte by byte. */
static void fill(uint8_t sets[SCAN_WINDOW][256])
{
	memset(sets, 0, (size_t)SCAN_WINDOW * 256);
	for (size_t i = 0; i < n_format_literals; i++)
		for (unsigned k = 0; k < SCAN_WINDOW; k++) {
			unsigned byte = (uint8_t)format_literals[i].text[plan[i].window + k];

			for (unsigned b = byte & 15; b < 128; b += 16)
				if (k != SCAN_HIGH || b == byte)
					sets[k][b] |= (uint8_t)(1u << plan[i].bucket);
		}
	/* high and low nibble of that byte are looked up apart */
	for (unsigned b = 0; b < 128; b++)
		for (unsigned bucket = 0; bucket < SCAN_BUCKETS; bucket++) {
			bool low = false, high = false;

			for (size_t i = 0; i < n_format_literals; i++) {
				unsigned byte = (uint8_t)format_literals[i].text[plan[i].window + SCAN_HIGH];

				low |= plan[i].bucket == bucket && (byte & 15) == (b & 15);
				high |= plan[i].bucket == bucket && byte >> 4 == b >> 4;
			}
			if (low && high)
				sets[SCAN_HIGH][b] |= (uint8_t)(1u << bucket);
		}
}

/* Candidates cost a comparison, blocks with one a break of the loop. */
static double cost(const char *p, size_t n, double *ret_blocks)
{
	uint8_t sets[SCAN_WINDOW][256];
	size_t positions = 0, blocks = 0;
	const uint8_t *u = (const uint8_t *)p;

	fill(sets);
	for (size_t i = 0; i + BLOCK + SCAN_WINDOW <= n; i += BLOCK) {
		size_t found = 0;

		for (size_t k = i; k < i + BLOCK; k++)
			found += (sets[0][u[k]] & sets[1][u[k + 1]] & sets[2][u[k + 2]] & sets[3][u[k + 3]]) != 0;
		positions += found;
		blocks += found > 0;
	}
	*ret_blocks = (double)blocks * BLOCK / (double)n;
	return 0.3 * (double)positions / (double)n + 0.05 * *ret_blocks;
}

static struct choice any_choice(size_t literal)
{
	return (struct choice){(size_t)lrand48() % (strlen(format_literals[literal].text) - SCAN_WINDOW + 1),
	                       (unsigned)lrand48() % SCAN_BUCKETS};
}

static void anneal(void)
{
	double now = 0, blocks;
	size_t piece = sample_n < PIECE ? sample_n : PIECE, from = 0;

	for (size_t step = 0; step < STEPS; step++) {
		double left = 1 - (double)step / STEPS, heat = 0.3 * left * left + 1e-4, then;
		size_t i = (size_t)lrand48() % n_format_literals;
		struct choice before = plan[i], other = any_choice(i);

		if (step % STEPS_A_PIECE == 0) { /* not made for one piece alone */
			from = piece < sample_n ? (size_t)lrand48() % (sample_n - piece) : 0;
			now = cost(sample + from, piece, &blocks);
		}
		if (drand48() < 0.5)
			plan[i].window = other.window;
		if (drand48() < 0.6)
			plan[i].bucket = other.bucket;
		then = cost(sample + from, piece, &blocks);
		if (then < now || drand48() < exp((log(now + 1e-7) - log(then + 1e-7)) / heat))
			now = then;
		else
			plan[i] = before;
	}
}

/* What is left to gain by moving one literal, over the whole sample. */
static double descend(void)
{
	double blocks, least = cost(sample, sample_n, &blocks);

	for (size_t i = 0; i < n_format_literals; i++) {
		struct choice best = plan[i];
		size_t last = strlen(format_literals[i].text) - SCAN_WINDOW;

		for (size_t at = 0; at <= last; at++)
			for (unsigned bucket = 0; bucket < SCAN_BUCKETS; bucket++) {
				double with;

				plan[i] = (struct choice){at, bucket};
				with = cost(sample, sample_n, &blocks);
				if (with < least) {
					least = with;
					best = plan[i];
				}
			}
		plan[i] = best;
	}
	cost(sample, sample_n, &blocks);
	return blocks;
}

static void print_quoted(const char *text, size_t n)
{
	putchar('"');
	for (size_t i = 0; i < n; i++)
		printf("%s%c", text[i] == '"' ? "\\" : "", text[i]);
	putchar('"');
}

int main(int argc, char **argv)
{
	FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;

	if (f == NULL) {
		fprintf(stderr, "usage: scan-plan SEED SAMPLE\n");
		return 2;
	}
	fseek(f, 0, SEEK_END);
	sample_n = (size_t)ftell(f);
	rewind(f);
	sample = malloc(sample_n + 1);
	if (sample == NULL || fread(sample, 1, sample_n, f) != sample_n)
		return 1;
	fclose(f);
	srand48(atol(argv[1]));
	for (size_t i = 0; i < n_format_literals; i++)
		plan[i] = any_choice(i);
	anneal();
	printf("%.2f %% of blocks of %d bytes have a candidate\n", 100 * descend(), BLOCK);
	for (size_t i = 0; i < n_format_literals; i++) {
		printf("\t{");
		print_quoted(format_literals[i].text, strlen(format_literals[i].text));
		printf(", ");
		print_quoted(format_literals[i].text + plan[i].window, SCAN_WINDOW);
		printf(", %u},\n", plan[i].bucket);
	}
	free(sample);
	return 0;
}
