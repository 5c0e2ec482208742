/*
 * Prints one line for each OOM kill of a log, and the whole report as JSON where asked for:
 *
 *	cc example.c $(pkg-config --cflags --libs oomlog) -o example
 *	dmesg | ./example
 *	./example --json < /var/log/kern.log
 */
#include <oomlog/oomlog.h>
#include <oomlog/report.h>

#include <stdio.h>
#include <string.h>

/* Where the JSON report goes, in pieces. */
static int write_out(void *user, const void *data, size_t len)
{
	return fwrite(data, 1, len, user) == len ? 0 : -1;
}

/* What the log does not say is absent: a view without bytes, a number that is OOMLOG_ABSENT. */
static void print_event(const struct oomlog_event *ev)
{
	const struct oomlog_trigger *trigger = oomlog_event_trigger(ev);

	printf("%s: %s", oomlog_event_id(ev), oomlog_outcome_name(oomlog_event_outcome(ev)));
	if (trigger != NULL && trigger->comm.p != NULL)
		printf(", invoked by %.*s", (int)trigger->comm.n, trigger->comm.p);
	for (size_t i = 0; i < oomlog_event_victims(ev); i++) {
		const struct oomlog_victim *victim = oomlog_event_victim(ev, i);

		printf(", killed %.*s (%lld)", (int)victim->comm.n, victim->comm.p, (long long)victim->pid);
		if (victim->anon_rss_bytes != OOMLOG_ABSENT_U)
			printf(" with %llu bytes", (unsigned long long)victim->anon_rss_bytes);
	}
	putchar('\n');
}

/* Takes what is finished; the parser waits for this when its queue is full. */
static int drain(struct oomlog_parser *parser, struct oomlog_report *report)
{
	struct oomlog_event *ev;
	int status;

	while ((status = oomlog_parser_next(parser, &ev)) > 0) {
		if (report == NULL)
			print_event(ev);
		else
			status = oomlog_report_event(report, ev);
		oomlog_event_unref(ev);
		if (status < 0)
			break;
	}
	return status;
}

static int read_log(FILE *in, struct oomlog_parser *parser, struct oomlog_report *report)
{
	char buf[65536];
	size_t n;
	int status = OOMLOG_OK;

	while (status == OOMLOG_OK && (n = fread(buf, 1, sizeof(buf), in)) > 0) {
		for (size_t off = 0; status == OOMLOG_OK && off < n;) {
			ptrdiff_t took = oomlog_parser_feed_bytes(parser, buf + off, n - off);

			if (took < 0)
				return (int)took;
			off += (size_t)took;
			status = drain(parser, report);
		}
	}
	if (status < 0)
		return status;
	status = oomlog_parser_finish(parser);
	return status < 0 ? status : drain(parser, report);
}

int main(int argc, char **argv)
{
	struct oomlog_parser *parser = NULL;
	struct oomlog_report *report = NULL;
	int status;

	status = oomlog_parser_new(&parser, NULL);
	if (status == OOMLOG_OK && argc > 1 && strcmp(argv[1], "--json") == 0)
		status = oomlog_report_new(&report, "json", NULL, write_out, stdout);
	if (status == OOMLOG_OK)
		status = read_log(stdin, parser, report);
	if (status == OOMLOG_OK && report != NULL)
		status = oomlog_report_finish(report);
	if (status < 0)
		fprintf(stderr, "failed: %s\n", parser != NULL ? oomlog_parser_errmsg(parser) : "no memory");
	oomlog_report_free(report);
	oomlog_parser_free(parser);
	return status < 0;
}
