/* What the prefilter looks for in quiet text. */
#include "formats/formats.h"

/*
 * Every line that may begin an event, or change how what follows is read, holds one of these: the table's rows that
 * are marked `opens`, the first lines of a report whose head is lost, and the carriers that spread a record over lines.
 * A row whose needle holds one of these needs no new one; there is room for SCAN_MAX_LITERALS.
 */
const char *const format_literals[] = {
	"oom-kill",
	"oom killer",
	"OOM ",
	"ocation failure",
	", mode:0x",
	"Killed ",
	"ill process ",
	"panic - not",
	"no killable",
	"oom.group",
	"oom_reaper",
	"Show Memory",
	"Linux version",
	"Mem-Info",
	"Mem-info",
	"memorykiller",
	"simple_lmk",
	"sigkill to",
	"Kill '",
	"Marked /",
	"ending SIG",
	"messages dropped",
	"messages lost",
	"message repeated",
	"Memory cgroup",
	"memory: usage",
	"Tasks state",
	"Task in ",
	"limit reached of",
	"oom_kill_process",
	/* journalctl -o export, verbose and json-pretty; dmesg -J */
	"__CURSOR",
	" [s=",
	"\"dmesg\"",
};

const size_t n_format_literals = sizeof(format_literals) / sizeof(format_literals[0]);
