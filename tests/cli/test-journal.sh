#!/bin/bash
# Journals as systemd makes them: the same events as from their text, the index' matches, and what cannot be read.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

need_journal_remote

# make_journal FILE < export
make_journal() {
	"$remote" -o "$1" - >remote.out 2>&1 || {
		cat remote.out
		skip "systemd-journal-remote does not work here"
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
err_has "('-1') cannot be asked for together with other boots"
run 2 analyze --directory=hosts --boot="$(boot_of 3)" --boot=-1
err_has "('-1') cannot be asked for together with other boots"
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

# said without the kernel's own lines it is an event of its own, and no daemon's; its end minutes later is none
{
	n=0
	for unit in web db web; do
		n=$((n + 100000000))
		entry host "$(boot_of 9)" $((start + n)) $((n)) "$unit.service: A process of this unit has been killed by the OOM killer." \
			_TRANSPORT=journal _UID=0 SYSLOG_IDENTIFIER=systemd MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef
		entry host "$(boot_of 9)" $((start + n + 90000000)) $((n + 90000000)) "$unit.service: Failed with result 'oom-kill'." \
			_TRANSPORT=journal _UID=0 SYSLOG_IDENTIFIER=systemd MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c
	done
} >hearsay.export
make_journal hearsay.journal <hearsay.export
run 0 analyze -q -f ndjson hearsay.journal
out_lines 3
[ "$(grep -c '"kind":"oom","outcome":"killed","complete":false,"missing":\["trigger","memory","tasks","kill"\]' out)" -eq 3 ] ||
	fail "what systemd says of the kernel's kills is not taken for such"
[ "$(grep -o '"id":"[0-9a-f]*","kind"' out | sort -u | wc -l)" -eq 3 ] || fail "kills of two units or times have one id"
run 0 analyze --color=never hearsay.journal
out_has "A process of db.service was killed by the OOM killer, says systemd; the"
grep -q "daemon\|not out of memory\|No OOM kill" out && fail "systemd is taken for the killer"
run 1 check hearsay.journal
out_has "failed: 3 OOM kills"

# systemd's words are no further kill: of a bare line, whose cgroup is not known, and of a unit around the victim's
{
	entry host "$(boot_of 9)" $((start + 1000)) 1000 "Memory cgroup out of memory: Killed process 57 (x) total-vm:90192kB, \
anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0"
	entry host "$(boot_of 9)" $((start + 2000)) 2000 "web.service: A process of this unit has been killed by the OOM killer." \
		_TRANSPORT=journal _UID=0 SYSLOG_IDENTIFIER=systemd MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef
	entry host "$(boot_of 9)" $((start + 90002000)) 90002000 "web.service: Failed with result 'oom-kill'." \
		_TRANSPORT=journal _UID=0 SYSLOG_IDENTIFIER=systemd MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c
} >bare.export
make_journal bare.journal <bare.export
run 0 analyze -q -f ndjson bare.journal
out_lines 1
{
	n=0
	while read -r line; do
		n=$((n + 1000))
		line=${line//"/system.slice/web"/"/user.slice/user@7.service/app"}
		entry host "$(boot_of 9)" $((start + n)) $((1000000 + n)) "${line#*] }"
	done <one.log
	for unit in app user@7; do
		n=$((n + 1000))
		entry host "$(boot_of 9)" $((start + n)) $((1000000 + n)) "$unit.service: A process of this unit has been killed by the OOM killer." \
			_TRANSPORT=journal _UID=0 SYSLOG_IDENTIFIER=systemd MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef
	done
} >around.export
make_journal around.journal <around.export
run 0 analyze -q -f ndjson around.journal
out_lines 1
out_has '"systemd":{"unit":"app.service",'

# systemd-oomd's words and systemd's about the unit are one event; what a person's program sends is none, and counted
oomd_entries() {
	local killed=" due to memory pressure for /user.slice being 95.47% > 50.00% for > 20s with reclaim activity"
	entry host "$(boot_of 9)" $((start + 1000)) 1000 "Killed /user.slice/user-1000.slice/user@1000.service/app.slice/app-x.scope$killed" \
		_TRANSPORT=journal "_UID=$1" SYSLOG_IDENTIFIER=systemd-oomd
	entry host "$(boot_of 9)" $((start + 2000)) 2000 "app-x.scope: systemd-oomd killed 12 process(es) in this unit." \
		_TRANSPORT=journal "_UID=$2" SYSLOG_IDENTIFIER=systemd MESSAGE_ID=d989611b15e44c9dbf31e3c81256e4ed
	entry host "$(boot_of 9)" $((start + 3000)) 3000 "app-x.scope: Failed with result 'oom-kill'." \
		_TRANSPORT=journal "_UID=$2" SYSLOG_IDENTIFIER=systemd MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c
}
oomd_entries 998 0 >oomd.export
make_journal oomd.journal <oomd.export
run 0 analyze -q -f ndjson oomd.journal
out_lines 1
out_has '"killer":{"name":"systemd-oomd",'
out_has '"systemd":{"unit":"app-x.scope","result":"oom-kill","message_id":"d989611b15e44c9dbf31e3c81256e4ed"}'
oomd_entries 1000 1000 >person.export
make_journal person.journal <person.export
run 0 analyze -f ndjson person.journal
out_lines 0
err_has "3 lines are like an OOM report written by a program, and not believed"

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

# --- in archives: read from copies that are gone afterwards; a report in two files is one ---
no_copies() {
	[ -z "$(find "$copies" -mindepth 1)" ] || fail "copies of journals were left over: $(ls -R "$copies")"
}
copies=$work/copies
mkdir copies
export TMPDIR=$copies
if "$OOMLOG" --version | grep -q 'libarchive.so.13 found'; then
	rm tree/sos/linked.journal
	run 0 analyze -q -f ndjson tree
	contents out >wanted
	tar -czf tree.tar.gz tree
	python3 -c 'import shutil; shutil.make_archive("tree", "zip", ".", "tree")'
	for archive in tree.tar.gz tree.zip; do
		run 0 analyze -f ndjson $archive
		out_lines 6
		contents out | cmp - wanted || fail "$archive: not the same events as from its folder"
		out_has "\"input\":\"$archive\""
		no_copies
	done
	run 0 analyze -q -f ndjson --boot="$(boot_of 3)" tree.tar.gz
	out_lines 1
	run 0 analyze -q -f ndjson --since=@1795224482 tree.tar.gz
	out_lines 0
	# one in an archive of archives, beside a log
	cp one.log dmesg
	tar -cf inner.tar unit.journal dmesg
	tar -cf outer.tar inner.tar
	run 0 analyze -q -f ndjson outer.tar
	out_lines 1
	out_has '"input":"outer.tar:inner.tar:dmesg"'
	tar -cf inner.tar unit.journal
	tar -cf outer.tar inner.tar
	run 0 analyze -q -f ndjson outer.tar
	out_lines 1
	out_has '"input":"outer.tar:inner.tar:unit.journal"'
	# holes, as GNU tar keeps them
	cp unit.journal sparse.journal
	chmod +w sparse.journal
	fallocate --dig-holes sparse.journal 2>/dev/null
	tar --sparse -cf sparse.tar sparse.journal
	run 0 analyze -q -f ndjson sparse.tar
	contents out >sparse.out
	run 0 analyze -q -f ndjson unit.journal
	contents out | cmp - sparse.out || fail "a sparse member is read as something else"
	# what cannot be read is told by its name in the archive
	head -c 60000 unit.journal >broken.journal
	echo "no journal" >text.journal
	tar -cf broken.tar broken.journal text.journal unit.journal
	run 3 analyze -q -f ndjson broken.tar
	out_lines 1
	err_has "'broken.tar:broken.journal' is truncated: what is left of it was read"
	err_has "cannot read 'broken.tar:text.journal': "
	head -c 300000 broken.tar >cut.tar
	run 3 analyze -q -f ndjson cut.tar
	err_has "'cut.tar:unit.journal' breaks off: "
	TMPDIR=$work/nosuch run 3 analyze -q -f ndjson broken.tar
	err_has "'broken.tar': 3 binary journal files cannot be unpacked into '$work/nosuch': No such file or directory"
	# a name that leads elsewhere is but a name
	tar -P --transform='s,^,../../../../,' -cf escape.tar unit.journal
	run 0 analyze -q -f ndjson escape.tar
	out_lines 1
	no_copies
	# more of them than are read: told, and the rest is reported
	mkdir many
	for ((n = 0; n < 130; n++)); do
		ln sparse.journal many/$n.journal
	done
	tar --sparse --hard-dereference -cf many.tar many
	run 0 analyze -f ndjson many.tar
	err_has "2 binary journal files in 'many.tar' skipped: unpack it, and give it the folder"
	no_copies
fi
unset TMPDIR

# --- hostile fields: no event of theirs, no escape, and the kernel's own is whole beside them ---
{
	entry host "$(boot_of 6)" $((start + 1)) 900000 "$(head -c 300000 /dev/zero | tr '\0' A) invoked oom-killer: gfp_mask=0x0"
	many=()
	for ((n = 0; n < 1000; n++)); do
		many+=("FIELD$n=$n")
	done
	entry host "$(boot_of 6)" $((start + 2)) 900001 "many fields" _TRANSPORT=journal SYSLOG_IDENTIFIER=kernel "${many[@]}"
	# what a program may set: all but the trusted fields, that begin with "_"
	while read -r line; do
		entry host "$(boot_of 6)" $((start + 3)) 900002 "${line#*] }" _TRANSPORT=journal SYSLOG_FACILITY=0 \
			SYSLOG_IDENTIFIER=kernel KERNEL_DEVICE=+x MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef UNIT=web.service
	done < <(kill_log 1 6666 spoof)
	# binary: a length of 8 bytes, then the bytes
	printf '__REALTIME_TIMESTAMP=%s\n__MONOTONIC_TIMESTAMP=900003\n_BOOT_ID=%s\n_TRANSPORT=kernel\nSYSLOG_FACILITY=0\n' \
		$((start + 4)) "$(boot_of 6)"
	printf 'MESSAGE\n\x2d\0\0\0\0\0\0\0Out of memory: Killed process 6667 (\x1b]0;x\x07\n\0)\n\n'
	n=0
	while read -r line; do
		n=$((n + 1))
		entry host "$(boot_of 6)" $((start + n * 1000)) $((1000000 + n * 1000)) "${line#*] }"
	done <one.log
} >hostile.export
make_journal hostile.journal <hostile.export
run 0 analyze -f ndjson hostile.journal
err_has "not believed"
grep -q '"pid":6666' out && fail "a program's entries were believed"
[ "$(grep -c '"complete":true' out)" -eq 1 ] || fail "the kernel's report is not whole beside hostile entries"
grep '"complete":true' out | grep -q '"pid":1000,"comm":"x"' || fail "the report has something else in it"
run 0 analyze --color=never hostile.journal
LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' out err && fail "a control character came through"

# --- what cannot be read is told, the rest is reported ---
head -c 60000 unit.journal >all/short.journal
echo "no journal" >all/text.journal
run 3 analyze -f ndjson --directory=all
out_lines 3
err_has "'all/short.journal' is truncated: what is left of it was read"
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

# --- who may read nothing is told what to do, also where nothing was asked for ---
# nobody ARGUMENT... - on a machine whose journal is root's
nobody() {
	# shellcheck disable=SC2016 # the inner shell's
	unshare --mount sh -c 'mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/log/journal/$1 &&
		cp unit.journal /run/log/journal/$1/system.journal && chmod 700 /run/log/journal/$1 && shift &&
		exec timeout 20 setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"' \
		_ "$(boot_of 9)" "$OOMLOG" "$@" >out 2>err </dev/null
}
if [ "$(id -u)" -eq 0 ] && nobody --version && [ -x "$OOMLOG" ]; then
	chmod a+rx .
	for words in "analyze" "analyze --journal" "check" "follow"; do
		# shellcheck disable=SC2086 # words
		nobody $words
		# another log of the machine may be there for all to read
		[ $? -eq 3 ] || grep -q "oomlog: reading /" err || fail "$words: nobody may read a journal that is root's"
		err_has "oomlog: cannot read '/run/log/journal/$(boot_of 9)': Permission denied: be in the group systemd-journal"
	done
	if [ "$(cat /proc/sys/kernel/dmesg_restrict)" -eq 1 ]; then
		for words in "analyze" "analyze --kmsg" "follow --kmsg"; do
			# shellcheck disable=SC2086 # words
			nobody $words
			err_has "cannot open '/dev/kmsg': Operation not permitted: it takes root, or CAP_SYSLOG where"
		done
	fi
else
	echo "not run, not root, or no mount namespaces: a journal that may not be read"
fi

# --- containers, as systemd-machined writes them down: by its tree, and as its first process sees it ---
cat >machine.sh <<-'EOF'
	mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/machines || exit 77
	box() {
		printf 'NAME=%s\nCLASS=%s\n%s\n' "$1" "$2" "$3" >/run/systemd/machines/$1
	}
	box tree container ROOT=$PWD/tree
	box vm vm LEADER=$$
	box gone container LEADER=99999999
	mkdir empty
	box empty container ROOT=$PWD/empty
	unshare --mount sh -c 'mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/log/journal/$1 &&
		cp unit.journal /run/log/journal/$1/system.journal && echo >ready && exec sleep 60' _ "$1" &
	leader=$!
	box live container LEADER=$leader
	while [ ! -e ready ] && kill -0 $leader 2>/dev/null; do sleep 0.1; done
	for name in tree live vm gone empty none ../x user@tree; do
		"$OOMLOG" analyze -q -f ndjson --machine=$name >"box-${name##*/}.out" 2>"box-${name##*/}.err"
		echo $? >>"box-${name##*/}.err"
	done
	"$OOMLOG" follow -q --machine=none 2>&1 | grep -v oom_score_adj >follow.err
	kill $leader
EOF
# box NAME LINES WORD.. - of its report, and what it says
box() {
	[ "$(wc -l <"box-$1.out")" -eq "$2" ] || fail "machine $1: $(wc -l <"box-$1.out") events, not $2: $(cat "box-$1.err")"
	grep -q "$3" "box-$1.err" || fail "machine $1 is said to be: $(cat "box-$1.err")"
}
if [ "$(id -u)" -eq 0 ] && unshare --mount sh machine.sh "$(boot_of 9)"; then
	box tree 1 '^0$'
	box live 1 '^0$'
	box vm 0 "machine 'vm' is no container: its journal can be read only inside of it"
	box gone 0 "cannot look into machine 'gone': No such file or directory"
	box empty 0 "no journal in $work/empty$"
	box none 0 "no machine 'none' runs here: machinectl list names those that do$"
	box user@tree 0 "no machine 'user@tree' runs here: machinectl list names those that do, without a user"
	grep -q "no machine 'none' runs here" follow.err || fail "follow says of no machine: $(cat follow.err)"
	for name in vm gone empty none user@tree; do
		grep -q '^3$' "box-$name.err" || fail "machine $name does not end with 3"
	done
else
	echo "not run, not root, or no mount namespaces: --machine"
fi

# --- truncated and damaged files: what can be read is told, and is what the whole file says ---
for ((n = 1; n <= 60; n++)); do
	kill_log 1 $((1000 + n)) "job$n"
done | awk -v boot="$(boot_of 7)" -v start=$start '{
	sub(/^[^]]*\] /, "")
	at = NR * 100000
	printf "__REALTIME_TIMESTAMP=%.0f\n__MONOTONIC_TIMESTAMP=%.0f\n_BOOT_ID=%s\n_HOSTNAME=host\n", start + at, at, boot
	printf "_MACHINE_ID=%s\n_TRANSPORT=kernel\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\n", boot
	printf "_SOURCE_MONOTONIC_TIMESTAMP=%.0f\nMESSAGE=%s\n\n", at, $0
}' >sixty.export
make_journal sixty.journal <sixty.export
run 0 analyze -q -f ndjson sixty.journal
out_lines 60
contents out >whole
# the offset of the last text in it
end=$(grep -abo 'Killed process 1060 ' sixty.journal | tail -1 | cut -d: -f1)
begin=$(grep -abo 'job1 invoked' sixty.journal | head -1 | cut -d: -f1)
before=0
for part in 1 3 5 7 9 10; do
	head -c $((begin + (end - begin) * part / 10)) sixty.journal >cut.journal
	run 3 analyze -q -f ndjson cut.journal
	err_has "'cut.journal' is truncated: what is left of it was read"
	contents out | grep '"complete":true' | comm -23 - whole >other
	[ ! -s other ] || fail "a truncated journal says what the whole one does not"
	n=$(grep -c '"complete":true' out)
	[ "$n" -ge $((60 * part / 10 - 6)) ] || fail "of 60 events $n are read of $part tenths of a journal"
	[ "$n" -ge "$before" ] || fail "more of a journal gives fewer events"
	before=$n
