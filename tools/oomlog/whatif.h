/* --what-if=PID|NAME=ADJ,...: other values of oom_score_adj than those of the log. */
#ifndef OOMLOG_TOOLS_WHATIF_H
#define OOMLOG_TOOLS_WHATIF_H

#include <oomlog/report.h>

enum { WHAT_IF_MOST = 16 };

struct what_if {
	struct oomlog_what_if items[WHAT_IF_MOST];
	size_t n;
};

/* Adds those of one option; views of arg. NULL, or words for what was expected. */
const char *what_if_add(struct what_if *w, const char *arg);

#endif
