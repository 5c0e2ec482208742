#!/bin/bash
# oomlog follow over the files of five hosts that systemd-journal-remote writes meanwhile: reports that overlap, and
# entries that come when later ones of another host have been read.
# shellcheck disable=SC2119,SC2317 # all arguments have defaults; a trap calls leave
# shellcheck source=tests/cli/follow.sh
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

need_journal_remote

writers=()
# systemd-journal-remote looks for SIGTERM between two reads, and its pipe has no end.
leave() {
	[ ${#writers[@]} -eq 0 ] || kill -KILL "${writers[@]}" 2>/dev/null
	end_follower
}
trap leave EXIT

start=1795224481000000 # microseconds
# entry HOST AT MESSAGE - AT: microseconds behind the start, by the host's clocks
entry() {
	printf '__REALTIME_TIMESTAMP=%s\n__MONOTONIC_TIMESTAMP=%s\n_BOOT_ID=%s\n_MACHINE_ID=%s\n_HOSTNAME=node%s\n' \
		$((start + $2)) $((5000000 + $2)) "b007b007b007b007b007b007b007b00$1" "b007b007b007b007b007b007b007b00$1" "$1"
	printf '_TRANSPORT=kernel\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\nMESSAGE=%s\n\n' "$3"
}
# report HOST PID AT [PAUSE] - as its kernel prints it, a line a millisecond
report() {
	local n=0
	while read -r line; do
		n=$((n + 1))
		entry "$1" $(($3 + n * 1000)) "${line#*] }" >>"pipe$1"
		[ -z "${4:-}" ] || sleep "$4"
	done < <(kill_log 1 "$2" x)
}

# --- the five write into their files through pipes that stay open ---
mkdir hosts
for host in 1 2 3 4 5; do
	mkfifo pipe$host
	# for reading and writing: it has no end
	"$remote" -o hosts/remote-node$host.journal - <>pipe$host >remote.out 2>&1 &
	writers+=($!)
	entry $host $host "a first entry" >>pipe$host
done
for ((n = 0; n < 100; n++)); do
	[ "$("$OOMLOG" analyze --file='hosts/*.journal' -f json 2>/dev/null | grep -o '"lines":[0-9]*' | head -1)" = '"lines":5' ] &&
		break
	sleep 0.1
done
[ "$(find hosts -name '*.journal' | wc -l)" -eq 5 ] || skip "systemd-journal-remote does not work here: $(cat remote.out)"

# told FIRST.. - these victims, and each on its host, once
told() {
	local pid
	for pid in "$@"; do
		[ "$(grep -c "\"victims\":\[{\"pid\":$pid," out)" -eq 1 ] || fail "$pid is not told once"
		grep "\"victims\":\[{\"pid\":$pid," out | grep -q "\"host\":\"node$((pid % 10))\"" || fail "$pid is told of another host"
	done
	out_lines $#
	grep -q '"complete":false' out && fail "an event is incomplete"
	grep -q interleaved out && fail "hosts were not taken apart"
	return 0
}

# --- all at once, line by line ---
touch out err
follow -q -f ndjson --directory=hosts --cursor-file=cursor
reports=()
for host in 1 2 3 4 5; do
	report $host 100$host 1000000 0.02 &
	reports+=($!)
done
wait "${reports[@]}"
lines_come out 5 60
told 1001 1002 1003 1004 1005

# --- a host whose entries come half a minute late, by its clock ---
report 1 2001 60000000
lines_come out 6 60
report 2 2002 30000000
lines_come out 7 60
report 3 2003 60000500
lines_come out 8 60
told 1001 1002 1003 1004 1005 2001 2002 2003

# --- a restart: nothing is told twice, and what came meanwhile is told ---
stop KILL 137
report 4 3004 90000000
report 5 3005 90000000
follow -q -f ndjson --directory=hosts --cursor-file=cursor
lines_come out 10 60
report 1 3001 80000000 # late again, behind where the restart began
lines_come out 11 60
stop
told 1001 1002 1003 1004 1005 2001 2002 2003 3004 3005 3001
err_is_empty

# --- hosts that were cut off for an hour and more: one while all is read, one over a kill -9, and one that is new ---
report 1 4001 7200000000
follow -q -f ndjson --directory=hosts --cursor-file=cursor
lines_come out 12 60
report 2 4002 3600000000
lines_come out 13 60
report 3 4003 1800000000 0.05 # while it grows
lines_come out 14 60
sleep 6 # the place behind it is saved
stop KILL 137
report 4 4004 1900000000
follow -q -f ndjson --directory=hosts --cursor-file=cursor
lines_come out 15 60
mkfifo pipe6
"$remote" -o hosts/remote-node6.journal - <>pipe6 >remote.out 2>&1 &
writers+=($!)
report 6 4006 1000000000
lines_come out 16 60
report 2 5002 3700000000 # a file that was read so once
lines_come out 17 60
# a rotated file is the same by another name
mv hosts/remote-node5.journal hosts/remote-old5.journal
report 1 5001 7300000000
lines_come out 18 60
stop
told 1001 1002 1003 1004 1005 2001 2002 2003 3004 3005 3001 4001 4002 4003 4004 4006 5002 5001
err_is_empty
# nothing comes again
follow -q -f ndjson --directory=hosts --cursor-file=cursor
report 1 6001 7400000000
lines_come out 19 60
stop
out_lines 19
err_is_empty

# --- the folder goes away, and another comes in its place ---
kill -KILL "${writers[@]}"
wait "${writers[@]}" 2>/dev/null
writers=()
follow -f ndjson --directory=hosts --cursor-file=cursor
mv hosts gone
for ((n = 0; n < 200; n++)); do
	grep -q 'the journal is gone: waiting for it to come back' err && break
	sleep 0.1
done
mkdir hosts
while read -r line; do
	n=$((n + 1))
	entry 7 $((7500000000 + n * 1000)) "${line#*] }"
done < <(kill_log 1 7007 x) >seven.export
"$remote" -o hosts/remote-node7.journal - <seven.export >remote.out 2>&1
lines_come out 20 120
stop
err_has 'the journal is back'
grep -q '"victims":\[{"pid":7007,' out || fail "what came into a new folder of that name is not read"

# --- a place that is none is told ---
printf 'oomlog-cursor 1\nplace\tjournal\tafter s=zz;i=-1\n' >cursor
follow -f ndjson --directory=hosts --cursor-file=cursor
stop
err_has "'journal' has no place 'after s=zz;i=-1', where the last run ended: what came since may be passed over"
out_lines 20
finish
