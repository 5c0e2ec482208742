/*
 * --machine: where a running container's journal is. systemd-machined writes down what runs, as machinectl(1) lists it;
 * libsystemd's own way, sd_journal_open_container(), is given up there, and finds nothing without a word where the
 * container has a /var/log of its own.
 */
#ifdef HAVE_SYSTEMD
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/journal-sd.h"
#include "util/str.h"

enum { LINE = 4096, WORD = 256 };

struct machine {
	char class[WORD], leader[WORD], root[LINE];
};

/* "NAME=value" of an environment file. What is quoted or escaped is none of these. */
static void take(const char *line, const char *name, char *ret, size_t size)
{
	size_t n = strlen(name), length;

	if (strncmp(line, name, n) != 0 || line[n] != '=')
		return;
	length = strcspn(line + n + 1, "\n");
	if (length < size && memchr(line + n + 1, '\\', length) == NULL && line[n + 1] != '"') {
		memcpy(ret, line + n + 1, length);
		ret[length] = '\0';
	}
}

/* 0, or an errno. */
static int read_state(const char *name, struct machine *ret)
{
	char path[WORD + 32], line[LINE];
	FILE *f;

	/* What machined would not take for a name, and would lead elsewhere. */
	if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL || strlen(name) >= WORD)
		return EINVAL;
	snprintf(path, sizeof(path), "/run/systemd/machines/%s", name);
	f = fopen(path, "re");
	if (f == NULL)
		return errno;
	*ret = (struct machine){.class = ""};
	while (fgets(line, sizeof(line), f) != NULL) {
		take(line, "CLASS", ret->class, sizeof(ret->class));
		take(line, "LEADER", ret->leader, sizeof(ret->leader));
		take(line, "ROOT", ret->root, sizeof(ret->root));
	}
	fclose(f);
	return 0;
}

/* As its first process sees it: with its own /run, and all that is mounted there. */
static bool find_root(const struct machine *m, char *ret, size_t size)
{
	uint64_t pid;

	if (str_to_u64(str_of(m->leader), &pid) && pid > 1) {
		snprintf(ret, size, "/proc/%llu/root", (unsigned long long)pid);
		if (access(ret, R_OK | X_OK) == 0)
			return true;
	}
	return m->root[0] == '/' && snprintf(ret, size, "%s", m->root) < (int)size && access(ret, R_OK | X_OK) == 0;
}

bool journal_machine_root(struct journal *j, const char *name, char *ret, size_t size)
{
	struct machine m;
	int error = read_state(name, &m);

	if (error == ENOENT || error == EINVAL)
		journal_say(j, "no machine '%s' runs here: machinectl list names those that do%s", name,
		            strchr(name, '@') != NULL ? ", without a user" : "");
	else if (error != 0)
		journal_say(j, "cannot read what systemd-machined says of machine '%s': %s", name, strerror(error));
	else if (strcmp(m.class, "container") != 0)
		journal_say(j, "machine '%s' is no container: its journal can be read only inside of it", name);
	else if (!find_root(&m, ret, size))
		journal_say(j, "cannot look into machine '%s': %s%s", name, strerror(errno),
		            errno == EACCES || errno == EPERM ? ": be root" : "");
	else
		return true;
	return false;
}
#endif
