/* What the prefilter looks for in quiet text. */
#include "formats/formats.h"

#include <pthread.h>

/*
 * Every line that may begin an event, or change how what follows is read, holds one of these: the table's rows that
 * are marked `opens`, the first lines of a report whose head is lost, and the carriers that spread a record over lines.
 * A row whose needle holds one of these needs no new one; there is room for SCAN_MAX_LITERALS.
 *
 * Behind each stand its window and bucket (scan.h), worked out by tests/bench/scan-plan.c from logs in which nothing
 * happens; any others cost time alone.
 */
const struct scan_literal format_literals[] = {
	{"oom-kill", "om-k", 7},
	{"oom killer", " kil", 5},
	{"OOM ", "OOM ", 7},
	{"ocation failure", "lure", 3},
	{", mode:0x", ", mo", 6},
	{"Killed ", "Kill", 5},
	{"ill process ", "ill ", 0},
	{"panic - not", "- no", 1},
	{"no killable", " kil", 5},
	{"oom.group", "oom.", 7},
	{"oomd killed", " kil", 5},
	{"oom_reaper", "_rea", 6},
	{"Show Memory", "Memo", 1},
	{"Linux version", "x ve", 1},
	{"Mem-Info", "Mem-", 1},
	{"Mem-info", "Mem-", 1},
	{"memorykiller", "ykil", 5},
	{"simple_lmk", "_lmk", 6},
	{"sigkill to", "ill ", 0},
	{"Kill '", "Kill", 5},
	{"Marked /", "arke", 3},
	{"ending SIG", "ding", 7},
	{"messages dropped", "mess", 0},
	{"messages lost", "mess", 0},
	{"message repeated", "sage", 4},
	{"Memory cgroup", "Memo", 1},
	{"memory: usage", "sage", 4},
	{"Tasks state", "ks s", 2},
	{"Task in ", "sk i", 4},
	{"limit reached of", "limi", 2},
	{"oom_kill_process", "_kil", 6},
	/* journalctl -o export, verbose and json-pretty; dmesg -J */
	{"__CURSOR", "CURS", 3},
	{" [s=", " [s=", 5},
	{"\"dmesg\"", "mesg", 0},
};

const size_t n_format_literals = sizeof(format_literals) / sizeof(format_literals[0]);

static struct scanner scanner;

static void scanner_init(void)
{
	scan_init(&scanner, format_literals, n_format_literals); /* the table is tested */
}

const struct scanner *format_scanner(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, scanner_init);
	return &scanner;
}
