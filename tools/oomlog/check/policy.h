/* What check makes of an event: --fail-on, --warn-on. */
#ifndef OOMLOG_CHECK_POLICY_H
#define OOMLOG_CHECK_POLICY_H

#include <stdbool.h>

#include <oomlog/event.h>

/* An OOM by how it ended, the other kinds as they are. */
enum policy_class {
	POLICY_OOM_KILL,
	POLICY_PANIC,
	POLICY_NO_KILLABLE_TASK,
	POLICY_NOT_KILLED,
	POLICY_HALF_OOM, /* the report breaks off before it says what was done */
	POLICY_PAGE_ALLOCATION_FAILURE,
	POLICY_LOW_MEMORY_KILLER,
	POLICY_USERSPACE_KILL,
	POLICY_CLASSES,
};

enum {
	POLICY_FAIL_ON = 1u << POLICY_OOM_KILL | 1u << POLICY_PANIC,
	POLICY_WARN_ON = (1u << POLICY_CLASSES) - 1,
};

#define POLICY_WORDS                                                                                            \
	"oom_kill, panic, no_killable_task, not_killed, half_oom, page_allocation_failure, low_memory_killer, " \
	"userspace_kill, oom (all of the kernel's OOM killer), all or none"

/* "oom_kill,panic": false where a word is not known. */
bool policy_parse(const char *words, unsigned *ret);
enum policy_class policy_class_of(const struct oomlog_event *ev);
/* For programs: "oom_kill". */
const char *policy_class_name(enum policy_class class);
/* For people: "OOM kill". */
const char *policy_class_title(enum policy_class class);
/* For people, behind a number: "OOM kills". */
const char *policy_class_noun(enum policy_class class, bool many);
/* For people, what such an event is. */
const char *policy_class_description(enum policy_class class);

#endif
