/* Which continuous integration this runs in, as its environment says. */
#ifndef OOMLOG_CHECK_CI_H
#define OOMLOG_CHECK_CI_H

struct ci {
	const char *variable, *value; /* value NULL: any that is not empty */
	const char *name;
	const char *format; /* what its log understands */
	const char *hint;   /* what else it can show, NULL: nothing */
};

/* NULL: none. */
const struct ci *ci_detect(void);
/* $GITHUB_STEP_SUMMARY: Markdown that is shown on the page of the job; NULL: none. */
const char *ci_summary_file(const struct ci *ci);

#endif
