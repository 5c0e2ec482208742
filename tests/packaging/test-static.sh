#!/bin/bash
# The command in one file: it says the same as the other one on a machine that has nothing but that file.
#
# OOMLOG_STATIC_COMMAND names it; tools/dev/check packages builds it and runs this.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

command=${OOMLOG_STATIC_COMMAND:-}
[ -n "$command" ] || skip "OOMLOG_STATIC_COMMAND names no file (tools/dev/check packages)"
[ "$(id -u)" -eq 0 ] || skip "not root: an empty machine cannot be made"
! ldd "$command" >/dev/null 2>&1 || fail "it wants shared libraries: $(ldd "$command")"

mkdir -p machine/log
cp "$command" machine/oomlog
for name in readme-global readme-kubernetes 2.6.32-dmesg-swap 7.2-console-panic-memcg 6.1-kmsg-comms; do
	cp "$OOMLOG_SOURCE/fixtures/$name/input.log" "machine/log/$name.log"
done
(cd machine/log && tar -cf archive.tar readme-global.log && gzip -k readme-global.log)

# there STATUS ARGUMENT... - in a tree with nothing but the file and the logs
there() {
	local wanted=$1 status
	shift
	env -i "$(command -v chroot)" machine /oomlog "$@" >out 2>err </dev/null
	status=$?
	[ "$status" -eq "$wanted" ] || fail "static oomlog $*: exit status $status, not $wanted"
}

there 0 --version
for log in machine/log/*.log; do
	name=/log/${log##*/}
	for format in human ndjson html otlp-json; do
		there 0 analyze -f $format --year=2026 --timezone=UTC "$name"
		mv out static-says
		(cd machine && env -i "$OOMLOG" analyze -f $format --year=2026 --timezone=UTC ".$name") | sed "s|\./log/|/log/|g" >other-says
		cmp static-says other-says || fail "$name, $format: other words than those of the other build"
	done
done
there 1 check /log/readme-global.log
there 0 check --mark=/job.mark
[ -s machine/job.mark ] || fail "no mark"
there 0 rules
there 0 formats
there 0 analyze --redact -f json -o /report.json /log/readme-global.log /log/readme-kubernetes.log
[ -s machine/report.json ] || fail "no report"
there 3 analyze /log/readme-global.log.gz
err_has "cannot read '/log/readme-global.log.gz': it is gzip data, which this build of one file cannot unpack"
there 3 analyze /log/archive.tar
err_has "built without libarchive"
there 3 analyze --journal
err_has "this build cannot read journals"
# nothing else is there: not this machine's log either
there 3 analyze --kmsg
# a terminal without a pager's program is written to
there 0 analyze --detail=brief /log/readme-global.log
finish
