#!/bin/bash
# What test-service.sh runs under a systemd of its own: oomlog.service as it is installed, with real kills.
# shellcheck disable=SC2154 # limit_file comes with the job
set -uo pipefail
export LC_ALL=C.UTF-8
cd /share || exit 1
failures=0
fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}
end() {
	[ $failures -eq 0 ] || {
		systemctl status oomlog --no-pager -l
		journalctl -u oomlog -u init.scope --no-pager | tail -40
	}
	systemctl --no-block exit $((failures > 0))
	exit
}
trap end EXIT

groups=/sys/fs/cgroup/memory
[ -d $groups ] || groups=/sys/fs/cgroup
group=$groups/oomlog-test
mkdir $group || fail "no memory cgroup"
echo $((24 * 1024 * 1024)) >"$group/$limit_file" || fail "no memory cgroup"
: >killed
# Each by another name: the kernel's pids are not those of this namespace.
kill_one() {
	local name
	name=svc-$$-$(($(wc -l <killed) + 1))
	cp hog "$name"
	echo "$name" >>killed
	# shellcheck disable=SC2016 # the inner shell's
	(bash -c 'echo $$ >"$1/cgroup.procs"; exec "./$2"' _ $group "$name") 2>/dev/null
}
# entries N - waits until the journal holds so many of the victims
entries() {
	local left=100 n
	while n=$(told | wc -l) && [ "$n" -lt "$1" ]; do
		left=$((left - 1))
		[ $left -ge 0 ] || {
			fail "$n events in the journal, not $1"
			return
		}
		sleep 0.1
	done
	diff <(sort killed) <(told | sort) || fail "not the processes that died"
}
# Others may run out of memory on this machine, too.
told() {
	journalctl -o json --no-pager MESSAGE_ID=cdd1ae385bf240629e7d9da3e1ff0504 |
		sed -n 's/.*"OOMLOG_COMM":"\(svc-'$$'-[0-9]*\)".*/\1/p'
}
of() {
	systemctl show -P "$1" oomlog
}
is() {
	[ "$(of "$1")" = "$2" ] || fail "$1 is $(of "$1"), not $2"
}
in_status() {
	grep -qx "$1" "/proc/$(of MainPID)/status" || fail "not in its status: $1 but $(grep "^${1%%:*}:" "/proc/$(of MainPID)/status")"
}

# --- Type=notify, a user of its own without capabilities, seccomp, locked memory ---
mkdir -p /etc/systemd/system/oomlog.service.d
printf '[Service]\nWatchdogSec=3\n' >/etc/systemd/system/oomlog.service.d/watchdog.conf
echo "OOMLOG_OPTIONS=\"--textfile=/var/lib/oomlog/counts.prom --exec='cat >>/var/lib/oomlog/ran'\"" >/etc/default/oomlog
systemctl daemon-reload
systemctl start oomlog || fail "it does not start"
is ActiveState active
is StatusText Following
is DynamicUser yes
pid=$(of MainPID)
in_status $'CapEff:\t0000000000000000'
in_status $'CapBnd:\t0000000000000000'
in_status $'NoNewPrivs:\t1'
in_status $'Seccomp:\t2'
grep -q $'^Uid:\t0' "/proc/$pid/status" && fail "it is root"
# Lowering it is CAP_SYS_RESOURCE's, bit 24, which a container may lack: then systemd lets it be.
cap_eff=$(sed -n 's/^CapEff:[ \t]*//p' /proc/1/status)
(((0x$cap_eff >> 24 & 1) == 0)) || [ "$(cat "/proc/$pid/oom_score_adj")" -eq -900 ] || fail "oom_score_adj is $(cat "/proc/$pid/oom_score_adj")"
locked=$(sed -n 's/^VmLck:[ \t]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
[ "${locked:-0}" -ge 6000 ] || fail "only $locked kB are locked"

# --- a real kill ---
kill_one
entries 1
sleep 1
grep -q "comm=\"$(cat killed)\"} 1\$" /var/lib/oomlog/counts.prom || fail "the counters say something else"
grep -q "\"comm\":\"$(cat killed)\"," /var/lib/oomlog/ran || fail "the program did not run"
journalctl -o json --no-pager OOMLOG_COMM="$(cat killed)" | grep -q '"_SYSTEMD_UNIT":"oomlog.service"' ||
	fail "the entry is another unit's"

# --- it lives on under the watchdog; hung, it is killed and started anew, and nothing is lost ---
sleep 7
is MainPID "$pid"
is NRestarts 0
kill -STOP "$pid"
kill_one
for ((i = 0; i < 150; i++)); do
	[ "$(of NRestarts)" -ge 1 ] && [ "$(of ActiveState)" = active ] && break
	sleep 0.1
done
is NRestarts 1
journalctl --no-pager _PID=1 UNIT=oomlog.service | grep -qi "watchdog" || fail "it was not the watchdog"
entries 2
# --- signals ---
systemctl kill --signal=USR1 --kill-whom=main oomlog
systemctl reload oomlog || fail "it cannot be reloaded"
sleep 1
is ActiveState active
journalctl -u oomlog --no-pager | grep -q "events handed over" || fail "SIGUSR1 does not tell the state in the journal"
systemctl stop oomlog
is Result success
is ActiveState inactive
kill_one # while nobody follows
systemctl start oomlog
entries 3
kill -KILL "$(of MainPID)"
kill_one
sleep 6 # RestartSec
entries 4

# --- the drop-in for /dev/kmsg ---
systemctl stop oomlog
cp /usr/share/doc/oomlog/kmsg.conf.example /etc/systemd/system/oomlog.service.d/kmsg.conf
systemctl daemon-reload
systemctl start oomlog || fail "it does not start with the drop-in for /dev/kmsg"
kill_one
entries 5
is ActiveState active
journalctl -u oomlog --no-pager | grep -i "SECCOMP\|core-dump\|SIGSYS" && fail "a call was forbidden"
systemctl stop oomlog
is Result success
end
