/* What is asked of a journal's index. */
#ifdef HAVE_SYSTEMD
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "source/journal-sd.h"

/* Any of these. */
static const char *const matches[] = {
	"_TRANSPORT=kernel",
	/* A program that calls itself the kernel: what it says of an OOM is counted, and not believed. */
	"SYSLOG_IDENTIFIER=kernel",
	/* systemd: "A process of this unit has been killed by the OOM killer."; "Failed with result '..'" */
	"MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef",
	"MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c",
	/* systemd-oomd: "Killed /..  due to memory pressure" */
	"MESSAGE_ID=d989611b15e44c9dbf31e3c81256e4ed",
	"SYSLOG_IDENTIFIER=systemd-oomd",
	"SYSLOG_IDENTIFIER=earlyoom",
	"SYSLOG_IDENTIFIER=nohang",
	"SYSLOG_IDENTIFIER=lmkd",
};

int journal_match(struct journal *j, const char *boot)
{
	char words[sizeof("_BOOT_ID=") + 32];
	int r = 0;

	for (size_t i = 0; r >= 0 && i < sizeof(matches) / sizeof(matches[0]); i++) {
		if (i > 0)
			r = j->fn.add_disjunction(j->sd);
		if (r >= 0)
			r = j->fn.add_match(j->sd, matches[i], 0);
	}
	if (r < 0 || boot == NULL)
		return r;
	if (strlen(boot) != 32)
		return -EINVAL;
	snprintf(words, sizeof(words), "_BOOT_ID=%s", boot);
	r = j->fn.add_conjunction(j->sd);
	return r >= 0 ? j->fn.add_match(j->sd, words, 0) : r;
}
#endif
