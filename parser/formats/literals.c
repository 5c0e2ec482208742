/* What the prefilter looks for in quiet text. */
#include "formats/formats.h"

#include <pthread.h>

/*
 * Every line that may begin an event, or change how what follows is read, holds one of these: the table's rows that
 * are marked `opens`, the first lines of a report whose head is lost, and the carriers that spread a record over lines.
 * A row whose needle holds one of these needs no new one; there is room for SCAN_MAX_LITERALS.
 *
 * Behind each stand its window and bucket (scan.h), worked out by tests/bench/scan-plan from logs in which nothing
 * happens; any others cost time alone.
 */
const struct scan_literal format_literals[] = {
	{"oom-kill", "kill", 6},
	{"oom killer", "oom ", 1},
	{"OOM ", "OOM ", 1},
	{"ocation failure", "ilur", 3},
	{", mode:0x", "e:0x", 1},
	{"Killed ", "Kill", 6},
	{"ill process ", "ill ", 4},
	{"panic - not", "nic ", 4},
	{"no killable", "kill", 6},
	{"oom.group", "om.g", 2},
	{"oom_reaper", "om_r", 2},
	{"Show Memory", "Show", 0},
	{"Linux version", "ux v", 7},
	{"Mem-Info", "em-I", 0},
	{"Mem-info", "em-i", 0},
	{"memorykiller", "kill", 6},
	{"simple_lmk", "_lmk", 1},
	{"sigkill to", "ill ", 4},
	{"Kill '", "Kill", 6},
	{"Marked /", "rked", 7},
	{"ending SIG", " SIG", 5},
	{"messages dropped", "sage", 0},
	{"messages lost", "sage", 0},
	{"message repeated", "sage", 0},
	{"Memory cgroup", "y cg", 4},
	{"memory: usage", "sage", 0},
	{"Tasks state", "Task", 5},
	{"Task in ", "Task", 5},
	{"limit reached of", "mit ", 2},
	{"oom_kill_process", "kill", 6},
	/* journalctl -o export, verbose and json-pretty; dmesg -J */
	{"__CURSOR", "RSOR", 3},
	{" [s=", " [s=", 6},
	{"\"dmesg\"", "mesg", 3},
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
