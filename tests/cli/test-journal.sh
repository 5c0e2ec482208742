#!/bin/bash
# Journals as systemd makes them: the same events as from their text, the index' matches, and what cannot be read.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

remote=
for place in /lib/systemd /usr/lib/systemd; do
	[ -x $place/systemd-journal-remote ] && remote=$place/systemd-journal-remote
done
if [ -z "$remote" ]; then
	echo "skipped: no systemd-journal-remote here"
	exit 77
fi
"$OOMLOG" --version | grep -q 'libsystemd.so.0 found' || {
	echo "skipped: this build or machine has no libsystemd"
	exit 77
}

# make_journal FILE < export
make_journal() {
	"$remote" -o "$1" - >remote.out 2>&1 || {
		cat remote.out
		echo "skipped: systemd-journal-remote does not work here"
		exit 77
	}
}

export_of() {
	gzip -dc "$OOMLOG_SOURCE/fixtures/$1/input.log.gz"
}

# What a report says of an event without saying where it was read.
contents() {
	sed 's/"origin":{[^}]*},//' "$1" | sort
}

# --- the same events as from journalctl -o export ---
mkdir all
for name in 6.1-journal-export-memcg 6.1-journal-export-spoof 6.18-journal-export-newline; do
	export_of $name >$name.export
	make_journal $name.journal <$name.export
	run 0 analyze -q -f ndjson $name.export
	contents out >wanted
	[ -s wanted ] || fail "$name holds no event"
	run 0 analyze -q -f ndjson $name.journal
	contents out | cmp - wanted || fail "$name: not the same events from the journal"
	out_has '"carrier":"journal"'
	run 0 analyze -q -f ndjson --file=$name.journal
	contents out | cmp - wanted || fail "$name: not the same events through --file"
	cp $name.journal all/
done
run 0 analyze -q -f ndjson --directory=all
out_lines 3
run 0 analyze -q -f ndjson --file='all/*.journal'
out_lines 3

# --- what a program wrote is counted and not believed ---
run 0 analyze -f ndjson 6.1-journal-export-spoof.journal
err_has "3 lines are like an OOM report written by a program, and not believed"

