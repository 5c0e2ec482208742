/* oomlog formats: the kernel lines it knows. */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "output.h"
#include "say.h"

static int put(struct output *out, const char *words)
{
	return output_write(out, words, strlen(words));
}

/* "kernels 4.19 to 5.0", "kernels since 5.1", "all kernels" */
static void put_era(struct output *out, const struct oomlog_format *f)
{
	if (f->since == NULL && f->until == NULL) {
		put(out, "all kernels");
		return;
	}
	put(out, f->since == NULL ? "kernels until " : f->until == NULL ? "kernels since " : "kernels ");
	if (f->since != NULL)
		put(out, f->since);
	if (f->since != NULL && f->until != NULL)
		put(out, " to ");
	if (f->until != NULL)
		put(out, f->until);
}

static void put_indented(struct output *out, const char *text)
{
	put(out, "\t");
	for (const char *newline; (newline = strchr(text, '\n')) != NULL; text = newline + 1) {
		output_write(out, text, (size_t)(newline - text));
		put(out, "\n\t");
	}
	put(out, text);
	put(out, "\n");
}

static void put_format(struct output *out, const struct oomlog_format *f)
{
	put(out, f->id);
	put(out, "  (");
	put_era(out, f);
	if (f->source != NULL) {
		put(out, "; ");
		put(out, f->source);
	}
	put(out, ")\n");
	if (f->sample != NULL)
		put_indented(out, f->sample);
}

int cmd_formats(const struct settings *s)
{
	const struct oomlog_format *f;
	struct output *out;
	int status;

	if (s->n_names > 0) {
		say("formats takes no argument");
		return EXIT_USAGE;
	}
	out = malloc(sizeof(*out));
	if (out == NULL) {
		say("out of memory");
		return EXIT_INPUT;
	}
	status = output_open(out, s->first.file) == 0 ? 0 : EXIT_USAGE;
	if (status == 0) {
		output_page(out, s->no_pager);
		for (size_t i = 0; (f = oomlog_format(i)) != NULL; i++)
			put_format(out, f);
		status = output_close(out) == 0 ? 0 : EXIT_INPUT;
	}
	free(out);
	return status;
}
