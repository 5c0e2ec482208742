#!/bin/bash
# Compressed logs and archives, whole and broken.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

kill_log 100 1001 one >one.log
"$OOMLOG" analyze -f ndjson one.log >plain || fail "plain log"

for tool in gzip xz zstd bzip2 lz4; do
	command -v "$tool" >/dev/null || continue
	"$tool" -c <one.log >packed 2>/dev/null
	run 0 analyze -f ndjson packed
	sed 's/"packed"/"one.log"/' out | cmp -s - plain || fail "$tool: another event than in the plain log"
	timeout 20 "$OOMLOG" analyze -f ndjson <packed >out 2>err || fail "$tool through standard input"
	out_lines 1
done

# a log that breaks off after its first event: that one is reported
{
	cat one.log
	kill_log 200 1002 two
	seq 100000 | sed 's/^/[  300.000000] filler /'
} >long.log
for tool in gzip xz; do
	"$tool" -c <long.log >cut.log.packed
	truncate -s $(($(stat -c %s cut.log.packed) / 2)) cut.log.packed
	run 3 analyze -f ndjson cut.log.packed
	out_lines 2
	err_has "oomlog: 'cut.log.packed': truncated: the $tool data breaks off"
done

"$OOMLOG" --version | grep -q 'libarchive.* found' || { echo "no libarchive"; finish; }
mkdir -p host/var/log host/etc
cp one.log host/var/log/messages
kill_log 200 1002 two | gzip -c >host/var/log/messages-20261101.gz
kill_log 300 1003 three >host/etc/motd
seq 30000 >host/etc/services # more than libarchive passes over in one step
for flags in c cz cJ cj; do
	tar "${flags}f" case.tar host/etc host/var
	run 0 analyze -f ndjson case.tar
	out_lines 2
	out_has '"case.tar:host/var/log/messages"'
	out_has '"case.tar:host/var/log/messages-20261101.gz"'
	timeout 20 "$OOMLOG" analyze -f ndjson <case.tar >out 2>err || fail "tar $flags through standard input"
	out_lines 2
done
tar cf none.tar host/etc
run 3 analyze -f ndjson none.tar
err_has "oomlog: no log in archive 'none.tar'"

# a bomb: 300 MB of zeros in some hundred bytes
if command -v bzip2 >/dev/null; then
	head -c 300000000 /dev/zero | bzip2 -c >bomb
	run 3 analyze -f ndjson bomb
	err_has "expands to more than 1000 times its size"
fi

finish
