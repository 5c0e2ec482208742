#include "source/logname.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "source/rotation.h"

/* Where kernel lines end up: syslog daemons, dmesg, the journal's text, crash dumps, consoles. */
static const char *const log_names[] = {
	"messages",      "messages[-._]*", "syslog",       "syslog[-._]*", "kern.log",      "kern[-._]*",
	"kernel",        "kernel.log",     "kernel[-._]*", "dmesg*",       "journalctl*",   "journal.txt",
	"journal.log",   "boot.log",       "boot.txt",     "boot.msg",     "vmcore-dmesg*", "console",
	"console[-._]*", "serial[-._]*",   "ttyS[0-9]*",   "netconsole*",  "warn",
};

/* Same beginnings, other things. */
static const char *const not_logs[] = {
	"*.conf", "*.cfg",  "*.service", "*.socket", "*.timer", "*.target", "*.rules",   "*.py", "*.sh",
	"*.pl",   "*.c",    "*.h",       "*.o",      "*.ko",    "*.so",     "*.html",    "*.md", "*.mo",
	"*.po",   "*.yaml", "*.yml",     "*.rpm",    "*.deb",   "*.png",    "*.journal",
};

/* What somebody who collects logs calls them. */
static const char *const collected[] = {
	"*.log", "*.txt", "*.out", "*.tar", "*.tgz", "*.txz", "*.tbz", "*.tbz2", "*.zip", "*.cpio", "*.7z",
};

/* Trees of a whole system: only the names above count in them. */
static const char *const system_trees[] = {
	"var/log/", "var/lib/", "etc/", "usr/", "proc/", "sys/", "run/", "sos_commands/", "sos_logs/", "sos_reports/",
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static bool matches_any(const char *name, const char *const *patterns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return false;
}

static bool in_system_tree(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(system_trees); i++) {
		const char *at = strstr(path, system_trees[i]);

		if (at != NULL && (at == path || at[-1] == '/'))
			return true;
	}
	return false;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool logname_is_log(const char *path)
{
	strv base = rotation_base(path);
	char name[256];

	/* A hidden file is an editor's or a tool's. */
	if (base.n == 0 || base.n >= sizeof(name) || base.p[0] == '.')
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)base.n, base.p);
	if (matches_any(name, not_logs, ARRAY_SIZE(not_logs)))
		return false;
	if (matches_any(name, log_names, ARRAY_SIZE(log_names)))
		return true;
	return !in_system_tree(path) && matches_any(name, collected, ARRAY_SIZE(collected));
}

bool logname_is_journal(const char *path)
{
	return fnmatch("*.journal", base_of(path), 0) == 0 || fnmatch("*.journal~", base_of(path), 0) == 0;
}
