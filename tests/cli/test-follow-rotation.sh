#!/bin/bash
# oomlog follow under logrotate itself, and where its own files cannot be written.
# shellcheck disable=SC2119,SC2317 # all arguments have defaults; a trap calls leave
# shellcheck source=tests/cli/follow.sh
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

# --- a state folder that cannot be written, a full disk: told, and the reading goes on ---
# deliveries MUST-BE-TOLD ARGUMENT... - two events come out, whatever happens to the state
deliveries() {
	local words=$1
	shift
	rm -f log out err
	touch log out
	follow -q -f ndjson "$@" log
	kill_log 100 1001 one >>log
	lines_come out 1
	kill_log 200 1002 two >>log
	lines_come out 2
	lines_come err 1
	stop
	out_lines 2
	pids_are out 1001 1002
	err_has "$words"
}
deliveries "cannot write 'nosuch/cursor': No such file or directory" --cursor-file=nosuch/cursor
deliveries "cannot write 'nosuch/counts.prom': No such file or directory" --textfile=nosuch/counts.prom
deliveries "cannot write '/dev/null/cursor': Not a directory" --cursor-file=/dev/null/cursor
if [ "$(id -u)" -eq 0 ] && mkdir full && mount -t tmpfs -o size=64k,mode=700 tmpfs full 2>/dev/null; then
	leave() {
		[ -z "$follower" ] || kill -KILL "$follower" 2>/dev/null
		wait 2>/dev/null
		umount "$work/full"
		rm -rf "$work"
	}
	trap leave EXIT
	# a cursor that was written while there was room is as good as it was
	rm -f log out
	touch log out
	follow -q -f ndjson --cursor-file=full/cursor log
	kill_log 50 1000 zero >>log
	lines_come out 1
	stop
	cp full/cursor before
	head -c 1M /dev/zero >full/ballast 2>/dev/null
	deliveries "cannot write 'full/cursor': No space left on device" --cursor-file=full/cursor --lines=1000
	cmp -s full/cursor before || fail "a full disk has damaged the cursor"
	deliveries "cannot write 'full/counts.prom': No space left on device" --textfile=full/counts.prom
	# room again: from there on nothing is lost, and what is repeated is the same
	rm full/ballast
	rm -f out && touch out
	follow -q -f ndjson --cursor-file=full/cursor log
	kill_log 300 1003 three >>log
	lines_come out 3
	stop
	pids_are out 1001 1003
	cmp -s full/cursor before && fail "the cursor is not written when there is room again"
	# a spool that finds no room: the event is lost to the webhook, counted and told
	if port=$("$OOMLOG_SOURCE/tests/cli/webhook.py" --port 2>/dev/null); then
		head -c 1M /dev/zero >full/ballast 2>/dev/null
		rm -f log out err
		touch log out
		mkdir -p full/cursor.spool.0
		follow -q -f ndjson --cursor-file=full/cursor --webhook="http://127.0.0.1:$port/" log
		kill_log 100 1001 one >>log
		lines_come out 1
		for ((n = 0; n < 100; n++)); do
			grep -q 'cannot write .full/cursor.spool' err && break
			sleep 0.1
		done
		kill -USR1 "$follower"
		sleep 0.3
		stop
		err_has "cannot write 'full/cursor.spool.0/"
		grep -q "127.0.0.1:$port/' *: *0 delivered, 0 waiting, 1 failed" err ||
			fail "an event that found no room in the spool is not counted"
	fi
else
	echo "no tmpfs can be mounted here: the part with a full disk is left out"
fi

# --- logrotate: create and copytruncate, while events come ---
command -v logrotate >/dev/null || {
	[ "$failures" -eq 0 ] || finish
	skip "no logrotate here (the part with full disks passed)"
}
# rotation WORDS... - 30 events, rotated six times by logrotate with these directives
rotation() {
	rm -f log* out rotate.*
	touch log out
	cat >rotate.conf <<-EOT
		$work/log {
			su $(id -un) $(id -gn)
			rotate 20
			$(printf '%s\n' "$@")
		}
	EOT
	chmod 644 rotate.conf
	follow -q -f ndjson --cursor-file="cursor.$1" log
	(
		for ((n = 1; n <= 30; n++)); do
			# as a syslog daemon writes: one line at a time, into the file of that name
			kill_log $((1000 + n)) $((1000 + n)) "job$n" | while read -r line; do echo "$line" >>log; done
			sleep 0.1
		done
	) &
	writer=$!
	for ((n = 0; n < 6; n++)); do
		sleep 0.4
		logrotate -f -s "$work/rotate.state" rotate.conf 2>rotate.err || fail "logrotate: $(cat rotate.err)"
	done
	wait $writer
}
rotation create
lines_come out 30
stop
pids_are out 1001 1030
out_lines 30
[ -s log.6 ] || fail "logrotate did not rotate"

