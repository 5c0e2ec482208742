#!/bin/bash
# oomlog follow on files and standard input: rotation, restarts, receivers.
# shellcheck disable=SC1003,SC2119 # a name that ends with a backslash; all arguments have defaults
# shellcheck source=tests/cli/follow.sh
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

# --- standard input: an event is told while the pipe is open, and at its end ---
mkfifo pipe
"$OOMLOG" follow -q -f ndjson - <pipe >out 2>err &
follower=$!
exec 7>pipe
kill_log 100 1001 one >&7
lines_come out 1 10
kill_log 200 1002 two | head -5 >&7
exec 7>&-
wait $follower || fail "the end of standard input is no failure"
lines_come out 2
grep -q '"complete":false' out || fail "the half report at the end is not told as one"

# --- a file: only what is new, through every kind of rotation ---
: >out
kill_log 100 1000 old >log
follow -q -f ndjson log
kill_log 200 1001 one >>log
lines_come out 1
mv log log.1 && kill_log 300 1002 two >log # create
lines_come out 2
cp log log.2 && : >log && kill_log 400 1003 three >>log # copytruncate
lines_come out 3
rm log
sleep 0.3
kill_log 500 1004 four >log # re-creation
lines_come out 4
kill_log 600 1005 five | head -4 >>log # a report across the border
mv log log.3
kill_log 600 1005 five | tail -n +5 >log
lines_come out 5
printf '[  700.252622] Out of memory: Killed process 1006 (six) total-vm:90192kB, anon-rss:24504kB, ' >>log
sleep 0.5 # a line that is written in two pieces
printf 'file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0\n' >>log
lines_come out 6
[ "$(grep -c '"pid":1006,"comm":"six"' out)" -eq 1 ] || fail "a line in two pieces was not put together"
head -5 out >five
pids_are five 1001 1005
stop

# --- --lines, --since ---
: >out
kill_log 100 1001 one >log
follow -q -f ndjson --lines=50 log
lines_come out 1
stop INT
: >out
kill_log 100 1001 one | syslog_log node "$(LC_ALL=C date '+%b %e %H:%M:%S')" >log
kill_log 200 1002 two | syslog_log node "Jan  1 01:01:01" >>log
follow -q -f ndjson --since=-1h log
lines_come out 1
stop
grep -q '"pid":1002' out && fail "--since let an old event through"

# --- restarts: rotation while nobody reads, nothing twice ---
rm -f log* out
touch log out
follow -q -f ndjson --cursor-file=cursor log
kill_log 100 1001 one >>log
lines_come out 1
stop
kill_log 200 1002 two >>log
mv log log.1
kill_log 300 1003 three >log
follow -q -f ndjson --cursor-file=cursor log
lines_come out 3
stop
follow -q -f ndjson --cursor-file=cursor log
kill_log 400 1004 four >>log
lines_come out 4
stop
out_lines 4
pids_are out 1001 1004
echo nonsense >broken
run 3 follow --cursor-file=broken log
err_has "'broken' is no cursor file of oomlog"

# --- late lines: without a word they are waited for briefly; with --amend they make a second record of the same id ---
reaper() {
	echo "[  $1.900000] oom_reaper: reaped process $2 ($3), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB"
}
ids() {
	grep -o '"id":"[0-9a-f]*","kind"' "$1"
}
rm -f log* out cursor
touch log out
follow -q -f ndjson log
kill_log 100 1001 one >>log
lines_come out 1
reaper 100 1001 one >>log
sleep 1
kill_log 200 1002 two >>log
reaper 200 1002 two >>log
lines_come out 2
stop
out_lines 2
[ "$(grep -c '"reaped"' out)" -eq 1 ] || fail "the reaper that comes at once is part of the event, a late one is not"
grep -q '"amends"' out && fail "an event was amended unasked"

