/* oomlog check: says by its exit status, and in words that a CI understands, whether there was an OOM. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "check/ci.h"
#include "check/gate.h"
#include "check/render.h"
#include "clock.h"
#include "cmd.h"
#include "output.h"
#include "reports/redact/redact.h"
#include "say.h"
#include "terminal.h"

/* One report: opened before anything is run, so that a wrong name is known at once. */
struct target {
	const struct render *render;
	struct output output;
};

struct check {
	struct gate gate;
	struct command command;
	const struct ci *ci;
	struct target *targets;
	size_t n_targets;
	bool github; /* one of the reports is for GitHub: the summary is written too */
};

static int out_of_memory(void)
{
	say("out of memory");
	return EXIT_INPUT;
}

/* --- reports --- */

static int open_target(struct check *c, const char *format, const char *file, bool no_pager)
{
	struct target *t = &c->targets[c->n_targets];

	t->render = render_find(format);
	if (output_open(&t->output, file) != 0)
		return EXIT_USAGE;
	/* Some CIs give a job a terminal, and nobody sits there. */
	if (t->render->write == render_human)
		output_page(&t->output, no_pager || c->ci != NULL);
	c->n_targets++;
	c->gate.verdict.want_json |= t->render->write == render_json;
	c->github |= t->render->write == render_github;
	return 0;
}

static int open_targets(struct check *c, const struct settings *s)
{
	const char *format = s->first.format;
	int status;

	if (format == NULL)
		format = c->ci != NULL ? c->ci->format : "human";
	c->targets = calloc(s->n_more + 1, sizeof(*c->targets));
	if (c->targets == NULL)
		return out_of_memory();
	status = open_target(c, format, s->first.file, s->no_pager);
	for (size_t i = 0; status == 0 && i < s->n_more; i++)
		status = open_target(c, s->more[i].format, s->more[i].file, s->no_pager);
	return status;
}

static int write_report(struct check *c, const struct render *render, struct output *output, enum color color)
{
	struct out out;
	bool colored = render->write == render_human && terminal_has_color(color, output->fd);

	if (out_init(&out, output_write, output) < 0) {
		output_abandon(output);
		return out_of_memory();
	}
	render->write(&out, &c->gate.verdict, colored);
	out_flush(&out);
	out_release(&out);
	if (c->gate.verdict.nomem) {
		output_abandon(output);
		return out_of_memory();
	}
	return output_close(output) == 0 ? 0 : EXIT_INPUT;
}

/* Other steps of the job write into the same file: it is appended to. */
static int write_summary(struct check *c, const char *file)
{
	struct output *output = malloc(sizeof(*output));
	int status;

	if (output == NULL)
		return out_of_memory();
	*output = (struct output){.name = file};
	output->fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
	if (output->fd < 0) {
		say("cannot open '%s': %s", file, strerror(errno));
		status = EXIT_INPUT;
	} else {
		status = write_report(c, render_find("markdown"), output, COLOR_NEVER);
	}
	free(output);
	return status;
}

static int write_reports(struct check *c, const struct settings *s)
{
	const char *summary = c->github ? ci_summary_file(c->ci) : NULL;
	int status = 0;

	while (c->n_targets > 0) {
		struct target *t = &c->targets[--c->n_targets];

		if (write_report(c, t->render, &t->output, s->color) != 0)
			status = EXIT_INPUT;
	}
	if (summary != NULL && write_summary(c, summary) != 0)
		status = EXIT_INPUT;
	return status;
}

static void tell_ci(const struct check *c, const struct settings *s)
{
	if (c->ci == NULL)
		return;
	if (c->github)
		say_note("this is %s: annotations are written%s", c->ci->name,
		         ci_summary_file(c->ci) != NULL ? ", and a summary to $GITHUB_STEP_SUMMARY" : "");
	else if (c->ci->hint != NULL && s->n_more == 0)
		say_note("this is %s: it can show %s", c->ci->name, c->ci->hint);
	else
		say_note("this is %s", c->ci->name);
}

