# What the tests of the command share: a folder of their own, small logs, and checks that name what they wanted.
# shellcheck shell=bash
set -uo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
	echo "FAIL: $*"
	sed 's/^/  stdout: /' out 2>/dev/null | head -20
	sed 's/^/  stderr: /' err 2>/dev/null | head -20
	failures=$((failures + 1))
}

# skip WHY - the test cannot run here
skip() {
	echo "skipped: $*"
	exit 77
}

# Where systemd-journal-remote is, which stands in no PATH; nothing: not on this machine.
journal_remote() {
	command -v /lib/systemd/systemd-journal-remote /usr/lib/systemd/systemd-journal-remote | head -1
}

# need_journal_remote - sets remote, or skips: the test makes journals, and the command has to read them
need_journal_remote() {
	remote=$(journal_remote)
	[ -n "$remote" ] || skip "no systemd-journal-remote here"
	"$OOMLOG" --version | grep -q 'libsystemd.so.0 found' || skip "this build or machine has no libsystemd"
}

# run STATUS ARGUMENT... - runs the command; output goes to the files out and err
run() {
	local wanted=$1 status
	shift
	timeout 60 "$OOMLOG" "$@" >out 2>err
	status=$?
	[ "$status" -eq "$wanted" ] || fail "oomlog $*: exit status $status, not $wanted"
}

out_has() {
	grep -qF -- "$1" out || fail "stdout lacks: $1"
}

err_has() {
	grep -qF -- "$1" err || fail "stderr lacks: $1"
}

err_is_empty() {
	[ ! -s err ] || fail "stderr is not empty"
}

out_lines() {
	local n
	n=$(wc -l <out)
	[ "$n" -eq "$1" ] || fail "stdout has $n lines, not $1"
}

finish() {
	[ "$failures" -eq 0 ] && echo "ok"
	exit $((failures > 0))
}

# shellcheck disable=SC2120 # all arguments have defaults
# An event in a cgroup: kill_log [SECONDS [PID [COMM]]], as 6.1 prints it to dmesg
kill_log() {
	local at=${1:-100} pid=${2:-4242} comm=${3:-java}
	cat <<-EOF
		[  $at.241678] $comm invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
		[  $at.250216] memory: usage 24576kB, limit 24576kB, failcnt 22
		[  $at.250308] swap: usage 0kB, limit 0kB, failcnt 0
		[  $at.250375] Memory cgroup stats for /system.slice/web.service:
		[  $at.250612] anon 25108480
		[  $at.250612] file 0
		[  $at.251999] Tasks state (memory values in pages):
		[  $at.252077] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
		[  $at.252197] [   $pid]     0  $pid    22548     6198    94208        0             0 $comm
		[  $at.252361] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/web.service,task_memcg=/system.slice/web.service,task=$comm,pid=$pid,uid=0
		[  $at.252622] Memory cgroup out of memory: Killed process $pid ($comm) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0
	EOF
}

# make_hog FILE - a program that takes memory until it is killed
make_hog() {
	cat >hog.c <<-'EOF'
		#include <stdlib.h>
		#include <string.h>
		int main(void)
		{
			for (;;) {
				char *p = malloc(1 << 20);
				if (p)
					memset(p, 1, 1 << 20);
			}
		}
	EOF
	"${CC:-cc}" -O0 -o "$1" hog.c 2>cc.out || skip "no compiler here: $(head -1 cc.out)"
}

# The same lines as a syslog daemon writes them: syslog_log HOST "Nov 21 01:28:01" < dmesg
syslog_log() {
	sed "s/^/$2 $1 kernel: /"
}
