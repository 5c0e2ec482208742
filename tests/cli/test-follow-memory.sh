#!/bin/bash
# oomlog follow over 10,000 events: how much private memory it has, that it does not grow, and what of it is locked.
# shellcheck source=tests/cli/follow.sh disable=SC2119
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

MOST_KB=16384  # RssAnon
GROWTH_KB=3072 # from the 2000th event to the 10,000th: a queue (2 MiB) may be full now and empty then
LOCKED_KB=6000 # its heap

grep -q __asan_init "$OOMLOG" && skip "the sanitizers have memory of their own"

status_kb() {
	sed -n "s/^$1:[ \t]*\([0-9]*\) kB/\1/p" "/proc/$follower/status"
}

# reports FIRST LAST - each of these pids dies, with a name of its own; every fiftieth of a large table
reports() {
	awk -v first="$1" -v last="$2" 'BEGIN {
		for (n = first; n <= last; n++) {
			at = sprintf("[%5d.%06d] ", n, n)
			printf "%sjob%d invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n", at, n
			printf "%smemory: usage 24576kB, limit 24576kB, failcnt %d\n", at, n
			printf "%sMemory cgroup stats for /system.slice/web%d.service:\n%sanon 25108480\n", at, n, at
			printf "%sTasks state (memory values in pages):\n", at
			printf "%s[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n", at
			for (i = 0; i < (n % 50 == 0 ? 500 : 1); i++)
				printf "%s[ %6d]     0 %6d    22548     6198    94208        0             0 job%d\n", at, n + i, n + i, n
			printf "%soom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/web%d.service,task_memcg=/system.slice/web%d.service,task=job%d,pid=%d,uid=0\n", at, n, n, n, n
			printf "%sMemory cgroup out of memory: Killed process %d (job%d) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0\n", at, n, n
		}
	}'
}

# grow OPTION... - 10,000 events of the file log, with all receivers that need no other machine
grow() {
	local early late
	rm -f out got counts.prom cursor
	: >log
	: >out
	follow -q -f ndjson --textfile=counts.prom --exec='cat >/dev/null' --cursor-file=cursor "$@" log
	reports 1 2000 >>log
	lines_come out 2000 600
	early=$(status_kb RssAnon)
	reports 2001 10000 >>log
	lines_come out 10000 1200
	sleep 1
	late=$(status_kb RssAnon)
	echo "$*: RssAnon $early kB after 2000 events, $late kB after 10,000; $(status_kb VmLck) kB locked"
	[ "$late" -lt $MOST_KB ] || fail "$late kB of private memory"
	[ $((late - early)) -lt $GROWTH_KB ] || fail "private memory grew from $early to $late kB"
	[ "$(status_kb VmLck)" -ge $LOCKED_KB ] || fail "only $(status_kb VmLck) kB are locked"
	stop
	[ "$(grep -o '"victims":\[{"pid":[0-9]*' out | sort -u | wc -l)" -eq 10000 ] || fail "not 10,000 different victims"
	[ "$(wc -l <out)" -eq 10000 ] || fail "an event came twice"
}

# The same from a journal, whose maps are libsystemd's and are not counted, but have to be dropped.
grow_journal() {
	local remote late shared
	remote=$(journal_remote)
	if [ -z "$remote" ]; then
		echo "without the part with a journal: no systemd-journal-remote here"
		return
	fi
	rm -f out cursor
	reports 1 10000 | awk '{
		sub(/^[^]]*\] /, "")
		at = NR * 1000
		printf "__REALTIME_TIMESTAMP=%.0f\n__MONOTONIC_TIMESTAMP=%.0f\n_BOOT_ID=%s\n", 1795224481000000 + at, at, boot
		printf "_HOSTNAME=host\n_TRANSPORT=kernel\nSYSLOG_FACILITY=0\n_SOURCE_MONOTONIC_TIMESTAMP=%.0f\n", at
		printf "MESSAGE=%s\n\n", $0
	}' boot=b007b007b007b007b007b007b007b007 | "$remote" -o ten.journal - >remote.out 2>&1 || {
		fail "no journal was made: $(tail -1 remote.out)"
		return
	}
	: >out
	follow -q -f ndjson --file='ten*.journal' --since=@0 --cursor-file=cursor
	lines_come out 10000 1200
	sleep 1
	late=$(status_kb RssAnon)
	shared=$(status_kb RssFile)
	echo "journal: RssAnon $late kB, RssFile $shared kB after 10,000 events"
	[ "$late" -lt $MOST_KB ] || fail "$late kB of private memory"
	stop
	[ "$(grep -o '"victims":\[{"pid":[0-9]*' out | sort -u | wc -l)" -eq 10000 ] || fail "not 10,000 different victims"
	[ "$(wc -l <out)" -eq 10000 ] || fail "an event came twice"
	grep -q '"complete":false' out && fail "an event is not complete"
}

grow
grow --amend
grow_journal
finish
