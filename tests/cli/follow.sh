# What the tests of `oomlog follow` share.
# shellcheck shell=bash
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

follower=
only= # an option of all of them

# follow ARGUMENT... - starts it in the background, output in the files out and err. When it returns, all sources are
# open, and what is written from now on is new: the threads of the receivers are started after that.
follow() {
	local left=600
	"$OOMLOG" follow ${only:+"$only"} "$@" >>out 2>>err &
	follower=$!
	while grep -q '^Threads:[^0-9]*1$' "/proc/$follower/status" 2>/dev/null && [ $left -gt 0 ]; do
		left=$((left - 1))
		sleep 0.05
	done
}

# stop [SIGNAL [STATUS]]
stop() {
	local status
	kill "-${1:-TERM}" "$follower"
	wait "$follower"
	status=$?
	[ "$status" -eq "${2:-0}" ] || fail "follow ended with $status after ${1:-TERM}"
	follower=
}

# lines_come FILE N [TENTHS] - waits for the N-th line; 20 tenths of a second if nothing else is said
lines_come() {
	# ten times as long as it takes here: how fast it is is measured, not asserted
	local left=$((10 * ${3:-20})) n
	# a file that is not there yet has no lines
	while n=$({ cat "$1" || true; } 2>/dev/null | wc -l) && [ "$n" -lt "$2" ]; do
		left=$((left - 1))
		[ "$left" -ge 0 ] || {
			fail "$1 has $n lines, not $2"
			return 1
		}
		sleep 0.1
	done
}

# pids_are FILE FIRST LAST - each of these pids is a victim, in one content; a repetition has the same id
pids_are() {
	local n
	for ((n = $2; n <= $3; n++)); do
		grep -q "\"victims\":\[{\"pid\":$n," "$1" || fail "$1 lacks the victim $n"
	done
	n=$(sed 's/"origin":{[^}]*},//' "$1" | sort -u | wc -l)
	[ "$n" -eq $(($3 - $2 + 1)) ] || fail "$1 has $n different events, not $(($3 - $2 + 1))"
	grep -q '"complete":false' "$1" && fail "$1 has an incomplete event"
	return 0
}

end_follower() {
	[ -z "$follower" ] || kill -KILL "$follower" 2>/dev/null
	rm -rf "$work"
}
trap end_follower EXIT
