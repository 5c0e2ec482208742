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

# what people type who do not know of the commands
kill_log 100 >log
run 2 log
err_has "'log' is no command; to read it: oomlog analyze log"
run 2 --since=now log
err_has "options stand behind the command: oomlog analyze --since=now"
run 0 help
out_has "usage: oomlog COMMAND"
run 0 help formats
out_has "usage: oomlog formats"
run 2 help nosuch
err_has "unknown command 'nosuch'"

# words for what was not believed, and for what lacks its kill
run 0 analyze --strict-kernel log
out_has "but the log does not mark them so"
err_has "not marked as the kernel's"
echo "[  100.5] oom_reaper: reaped process 4242 (java), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB" >reaped
run 0 analyze reaped
out_has "1 line tells what followed a kill that is not in the log."
run 0 analyze -f json reaped
out_has '"unplaced_lines":1'
kill_log 100 | sed '2i [  100.243] oom-novelty: a line of a kernel to come' >novel
run 0 analyze --detail=full novel
out_has "not understood"
out_has "oom-novelty: a line of a kernel to come"
run 0 analyze -f ndjson novel
out_has '"unparsed_lines":["oom-novelty: a line of a kernel to come"]'
run 3 analyze no-such-log
out_has "Nothing could be read."

run 0 analyze --help
out_has "usage: oomlog analyze [OPTION]... [FILE|DIR|-]..."
out_has "--format=F"
out_has "--any-facility"
err_is_empty
run 0 formats --help
out_has "--output=FILE"
! grep -q -- --since out || fail "formats offers --since"

kill_log 100 >log
for wrong in --nosuch -x --format=paper --format= --report=json --report=paper:x --report=json: --detail=most --top=-1 \
	--top=x --kind=fire --pid=-1 --pid=x --year=20 --year=x --timezone=Mars/Olympus --from=pigeon --color=maybe \
	--what-if=1 --what-if= --what-if=java= --what-if==1 --what-if=java=1001 --what-if=1=-1001 --what-if=0=5 \
	'--what-if=java=1,' --what-if=java=x --what-if=1=0,2 \
	--since=soon --until=2026-13-01 --quiet=yes; do
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
run 0 rules
out_has "HOLDER_MAIN_PERCENT = 50"
out_has "memcg-limit"
# every limit once or oftener, those that no rule names behind the rules
while read -r name; do
	out_has "$name = "
done < <(sed -n 's/^\tX(\([A-Z_0-9]*\),.*/\1/p' "$OOMLOG_SOURCE/reports/diagnosis/thresholds.h")
run 0 rules --format=json
out_has '"schema":"oomlog.rules/1"'
run 2 rules --format=ndjson
err_has "human, json or mdoc"
run 2 rules log
run 0 analyze --boot=-1 "$OOMLOG_SOURCE/fixtures/6.1-dmesg-cpuset/input.log"
err_has "boots are counted in a journal only"
run 0 formats
out_has "invoked oom-killer"
out_has "Killed process"

finish
