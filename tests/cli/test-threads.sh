#!/usr/bin/env bash
# Reading a large file with several threads changes nothing of what is reported.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

# Nine kills in some megabytes of quiet lines: more than a file's first megabyte, which is read by one thread alone.
for kill in 1 2 3 4 5 6 7 8 9; do
	seq -f "[  ${kill}00.%06.0f] usb 1-1: new high-speed USB device number 4 using xhci_hcd" 1 9000
	kill_log "${kill}01" "$((4000 + kill))" "java$kill"
done >large.log
seq -f '[  1000.%06.0f] the end, and half a line' 1 100 | head -c -9 >>large.log

run 0 analyze --threads=1 --format=json large.log
mv out alone
[ "$(wc -c <large.log)" -gt 4000000 ] || fail "the log is too small for threads"
grep -q '"events":9' alone || fail "nine kills were not found by one thread"
for threads in 2 3 8; do
	run 0 analyze --threads=$threads --format=json large.log
	cmp -s out alone || fail "$threads threads report something else than one"
done
run 0 analyze --format=json large.log
cmp -s out alone || fail "the default reports something else than one thread"

# several large files, one of them given as standard input that others have read from already
tail -c 3000000 large.log >other.log
run 0 analyze --threads=1 --format=ndjson large.log other.log large.log
mv out alone
run 0 analyze --threads=4 --format=ndjson large.log other.log large.log
cmp -s out alone || fail "three files: 4 threads report something else than one"
{ head -c 100000 >skipped; "$OOMLOG" analyze --threads=1 --format=ndjson -; } <large.log >alone
{ head -c 100000 >skipped; "$OOMLOG" analyze --threads=4 --format=ndjson -; } <large.log >out
cmp -s out alone || fail "the rest of a file: 4 threads report something else than one"

# packed: one thread unpacks and another parses; also where the file breaks off, or is damaged, behind the first megabyte
for packer in gzip xz zstd; do
	command -v "$packer" >skipped || continue
	"$packer" -1 -c <large.log >packed.log.x
	size=$(wc -c <packed.log.x)
	head -c $((size * 3 / 4)) packed.log.x >cut.log.x
	{ head -c $((size * 3 / 4)) packed.log.x; head -c 3000 /dev/zero; tail -c +$((size * 3 / 4 + 3001)) packed.log.x; } >damaged.log.x
	for name in packed cut damaged; do
		"$OOMLOG" analyze --threads=1 --format=json $name.log.x >alone 2>alone.err
		status=$?
		run $status analyze --threads=2 --format=json $name.log.x
		cmp -s out alone || fail "$packer, $name: 2 threads report something else than one"
		cmp -s err alone.err || fail "$packer, $name: 2 threads say something else than one"
	done
	grep -q '"events":[5-9]' out || fail "$packer, $name: what comes before the damage was not read"
	tar -c -f large.tar large.log other.log && "$packer" -1 -c <large.tar >large.tar.x
	run 0 analyze --threads=1 --format=json large.tar.x
	mv out alone
	run 0 analyze --threads=2 --format=json large.tar.x
	cmp -s out alone || fail "$packer, tar: 2 threads report something else than one"
done

for wrong in 0 9 -1 x ''; do
	run 2 analyze --threads="$wrong" large.log
done
finish
