#!/bin/bash
# Logs written to mislead: names that would become commands, tables that would fill the page.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

# A report of the cgroup's limit, that of kill_log() in another cgroup: in_cgroup PATH
in_cgroup() {
	local text
	text=$(kill_log)
	printf '%s\n' "${text//\/system.slice\/web.service/"$1"}" >log
	run 0 analyze -f ndjson log
}

id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
in_cgroup "/docker/$id"
out_has 'docker update --memory=SIZE --memory-swap=SIZE 0123456789ab'

# A sentence that holds a command holds no byte that a shell reads as more than a word.
# shellcheck disable=SC2016 # not for this shell
for path in '/docker/mesos/;reboot;' '/docker/k8s.io/$(reboot)' '/docker/nomad/`reboot`' '/libpod_parent/ab/mesos/|sh' \
	"/docker/$id/docker/$id" "/docker/$id/system.slice/web.service" '/lxc.payload.a/system.slice/web.service' '/system.slice/web;reboot.service' "/system.slice/web'\$(reboot)'.service" \
	'/system.slice/web\x27.service'\''x.service' '/system.slice/--now.service'; do
	in_cgroup "$path"
	! grep -qE '(docker|podman) update|systemctl (--user )?(edit|set-property)' out || fail "a command for $path"
done
in_cgroup '/system.slice/web\x27$.service'
! grep -q 'systemctl edit' out || fail "a command for a name with a dollar"

# All rows with the victim's pid: a page shows the largest ten and one for the victim, not all.
rows=$(for i in $(seq 200); do # no two are one line written twice
	echo "[  100.252197] [   4242]     0  4242    $((22548 + i))     6198    94208        0             0 java"
done)
kill_log >whole
{ sed '/oom-kill:/,$d' whole && echo "$rows" && sed -n '/oom-kill:/,$p' whole; } >log
run 0 analyze log
n=$(grep -c '> *4242 ' out)
[ "$n" -eq 11 ] || fail "$n rows of one victim"
run 0 analyze --detail=full log
n=$(grep -c '> *4242 ' out)
[ "$n" -ge 200 ] || fail "--detail=full shows $n rows"

# Two reports that lie in each other, of processes of one name, and nothing tells their callers: two events, each victim
# once, and both say that what belongs to which is our reading.
one() { kill_log 100 4242 java; }
other() { kill_log 100 5353 java | sed 's|web.service|db.service|g; s|\([0-9]\{5\}\)[0-9]\]|\19]|'; }
for burst in 1 2 3 5; do
	paste <(one) <(other) | awk -F '\t' -v burst="$burst" '
		{ a[NR] = $1; b[NR] = $2 }
		END { for (i = 1; i <= NR; i += burst) {
			for (k = i; k < i + burst && k <= NR; k++) print a[k]
			for (k = i; k < i + burst && k <= NR; k++) print b[k] } }' >log
	run 0 analyze -f ndjson log
	out_lines 2
	[ "$(grep -c '"what":"interleaved"' out)" -eq 2 ] || fail "lines in turn, $burst at a time: not said"
	[ "$(grep -o '"victims":\[{"pid":[0-9]*' out | sort -u | wc -l)" -eq 2 ] || fail "lines in turn, $burst at a time: whom"
done

# A folded line that is folded again is counted both times, and is one kill.
{
	kill_log | syslog_log node "Nov 21 01:28:01"
	kill_log | tail -n 1 | sed 's/.*/Nov 21 01:28:02 node kernel: message repeated 2 times: [&]/'
	echo "Nov 21 01:28:03 node last message repeated 3 times"
} >log
run 0 analyze -f json log
out_has '"repeated_lines":5'
[ "$(grep -o '"victims":\[{' out | wc -l)" -eq 1 ] || fail "a folded kill line"

# A stall that another CPU reports in the middle of a trace takes none of its frames, and gives it none.
log=$OOMLOG_SOURCE/fixtures/6.1-dmesg-global/input.log
awk '{ print } /oom_kill_process/ { s = "[    3.318000] "; print s "INFO: task jbd2:123 blocked for more than 120 seconds."
	print s "task:jbd2 state:D stack:    0 pid:  123"; print s "Hardware name: another"; print s "Call Trace:"
	print s " <TASK>"; print s " __schedule+0x1/0x20"; print s " </TASK>" }' "$log" >stalled
run 0 analyze -f json "$log"
grep -oE '"(call_trace|kernel)":[^]]*' out >wanted
run 0 analyze -f json stalled
grep -oE '"(call_trace|kernel)":[^]]*' out | cmp - wanted || fail "a stall within a trace"

finish
