#!/bin/bash
# oomlog follow --webhook over TLS: a receiver with a certificate of an authority made here.
# shellcheck disable=SC2119 # all arguments have defaults
# shellcheck source=tests/cli/follow.sh
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

command -v openssl >/dev/null || skip "no openssl here"
port=$("$OOMLOG_SOURCE/tests/cli/webhook.py" --port 2>/dev/null) || skip "no python3 here"
ldconfig -p 2>/dev/null | grep 'libcurl\(-gnutls\)\?\.so\.4' >found || skip "no libcurl here"

# make_certificate NAME SUBJECT-ALTERNATIVE-NAME DAYS
make_certificate() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" &&
		openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$3" \
			-extfile <(echo "subjectAltName=$2") -out "$1.crt" &&
		cat "$1.crt" "$1.key" >"$1.pem"
}
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=authority" -days 2 \
		-addext "keyUsage=critical,keyCertSign,cRLSign" -keyout ca.key -out ca.pem &&
		make_certificate right IP:127.0.0.1 2 && make_certificate other DNS:elsewhere.example 2
} >openssl.out 2>&1 || {
	cat openssl.out
	skip "openssl makes no certificates here"
}

server=
serve() {
	"$OOMLOG_SOURCE/tests/cli/webhook.py" "$port" hooked "$1" 2>server.err &
	server=$!
	listens
}
listens() {
	for ((n = 0; n < 100; n++)); do
		(: </dev/tcp/127.0.0.1/"$port") 2>/dev/null && return
		sleep 0.1
	done
	fail "the receiver does not begin"
}
unserve() {
	kill "$server"
	wait "$server" 2>/dev/null
}
begin() {
	rm -rf log cursor* hooked err
	touch log hooked err
	follow -q -f ndjson --cursor-file=cursor --webhook="https://127.0.0.1:$port/oom" log
}
# refused - an event that was to be sent is not, waits, and it is told why
refused() {
	kill_log 100 1001 one >>log
	lines_come err 1 50
	stop
	[ ! -s hooked ] || fail "$1: an event was sent"
	err_has "cannot send to 'https://127.0.0.1:$port/oom'"
	grep -qi 'certificate\|SSL\|TLS' err || fail "$1: the words are not about the certificate"
	[ "$(find cursor.spool.0 -name '*.json' | wc -l)" -eq 1 ] || fail "$1: the event does not wait"
}

# --- nobody vouches for it: refused; the next run, which knows the authority, sends what waits ---
unset CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR
serve right.pem
begin
refused "unknown authority"
export CURL_CA_BUNDLE=$work/ca.pem
follow -q -f ndjson --cursor-file=cursor --webhook="https://127.0.0.1:$port/oom" log
lines_come hooked 1 50
kill_log 200 1002 two >>log
lines_come hooked 2 50
stop
pids_are hooked 1001 1002
unset CURL_CA_BUNDLE

# --- the other variables ---
export SSL_CERT_FILE=$work/ca.pem
begin
kill_log 100 1001 one >>log
lines_come hooked 1 50
stop
unset SSL_CERT_FILE
unserve

# --- a certificate of the authority, but of another host ---
export CURL_CA_BUNDLE=$work/ca.pem
serve other.pem
begin
refused "another host"
unserve

# --- a receiver without TLS behind https:// gets nothing ---
: >plain
python3 -c 'import socket, sys
s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
	c = s.accept()[0]
	open("plain", "ab").write(c.recv(65536))
	c.close()' "$port" &
server=$!
listens
begin
refused "no TLS"
unserve
grep -qa "oom-killer\|POST" plain && fail "an event was sent in the clear"

finish
