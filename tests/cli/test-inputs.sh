#!/bin/bash
# What is read, in which order, and what is said of what cannot be.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

kill_log 100 1001 one >one.log
kill_log 200 1002 two >two.log

# standard input: a pipe, a file, "-"
timeout 20 "$OOMLOG" analyze -f ndjson <one.log >out 2>err || fail "a file as standard input"
out_lines 1
err_is_empty
# shellcheck disable=SC2002 # a pipe is what is tested
cat one.log | timeout 20 "$OOMLOG" analyze -f ndjson >out 2>err || fail "a pipe as standard input"
out_lines 1
# shellcheck disable=SC2002
cat one.log | timeout 20 "$OOMLOG" analyze -f ndjson two.log - >out 2>err || fail "- among files"
out_lines 2
out_has '"input":"-"'

# a FIFO
mkfifo fifo
cat one.log >fifo &
run 0 analyze -f ndjson fifo
out_lines 1

# cron's standard input: this machine's log, and it is said which
timeout 20 "$OOMLOG" analyze -f ndjson </dev/null >out 2>err
grep -qE '^oomlog: (reading /|cannot open )' err || fail "not said what is read for /dev/null"

# what cannot be read is told, the rest is reported, and the status is 3
run 3 analyze -f ndjson one.log nosuch.log two.log
out_lines 2
err_has "oomlog: cannot open 'nosuch.log': No such file or directory"
run 3 analyze -f json nosuch.log
out_has '"error":"cannot open '
mkdir empty
run 3 analyze -f ndjson empty
err_has "oomlog: no log in directory 'empty'"
# an empty log is a log
: >nothing
run 0 analyze -f ndjson nothing
out_lines 0

# names from outside command no terminal
evil=$'e\033[31mvil'
run 3 analyze "$evil"
! grep -q $'\033' err || fail "an escape sequence reached stderr"

# a dump that pstore kept in parts, the newest first: as if it were in order
log=$OOMLOG_SOURCE/fixtures/6.1-dmesg-r-global/input.log
split -d -n l/10 "$log" part.
for n in {1..10}; do
	printf 'Oops#1 Part%d\n' "$n"
	cat "part.0$((10 - n))"
done >pstore
without_place='s/"origin":{[^}]*}//; s/"carrier":"[^"]*"//'
run 0 analyze -f ndjson "$log"
sed "$without_place" out >wanted
run 0 analyze -f ndjson pstore
sed "$without_place" out | cmp - wanted || fail "a pstore dump whose newest part stands first"
# .. and as it is
for n in {10..1}; do
	printf 'Oops#1 Part%d\n' "$n"
	cat "part.0$((10 - n))"
done >pstore
run 0 analyze -f ndjson pstore
sed "$without_place" out | cmp - wanted || fail "a pstore dump whose oldest part stands first"
rm part.* pstore

# rotated logs: oldest first, whatever the order they are named in, and a report that spans two of them is one
kill_log 300 1003 three | syslog_log node "Nov 21 01:28:01" >whole
head -5 whole >messages.1
tail -n +6 whole >messages
run 0 analyze -f ndjson messages messages.1
out_lines 1
out_has '"complete":true'
# .. that counts where it began, also if another piece has its end, and if it is not asked for
run 0 analyze -f json messages messages.1
[ "$(grep -oE '"events":[0-9]+' out | tr '\n' ' ')" = '"events":1 "events":0 "events":1 ' ] || fail "events of pieces"
run 0 analyze -f json --comm=nobody messages messages.1
[ "$(grep -oE '"filtered_events":[0-9]+' out | tr '\n' ' ')" = '"filtered_events":1 "filtered_events":0 "filtered_events":1 ' ] ||
	fail "filtered events of pieces"
mkdir logs
gzip -c messages.1 >logs/messages.1.gz
cp messages logs/
run 0 analyze -f ndjson logs
out_lines 1
out_has '"complete":true'

# newest lines first, as dmesg | tac and many a service's export have them: it is said
tac "$OOMLOG_SOURCE/fixtures/6.1-dmesg-global/input.log" >backwards
run 0 analyze -f json backwards
err_has "backwards: newest lines first"
out_has '"backward_lines":'
run 0 analyze -f json whole
! grep -q backward out err || fail "a log that runs forwards is said to run backwards"

# a journal in a folder that cannot be read is told, as is one for which there is no libsystemd
printf 'LPKSHHRH' >logs/system.journal
if "$OOMLOG" --version | grep -q 'libsystemd.so.0 found'; then
	run 3 analyze -q -f ndjson logs
	out_lines 1
	err_has "cannot read 'logs/system.journal': truncated"
else
	run 0 analyze -f ndjson logs
	err_has "1 binary journal file in 'logs' skipped"
	run 0 analyze -q -f ndjson logs
	err_is_empty
fi

# --kmsg
if dd if=/dev/kmsg of=/dev/null bs=8192 count=1 iflag=nonblock 2>/dev/null; then
	run 0 analyze -f ndjson --kmsg
fi

# --- a report that breaks off in the call trace of a charge lacks the cgroup's part, and not the machine's ---
sed '/mem_cgroup_out_of_memory/q' "$OOMLOG_SOURCE/fixtures/6.1-arm64-dmesg-memcg-group/input.log" >trace.log
run 0 analyze -q -f ndjson trace.log
out_has '"missing":["memcg","tasks","kill"]'
run 0 analyze -q --color=never trace.log
out_has "missing: memcg, tasks, kill"

finish
