#!/bin/bash
# --what-if: the choice with other values of oom_score_adj. In the fixture only memeater (124) can be chosen: init
# (122) and hog (123) have -1000. RAM is 22287 pages, so that an adj of 500 counts as 500 * 22 pages.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"
log=$OOMLOG_SOURCE/fixtures/6.1-dmesg-global/input.log

would() { # PID:POINTS WHAT-IF...
	run 0 analyze -f ndjson "${@:2}" "$log"
	got=$(sed 's/.*"what_if"://; s/.*"candidates":\[{"pid":\([0-9]*\),"comm":"[a-z]*","points":\(-\{0,1\}[0-9]*\),.*/\1:\2/' out)
	[ "$got" = "$1" ] || fail "--what-if ${*:2}: $got, not $1"
}

would 124:13308 --what-if=124=0
would 124:2308 --what-if=memeater=-500
would 123:11010 --what-if=124=-1000,hog=500
would 123:11010 --what-if=124=-1000 --what-if=hog=500
would 123:22010 --what-if=hog=0,hog=1000
would 124:13308 --what-if=hog=500,nosuch=1000

run 0 analyze -f ndjson "$log"
! grep -q '"what_if"' out || fail "what_if without being asked"
run 0 analyze --what-if=hog=500,124=-1000 "$log"
out_has "hog (pid 123) would have been chosen"
run 0 analyze --what-if=124=-1000 "$log"
out_has "no process could have been chosen"

changes=a=1
for n in $(seq 2 16); do changes=$changes,a=$n; done
run 0 analyze --what-if="$changes" "$log"
run 2 analyze --what-if="$changes,a=17" "$log"
err_has "option --what-if:"
finish
