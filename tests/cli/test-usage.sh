#!/bin/bash
# Wrong usage ends with status 2 and words on stderr; help and version go to stdout.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

run 2
err_has "usage: oomlog COMMAND"
out_lines 0

run 2 nosuch
err_has "oomlog: unknown command 'nosuch'"
run 2 --nosuch
err_has "oomlog: unknown option '--nosuch'"

run 0 --help
out_has "analyze"
out_has "formats"
err_is_empty
run 0 --version
out_has "oomlog "
out_has "pcre2 "
out_has "json-c "
out_has "libarchive"

run 0 analyze --help
out_has "usage: oomlog analyze [OPTION]... [FILE|DIR|-]..."
out_has "--format=F"
out_has "--any-facility"
err_is_empty
run 0 formats --help
out_has "--output=FILE"
! grep -q -- --since out || fail "formats offers --since"

kill_log 100 >log
for wrong in --nosuch -x --format=html --format= --report=json --report=html:x --report=json: --detail=most --top=-1 \
	--top=x --kind=fire --pid=-1 --pid=x --year=20 --year=x --timezone=Mars/Olympus --from=pigeon --color=maybe \
	--since=soon --until=2026-13-01 --quiet=yes --journal --what-if=1=0 --redact --merge; do
	run 2 analyze "$wrong" log
	grep -q '^oomlog: ' err || fail "analyze $wrong: no words"
	out_lines 0
done
run 2 analyze --format
err_has "option '--format' needs an argument"
run 2 analyze --quiet=yes log
err_has "option '--quiet' takes no argument"
run 2 analyze --strict-kernel --any-facility log
run 2 formats log
run 2 analyze --report=json:- log
err_has "two reports are to be written to '-'"

# abbreviations, options behind names, and the end of options
run 0 analyze log --form=ndjson
out_lines 1
cp log -- -x
run 0 analyze -fndjson -- -x
out_lines 1

# accepted habits
run 0 analyze --no-pager --color=never -q --progress -f ndjson log
out_lines 1
err_is_empty

run 0 analyze --from=list
out_has "dmesg"
out_has "syslog"
run 0 formats
out_has "invoked oom-killer"
out_has "Killed process"

finish
