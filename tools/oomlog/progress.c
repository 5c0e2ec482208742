#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "reports/text/text.h"

enum { BAR_WIDTH = 24, NAME_WIDTH = 36, FIRST_MS = 1000, NEXT_MS = 100 };

static struct {
	bool wanted;
	int64_t due_ms;
	size_t drawn; /* columns on the screen */
} bar;

void progress_start(bool wanted, bool at_once)
{
	bar.wanted = wanted && isatty(STDERR_FILENO) == 1;
	bar.due_ms = clock_ms(CLOCK_MONOTONIC) + (at_once ? 0 : FIRST_MS);
}

void progress_clear(void)
{
	if (bar.drawn > 0)
		fprintf(stderr, "\r%*s\r", (int)bar.drawn, "");
	bar.drawn = 0;
}

void progress_stop(void)
{
	progress_clear();
	bar.wanted = false;
}

/* "[##########              ]  42 %" */
static void add_bar(struct text *t, uint64_t done, uint64_t total)
{
	unsigned percent = done >= total ? 100 : (unsigned)((double)done * 100 / (double)total);
	unsigned full = percent * BAR_WIDTH / 100;
	char line[BAR_WIDTH + 16];
	size_t n = 0;

	line[n++] = '[';
	for (unsigned i = 0; i < BAR_WIDTH; i++)
		line[n++] = i < full ? '#' : ' ';
	snprintf(line + n, sizeof(line) - n, "] %3u %%", percent);
	text_add(t, line);
}

void progress_show(const char *name, uint64_t done, uint64_t total)
{
	struct text t, label;
	size_t columns, fit;
	int64_t now;

	if (!bar.wanted)
		return;
	now = clock_ms(CLOCK_MONOTONIC);
	if (now < bar.due_ms)
		return;
	bar.due_ms = now + NEXT_MS;
	text_init(&label);
	text_name(&label, str_of(name));
	fit = text_fit(text_str(&label), NAME_WIDTH, &columns);
	text_init(&t);
	if (total > 0)
		add_bar(&t, done, total);
	else
		text_size(&t, done);
	text_add(&t, "  ");
	text_add_str(&t, str_upto(text_str(&label), fit));
	progress_clear();
	fprintf(stderr, "\r%.*s", (int)t.n, t.buf);
	bar.drawn = text_width(text_str(&t));
}
