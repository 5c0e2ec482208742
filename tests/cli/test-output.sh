#!/bin/bash
# Where reports go: -o, --report, closed pipes, full disks.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

kill_log 100 >log

run 0 analyze -f ndjson -o result log
out_lines 0
[ "$(wc -l <result)" -eq 1 ] || fail "-o: no report in the file"
[ "$(stat -c %a result)" = "$(printf '%o' $((0666 & ~0$(umask))))" ] || fail "-o: permissions $(stat -c %a result)"
chmod 600 result
run 0 analyze -f ndjson --output=result log
[ "$(stat -c %a result)" = 600 ] || fail "-o: the permissions of a file that is replaced are kept"
[ "$(find . -name 'result.*' | wc -l)" -eq 0 ] || fail "-o: a temporary file is left"

# a link stays a link
ln -s result link
run 0 analyze -f ndjson -o link log
[ -L link ] || fail "-o: a link was replaced"

run 2 analyze -f ndjson -o nosuch/result log
err_has "oomlog: cannot open 'nosuch/result': No such file or directory"

run 0 analyze -f ndjson --report=json:r.json --report=human:r.txt log
out_lines 1
grep -q '"schema":"oomlog.timeline/1"' r.json || fail "--report=json"
[ -s r.txt ] || fail "--report=human"

# nobody reads: quiet, and 0
for i in $(seq 400); do kill_log $((100 + i)) $((2000 + i)) "p$i"; done >many
timeout 20 "$OOMLOG" analyze many 2>err | head -1 >/dev/null
[ "${PIPESTATUS[0]}" -eq 0 ] || fail "a closed pipe: status ${PIPESTATUS[0]}"
err_is_empty

# nowhere to write
if [ -w /dev/full ]; then
	run 3 analyze -f ndjson -o /dev/full log
	err_has "oomlog: cannot write '/dev/full': No space left on device"
fi
timeout 20 "$OOMLOG" analyze -f ndjson log >&- 2>err
[ $? -eq 3 ] || fail "standard output closed: not status 3"

# killed on the way: no file, no temporary file
mkfifo fifo
timeout 20 "$OOMLOG" analyze -f ndjson -o killed fifo 2>err &
pid=$!
exec 9>fifo
sleep 0.3
kill -TERM "$pid" # which hands it on
wait "$pid" 2>/dev/null
exec 9>&-
[ -z "$(find . -name 'killed*')" ] || fail "killed: left $(find . -name 'killed*')"

finish
