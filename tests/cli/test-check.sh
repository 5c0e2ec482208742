#!/bin/bash
# oomlog check: what fails, what passes, in which window, and in which words.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"
export TZ=UTC
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITLAB_CI JENKINS_URL TF_BUILD CIRCLECI BUILDKITE TEAMCITY_VERSION \
	BITBUCKET_BUILD_NUMBER CI

fixtures=$OOMLOG_SOURCE/fixtures
kill_log 100 1001 java | syslog_log alpha "2026-11-21T01:28:01+00:00" >a
kill_log 200 1002 python3 | syslog_log beta "2026-11-21T03:28:01+00:00" >b
cat a b >both
echo "[    1.000000] nothing happens" >quiet
cp "$fixtures/readme-allocation/input.log" allocation

# --- what fails ---

run 1 check both
out_has "oomlog check failed: 2 OOM kills"
out_has "error    both:1  alpha  2026-11-21 01:28:01 UTC"
out_has "read     1 log with 22 lines"
err_is_empty
run 0 check quiet
out_has "oomlog check passed: no OOM"
run 0 check allocation
out_has "oomlog check passed; with a warning: 1 page allocation failure"
run 1 check --fail-on=page_allocation_failure allocation
run 0 check --fail-on=none both
out_has "passed; with a warning: 2 OOM kills"
run 0 check --fail-on=none --warn-on=none both
out_has "passed: no OOM"
out_has "2 events of kinds that are not looked at"
run 0 check --max=2 both
out_has "passed; with a warning: 2 OOM kills"
run 1 check --max=1 both
run 1 check - <both
run 1 check "$fixtures/7.2-console-panic-memcg/input.log"
grep -q "panic" out || fail "a panic is not told"

# an input that cannot be read
run 3 check no-such-log quiet
out_has "oomlog check not known: nothing that fails was found, but not all could be read"
run 1 check no-such-log both

# gaps, half reports, empty logs
head -5 a >half
run 0 check half
out_has "with a warning: 1 half OOM report"
out_has "1 report is not complete in the log"
run 1 check --require-complete half
out_has "failed: the log is not complete"
: >empty
run 0 check empty
out_has "empty is empty: it says nothing of what happened"
run 1 check --require-complete empty

# --- the window ---

run 0 check --since="2026-11-21 04:00" both
run 1 check --until="2026-11-21 02:00" both
out_has "failed: 1 OOM kill"
run 0 check --comm=nginx both
run 1 check --comm='py*' both
run 0 check --unit=db both
run 1 check --unit=web --host=alpha both
run 1 check --pid=1001 both
run 0 check --cgroup='/user.slice/*' both

run 1 check --cursor-file=cursor a
run 0 check --cursor-file=cursor a
out_has "1 event told by an earlier check"
run 1 check --cursor-file=cursor both
out_has "failed: 1 OOM kill"
gzip -k both
run 0 check --cursor-file=cursor both.gz
echo "something else" >other
run 2 check --cursor-file=other both
err_has "was not written by oomlog check --cursor-file"
# a place that cannot be written is told before anything is run
run 2 check --cursor-file=no-such-folder/cursor quiet -- touch was-run
err_has "cannot open 'no-such-folder/cursor': No such file or directory"
[ ! -e was-run ] || fail "the command was run though the cursor cannot be kept"
cp cursor cursor.before
run 2 check --cursor-file=cursor --since-mark=no-such-mark quiet
cmp cursor cursor.before || fail "a check that did not run changed its cursor file"
[ "$(echo cursor*)" = "cursor cursor.before" ] || fail "left behind: $(echo cursor*)"

