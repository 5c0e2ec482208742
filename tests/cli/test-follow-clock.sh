#!/bin/bash
# oomlog follow while the wall clock is set forward and back: of the machine, and in the stamps of the log.
# shellcheck disable=SC2119 # all arguments have defaults
# shellcheck source=tests/cli/follow.sh
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

grep -q __asan_init "$OOMLOG" && skip "the sanitizers come before a library of the test"
cat >shift.c <<-'EOT'
	#define _GNU_SOURCE
	#include <stdio.h>
	#include <stdlib.h>
	#include <sys/syscall.h>
	#include <sys/time.h>
	#include <time.h>
	#include <unistd.h>

	/* The seconds in the file "offset", which is written anew while the program runs. */
	static long shift(void)
	{
		FILE *f = fopen(getenv("SHIFT_FILE"), "re");
		long s = 0;

		if (f != NULL && fscanf(f, "%ld", &s) != 1)
			s = 0;
		if (f != NULL)
			fclose(f);
		return s;
	}

	int clock_gettime(clockid_t clock, struct timespec *t)
	{
		int r = (int)syscall(SYS_clock_gettime, clock, t);

		if (r == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
			t->tv_sec += shift();
		return r;
	}

	time_t time(time_t *ret)
	{
		struct timespec t;

		clock_gettime(CLOCK_REALTIME, &t);
		if (ret != NULL)
			*ret = t.tv_sec;
		return t.tv_sec;
	}

	int gettimeofday(struct timeval *restrict ret, void *restrict zone)
	{
		struct timespec t;

		(void)zone;
		clock_gettime(CLOCK_REALTIME, &t);
		ret->tv_sec = t.tv_sec;
		ret->tv_usec = t.tv_nsec / 1000;
		return 0;
	}
EOT
"${CC:-cc}" -O1 -shared -fPIC -o shift.so shift.c 2>cc.out || skip "no library can be made here: $(head -1 cc.out)"
export SHIFT_FILE=$work/offset
now=$(date +%s)

# with_clock ARGUMENT... - follow, whose clock is what the file says
with_clock() {
	export LD_PRELOAD=$work/shift.so
	follow "$@"
	unset LD_PRELOAD
}
# at SECONDS PID - the machine's clock is set, and writes an event
at() {
	echo "$1" >offset
	kill_log "$2" "$2" "job$2" | syslog_log node "$(LC_ALL=C date -d "@$((now + $1))" '+%b %e %H:%M:%S')" >>log
}

echo 0 >offset
touch log out
with_clock -q -f ndjson --cursor-file=cursor --textfile=counts.prom log
pid=1000 n=0
# a day on, two back, a moment, ten years on, and back to where it was
for seconds in 0 86400 -86400 -86399 315360000 0; do
	pid=$((pid + 1)) n=$((n + 1))
	at $seconds $pid
	lines_come out $n
done
stop
pids_are out 1001 1006
out_lines 6
grep -q '^oomlog_events_total 6$' counts.prom || fail "not all were counted"

# --- set back while nobody follows: nothing is told twice, and what follows is told ---
echo -172800 >offset
with_clock -q -f ndjson --cursor-file=cursor --textfile=counts.prom log
at -172800 1007
lines_come out 7
stop
pids_are out 1001 1007
out_lines 7

# --- set back by an hour between a report's first lines and its last ---
echo 0 >offset
rm -f log out cursor
touch log out
with_clock -q -f ndjson --cursor-file=cursor log
kill_log 100 2001 torn | head -5 | syslog_log node "Nov 21 01:28:01" >>log
echo -3600 >offset
sleep 0.5
kill_log 100 2001 torn | tail -n +6 | syslog_log node "Nov 21 00:28:01" >>log
lines_come out 1
stop
pids_are out 2001 2001
out_lines 1
finish
