#!/bin/bash
# --since, --until, --host, --kind, --pid, --comm, --cgroup, --unit, and copies of one event.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"
export TZ=UTC

kill_log 100 1001 java | syslog_log alpha "2026-11-21T01:28:01+00:00" >a
kill_log 200 1002 python3 | syslog_log beta.example.com "2026-11-21T03:28:01+00:00" >b
cat a b >both

count() { # N OPTION...
	local n=$1
	shift
	run 0 analyze -f ndjson "$@" both
	out_lines "$n"
}

count 2
count 1 --since="2026-11-21 02:00"
count 1 --until="2026-11-21 02:00"
count 0 --since="2026-11-21 02:00" --until="2026-11-21 03:00"
count 2 --since=@1795224481 --until=@1795231681
count 1 --since="2026-11-21 04:00" --timezone=+02:00
count 1 --host=alpha
count 1 --host='beta*'
count 2 --host='beta*' --host=alpha
count 0 --host=gamma
count 1 --pid=1001
count 2 --pid=1001 --pid=1002
count 1 --comm='py*'
count 2 --kind=oom
count 0 --kind=page_allocation_failure
count 2 --cgroup='/system.slice/*'
count 0 --cgroup='/user.slice/*'
count 2 --unit=web
count 2 --unit=web.service
count 0 --unit=db
count 0 --boot=0123456789abcdef0123456789abcdef

# what was left out is told, so that nobody believes that nothing happened
run 0 analyze --comm='py*' both
out_has "1 event was left out by the filters."
err_has "1 event was left out by the filters"
run 0 analyze --host=gamma both
out_has "No event that the filters ask for in what was read"
out_has "2 events were left out by the filters."
run 0 analyze -f json --host=gamma both
out_has '"filtered_events":2'

# no wall clock: kept, and said
kill_log 100 >plain
run 0 analyze -f ndjson --since=2026-11-21 plain
out_lines 1
err_has "1 event was kept in spite of --since or --until"
run 0 analyze -q -f ndjson --since=2026-11-21 plain
err_is_empty

# the same event in two logs is one
kill_log 100 1001 java >dmesg
run 0 analyze -f ndjson a dmesg
out_lines 1
err_has "1 event was found again, reported once"

# a log shipper sent a whole report again: one event; two bare kill lines of one content stay two
cat "$OOMLOG_SOURCE/fixtures/readme-global/input.log" "$OOMLOG_SOURCE/fixtures/readme-global/input.log" >twice.log
run 0 analyze -f ndjson twice.log
out_lines 1
err_has "1 event was found again, reported once"
run 0 analyze -f json a dmesg
out_has '"also_in":['
# left out, it is one, too
run 0 analyze -f json --comm=nobody a dmesg
out_has '"filtered_events":1,"memory_dumps"'
err_has "1 event was left out by the filters"
# the copy may say what is asked for
run 0 analyze -f ndjson --host=alpha dmesg a
out_lines 1
# from other hosts it is not
kill_log 100 1001 java | syslog_log gamma "2026-11-21T01:28:01+00:00" >c
run 0 analyze -f ndjson a c
out_lines 2
# nor at other times
kill_log 100 1001 java | sed 's/^\[  100/[  500/' >later
run 0 analyze -f ndjson dmesg later
out_lines 2
# nor twice in one log
cat dmesg later >twice
run 0 analyze -f ndjson twice
out_lines 2

# the year of stamps without one
kill_log 100 1001 java | syslog_log alpha "Nov 21 01:28:01" >old
run 0 analyze -f ndjson --year=2019 old
out_has '"realtime":"2019-11-21T01:28:01'
touch -d 2018-12-01 old
run 0 analyze -f ndjson old
out_has '"realtime":"2018-11-21T01:28:01'
touch -d 2018-11-01 old
run 0 analyze -f ndjson old
out_has '"realtime":"2017-11-21T01:28:01'

finish
