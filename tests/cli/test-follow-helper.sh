#!/bin/bash
# The helper of oomlog follow, which runs programs and sends events, when it dies or is stopped: it is started anew, what
# was under way comes again, and the others go on meanwhile.
# shellcheck disable=SC2016,SC2119,SC2154 # $PPID is of the inner shell; all arguments have defaults
# shellcheck source=tests/cli/follow.sh
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

# helper_comes [BUT] - the pid of the follower's helper, which is another one than BUT, into $helper
helper_comes() {
	local left=100
	while helper=$(pgrep -P "$follower" oomlog-helper); [ -z "$helper" ] || [ "$helper" = "${1:-}" ]; do
		left=$((left - 1))
		[ $left -ge 0 ] || {
			fail "no helper process"
			return 1
		}
		sleep 0.1
	done
}

# ids_in FILE - of its events, sorted
ids_in() {
	grep -o '"id":"[0-9a-f]*","kind"' "$1" | sort -u
}

# --- killed while a program runs for an event: the event comes again, and so does what follows ---
touch log out
follow -q -f ndjson --textfile=counts.prom --exec='cat >>exec.out; [ -e quick ] || sleep 3' log
helper_comes
kill_log 100 1001 one >>log
lines_come exec.out 1
touch quick
kill -KILL "$helper"
kill_log 200 1002 two >>log
lines_come out 2 10
lines_come exec.out 3 50
helper_comes "$helper"
kill -USR1 "$follower"
lines_come err 1
stop
out_lines 2
pids_are exec.out 1001 1002
[ "$(ids_in out)" = "$(ids_in exec.out)" ] || fail "the program got other events"
err_has "the helper process has ended (signal 9): it is started anew in 1 s"
grep "'cat .* 2 delivered, 0 waiting, 0 failed, 0 dropped" err >/dev/null || fail "not all was delivered"
grep -q '^oomlog_events_total 2$' counts.prom || fail "the counters did not go on"

# --- killed while it has nothing to do: the next event is not lost ---
rm -f log out err exec.out
touch log out
follow -q -f ndjson --exec='cat >>exec.out' log
helper_comes
kill -KILL "$helper"
helper_comes "$helper"
kill_log 100 1001 one >>log
lines_come exec.out 1
stop
pids_are exec.out 1001 1001
[ "$(wc -l <exec.out)" -eq 1 ] || fail "an event came twice"

# --- an event with which it dies again and again is given up, told, and holds up none that follows ---
rm -f log out err exec.out
touch log out
# the program's parent is the helper
follow -q -f ndjson --exec='grep -v "\"comm\":\"bad\"" >>exec.out || kill -KILL $PPID' log
kill_log 100 1001 bad >>log
kill_log 200 1002 two >>log
lines_come out 2 10
lines_come exec.out 1 150
kill -USR1 "$follower"
sleep 0.3
stop
pids_are exec.out 1002 1002
err_has "the helper process is gone, and an event with it"
grep "'grep .* 1 delivered, 0 waiting, 1 failed, 0 dropped" err >/dev/null || fail "what was given up is not counted"

# --- stopped: the report goes on; what waits comes when there is another one ---
rm -f log out err exec.out
touch log out
follow -q -f ndjson --exec='cat >>exec.out' log
helper_comes
kill -STOP "$helper"
kill_log 100 1001 one >>log
kill_log 200 1002 two >>log
lines_come out 2 10
[ ! -e exec.out ] || fail "a stopped helper ran a program"
lines_come exec.out 2 100
stop
pids_are exec.out 1001 1002
err_has "the helper process is stopped: it is ended"

# --- stopped for a moment: nothing is started anew ---
rm -f log out err exec.out
touch log out
follow -q -f ndjson --exec='cat >>exec.out' log
helper_comes
first=$helper
kill -STOP "$helper"
kill_log 100 1001 one >>log
sleep 1
kill -CONT "$helper"
lines_come exec.out 1
helper_comes
[ "$helper" = "$first" ] || fail "a helper that goes on was replaced"
# and one that is stopped at the end does not hold it up
kill -STOP "$helper"
stop
[ "$(wc -l <exec.out)" -eq 1 ] || fail "an event came twice"

# --- what waits on disk for a webhook is sent by the next helper, without any event in between ---
if port=$("$OOMLOG_SOURCE/tests/cli/webhook.py" --port 2>/dev/null); then
	rm -rf log out err cursor*
	touch log out
	follow -q -f ndjson --cursor-file=cursor --webhook="http://127.0.0.1:$port/oom" log
	helper_comes
	kill_log 100 1001 one >>log
	kill_log 200 1002 two >>log
	for ((n = 0; n < 100; n++)); do
		[ "$(find cursor.spool.0 -name '*.json' | wc -l)" -eq 2 ] && break
		sleep 0.1
	done
	kill -KILL "$helper"
	"$OOMLOG_SOURCE/tests/cli/webhook.py" "$port" hooked 2>/dev/null &
	server=$!
	lines_come hooked 2 100
	stop
	kill $server
	wait $server 2>/dev/null
	pids_are hooked 1001 1002
	[ -z "$(find cursor.spool.0 -type f)" ] || fail "the spool was not emptied"
fi

# --- kill -9 of the reader ends it, and what it runs ---
rm -f log out err
touch log out
follow -q -f ndjson --exec='sleep 20 & echo $! >child; wait' log
helper_comes
kill_log 100 1001 one >>log
lines_come child 1
stop KILL 137
for ((n = 0; n < 50; n++)); do
	grep -q '^State:.[^ZX]' "/proc/$helper/status" "/proc/$(cat child)/status" 2>/dev/null || break
	sleep 0.1
done
grep -q '^State:.[^ZX]' "/proc/$helper/status" 2>/dev/null && fail "the helper outlives its reader"
grep -q '^State:.[^ZX]' "/proc/$(cat child)/status" 2>/dev/null && fail "a program outlives the reader"

finish
