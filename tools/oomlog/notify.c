#include "notify.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "source/library.h"
#include "util/str.h"

struct functions {
	int (*notify)(int unset_environment, const char *state);
};

static const char *const symbols[] = {"sd_notify"};
static const struct library libsystemd = {"libsystemd.so.0", "libsystemd0", symbols, 1};

static struct functions fn;
static void *library;

static void notify(const char *state)
{
	if (library != NULL)
		(void)fn.notify(0, state);
}

void notify_ready(void)
{
	if (getenv("NOTIFY_SOCKET") != NULL)
		library = library_load(&libsystemd, &fn);
	notify("READY=1\nSTATUS=Following");
}

/* Not more often than once a second: a storm of events has other worries. */
void notify_alive(void)
{
	static time_t last;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (now.tv_sec != last)
		notify("WATCHDOG=1");
	last = now.tv_sec;
}

void notify_stopping(void)
{
	notify("STOPPING=1");
}

int notify_interval_ms(int most)
{
	const char *words = getenv("WATCHDOG_USEC");
	uint64_t us;

	if (words == NULL || !str_to_u64(str_of(words), &us) || us / 2000 >= (uint64_t)most)
		return most;
	return us < 2000 ? 1 : (int)(us / 2000);
}
