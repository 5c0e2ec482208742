#!/bin/bash
# A report on a terminal goes through a pager, as git's do; elsewhere it never does.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"
unset OOMLOG_PAGER PAGER LESS LV TERM NO_COLOR CI GITHUB_ACTIONS GITLAB_CI JENKINS_URL TF_BUILD CIRCLECI BUILDKITE \
	TEAMCITY_VERSION BITBUCKET_BUILD_NUMBER

kill_log >log
mkdir bin
cat >bin/less <<'SH'
#!/bin/sh
echo "LESS=$LESS LV=$LV" >less-was-run
exec cat
SH
chmod +x bin/less
export PATH=$work/bin:$PATH

# terminal STATUS ARGUMENT... - runs the command on a terminal of its own; what it shows is in out
cat >terminal.py <<'PY'
import os, pty, select, signal, sys, time
deadline, keys = time.monotonic() + 30, os.environ.get("KEYS", "")
pid, master = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
shown = b""
while time.monotonic() < deadline:
    ready, _, _ = select.select([master], [], [], 0.3)
    if ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            data = b""
        if not data:
            break
        shown += data
    elif keys:
        os.write(master, keys[0].encode())
        keys = keys[1:]
else:
    os.kill(pid, signal.SIGKILL)
    print("not ended after 30 s")
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(status if status >= 0 else 128 - status)
PY
terminal() {
	local wanted=$1 status
	shift
	rm -f less-was-run paged
	: >err
	python3 terminal.py "$OOMLOG" "$@" >out
	status=$?
	[ "$status" -eq "$wanted" ] || fail "on a terminal, oomlog $*: exit status $status, not $wanted"
}

paged() {
	[ -e less-was-run ] || fail "$*: no pager"
}

not_paged() {
	[ ! -e less-was-run ] || fail "$*: a pager"
}

terminal 0 analyze log
paged analyze
grep -qx "LESS=FRX LV=-c" less-was-run || fail "the pager's habits: $(cat less-was-run)"
out_has "4242"
LESS=S terminal 0 analyze log
grep -q "LESS=S " less-was-run || fail "a person's own LESS is lost"
for command in rules formats; do
	terminal 0 $command
	paged $command
	terminal 0 $command --no-pager
	not_paged $command --no-pager
done
# its words are part of the page, and its exit status stays
OOMLOG_PAGER="sed 's/^/>/'" terminal 3 analyze log missing
out_has ">oomlog: "
grep -q "^>.*4242" out || fail "the report is not in the page"

# colours are those of a terminal, the width is the terminal's
terminal 0 analyze --color=always log
grep -q $'\033\[' out || fail "no colours through the pager"

rm less-was-run
# no pager: a pipe, a file, another format, a wish
run 0 analyze log
not_paged a pipe
terminal 0 analyze -o report log
not_paged a file
[ -s report ] || fail "no report in the file"
terminal 0 analyze -f ndjson log
not_paged ndjson
terminal 0 analyze --no-pager log
not_paged --no-pager
TERM=dumb terminal 0 analyze log
not_paged TERM=dumb
for none in "" cat; do
	OOMLOG_PAGER=$none terminal 0 analyze log
	not_paged "OOMLOG_PAGER='$none'"
	out_has "4242"
	PAGER=$none terminal 0 analyze log
	not_paged "PAGER='$none'"
done
# check keeps its status; a CI that gives its jobs a terminal has nobody there who could press a key
terminal 1 check log
paged check
out_has "oomlog check failed: 1 OOM kill"
terminal 1 check --no-pager log
not_paged check --no-pager
terminal 1 check -f tap log
not_paged check -f tap
CI=true terminal 1 check log
not_paged check in a CI
out_has "oomlog check failed: 1 OOM kill"
terminal 7 check log -- sh -c 'echo its own words; exit 7'
paged check -- a command
out_has "its own words"
# nothing to show, nothing is started
terminal 2 analyze --report=json:- log
not_paged "wrong usage"

# OOMLOG_PAGER goes before PAGER; a shell reads what has its characters
PAGER="touch less-was-run" OOMLOG_PAGER="tee paged" terminal 0 analyze log
not_paged "PAGER beside OOMLOG_PAGER"
grep -q 4242 paged || fail "OOMLOG_PAGER was not run"
PAGER='cat | sed "s/4242/(&)/"' terminal 0 analyze log
out_has "(4242)"

# one that is not there: the terminal itself
OOMLOG_PAGER=no-such-pager terminal 0 analyze log
out_has "4242"

# it goes away early: quietly, and the status is that of the reading
for i in $(seq 300); do kill_log "$i" "$((10000 + i))"; done >many
OOMLOG_PAGER="head -n 3" terminal 0 analyze many
[ "$(wc -l <out)" -eq 3 ] || fail "a pager that ends early: $(wc -l <out) lines"
OOMLOG_PAGER="false" terminal 0 analyze many
[ ! -s out ] || fail "words about a pager that ends at once"
OOMLOG_PAGER="head -n 1" terminal 3 analyze missing many

# ^C is for the pager, which ends when the person says so
cat >bin/waits <<'SH'
#!/bin/bash
trap 'caught=yes' INT
cat >/dev/null
read -r -n 1 key </dev/tty
sleep 0.2
echo "caught=$caught key=$key"
SH
chmod +x bin/waits
KEYS=$'\003q' OOMLOG_PAGER=waits terminal 130 analyze log
out_has "caught=yes"

# the real one: a short report needs no key, a long one q
if [ -x /usr/bin/less ]; then
	TERM=xterm OOMLOG_PAGER=/usr/bin/less terminal 0 analyze --detail=brief log
	out_has "4242"
	KEYS=q TERM=xterm OOMLOG_PAGER=/usr/bin/less terminal 0 analyze many
	out_has "10001"
	! grep -q 10299 out || fail "less did not stop at a screen"
else
	echo "not run, no less here: the real pager"
fi

finish