/* --- what is checked --- */

static int open_window(struct gate *g, const struct settings *s)
{
	int status = 0;

	mark_now(&g->now);
	if (s->check.since_mark != NULL) {
		status = mark_read(&g->mark, s->check.since_mark);
		g->has_mark = true;
	}
	if (status == 0 && s->cursor_file != NULL)
		status = seen_read(&g->seen, s->cursor_file);
	if (status == 0 && s->check.allow != NULL)
		status = allow_read(&g->allowances, s->check.allow, clock_us(CLOCK_REALTIME));
	return status;
}

static int run_command(struct check *c, const struct settings *s)
{
	if (s->check.pid_tree && !command_pids_are_the_kernels()) {
		say("--pid-tree: in this container processes have other numbers than in the kernel's log");
		return EXIT_USAGE;
	}
	/* The window is the time that the command runs, unless another mark says where it begins. */
	if (!c->gate.has_mark)
		c->gate.mark = c->gate.now;
	c->gate.has_mark = true;
	c->gate.command = &c->command;
	return command_run(&c->command, s->check.command);
}

/* By the contract: what the policy forbids is told also when an input failed. */
static int status_of(const struct verdict *v, int read, const struct command *command)
{
	if (command != NULL && command->status != 0)
		return command->status;
	if (v->failed)
		return EXIT_FORBIDDEN;
	return read;
}

static int check_logs(struct check *c, const struct settings *s)
{
	struct gate *g = &c->gate;
	bool finished;
	int read = analysis_run(s, &gate_consumer, g, &finished), status;

	if (read == EXIT_USAGE)
		return read;
	if (g->verdict.nomem)
		return out_of_memory();
	if (!finished && g->verdict.failed_inputs == 0) {
		g->verdict.failed_inputs++;
		verdict_remark(&g->verdict, REMARK_UNREADABLE, LEVEL_WARNING, "no log could be read to its end");
	}
	gate_finish(g, read == EXIT_ALL_READ);
	if (write_reports(c, s) != 0 && read == EXIT_ALL_READ)
		read = EXIT_INPUT;
	status = status_of(&g->verdict, read, g->command);
	/* Only what has been told is remembered as told. */
	if (g->seen != NULL && finished && seen_write(g->seen) != 0 && status == EXIT_ALL_READ)
		status = EXIT_INPUT;
	return status;
}

static int check(struct check *c, const struct settings *s)
{
	int status = open_window(&c->gate, s);

	c->ci = ci_detect();
	c->gate.verdict.ci = c->ci != NULL ? c->ci->name : NULL;
	if (status == 0)
		status = open_targets(c, s);
	if (status == 0)
		tell_ci(c, s);
	if (status == 0 && s->check.command != NULL)
		status = run_command(c, s);
	return status == 0 ? check_logs(c, s) : status;
}

static int write_mark(const char *file)
{
	struct mark now;

	mark_now(&now);
	return mark_write(&now, file);
}

int cmd_check(const struct settings *s)
{
	struct check *c;
	int status;

	if (s->list_carriers)
		return cmd_analyze(s);
	if (s->check.mark != NULL)
		return write_mark(s->check.mark);
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return out_of_memory();
	c->gate.settings = s;
	if (verdict_init(&c->gate.verdict) < 0) {
		free(c);
		return out_of_memory();
	}
	c->gate.verdict.max = s->check.max;
	if (s->redact && (c->gate.redactor = redactor_new()) == NULL)
		status = out_of_memory();
	else
		status = check(c, s);
	while (c->n_targets > 0)
		output_abandon(&c->targets[--c->n_targets].output);
	free(c->targets);
	gate_release(&c->gate);
	c->gate.seen = seen_free(c->gate.seen);
	c->gate.redactor = redactor_free(c->gate.redactor);
	allow_release(&c->gate.allowances);
	verdict_release(&c->gate.verdict);
	free(c);
	return status;
}