run 0 check --mark=mark
run 0 check --since-mark=mark both
out_has "2 events outside of the window"
sed 's/"realtime_us":[0-9]*/"realtime_us":1795224481900000/' mark >mark2
run 1 check --since-mark=mark2 both
out_has "failed: 2 OOM kills" # 01:28:01 may be 01:28:01.95
sed 's/"realtime_us":[0-9]*/"realtime_us":1795224482000000/' mark >mark3
run 1 check --since-mark=mark3 both
out_has "failed: 1 OOM kill"
sed 's/"kernel_us":[0-9]*/"kernel_us":150000000/' mark >mark4
kill_log 100 >early
kill_log 200 >late
run 0 check --since-mark=mark4 early
run 1 check --since-mark=mark4 late
sed 's/"boot_id":"[^"]*"/"boot_id":"another"/' mark4 >mark5
run 1 check --since-mark=mark5 early
out_has "1 event has no time that the window can be compared with: taken as inside"
run 2 check --since-mark=other both
run 2 check --mark=mark both

# a container or another machine in a zone that is not the log's: a stamp that is yet to come is told
kill_log 300 1003 perl | syslog_log gamma "$(TZ=UTC-9 date '+%b %e %H:%M:%S')" >zone
run 1 check --timezone=America/New_York zone -- true
out_has "1 event is stamped later than it is now: taken as inside; if the log is of another time zone, --timezone says which"
run 1 check zone
grep -q "later than it is now" out && fail "without a window it does not matter"
kill_log 300 1003 perl | syslog_log gamma "$(TZ=UTC-9 date -d '1 hour ago' '+%b %e %H:%M:%S')" >zone
run 0 check --timezone=Asia/Tokyo zone -- true
out_has "1 event outside of the window"

# the last lines of each log
run 1 check --lines=11 both
out_has "failed: 1 OOM kill"
out_has "1 event outside of the window"
run 1 check --lines=12 both
out_has "failed: 2 OOM kills" # the first one reaches into them
run 1 check --lines=11 a b
out_has "failed: 2 OOM kills"
run 0 check --lines=0 both
run 1 check --lines=1000000 both
out_has "failed: 2 OOM kills"
(cat a; yes "2026-11-21T01:28:31+00:00 alpha kernel: [  130.000000] all is well" | head -100) >old
run 0 check --lines=100 old
run 1 check --lines=101 - <old
for i in $(seq 1100); do printf '[  %d.000000] Out of memory: Killed process %d (java) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0\n' "$i" "$i"; done >crowd
run 1 check --lines=1 crowd
out_has "failed: 77 OOM kills" # those that could not wait are inside

# --- allowances ---

allow() {
	printf '{"schema": "oomlog.allow/1", "allow": [%s]}\n' "$1" >allow.json
}

allow '{"reason": "it leaks", "expires": "2126-12-31", "comm": "java", "cgroup": "/system.slice/*"}'
run 1 check --allow=allow.json both
out_has "failed: 1 OOM kill; 1 allowed"
out_has "allowed until 2126-12-31: it leaks"
run 0 check --allow=allow.json a
run 1 check --allow=allow.json b
out_has "note     allowance 1 matched nothing and may go: it leaks"
allow '{"reason": "it leaks", "expires": "2026-01-31", "comm": "java"}'
run 1 check --allow=allow.json a
out_has "warning  allowance 1 expired on 2026-01-31 and is not applied (1 event would match): it leaks"
allow '{"reason": "once", "expires": "2126-12-31", "kind": "oom", "max": 1}'
run 1 check --allow=allow.json both
out_has "allowance 1 is used up: 1 more event matches: once"
# who asks for memory is not who dies of it
kill_log 100 1001 java | sed 's/java invoked/stress invoked/' >asked
allow '{"reason": "a test", "expires": "2126-12-31", "comm": "stress"}'
run 1 check --allow=allow.json asked
for wrong in '{"expires": "2126-12-31", "comm": "x"}' '{"reason": "r", "comm": "x"}' '{"reason": "r", "expires": "2126-12-31"}' \
	'{"reason": "r", "expires": "soon", "comm": "x"}' '{"reason": "r", "expires": "2126-12-31", "cmd": "x"}' \
	'{"reason": "r", "expires": "2126-12-31", "kind": "fire"}' '{"reason": "r", "expires": "2126-12-31", "pid": "x"}' '3'; do
	allow "$wrong"
	run 2 check --allow=allow.json a
	err_has "allow.json: allowance 1: "
