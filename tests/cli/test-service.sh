#!/bin/bash
# oomlog.service under a systemd of its own, as process 1 of its own namespaces: Type=notify, the watchdog, DynamicUser,
# seccomp, restarts, with real kills in a memory cgroup.
# shellcheck disable=SC2086,SC2317 # numbers; a trap calls leave
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh" || exit 1

[ "$(id -u)" -eq 0 ] || skip "needs root for namespaces and cgroups"
grep -q __asan_init "$OOMLOG" && skip "the leak checker cannot look under seccomp, and locks no memory"
[ -x /lib/systemd/systemd ] || skip "no systemd here"
for tool in unshare setpriv pivot_root cmake; do
	command -v $tool >/dev/null || skip "no $tool here"
done
dd if=/dev/kmsg of=/dev/null bs=8192 count=1 iflag=nonblock 2>/dev/null || skip "/dev/kmsg cannot be read here"
"$OOMLOG" --version | grep -q 'libsystemd.so.0 found' || skip "this build or machine has no libsystemd"

# --- groups of our own in each hierarchy: all that this systemd makes lies below them ---
made=()
leave() {
	local group
	for group in "${made[@]}"; do
		echo $$ >"$(dirname "$group")/cgroup.procs"
	done
	sleep 0.2
	for group in "${made[@]}"; do
		find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
	done
	cd /
	rm -rf "$work"
}
trap leave EXIT
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
	limit_file=memory.max
	hierarchies=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
	grep -qw memory "$hierarchies/cgroup.controllers" || skip "no memory cgroups here"
else
	limit_file=memory.limit_in_bytes
	# systemd takes all that there are
	hierarchies=$(sed 's/^[0-9]*:\(name=\)\?//; s/^:/unified:/' /proc/self/cgroup | while IFS=: read -r name path; do
		[ ! -d "/sys/fs/cgroup/$name$path" ] || echo "/sys/fs/cgroup/$name${path%/}"
	done)
	[ -d /sys/fs/cgroup/memory ] || skip "no memory cgroups here"
fi
for folder in $hierarchies; do
	group=$folder/oomlog-test-$$
	mkdir "$group" || skip "a cgroup cannot be made here"
	made+=("$group")
	for what in cpuset.cpus cpuset.mems; do # a new one has none
		[ ! -e "$group/$what" ] || cat "$folder/$what" >"$group/$what"
	done 2>/dev/null
	echo $$ >"$group/cgroup.procs" || skip "a cgroup cannot be used here"
done

# --- as little of the machine as the job needs: docs/follow.md tells the figure, by the scale of this version ---
if systemctl --version | grep -q '^systemd 252 '; then
	# shellcheck disable=SC2016 # the back ticks are the document's
	figure=$(sed -n 's/.*`systemd-analyze security`: \([0-9.]*\)).*/\1/p' "$OOMLOG_SOURCE/docs/follow.md")
	systemd-analyze security --offline=true --no-pager "$OOMLOG_BUILD/oomlog.service" >out 2>err
	out_has "exposure level for oomlog.service: $figure "
fi

make_hog hog
{
	echo "limit_file=$limit_file"
	cat "$OOMLOG_SOURCE/tests/cli/service-job.sh"
} >job.sh
chmod 755 .
timeout -k 5 ${SERVICE_SECONDS:-150} unshare --kill-child --mount --pid --fork --uts --ipc --cgroup --net bash "$OOMLOG_SOURCE/tests/cli/service-boot.sh" "$work" \
	>boot.out 2>&1
status=$?
[ -e job.out ] || skip "systemd cannot be process 1 of namespaces here: $(tail -n 3 boot.out pid1.out 2>/dev/null)"
cat job.out
[ $status -eq 0 ] || fail "status $status: $(tail -n 5 boot.out pid1.out 2>/dev/null)"
finish
