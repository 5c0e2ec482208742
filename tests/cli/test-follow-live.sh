#!/bin/bash
# oomlog follow on a real machine: the kernel's own OOM kills in memory cgroups of a few MiB, /dev/kmsg, and a
# systemd-journald of our own in a mount namespace of our own.
# shellcheck disable=SC2094,SC2119,SC2154,SC2317 # /dev/kmsg is no file; all arguments have defaults; a trap calls leave
# shellcheck source=tests/cli/follow.sh
. "$OOMLOG_SOURCE/tests/cli/follow.sh" || exit 1

[ "$(id -u)" -eq 0 ] || skip "needs root for cgroups, /dev/kmsg and a journald"
dd if=/dev/kmsg of=/dev/null bs=8192 count=1 iflag=nonblock 2>/dev/null || skip "/dev/kmsg cannot be read here"
journald=
for place in /lib/systemd /usr/lib/systemd; do
	[ -x $place/systemd-journald ] && journald=$place/systemd-journald
done

# --- a place to run out of memory in, that is not the machine ---
limit=$((24 * 1024 * 1024))
if [ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]; then
	groups=/sys/fs/cgroup/memory limit_file=memory.limit_in_bytes
elif grep -qw memory /sys/fs/cgroup/cgroup.subtree_control 2>/dev/null; then
	groups=/sys/fs/cgroup limit_file=memory.max
else
	skip "no memory cgroups here"
fi
group=$groups/oomlog-test-$$
hog=hog$$
only=--comm=$hog # others may run out of memory on this machine, too; a bare kill line names no cgroup
make_group() {
	mkdir "$1" 2>/dev/null && echo $limit >"$1/$limit_file" 2>/dev/null
}
make_group "$group" || skip "a memory cgroup cannot be made here"
make_group "$group-b" || skip "a memory cgroup cannot be made here"
[ ! -e "$group/memory.swap.max" ] || echo 0 >"$group/memory.swap.max"

make_hog "$hog"

leave() {
	[ -z "$follower" ] || kill -KILL "$follower" 2>/dev/null
	[ -z "${journal_pid:-}" ] || kill "$journal_pid" 2>/dev/null
	wait 2>/dev/null
	[ -z "${before:-}" ] || echo "$before" >"$printk" 2>/dev/null
	rmdir "$group" "$group-b" 2>/dev/null
	cd /
	rm -rf "$work"
}
trap leave EXIT

# kill_one GROUP - a process that the kernel kills for the memory it takes; its pid goes to the file killed
kill_one() {
	# shellcheck disable=SC2016 # the inner shell's
	(
		bash -c 'echo $$ >"$1/cgroup.procs"; echo $$ >>killed; exec "./$2"' _ "$1" "$hog"
		true
	) 2>/dev/null
}

# The victims of all events are the processes that died, each once, or oftener with the same id.
check_victims() {
	local wanted got
	wanted=$(sort -un killed)
	got=$(grep -o '"victims":\[{"pid":[0-9]*' "$1" | grep -o '[0-9]*$' | sort -un)
	[ "$wanted" = "$got" ] || fail "$1: not the processes that died: $(diff <(echo "$wanted") <(echo "$got"))"
	got=$(grep -o '"id":"[0-9a-f]*","kind"' "$1" | sort -u | wc -l)
	[ "$got" -eq "$(wc -l <<<"$wanted")" ] || {
		fail "$1: $got ids: a repeated event has another one"
		grep -o '"victims":\[{"pid":[0-9]*' "$1" | sort | uniq -d | while read -r twice; do
			grep -F "$twice," "$1" | grep -o '^.*"end_monotonic_us":[0-9]*'
		done
	}
}

# Whatever else runs out of memory here uses up the ten reports in five seconds, too. So the kernel itself is asked which
# kills it printed whole: those, and no others, are complete events.
check_complete() {
	local pid whole
	dmesg >printed
	while read -r pid; do
		# else it, or its beginning, is gone from the kernel's buffer
		tail -n +500 printed | grep -q "Killed process $pid ($hog)" || continue
		whole=true
		grep -q "oom-kill:.*,task=$hog,pid=$pid," printed || whole=false
		grep -F "\"victims\":[{\"pid\":$pid," "$1" | grep -vF "\"complete\":$whole," | grep -q . &&
			fail "$1: the event of $pid is not \"complete\":$whole"
	done < <(sort -un killed)
}

# The kernel prints ten reports in five seconds, and bare lines for the rest.
calm() {
	sleep 5.5
}

# --- /dev/kmsg ---
calm # somebody else may just have used them up
touch out
follow -q -f ndjson --kmsg --cursor-file=cursor
: >killed
kill_one "$group"
lines_come out 1 10
check_complete out
check_victims out
stop
kill_one "$group" # while nobody follows
follow -q -f ndjson --kmsg --cursor-file=cursor
lines_come out 2
stop
out_lines 2
check_victims out

# --- a program that writes a perfect report makes no event, and is counted ---
printk=/proc/sys/kernel/printk_devkmsg
before=$(cat $printk 2>/dev/null)
echo on >$printk 2>/dev/null
: >out
follow -q -f ndjson --kmsg --textfile=spoof.prom
kill_log 100 1001 fake | sed 's/^\[[^]]*\] //' | while read -r line; do echo "<4>$line"; done >fake
while read -r line; do echo "$line" >/dev/kmsg; done <fake
kill_one "$group"
lines_come out 1
stop
[ -z "$before" ] || echo "$before" >$printk 2>/dev/null
out_lines 1
grep -q '"comm":"fake"' out && fail "a program's report was believed"
grep -q '^oomlog_distrusted_lines_total [1-9]' spoof.prom || fail "a program's lines were not counted"

# --- the journal ---
if [ -z "$journald" ] || ! unshare -m true 2>/dev/null; then
	[ "$failures" -eq 0 ] || finish
	skip "the part with a journal: no systemd-journald, or no mount namespaces (the part with /dev/kmsg passed)"
fi
export -f kill_one follow stop lines_come check_victims check_complete calm fail run kill_log skip
export group hog only OOMLOG OOMLOG_SOURCE follower failures
calm
unshare -m bash "$OOMLOG_SOURCE/tests/cli/follow-journald.sh" "$journald" "$work" "$group"
status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 77 ] || failures=$((failures + 1))
[ "$status" -ne 77 ] || [ "$failures" -ne 0 ] || exit 77
finish
