#!/bin/bash
# oomlog follow when memory runs out: from the moment it has started any one allocation may fail, or several in a row.
# shellcheck source=tests/cli/follow.sh disable=SC2119
. "$OOMLOG_SOURCE/tests/cli/follow.sh"

grep -q __asan_init "$OOMLOG" && skip "the sanitizers have an allocator of their own"
three_kills() {
	kill_log 100 1001 one
	kill_log 200 1002 two
	kill_log 300 1003 three
}

cat >fail.c <<-'EOF'
	#define _GNU_SOURCE
	#include <dlfcn.h>
	#include <errno.h>
	#include <signal.h>
	#include <stdatomic.h>
	#include <stdlib.h>
	#include <unistd.h>

	void *__libc_malloc(size_t n);
	void *__libc_calloc(size_t n, size_t size);
	void *__libc_realloc(void *p, size_t n);

	static atomic_long count = -1; /* since SIGUSR2 */
	static long from, times;

	static void begin(int signal)
	{
		(void)signal;
		atomic_store(&count, 0);
	}

	__attribute__((constructor)) static void init(void)
	{
		from = atol(getenv("FAIL_FROM"));
		times = atol(getenv("FAIL_TIMES"));
		signal(SIGUSR2, begin);
	}

	static int fails(void)
	{
		long n;

		if (atomic_load(&count) < 0)
			return 0;
		n = atomic_fetch_add(&count, 1) + 1;
		if (n < from || n >= from + times)
			return 0;
		errno = ENOMEM;
		return 1;
	}

	void *malloc(size_t n) { return fails() ? NULL : __libc_malloc(n); }
	void *calloc(size_t n, size_t size) { return fails() ? NULL : __libc_calloc(n, size); }
	void *realloc(void *p, size_t n) { return fails() ? NULL : __libc_realloc(p, n); }

	__attribute__((destructor)) static void tell(void)
	{
		char words[32];
		long n = atomic_load(&count);
		int at = sizeof(words);

		words[--at] = '\n';
		do
			words[--at] = (char)('0' + n % 10);
		while ((n /= 10) > 0);
		if (getenv("FAIL_COUNT") != NULL && write(2, words + at, sizeof(words) - (size_t)at) < 0)
			_exit(1);
	}
EOF
"${CC:-cc}" -O1 -shared -fPIC -o fail.so fail.c 2>cc.out ||
	skip "no library can be made here: $(head -1 cc.out)"

# once FOLDER FROM TIMES - three events while the allocations from the FROM-th on fail
once() {
	local status n
	mkdir "$1"
	cd "$1" || return
	: >log
	: >out
	FAIL_FROM=$2 FAIL_TIMES=$3 LD_PRELOAD=$work/fail.so "$OOMLOG" follow -q -f ndjson --cursor-file=cursor \
		--textfile=counts.prom log >>out 2>err &
	follower=$!
	for ((n = 0; n < 100; n++)); do
		grep -q 'place' cursor 2>/dev/null && break
		sleep 0.05
	done
	kill -USR2 $follower
	three_kills >>log
	for ((n = 0; n < 300; n++)); do
		[ "$(wc -l <out)" -ge 3 ] && break
		sleep 0.05
	done
	sleep 0.2
	kill -TERM $follower
	wait $follower
	status=$?
	[ $status -eq 0 ] || fail "allocations $2 to $(($2 + $3 - 1)): status $status: $(tr "\n" " " <err)"
	# a receiver may lose an event that it could not write down: then it is told
	if ! grep -q "could not be written down\|does not keep up" err; then
		[ "$(grep -o '"victims":\[{"pid":[0-9]*' out | sort -u | wc -l)" -eq 3 ] ||
			fail "allocations $2 to $(($2 + $3 - 1)): an event is lost: $(tr "\n" " " <err)"
	fi
	[ "$(grep -o '"id":"[0-9a-f]*","kind"' out | sort -u | wc -l)" -eq "$(wc -l <out)" ] ||
		fail "allocations $2 to $(($2 + $3 - 1)): an event comes twice"
	grep -q '"complete":false' out && fail "allocations $2 to $(($2 + $3 - 1)): an event is torn"
	follower=
	cd ..
	rm -rf "$1"
}

FAIL_COUNT=1 once count 1000000000 1 >count.out
[ $failures -eq 0 ] || finish
mkdir counted && cd counted || exit 1
: >log
FAIL_COUNT=1 FAIL_FROM=1000000000 FAIL_TIMES=1 LD_PRELOAD=$work/fail.so "$OOMLOG" follow -q -f ndjson log >out 2>err &
follower=$!
sleep 0.7
kill -USR2 $follower
three_kills >>log
lines_come out 3
stop
total=$(tail -1 err)
cd .. || exit 1
echo "$total allocations for three events"
[ "${total:-0}" -ge 100 ] || fail "only $total allocations were seen"

# in lanes, since most of it is waiting
LANES=8 RUNS=108
for ((lane = 0; lane < LANES; lane++)); do
	(
		failures=0
		for ((run = lane; run < RUNS; run += LANES)); do
			once "run-$run" $((1 + run * total / RUNS)) $((run % 3 == 2 ? 20 : 1))
		done
		exit $((failures > 0))
	) >"lane-$lane" 2>&1 &
	lanes[lane]=$!
done
for ((lane = 0; lane < LANES; lane++)); do
	wait "${lanes[lane]}" || {
		fail "lane $lane"
		grep -a FAIL "lane-$lane" | head -5
	}
done
finish