# --- five hosts whose reports lie in each other: host n, boot n; the same line times, other pids ---
# entry HOST BOOT REALTIME MONOTONIC MESSAGE [FIELD=VALUE]...
entry() {
	printf '__REALTIME_TIMESTAMP=%s\n__MONOTONIC_TIMESTAMP=%s\n_BOOT_ID=%s\n_HOSTNAME=%s\n_MACHINE_ID=%s\nMESSAGE=%s\n' \
		"$3" "$4" "$2" "$1" "$2" "$5"
	shift 5
	if [ $# -gt 0 ]; then
		printf '%s\n' "$@"
	else
		printf '_TRANSPORT=kernel\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\n_SOURCE_MONOTONIC_TIMESTAMP=1000000\n'
	fi
	echo
}
boot_of() {
	printf 'b007b007b007b007b007b007b007b00%d' "$1"
}
start=1795224481000000
kill_log 1 1000 x >one.log
mkdir hosts
for host in 1 2 3 4 5; do
	n=0
	while read -r line; do
		n=$((n + 1))
		line=${line#*] }
		line=${line//1000/100$host}
		entry "node$host" "$(boot_of $host)" $((start + n * 1000 + host)) $((1000000 + n * 1000)) "$line"
	done <one.log >host.export
	make_journal hosts/remote-node$host.journal <host.export
done
run 0 analyze -q -f ndjson --directory=hosts
out_lines 5
for host in 1 2 3 4 5; do
	grep "\"host\":\"node$host\"" out | grep -q "\"pid\":100$host" || fail "node$host's victim is not 100$host"
done
[ "$(grep -c '"complete":true' out)" -eq 5 ] || fail "a host's report is not complete"
! grep -q interleaved out || fail "hosts were not taken apart"

# --- boots, times ---
run 0 analyze -q -f ndjson --directory=hosts --boot="$(boot_of 3)"
out_lines 1
out_has '"host":"node3"'
run 0 analyze -q -f ndjson --directory=hosts --since=@1795224480 --until=@1795224482
out_lines 5
run 0 analyze -q -f ndjson --directory=hosts --since=@1795224482
out_lines 0
run 0 analyze -q -f ndjson --directory=hosts --until=@1795224481
out_lines 0

# boots counted as journalctl does: the hosts began in this order, each with one boot
boot_is() {
	run 0 analyze -q -f ndjson --directory=hosts --boot="$1"
	out_lines 1
	out_has "\"host\":\"node$2\""
	journalctl --directory=hosts --boot="$1" -o export -n 1 | grep -qx "_HOSTNAME=node$2" ||
		fail "journalctl has another idea of --boot=$1"
}
boot_is 0 5
boot_is -1 4
boot_is -4 1
boot_is 1 1
boot_is +2 2
boot_is "$(boot_of 3)-1" 2
boot_is "$(boot_of 3)+2" 5
run 0 analyze -q -f ndjson --directory=hosts --boot=all
out_lines 5
run 3 analyze -q -f ndjson --directory=hosts --boot=-5
err_has "'hosts' has no boot -5: it knows 5"
run 3 analyze -q -f ndjson --directory=hosts --boot="$(boot_of 8)-1"
err_has "'hosts' has no boot $(boot_of 8)-1: it knows 5"
run 2 analyze --directory=hosts --boot=last
err_has "'last' is not a boot's id, or its number as journalctl counts them"
run 2 analyze --directory=hosts --boot=-1 --boot="$(boot_of 3)"
err_has "cannot be asked for together with other boots"
run 0 analyze -q -f ndjson --directory=hosts --boot="$(boot_of 3)" --boot="$(boot_of 4)"
out_lines 2

# --- what systemd says of the unit belongs to the kernel's event ---
{
	n=0
	while read -r line; do
		n=$((n + 1))
		entry host "$(boot_of 9)" $((start + n * 1000)) $((1000000 + n * 1000)) "${line#*] }"
	done <one.log
	entry host "$(boot_of 9)" $((start + 900000)) 1900000 \
		"web.service: A process of this unit has been killed by the OOM killer." \
		_TRANSPORT=journal SYSLOG_FACILITY=3 SYSLOG_IDENTIFIER=systemd UNIT=web.service \
		MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef
	entry host "$(boot_of 9)" $((start + 910000)) 1910000 "web.service: Failed with result 'oom-kill'." \
		_TRANSPORT=journal SYSLOG_FACILITY=3 SYSLOG_IDENTIFIER=systemd UNIT=web.service \
		MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c
} >unit.export
make_journal unit.journal <unit.export
run 0 analyze -q -f ndjson unit.journal
out_lines 1
out_has '"systemd":{"unit":"web.service","result":"oom-kill","message_id":"fe6faa94e7774663a0da52717891d8ef"}'

# --- folders full of logs: the journals of one folder are one source, each event is told once ---
machine=tree/var/log/journal/$(boot_of 9)
mkdir -p "$machine" tree/sos
# entries are divided by empty lines: the report's begin in one file and its end in the next
awk -v RS= -v ORS='\n\n' 'NR <= 5' unit.export >begin.export
awk -v RS= -v ORS='\n\n' 'NR > 5' unit.export >end.export
make_journal "$machine/system@0123456789abcdef0123456789abcdef-0000000000000001-0006000000000000.journal" <begin.export
make_journal "$machine/system.journal" <end.export
ln -s "../var/log/journal/$(boot_of 9)/system.journal" tree/sos/linked.journal
mkdir tree/remote
cp hosts/*.journal tree/remote/
cp one.log tree/dmesg
run 0 analyze -f ndjson tree
err_has "1 event was found again, reported once" # in dmesg, and in the journal of the machine
out_lines 6
[ "$(grep -c '"complete":true' out)" -eq 6 ] || fail "a report in two journal files was torn"
[ "$(grep -c '"host":"node' out)" -eq 5 ] || fail "a folder of five hosts has not five events"
rm tree/dmesg
run 0 analyze -q -f ndjson tree
out_lines 6
out_has "\"input\":\"$machine\""
run 0 analyze -q -f ndjson "$machine"/*.journal
out_lines 1
out_has '"complete":true'
run 0 analyze -q -f ndjson --since=@1795224482 tree/remote tree/var
out_lines 0
run 0 analyze -q -f ndjson --boot=-1 tree/remote
out_lines 1
out_has '"host":"node4"'

# --- what cannot be read is told, the rest is reported ---
head -c 60000 unit.journal >all/short.journal
echo "no journal" >all/text.journal
run 3 analyze -f ndjson --directory=all
out_lines 3
err_has "cannot read 'all/short.journal': truncated"
err_has "cannot read 'all/text.journal': "
run 3 analyze -f ndjson --file=nosuch.journal
err_has "cannot read 'nosuch.journal': No such file or directory"
run 3 analyze -f ndjson --directory=nosuch
err_has "cannot open the journal nosuch: No such file or directory"
mkdir none
run 3 analyze -f ndjson --directory=none
err_has "no journal in none"
run 2 analyze --directory=all --root=/
err_has "only one of"

# damage in the middle
size=$(stat -c %s 6.18-journal-export-newline.journal)
cp 6.18-journal-export-newline.journal damaged.journal
chmod +w damaged.journal
dd if=/dev/zero of=damaged.journal bs=1 seek=$((size / 3)) count=65536 conv=notrunc 2>/dev/null
timeout 60 "$OOMLOG" analyze -f ndjson damaged.journal >out 2>err
[ $? -le 3 ] || fail "a damaged journal ended the command"

finish