done
[ -z "$(find "${TMPDIR:-/var/tmp}" -maxdepth 1 -name 'oomlog-*.journal' 2>/dev/null)" ] || fail "a copy was left over"
# it needs no copy
TMPDIR=$work/nosuch run 3 analyze -q -f ndjson cut.journal
out_lines 60

RANDOM=5
for size in 1 64 4096 32768; do
	for ((round = 0; round < 5; round++)); do
		cp sixty.journal damaged.journal
		chmod +w damaged.journal
		at=$((begin + (end - begin) * (RANDOM % 1000) / 1000))
		head -c $size /dev/zero | tr '\0' '\377' |
			dd of=damaged.journal bs=65536 oflag=seek_bytes seek=$at conv=notrunc 2>/dev/null
		timeout 60 "$OOMLOG" analyze -q -f ndjson damaged.journal >out 2>err
		status=$?
		[ $status -eq 0 ] || [ $status -eq 3 ] || fail "damage at $at: status $status"
		[ $status -eq 0 ] || [ -s err ] || fail "damage at $at is not told"
		grep -o '"victims":\[{"pid":[0-9]*' out | sort | uniq -d | grep -q . && fail "damage at $at: an event comes twice"
		contents out | grep '"complete":true' | comm -12 - whole >same
		# what the damage does not touch is there: a report takes some 5 KB
		[ "$(wc -l <same)" -ge $((60 - 6 - size / 800)) ] ||
			fail "$size bytes of damage at $at: $(wc -l <same) of 60 events are left"
	done
