/* What is asked of a journal's index. */
#ifdef HAVE_SYSTEMD
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "source/journal-sd.h"
#include "util/str.h"

static const char *const kernel[] = {
	"_TRANSPORT=kernel",
	/* A program that calls itself the kernel: what it says of an OOM is counted, and not believed. */
	"SYSLOG_IDENTIFIER=kernel",
	NULL,
};

static const char *const others[] = {
	/* systemd: "A process of this unit has been killed by the OOM killer."; "Failed with result '..'" */
	"MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef",
	"MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c",
	/* systemd-oomd: "Killed /..  due to memory pressure" */
	"MESSAGE_ID=d989611b15e44c9dbf31e3c81256e4ed",
	"SYSLOG_IDENTIFIER=systemd-oomd",
	"SYSLOG_IDENTIFIER=earlyoom",
	"SYSLOG_IDENTIFIER=nohang",
	"SYSLOG_IDENTIFIER=lmkd",
	NULL,
};

/* Any of these. */
static const char *const *const matches[JOURNAL_LANES] = {[LANE_KERNEL] = kernel, [LANE_OTHERS] = others};

void journal_lane_of(struct oomlog_str field, enum journal_lane *ret)
{
	for (int lane = 0; lane < JOURNAL_LANES; lane++)
		for (const char *const *match = matches[lane]; *match != NULL; match++)
			if (str_eq(field, str_of(*match))) {
				*ret = (enum journal_lane)lane;
				return;
			}
}

int journal_match(const struct journal *j, sd_journal *sd, enum journal_lane lane, const char *boot)
{
	char words[sizeof("_BOOT_ID=") + 32];
	int r = 0;

	for (const char *const *match = matches[lane]; r >= 0 && *match != NULL; match++) {
		if (match != matches[lane])
			r = j->fn.add_disjunction(sd);
		if (r >= 0)
			r = j->fn.add_match(sd, *match, 0);
	}
	if (r < 0 || boot == NULL)
		return r;
	if (strlen(boot) != 32)
		return -EINVAL;
	snprintf(words, sizeof(words), "_BOOT_ID=%s", boot);
	r = j->fn.add_conjunction(sd);
	return r >= 0 ? j->fn.add_match(sd, words, 0) : r;
}
#endif