# What is written between logrotate's copy and its truncation is gone from the log itself: each that is in one of its
# pieces has to come, once.
rotation copytruncate
lines_come out "$(($(cat log log.* | grep -c 'Killed process') - 6))"
sleep 0.5
stop
cat log log.* | grep -o 'Killed process [0-9]*' | grep -o '[0-9]*$' | sort -un >printed
grep -o '"victims":\[{"pid":[0-9]*' out | grep -o '[0-9]*$' | sort -un >told
[ "$(comm -23 printed told | wc -l)" -eq 0 ] || fail "copytruncate: lost: $(comm -23 printed told | xargs)"
grep -o '"victims":\[{"pid":[0-9]*' out | sort | uniq -d | grep -q . && fail "copytruncate: an event comes twice"

# --- while nobody follows: rotated three times; the pieces are read one after the other ---
# absence NAME COMMAND... - an event, then three more, each behind the command, with nobody following
absence() {
	rm -f log* out cursor.a
	touch log out
	follow -q -f ndjson --cursor-file=cursor.a log
	kill_log 100 1001 one >>log
	lines_come out 1
	stop
	kill_log 200 1002 two | head -4 >>log
	"${@:2}"
	kill_log 200 1002 two | tail -n +5 >>log
	"${@:2}"
	kill_log 300 1003 three >>log
	"${@:2}"
	kill_log 400 1004 four >>log
	follow -q -f ndjson --cursor-file=cursor.a log
	lines_come out 4
	kill_log 500 1005 five >>log
	lines_come out 5
	stop
	out_lines 5
	pids_are out 1001 1005
	[ "$failures" -eq 0 ] || echo "($1)"
}
by_logrotate() {
	logrotate -f -s "$work/rotate.state" rotate.conf 2>rotate.err || fail "logrotate: $(cat rotate.err)"
	sleep 0.05 # pieces are told apart by when they were written
}
printf '%s/log {\n su %s %s\n rotate 5\n create\n}\n' "$work" "$(id -un)" "$(id -gn)" >rotate.conf
absence create by_logrotate
sed -i 's/create/copytruncate/' rotate.conf
absence copytruncate by_logrotate
sed -i 's/copytruncate/create\n dateext\n dateformat -%Y%m%d%H%M%S/' rotate.conf
by_date() {
	by_logrotate
	sleep 1
}
absence dateext by_date
rm -f log*
printf '%s/log {\n su %s %s\n rotate 5\n create\n compress\n}\n' "$work" "$(id -un)" "$(id -gn)" >rotate.conf
# logrotate keeps whole seconds of a compressed piece's time
by_second() {
	sleep 1
	by_logrotate
}
absence compress by_second
[ -s log.3.gz ] || fail "logrotate did not compress"
sed -i 's/create/copytruncate/' rotate.conf
absence 'copytruncate, compress' by_second
sed -i 's/copytruncate/create\n delaycompress/' rotate.conf
absence 'delaycompress' by_second
for packer in xz zstd bzip2 lz4; do
	command -v $packer >/dev/null || continue
	"$OOMLOG" --version | grep -q "($packer)" || continue
	sed -i "/compresscmd/d; /compressext/d; /delaycompress/d; /^}/i compresscmd $(command -v $packer)\ncompressext .$packer" rotate.conf
	[ $packer != zstd ] || sed -i 's/compressext .*/compressext .zst/' rotate.conf
	[ $packer != bzip2 ] || sed -i 's/compressext .*/compressext .bz2/' rotate.conf
	absence "$packer" by_second
done

# --- a piece that is damaged is told, and the others are read ---
rm -f log* out err cursor.a
touch log out
follow -q -f ndjson --cursor-file=cursor.a log
kill_log 100 1001 one >>log
lines_come out 1
stop
mv log log.2
kill_log 200 1002 two >log.1
sleep 0.05
kill_log 300 1003 three >log
gzip log.2 log.1
printf 'no gzip' >damaged
touch -r log.1.gz damaged
mv damaged log.1.gz
cp cursor.a cursor.before
follow -q -f ndjson --cursor-file=cursor.a log
lines_come out 2
stop
out_lines 2
err_has "cannot read './log.1.gz': its name says that it is compressed, and it is not"
grep -q '"pid":1003,' out || fail "what follows a damaged piece is lost"
# nothing is left of what is unpacked; where there is no room for it, that is told
kill_log 200 1002 two | gzip >log.1.gz
touch -r log log.1.gz
touch -d '+1 sec' log
mkdir here
for where in here nosuch; do
	cp cursor.before cursor.a
	: >out
	: >err
	TMPDIR=$work/$where follow -q -f ndjson --cursor-file=cursor.a log
	[ $where = nosuch ] || lines_come out 2
	[ $where = here ] || lines_come out 1
	stop
	[ $where = here ] || err_has "'./log.2.gz' cannot be unpacked into '$work/nosuch': No such file or directory"
done
[ -z "$(ls -A here)" ] || fail "left over: $(ls -A here)"

# --- what was removed and made anew while nobody followed is another file, though it has the same number ---
rm -f log* out cursor.n
touch log out
follow -q -f ndjson --cursor-file=cursor.n log
kill_log 100 1001 one >>log
lines_come out 1
stop
: >log
kill_log 200 1002 another >>log
kill_log 300 1003 three >>log
follow -q -f ndjson --cursor-file=cursor.n log
lines_come out 3
stop
out_lines 3
pids_are out 1001 1003
err_has "the file that was read last time is gone; what it got since then is not read"
finish