done
# le64 OFFSET - of sixty.journal
le64() {
	od -An -t u8 -j "$1" -N 8 sixty.journal | tr -d ' '
}
# journal-def.h: le64 data_hash_table_offset, data_hash_table_size, .. entry_array_offset
zero() { # FILE OFFSET [SIZE]
	head -c "${3:-8}" /dev/zero | dd of="$1" bs=65536 oflag=seek_bytes seek="$2" conv=notrunc 2>/dev/null
}
for place in 24 104 120 176 "$(le64 104) $(le64 112)" "$(le64 176) 64"; do
	cp sixty.journal index.journal
	chmod +w index.journal
	# shellcheck disable=SC2086 # an offset, and perhaps a size
	zero index.journal $place
	run 3 analyze -q -f ndjson index.journal
	contents out | cmp -s - whole || fail "an index that is lost at $place loses events"
	err_has "'index.journal' is damaged: what is left of it was read without its index"
done
# as journals lie in an archive, which are read from copies that are gone
mkdir arch
cp sixty.journal arch/whole.journal
cp index.journal arch/index.journal
cp cut.journal arch/cut.journal
tar -czf arch.tar.gz arch
run 3 analyze -q -f ndjson arch.tar.gz
contents out | grep '"complete":true' | cmp -s - whole || fail "an archive of a journal and its damaged copies does not hold what the journal does"
err_has "'arch.tar.gz:arch/index.journal' is damaged: what is left of it was read without its index"
err_has "'arch.tar.gz:arch/cut.journal' is truncated: what is left of it was read"
rm arch/whole.journal arch/cut.journal
tar -cf arch.tar arch
run 3 analyze -q -f ndjson arch.tar
out_lines 60
# entries that are gone are counted
cp index.journal gone.journal
zero gone.journal $(((begin + end) / 2)) 32768
run 3 analyze -q -f ndjson gone.journal
grep -q "[0-9]* of its 660 entries are lost" err || fail "lost entries are not counted"

# both: all that can be read comes, the rest is told of
cp sixty.journal both.journal
chmod +w both.journal
head -c 65536 /dev/urandom | dd of=both.journal bs=65536 oflag=seek_bytes seek=$(((begin + end) / 2)) conv=notrunc 2>/dev/null
truncate -s "$end" both.journal
timeout 60 "$OOMLOG" analyze -q -f ndjson both.journal >out 2>err
[ $? -eq 3 ] || fail "a truncated journal with damage is not told"
# follow has to do with what is new
run 3 follow -q --file=cut.journal
err_has "cannot read 'cut.journal': truncated"

finish