: >out
rm -f counts.prom
follow -q -f ndjson --amend --cursor-file=cursor --textfile=counts.prom --exec='cat >>amended' log
kill_log 300 1003 three >>log
lines_come out 1
reaper 300 1003 three >>log
lines_come out 2
lines_come amended 2
[ "$(ids out | uniq | wc -l)" -eq 1 ] || fail "the second record has another id"
grep -c '"reaped"\|"amends"' out | grep -qx 1 || fail "both records, or none, have the late line"
tail -1 out | grep '"reaped"' | grep -q '"amends":true' || fail "the second record does not amend the first"
cmp out amended || fail "the program got other records"
grep -q '^oomlog_events_total 1$' counts.prom || fail "the second record was counted again"
stop KILL 137
# what comes while nobody follows is not lost either, and the event is not told as a new one
: >out
follow -q -f ndjson --amend --cursor-file=cursor log
sleep 1
kill_log 400 1004 four >>log
lines_come out 1
sleep 1
stop KILL 137
[ "$(grep -c '"pid":1003,' out)" -eq 0 ] || fail "an event was told again after a restart"
reaper 400 1004 four >>log
: >out2
"$OOMLOG" follow -q -f ndjson --amend --cursor-file=cursor log >>out2 2>>err &
follower=$!
lines_come out2 1
stop
[ "$(ids out)" = "$(ids out2)" ] || fail "the record after the restart is of another event"
grep '"reaped"' out2 | grep -q '"amends":true' || fail "a late line is lost by a restart"

# --- victims of a group whose lines are late: one event, one kill counted for each, also over a restart ---
: >out
rm -f counts.prom cursor
late_victim() {
	echo "[  $1.900000] Memory cgroup out of memory: Killed process $2 ($3) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0"
}
# the table has both: that is how the log says whose the others are
kill_log 350 1005 five | sed 's/^\(.*\)\[   1005\]\(.*\)$/&\n\1[   1006]\2\n\1[   1007]\2/' >group.log
echo "[  350.300000] Tasks in /system.slice/web.service are going to be killed due to memory.oom.group set" >>group.log
follow -q -f ndjson --amend --cursor-file=cursor --textfile=counts.prom log
cat group.log >>log
lines_come out 1
late_victim 350 1006 five >>log
lines_come out 2
stop
late_victim 351 1007 five >>log
follow -q -f ndjson --amend --cursor-file=cursor --textfile=counts.prom log
lines_come out 3
stop
[ "$(ids out | uniq | wc -l)" -eq 1 ] || fail "late victims of a group are events of their own"
tail -1 out | grep -o '"victims":\[.*"pid":1005,.*"pid":1006,.*"pid":1007,' >/dev/null || fail "a late victim is missing"
[ "$(grep -c '"amends":true' out)" -eq 2 ] || fail "late victims do not amend the event of their group"
grep -q '^oomlog_events_total 1$' counts.prom || fail "an amended event was counted again"
grep -q 'comm="five"} 3$' counts.prom || fail "not each victim of the group was counted once: $(grep five counts.prom)"

# --- kill -9 at any moment: nothing is lost, and what is repeated is the same ---
rm -f log cursor out
touch log out
(
	for ((n = 1; n <= 120; n++)); do
		kill_log $((1000 + n)) $((1000 + n)) "job$n" >>log
		sleep 0.15
	done
) &
writer=$!
RANDOM=7
for ((n = 0; n < 50; n++)); do
	"$OOMLOG" follow -q -f ndjson --cursor-file=cursor --lines=1000000 log >>pieces 2>>err &
	follower=$!
	sleep 0.$((RANDOM % 6 + 1))$((RANDOM % 10))
	kill -KILL $follower
	wait $follower 2>/dev/null
	# a line whose end was never written is no event
	[ -z "$(tail -c1 pieces)" ] || echo >>pieces
done
wait $writer
"$OOMLOG" follow -q -f ndjson --cursor-file=cursor --lines=1000000 log >>pieces 2>>err &
follower=$!
sleep 2
stop
grep '}$' pieces | grep '"diagnosis"' >whole
pids_are whole 1001 1120
echo "kill -9: $(wc -l <whole) events handed over, 120 different"

# --- receivers: a program, a file, counters; one that hangs and one whose disk is full stop nobody ---
rm -f log out counted.prom
touch log out
cat >counted.prom <<-'EOF'
	oomlog_kills_total{scope="memcg",constraint="memcg",cgroup="/system.slice/web.service",unit="web.service",pod_uid="",container_id="",comm="one"} 41
	oomlog_events_total 50
