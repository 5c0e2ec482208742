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
# Rotated logs, as each program writes them; those of one that is not here are not tried.
forms="gzip.gz xz.xz zstd.zst bzip2.bz2 lz4.lz4"
for form in $forms; do
	program=${form%.*}
	mkdir "machine/$program"
	command -v "$program" >/dev/null || continue
	head -30 machine/log/7.2-console-panic-memcg.log | "$program" -qc >"machine/$program/kern.log.1.${form#*.}"
	tail -n +31 machine/log/7.2-console-panic-memcg.log >"machine/$program/kern.log"
done

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

# --- what it unpacks is what --version says; gzip at least ---

there 0 --version
cp out version
grep -qx "libz.so.1 built in (gzip)" version || fail "it cannot unpack gzip: $(cat version)"
mkdir machine/plain
cat machine/log/7.2-console-panic-memcg.log >machine/plain/kern.log
there 0 analyze -f human --year=2026 --timezone=UTC /plain/kern.log
grep -v '^ *log  ' out >plain-says
for form in $forms; do
	program=${form%.*} name=/${form%.*}/kern.log.1.${form#*.}
	[ -e "machine/$name" ] || { echo "not run, no $program here"; continue; }
	if grep -q " not built in ($program)" version; then
		there 3 analyze "$name"
		err_has "cannot read '$name': it is $program data, which this build of one file cannot unpack"
		continue
	fi
	there 0 analyze -f human --year=2026 --timezone=UTC "/$program"
	grep -v '^ *log  ' out | diff -u --label plain --label "$program" plain-says - || fail "$program: another report"
	truncate -s -8 "machine/$name"
	there 3 analyze "$name"
	err_has "'$name': truncated: the $program data breaks off"
done
there 3 analyze /log/archive.tar
err_has "built without libarchive"
there 3 analyze --journal
err_has "this build cannot read journals"
# nothing else is there: not this machine's log either
there 3 analyze --kmsg
# a terminal without a pager's program is written to
there 0 analyze --detail=brief /log/readme-global.log
finish