done
echo '{"allow": [' >allow.json
run 2 check --allow=allow.json a
echo '{"allowed": []}' >allow.json
run 2 check --allow=allow.json a
run 2 check --allow=nowhere.json a
err_has "cannot open 'nowhere.json': No such file or directory"
run 2 check --since-mark=nowhere.json a
err_has "cannot open 'nowhere.json': No such file or directory"
echo "no mark" >words
run 2 check --since-mark=words a
err_has "'words' is no JSON"

# --- usage ---

for wrong in --fail-on=fire --fail-on= --format=ndjson --report=paper:x --max=-1 --report=tap:- --pid-tree; do
	run 2 check "$wrong" a
	[ -s err ] || fail "$wrong: no words"
done
run 2 check a --
err_has "there is no command behind '--'"

# --- the CI it runs in ---

GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$work/summary run 1 check both
err_has "this is GitHub Actions: annotations are written, and a summary to \$GITHUB_STEP_SUMMARY"
out_has "::error file=both,line=1,endLine=11,title=OOM kill%3A java (pid 1001)::web.service hit its memory limit of 24.0 MiB"
grep -q "oomlog check failed: 2 OOM kills" summary || fail "no summary"
GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$work/summary run 0 check quiet
[ "$(grep -c "^## oomlog check" summary)" -eq 2 ] || fail "the summary was not appended to"
GITLAB_CI=true run 1 check both
err_has "this is GitLab CI: it can show --report=gitlab:gl-code-quality-report.json"
out_has "oomlog check failed"
CI=true run 1 check -f tap both
out_has "TAP version 13"

# --- a command ---

run 0 check quiet -- sh -c 'echo its output; echo its words >&2'
out_has "its output"
err_has "its words"
run 7 check quiet -- sh -c 'exit 7'
run 127 check quiet -- ./no-such-command
touch plain
run 126 check quiet -- ./plain
run 137 check quiet -- sh -c 'kill -9 $$'
out_has "the command (pid "
out_has ") died by SIGKILL"
run 143 check quiet -- sh -c 'kill $$'
run 0 check quiet -- sh -c '(sh -c "kill -9 \$\$" & wait); true'
# without a wall clock the kernel's own stamp tells: this boot is not yet that old
kill_log 999999999 >later
run 1 check later -- true
run 0 check both -- true
out_has "2 events outside of the window"
echo in | "$OOMLOG" check quiet -- cat | grep -qx in || fail "the command does not get standard input"
# signals are passed on, and the command's end is told
"$OOMLOG" check quiet -- sh -c 'trap "exit 9" TERM; >ready; while :; do sleep 0.05; done' >out 2>err &
pid=$!
until [ -e ready ]; do sleep 0.05; done
kill "$pid"
wait "$pid"
[ $? -eq 9 ] || fail "SIGTERM was not passed on"

# --- its processes, however short they live ---

cat >brood.py <<'PY'
import os, sys
report = sys.stdin.read()
with open("kills", "w", encoding="utf-8") as kills:
    for _ in range(200):
        parent = os.fork()
        if parent == 0:
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            kills.write(report.replace("4242", str(child)))
            kills.flush()
            os._exit(0)
        os.waitpid(parent, 0)
    # not one of them: the parent of them all has another that is older
    kills.write(report.replace("4242", str(os.getppid())))
PY
if [ "$(id -u)" -eq 0 ] && [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ]; then
	: >kills
	kill_log 999999999 >report
	run 1 check --pid-tree -f json kills -- python3 brood.py <report
	out_has '"errors":200,'
	out_has '"outside_window":1,'
	! grep -q '"limit"' out || fail "the kernel does not tell of processes, though this is root"
	run 0 check --pid-tree kills -- true
	out_has "201 events outside of the window"
	# where the kernel does not tell, what may have been missed is said
	if unshare --net true 2>/dev/null; then
		unshare --net "$OOMLOG" check --pid-tree -f json kills -- python3 brood.py <report >out 2>err
		python3 - <<-'PY' || fail "without the kernel's word: other counts, or nothing said"
			import json
			report = json.load(open("out", encoding="utf-8"))
			found, outside = report["summary"]["errors"], report["summary"]["outside_window"]
			assert found + outside == 201 and outside >= 1, report["summary"]
			words, = [r["text"] for r in report["remarks"] if r["kind"] == "limit"]
			kills = "1 OOM kill while" if outside == 1 else f"{outside} OOM kills while"
			assert words.startswith(kills) and "may be missed" in words, words
		PY
	fi
	# a child's end that only its parent sees
	run 0 check quiet -- sh -c '(sh -c "kill -9 \$\$"; true)'
	grep -q "note     a process that the command started (pid [0-9]*) died by SIGKILL; the log tells of no kill" out ||
		fail "a killed grandchild is not told"
else
	echo "not run, not root of the machine's first namespace: processes that live shortly"
fi

# --- a real kill: in a memory cgroup of 24 MiB, told by the kernel's own log ---

group=/sys/fs/cgroup/memory/oomlog-test-$$
if [ "$(id -u)" -eq 0 ] && [ -r /dev/kmsg ] && [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] &&
	mkdir "$group" 2>/dev/null; then
	echo 24M >"$group/memory.limit_in_bytes"
	cat >eat.sh <<-EAT
		echo \$\$ >$group/cgroup.procs
		exec python3 -c 'x = b"x" * (100 << 20)'
	EAT
	# a child that lives only as long as it takes to fill its limit, and whose parent says nothing
	cat >eat.c <<-EAT
		#include <fcntl.h>
		#include <string.h>
		#include <sys/mman.h>
		#include <sys/wait.h>
		#include <unistd.h>
		int main(void)
		{
			size_t size = 64 << 20;
			if (fork() == 0) {
				int fd = open("$group/cgroup.procs", O_WRONLY);
				char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
				if (write(fd, "0", 1) == 1 && p != MAP_FAILED)
					memset(p, 1, size);
				_exit(3);
			}
			wait(NULL);
			return 0;
		}
	EAT
	"${CC:-cc}" -O1 -o eat eat.c || fail "cannot build eat.c"
	# shellcheck disable=SC2016 # the variables are the inner shell's
	for command in 'exec sh eat.sh' '(sh eat.sh) & wait; exit 0' ./eat; do
		"$OOMLOG" check --kmsg --pid-tree -f json -- sh -c "$command" >out 2>err </dev/null
		status=$?
		case $command in
		exec*) [ $status -eq 137 ] || fail "a killed command: status $status, not 137" ;;
		*) [ $status -eq 1 ] || fail "a killed child: status $status, not 1" ;;
		esac
		who=python3
		[ "$command" != ./eat ] || who=eat
		out_has "\"class\":\"oom_kill\",\"title\":\"OOM kill: $who (pid "
		out_has "the kernel's OOM killer killed processes of the command"
	done
	rmdir "$group"
else
	echo "not run, no memory cgroup or no /dev/kmsg for us: a real kill"
fi

# --- words of the kernel that nobody understood: told, as analyze does, and enough to fail where all must be known ---
kill_log | head -1 | sed 's,^,| cell | ,; s,$, | x |,' >cells.log
run 0 check cells.log
out_has "oomlog check passed"
out_has "warning  1 line has the kernel's words for an OOM in a form that is not known (cells.log:1)"
run 1 check --require-complete cells.log
run 0 check -f json cells.log
out_has '"level":"warning","kind":"not_understood"'
# beside an event that is understood they may be its quote
{
	kill_log
	cat cells.log
} >quoted.log
run 1 check quoted.log
grep -q "form that is not known" out && fail "a quote beside its event is told"

finish
