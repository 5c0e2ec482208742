#include "check/policy.h"

#include "util/str.h"

static const struct {
	const char *name, *title, *one, *many, *description;
} classes[POLICY_CLASSES] = {
	{"oom_kill", "OOM kill", "OOM kill", "OOM kills", "The kernel's OOM killer killed a process."},
	{"panic", "Panic on OOM", "panic on OOM", "panics on OOM", "The kernel ran out of memory and panicked."},
	{"no_killable_task", "OOM without a process to kill", "OOM without a process to kill",
         "OOMs without a process to kill", "The kernel's OOM killer found no process that it may kill."},
	{"not_killed", "OOM without a kill", "OOM without a kill", "OOMs without a kill",
         "The kernel's OOM killer found its victim already exiting."},
	{"half_oom", "Half an OOM report", "half OOM report", "half OOM reports",
         "A report of the kernel's OOM killer breaks off before it says what was done."},
	{"page_allocation_failure", "Page allocation failure", "page allocation failure", "page allocation failures",
         "A request of the kernel for memory failed without the OOM killer."},
	{"low_memory_killer", "Low memory kill", "low memory kill", "low memory kills",
         "Android's low memory killer killed a process."},
	{"userspace_kill", "Kill by a daemon", "kill by a daemon", "kills by daemons",
         "A daemon that watches memory killed a process or a cgroup."},
};

static const struct {
	const char *name;
	unsigned classes;
} groups[] = {
	{"oom",
         1u << POLICY_OOM_KILL | 1u << POLICY_PANIC | 1u << POLICY_NO_KILLABLE_TASK | 1u << POLICY_NOT_KILLED |
                 1u << POLICY_HALF_OOM},
	{"all", POLICY_WARN_ON},
	{"none", 0},
};

static bool classes_of_word(strv word, unsigned *ret)
{
	for (unsigned i = 0; i < POLICY_CLASSES; i++)
		if (str_eq(word, str_of(classes[i].name))) {
			*ret = 1u << i;
			return true;
		}
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (str_eq(word, str_of(groups[i].name))) {
			*ret = groups[i].classes;
			return true;
		}
	return false;
}

bool policy_parse(const char *words, unsigned *ret)
{
	strv rest = str_of(words);
	unsigned set = 0, one = 0;

	for (;;) {
		size_t comma = str_find_byte(rest, ',');

		if (!classes_of_word(str_trim(str_upto(rest, comma)), &one))
			return false;
		set |= one;
		if (comma == SIZE_MAX)
			break;
		rest = str_from(rest, comma + 1);
	}
	*ret = set;
	return true;
}

enum policy_class policy_class_of(const struct oomlog_event *ev)
{
	switch (oomlog_event_kind(ev)) {
	case OOMLOG_KIND_PAGE_ALLOCATION_FAILURE:
		return POLICY_PAGE_ALLOCATION_FAILURE;
	case OOMLOG_KIND_LOW_MEMORY_KILLER:
		return POLICY_LOW_MEMORY_KILLER;
	case OOMLOG_KIND_USERSPACE_KILL:
		return POLICY_USERSPACE_KILL;
	case OOMLOG_KIND_OOM:
		break;
	}
	switch (oomlog_event_outcome(ev)) {
	case OOMLOG_OUTCOME_KILLED:
		return POLICY_OOM_KILL;
	case OOMLOG_OUTCOME_PANIC:
		return POLICY_PANIC;
	case OOMLOG_OUTCOME_NO_KILLABLE_TASK:
		return POLICY_NO_KILLABLE_TASK;
	case OOMLOG_OUTCOME_NOT_KILLED:
		return POLICY_NOT_KILLED;
	case OOMLOG_OUTCOME_UNKNOWN:
		break;
	}
	return POLICY_HALF_OOM;
}

const char *policy_class_name(enum policy_class class)
{
	return classes[class].name;
}

const char *policy_class_title(enum policy_class class)
{
	return classes[class].title;
}

const char *policy_class_noun(enum policy_class class, bool many)
{
	return many ? classes[class].many : classes[class].one;
}

const char *policy_class_description(enum policy_class class)
{
	return classes[class].description;
}
