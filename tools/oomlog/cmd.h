/* The subcommands and what they have in common. */
#ifndef OOMLOG_TOOLS_CMD_H
#define OOMLOG_TOOLS_CMD_H

#include "options.h"

/* docs/man/oomlog.1, EXIT STATUS */
enum exit_status {
	EXIT_ALL_READ = 0,
	EXIT_FORBIDDEN = 1, /* check: something was found that the policy forbids */
	EXIT_USAGE = 2,
	EXIT_INPUT = 3, /* some input could not be read, or broke off */
};

struct cmd {
	const char *name;
	unsigned bit;      /* CMD_ANALYZE .. */
	const char *usage; /* what stands behind its name */
	const char *help;  /* one line */
	int (*run)(const struct settings *s);
};

int cmd_analyze(const struct settings *s);
/* The i-th command, NULL behind the end. */
const struct cmd *cmd_at(size_t i);

int cmd_check(const struct settings *s);
int cmd_completion(const struct settings *s);
int cmd_follow(const struct settings *s);
int cmd_formats(const struct settings *s);
int cmd_rules(const struct settings *s);

#endif