EOF
follow -q -f ndjson --textfile=counted.prom --exec='cat >>exec.out' --exec='sleep 25 & echo $! >hangs; wait' --output=/dev/full log
kill_log 100 1001 one >>log
kill_log 200 1002 'tw"o\' >>log
lines_come exec.out 2 30
stop
pids_are exec.out 1001 1002
grep -q 'comm="one"} 42$' counted.prom || fail "a counter did not survive the restart"
grep -q 'comm="tw\\"o\\\\"} 1$' counted.prom || fail "a label is not escaped"
grep -q '^oomlog_events_total 52$' counted.prom || fail "oomlog_events_total is not 52"
grep -q "'/dev/full': No space left on device" err || fail "nothing is said of the full disk"
grep -q "'sleep 25 .* hangs" err || fail "nothing is said of the program that hangs"
# a zombie is dead
grep -q '^State:.[^ZX]' "/proc/$(cat hangs)/status" 2>/dev/null && fail "a child of the program that hangs outlives the follower"

: >out
follow -q -f ndjson --output=grown log
kill_log 300 1003 three >>log
lines_come grown 1
mv grown grown.1
kill -HUP "$follower"
kill_log 400 1004 four >>log
lines_come grown 1
kill -USR1 "$follower"
sleep 0.3
stop
cat grown.1 grown >both
pids_are both 1003 1004
grep -q "2 events handed over" err || fail "SIGUSR1 did not tell the status"

# --- what is counted while a program still runs for an event does not undo that the event is done ---
rm -f log out exec.out cursor counts.prom
touch log out
follow -q -f ndjson --cursor-file=cursor --textfile=counts.prom --exec='cat >>exec.out; sleep 2' log
kill_log 100 1001 one | syslog_log node "Nov 21 01:28:01" >>log
lines_come exec.out 1
kill_log 200 1002 fake | syslog_log node "Nov 21 01:28:02" | sed 's/kernel:/java[77]:/' >>log
for ((n = 0; n < 200; n++)); do
	grep -q '^oomlog_distrusted_lines_total [1-9]' counts.prom && break
	sleep 0.05
done
stop
grep -q '^oomlog_distrusted_lines_total [1-9]' counts.prom || fail "a program's lines were not counted"
follow -q -f ndjson --cursor-file=cursor log
kill_log 300 1003 three | syslog_log node "Nov 21 01:28:03" >>log
lines_come out 2
stop
[ "$(grep -c '"victims":\[{"pid":1001,' out)" -eq 1 ] || fail "an event that was done is told again"

# --- a webhook that is not there at first: the events wait on disk, and arrive in order ---
if port=$("$OOMLOG_SOURCE/tests/cli/webhook.py" --port 2>/dev/null); then
	rm -rf log cursor
	touch log
	follow -q -f ndjson --cursor-file=cursor --webhook="http://127.0.0.1:$port/oom" log
	kill_log 100 1001 one >>log
	kill_log 200 1002 two >>log
	sleep 1
	"$OOMLOG_SOURCE/tests/cli/webhook.py" "$port" hooked 2>/dev/null &
	server=$!
	lines_come hooked 2 80
	# those that come while others wait do not put off when it is tried again
	kill $server
	wait $server 2>/dev/null
	(
		for ((n = 3; n < 1000; n++)); do
			kill_log "${n}00" $((1000 + n)) more >>log
			sleep 0.2
		done
	) &
	writer=$!
	sleep 2
	"$OOMLOG_SOURCE/tests/cli/webhook.py" "$port" hooked 2>/dev/null &
	server=$!
	lines_come hooked 12 80
	kill $writer
	wait $writer 2>/dev/null
	events=$(grep -c 'invoked oom-killer' log)
	lines_come hooked "$events"
	stop
	kill $server
	wait $server 2>/dev/null
	pids_are hooked 1001 $((1000 + events))
	[ -z "$(find cursor.spool.0 -type f)" ] || fail "the spool was not emptied"
	head -1 hooked | grep -q ',"labels":{"severity":"critical","process":"one","process_rss":"25387008",'\
'"oom_memcg":"/system.slice/web.service","task_memcg":"/system.slice/web.service"}}$' || fail "other labels: $(tail -c 300 hooked)"
	grep -q '"labels"' out && fail "a report that is no webhook's has labels"
fi

run 2 follow -f json log
err_has "'json' is not human, ndjson, ecs or otlp-json"
run 2 follow --webhook=ftp://x log
err_has "option --webhook"

finish
