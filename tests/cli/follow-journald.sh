#!/bin/bash
# The part of test-follow-live.sh that has a mount namespace, and in it a /run with a systemd-journald of its own:
# follow-journald.sh JOURNALD FOLDER GROUP
# shellcheck disable=SC2119,SC2154 # all arguments have defaults; $only is in the environment
journald=$1 work=$2 group=$3
set -uo pipefail
cd "$work" || exit 1
failures=0 follower=

{ mount --make-rprivate / && mount -t tmpfs tmpfs /run; } || skip "a tmpfs cannot be mounted here"
mkdir -p /run/systemd/journal /run/log/journal
[ ! -d /var/log/journal ] || mount -t tmpfs tmpfs /var/log/journal
# Small files, so that they are rotated while they are followed.
mkdir -p /run/systemd/journald.conf.d
printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\nRuntimeMaxUse=24M\nRuntimeMaxFileSize=1M\n' \
	>/run/systemd/journald.conf.d/test.conf
"$journald" >/run/journald.out 2>&1 &
journal_pid=$!
trap 'kill $journal_pid 2>/dev/null; [ -z "$follower" ] || kill -KILL $follower 2>/dev/null' EXIT
for ((i = 0; i < 50; i++)); do
	ls /run/log/journal/*/system.journal >/dev/null 2>&1 && break
	sleep 0.1
done
journalctl -k -n 1 >/dev/null 2>&1 || skip "systemd-journald does not run here: $(head -1 /run/journald.out)"
sleep 1

# --- an event arrives once, complete, and again as an entry of its own ---
: >killed
: >out
follow -q -f ndjson --cursor-file=cursor.j --to-journal
kill_one "$group"
lines_come out 1 12
check_complete out
grep -q '"carrier":"journal"' out || fail "the event is not from the journal"
check_victims out
sleep 1
entry=$(journalctl -o json SYSLOG_IDENTIFIER=oomlog -n 5 --no-pager)
grep -q "\"OOMLOG_PID\":\"$(cat killed)\"" <<<"$entry" || fail "no entry with the victim's pid: $entry"
grep -q '"MESSAGE_ID":"cdd1ae385bf240629e7d9da3e1ff0504"' <<<"$entry" || fail "the entry has no MESSAGE_ID"

# --- 20 kills in a row: ten reports, then bare lines; in two cgroups at once ---
calm
for ((n = 0; n < 10; n++)); do
	kill_one "$group" &
	one=$!
	kill_one "$group-b"
	wait $one 2>/dev/null
done
lines_come out 21 40
stop
check_victims out
check_complete out
[ "$(wc -l <out)" -eq 21 ] || fail "21 kills, $(wc -l <out) lines"

# --- what happened while nobody followed, and a journal that was rotated and vacuumed meanwhile ---
kill_one "$group"
sleep 0.5
kill -USR2 $journal_pid # rotate
sleep 0.5
kill_one "$group"
sleep 0.5
follow -q -f ndjson --cursor-file=cursor.j
lines_come out 23 30
for ((n = 0; n < 3; n++)); do
	kill -USR2 $journal_pid
	sleep 0.3
	kill_one "$group"
done
lines_come out 26 30
journalctl --vacuum-files=1 >/dev/null 2>&1
kill_one "$group"
lines_come out 27 30
stop
check_victims out
[ "$(wc -l <out)" -eq 27 ] || fail "27 kills, $(wc -l <out) lines"
check_complete out

# --- kill -9 at any moment, 50 times, while processes die ---
: >killed
: >pieces
journalctl -o cat -n 1 >/dev/null
follow -q -f ndjson --cursor-file=cursor.k
stop
(
	for ((n = 0; n < 60; n++)); do
		kill_one "$group"
		sleep 0.3
	done
) &
writer=$!
RANDOM=11
for ((n = 0; n < 50; n++)); do
	"$OOMLOG" follow "$only" -q -f ndjson --cursor-file=cursor.k >>pieces 2>>err &
	follower=$!
	sleep 0.$((RANDOM % 6 + 2))$((RANDOM % 10))
	kill -KILL $follower
	wait $follower 2>/dev/null
	[ -z "$(tail -c1 pieces)" ] || echo >>pieces
done
wait $writer
"$OOMLOG" follow "$only" -q -f ndjson --cursor-file=cursor.k >>pieces 2>>err &
follower=$!
sleep 3
stop
grep '"diagnosis"' pieces | grep '}$' >whole
check_victims whole
check_complete whole
# whatever is repeated has the same content
n=$(sed 's/"origin":{[^}]*},//' whole | sort -u | wc -l)
[ "$n" -eq "$(sort -u killed | wc -l)" ] || fail "$n different contents of $(sort -u killed | wc -l) events"
journalctl -k -o cat --no-pager | grep -o "Killed process [0-9]*" | grep -o "[0-9]*$" | sort -un >printed
diff <(sort -un killed) <(grep -xFf <(sort -un killed) printed) >notprinted || echo "the journal itself lacks: $(cat notprinted)"
echo "kill -9: $(wc -l <whole) events handed over, $(sort -u killed | wc -l) died"

# --- syslog(3) by a program that calls itself the kernel: no event, counted ---
if command -v logger >/dev/null; then
	: >out
	follow -q -f ndjson --textfile=syslog.prom
	sed 's/^<4>//' fake | logger -u /run/systemd/journal/dev-log -t kernel
	sleep 0.5
	stop
	[ ! -s out ] || fail "a program's report through syslog(3) was believed"
	grep -q '^oomlog_distrusted_lines_total [1-9]' syslog.prom || fail "a program's lines in syslog(3) were not counted"
fi
exit $((failures > 0))
