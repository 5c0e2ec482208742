/* One line, or a few, through the decoder: what record comes out. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdio.h>
#include <string.h>

#include <oomlog/oomlog.h>

#include "carrier/carrier.h"

enum { MOST_TEXT = 256, NO_LEVEL = -1 };

/* The newest record, with its views copied. */
struct seen {
	struct record r;
	char text[MOST_TEXT], host[MOST_TEXT], tag[MOST_TEXT], caller[MOST_TEXT], boot[MOST_TEXT];
	size_t count;
};

static void copy(char *to, strv s)
{
	size_t n = s.n < MOST_TEXT - 1 ? s.n : MOST_TEXT - 1;

	memcpy(to, n > 0 ? s.p : "", n);
	to[n] = '\0';
}

static int keep(void *ctx, const struct record *r)
{
	struct seen *seen = ctx;

	seen->r = *r;
	copy(seen->text, r->text);
	copy(seen->host, r->host);
	copy(seen->tag, r->tag);
	copy(seen->caller, r->caller);
	copy(seen->boot, r->boot);
	seen->count++;
	return 0;
}

static void feed(struct decoder *d, strv input)
{
	struct line line = {.number = 0};

	while (line.end < input.n) {
		strv rest = str_from(input, line.end);
		size_t newline = str_find_byte(rest, '\n');

		line.number++;
		line.offset = line.end;
		line.unterminated = newline == SIZE_MAX;
		line.text = str_upto(rest, newline);
		line.end += line.text.n + (line.unterminated ? 0 : 1);
		cr_assert_eq(decoder_line(d, &line), 0);
	}
	cr_assert_eq(decoder_flush(d), 0);
}

static void decode(struct seen *ret, const char *from, strv input)
{
	struct decoder *d;

	memset(ret, 0, sizeof(*ret));
	cr_assert_eq(decoder_new(&d, from, 1024, keep, ret), 0);
	feed(d, input);
	decoder_free(d);
}

static void wall_words(const struct stamp *w, char *ret, size_t size)
{
	int n;

	if (w->mon == 0) {
		ret[0] = '\0';
		return;
	}
	n = snprintf(ret, size, "%d-%d-%d %d:%d:%d.%06d", w->year, w->mon, w->day, w->hour, w->min, w->sec, w->usec);
	if (w->zone != NO_ZONE)
		snprintf(ret + n, size - (size_t)n, " %+d", w->zone);
}

#define LINE(in, out, by) .input = (in), .text = (out), .carrier = (by)

/* Members that are not given: "" or 0; `mono` 0 is none. */
/* clang-format off */
static const struct row {
	const char *input, *text, *carrier, *host, *tag, *caller, *wall;
	int64_t mono;
	enum trust trust;
	unsigned flags; /* without RECORD_STAMPED */
	int level;      /* + 1 */
	const char *from;
} rows[] = {
	/* printk and dmesg */
	{LINE("[  187.123456] Mem-Info:", "Mem-Info:", "dmesg"), .mono = 187123456},
	{LINE("[1234567.890123]  <TASK>", " <TASK>", "dmesg"), .mono = INT64_C(1234567890123)},
	{LINE("[   26.8] ? warn_alloc+0x1/0x2", "? warn_alloc+0x1/0x2", "dmesg"), .mono = 26800000},
	{LINE("[   12.345678][ T1234] Mem-Info:", "Mem-Info:", "dmesg"), .mono = 12345678, .caller = "T1234"},
	{LINE("[2600000.123456] [ T416000] b3sum: x", "b3sum: x", "dmesg"), .mono = INT64_C(2600000123456), .caller = "T416000"},
	{LINE("<4>[   88.123456][    C0] Mem-Info:", "Mem-Info:", "dmesg-raw"), .mono = 88123456, .caller = "C0",
	 .trust = TRUST_KERNEL, .level = 5},
	{LINE("<6>[24000.123456] lowmemorykiller: x", "lowmemorykiller: x", "dmesg-raw"), .mono = INT64_C(24000123456),
	 .trust = TRUST_KERNEL, .level = 7},
	{LINE("<12>[    1.696239] x invoked oom-killer:", "x invoked oom-killer:", "dmesg-raw"), .mono = 1696239,
	 .trust = TRUST_PROGRAM, .level = 5},
	{LINE("Nov 21 02:11:48 h evil[12]: <6>[    1.000000] x", "x", "syslog"), .host = "h", .tag = "evil",
	 .wall = "0-11-21 2:11:48.000000", .mono = 1000000, .trust = TRUST_PROGRAM, .level = 7},
	{LINE("<6>   to free 20784kB on behalf", "   to free 20784kB on behalf", "dmesg-raw"), .trust = TRUST_KERNEL, .level = 7},
	{LINE("kern  :warn  : [    4.183217] Mem-Info:", "Mem-Info:", "dmesg-decoded"), .mono = 4183217, .trust = TRUST_KERNEL,
	 .level = 5},
	{LINE("user  :err   : [    4.183217] Out of memory:", "Out of memory:", "dmesg-decoded"), .mono = 4183217,
	 .trust = TRUST_PROGRAM, .level = 4},
	{LINE("kern  :warn  : [Sat Nov 21 02:17:59 2026] x", "x", "dmesg-decoded"), .wall = "2026-11-21 2:17:59.000000",
	 .trust = TRUST_KERNEL, .level = 5},
	{LINE("[Sat Nov 21 01:34:44 2026] Mem-Info:", "Mem-Info:", "dmesg-ctime"), .wall = "2026-11-21 1:34:44.000000"},
	{LINE("[Di M\xC3\xA4r  9 03:00:03 2025] x", "x", "dmesg-ctime"), .wall = "2025-3-9 3:0:3.000000"},
	{LINE("[\xE5\x9B\x9B 3\xE6\x9C\x88 25 18:00:12 2021] x", "x", "dmesg-ctime"), .wall = "2021-3-25 18:0:12.000000"},
	{LINE("[Xx Unknown 25 18:00:12 2021] x", "x", "dmesg-ctime")},
	{LINE("[Sat Nov 21 01:34:44 2026 <    0.000123>] x", "x", "dmesg-ctime"), .wall = "2026-11-21 1:34:44.000000"},
	{LINE("[  187.123456 <    0.000123>] Mem-Info:", "Mem-Info:", "dmesg-delta"), .mono = 187123456},
	{LINE("[Nov21 01:34] Mem-Info:", "Mem-Info:", "dmesg-reltime"), .wall = "0-11-21 1:34:0.000000"},
	{LINE("[Nov21 01:34] a\n[  +0.500000] b\n[  +1.250000] c", "c", "dmesg-reltime"), .wall = "0-11-21 1:34:1.750000"},
	{LINE("[  +0.002367] CPU: 0", "CPU: 0", "dmesg-reltime")},
	{LINE("2026-11-21T01:34:44,123456+00:00 x", "x", "dmesg-iso"), .wall = "2026-11-21 1:34:44.123456 +0"},
	{LINE("2026-11-21T01:34:44,123456+01:00 [Sat Nov 21 01:34:44 2026] x", "x", "dmesg-iso"),
	 .wall = "2026-11-21 1:34:44.123456 +3600"},
	{LINE("\x1b[32m[    4.178327] \x1b[0m\x1b[33msystemd: \x1b[0m\x1b[1mtext\x1b[0m", "systemd: text", "dmesg"), .mono = 4178327},
	{LINE("[    8.139424] \\xc3\\xa4 back\\slash \\x41", "\xC3\xA4 back\\slash \\x41", "dmesg"), .mono = 8139424},
	/* a kmsg record that was wrapped where it was quoted */
	{LINE("// 6,2302,5,-;Killing 'x' (7),\n// adj 1000,\\x0a   to free", "adj 1000,\n   to free", "bare")},
	/* dmesg prints a newline as one: this is how systemd names a unit */
	{LINE("[    1.000000] Task in /a\\x0ab killed \\x1b", "Task in /a\\x0ab killed \x1b", "dmesg"), .mono = 1000000},
	/* a caller, or the name of the process that the line begins with? */
	{LINE("[    1.000000] [T12] invoked oom-killer: gfp", "[T12] invoked oom-killer: gfp", "dmesg"), .mono = 1000000},
	{LINE("[    1.000000][    C1] [C1] cpuset=/ mems", "[C1] cpuset=/ mems", "dmesg"), .mono = 1000000, .caller = "C1"},
	{LINE("[    1.000000] [C1]: page allocation failure", "[C1]: page allocation failure", "dmesg"), .mono = 1000000},
	{LINE("[    1.000000][   T12]  invoked oom-killer: gfp", " invoked oom-killer: gfp", "dmesg"), .mono = 1000000,
	 .caller = "T12"},
	{LINE("[    1.000000][   T12]", "", "dmesg"), .mono = 1000000, .caller = "T12"},
	{LINE("[    1.000000] e\x1b[31mred\x1b[0m invoked", "e\x1b[31mred\x1b[0m invoked", "dmesg"), .mono = 1000000},
	/* a colour around the whole text is the writer's */
	{LINE("[    1.000000] \x1b[0;33mx invoked oom-killer: order=0\x1b[0m", "x invoked oom-killer: order=0", "dmesg"), .mono = 1000000},
	{LINE("2026-11-20T03:00:00.000000+00:00 NAS kernel: [    4.178327] \x1b[0;33mtext\x1b[m", "text", "syslog-iso"), .host = "NAS", .tag = "kernel", .wall = "2026-11-20 3:0:0.000000 +0", .mono = 4178327,
		.trust = TRUST_KERNEL},
	{LINE("[    1.000000] \x1b[31mred\x1b[0m invoked", "\x1b[31mred\x1b[0m invoked", "dmesg"), .mono = 1000000},
	{LINE("[    1.000000] a \x1b[01;31m\x1b[KKilled\x1b[m\x1b[K b", "a Killed b", "dmesg"), .mono = 1000000},
	{LINE("\xEF\xBB\xBF[    1.000000] x\r", "x", "dmesg"), .mono = 1000000},
	{LINE("{\n   \"dmesg\": [\n      {\n         \"pri\": 12,\n         \"time\":     4.183217,\n"
	 "         \"caller\": \"T9\",\n         \"msg\": \"a\\n b\"\n      }\n   ]\n}", "a\n b", "dmesg-json"), .mono = 4183217, .caller = "T9", .trust = TRUST_PROGRAM, .level = 5},
	/* vendors */
	{LINE("[  123.456789] (2)[1234:kworker/0]Mem-Info:", "Mem-Info:", "dmesg"), .mono = 123456789},
	{LINE("[4: binder:500_5:27000] Mem-Info:", "Mem-Info:", "dmesg")},
	{LINE("<6>[  123.456789]  [4:    memeater:  124] Mem-Info:", "Mem-Info:", "dmesg-raw"), .mono = 123456789, .trust = TRUST_KERNEL, .level = 7},
	{LINE("<6>[  123.456789] I[4:    memeater:  124] Mem-Info:", "Mem-Info:", "dmesg-raw"), .mono = 123456789, .trust = TRUST_KERNEL, .level = 7},
	{LINE("[  123.456789]-(0)[124:memeater]Mem-Info:", "Mem-Info:", "dmesg"), .mono = 123456789},
	{LINE("[  123.456789] .(0)[124:memeater]Mem-Info:", "Mem-Info:", "dmesg"), .mono = 123456789},
	{LINE("[  123.456789] [1:sh] Mem-Info:", "Mem-Info:", "dmesg"), .mono = 123456789},
	{LINE("[  123.456789] [1:sh] sh invoked oom-killer: x", "sh invoked oom-killer: x", "dmesg"), .mono = 123456789},
	{LINE("[  123.456789] c0   124 Mem-Info:\n[  123.456789] c0   124 sh invoked oom-killer: x", "sh invoked oom-killer: x", "dmesg"), .mono = 123456789},
	/* a comm named like a vendor's mark */
	{LINE("[  123.456789] [1:a] sh invoked oom-killer: x", "[1:a] sh invoked oom-killer: x", "dmesg"), .mono = 123456789},
	{LINE("[  123.456789] c0 1 sh invoked oom-killer: x", "c0 1 sh invoked oom-killer: x", "dmesg"), .mono = 123456789},
	{LINE("[1:sh] Mem-Info:", "[1:sh] Mem-Info:", "bare")},
	/* ts(1), terminal programs: a clock and no host */
	{LINE("Nov 21 01:34:44 [    7.442518] x invoked", "x invoked", "syslog"), .wall = "0-11-21 1:34:44.000000", .mono = 7442518},
	{LINE("[Sat Nov 21 01:34:44.123 2026] [    7.442518] x invoked", "x invoked", "dmesg"), .wall = "2026-11-21 1:34:44.123000", .mono = 7442518},
	/* false friends */
	{LINE("[ 2600]     0  2600     1000", "[ 2600]     0  2600     1000", "bare")},
	{LINE("[    1.000000] [ 2600]     0  2600", "[ 2600]     0  2600", "dmesg"), .mono = 1000000},
	{LINE("<41> 5f 5d c3 65", "<41> 5f 5d c3 65", "bare")},
	{LINE(" [<ffffffff81168000>] fn+0x1/0x2", " [<ffffffff81168000>] fn+0x1/0x2", "bare")},
	{LINE(" active_file:0 inactive_file:1", " active_file:0 inactive_file:1", "bare")},
	{LINE("    4 8 15", "    4 8 15", "bare")},
	{LINE("16790 pages shared", "16790 pages shared", "bare")},
	{LINE("[    1.000000] [kworker/0:1] invoked", "[kworker/0:1] invoked", "dmesg"), .mono = 1000000},
	{LINE("[    1.000000] kern  :warn  : invoked", "kern  :warn  : invoked", "dmesg"), .mono = 1000000},
	{LINE("[    1.000000] a b\n[    1.000001] node kernel: invoked", "node kernel: invoked", "dmesg"), .mono = 1000001},
	/* continuation lines */
	{LINE("[  187.123456] a\n                b", " b", "dmesg"), .mono = 187123456, .flags = RECORD_CONTINUES},
	{LINE("Nov 21 02:25:52 h kernel: nl\n                          Out", "Out", "journal-short"), .host = "h", .tag = "kernel",
	 .wall = "0-11-21 2:25:52.000000", .trust = TRUST_KERNEL, .flags = RECORD_CONTINUES},
	{LINE("Nov 21 02:14:47 rig-guest unknown: two\n                           Out of", "Out of", "syslog"),
	 .host = "rig-guest", .tag = "unknown", .wall = "0-11-21 2:14:47.000000", .trust = TRUST_PROGRAM,
	 .flags = RECORD_CONTINUES},
	{LINE("2026-11-21T02:17:59,1+00:00 [Sat Nov 21 02:17:59 2026] a\n                           b", "b", "dmesg-iso"),
	 .wall = "2026-11-21 2:17:59.100000 +0", .flags = RECORD_CONTINUES},
	{LINE("2026-11-21T01:34:44.1234567Z [  187.123456] a\n2026-11-21T01:34:44.1234568Z                 b", " b", "dmesg"),
	 .wall = "2026-11-21 1:34:44.123456 +0", .mono = 187123456, .flags = RECORD_CONTINUES},
	{LINE("    [    1.500000] a\n                   b\n    [    1.600000] c\n                   d", "d", "dmesg"), .mono = 1600000,
	 .flags = RECORD_CONTINUES},
	{LINE("> [    1.500000] a\n>                b", "b", "dmesg"), .mono = 1500000, .flags = RECORD_CONTINUES},
	/* kmsg */
	{LINE("4,1234,5678901234,-;oom-kill:constraint=x", "oom-kill:constraint=x", "kmsg"), .mono = INT64_C(5678901234),
	 .trust = TRUST_KERNEL, .level = 5},
	{LINE("4,1,2,-,caller=T4242;Mem-Info:", "Mem-Info:", "kmsg"), .mono = 2, .caller = "T4242", .trust = TRUST_KERNEL, .level = 5},
	{LINE("12,1,2,-;a\\x0ab\\x5cc", "a\nb\\c", "kmsg"), .mono = 2, .trust = TRUST_PROGRAM, .level = 5},
	{LINE("6,1,2,c; killed as", " killed as", "kmsg"), .mono = 2, .trust = TRUST_KERNEL, .level = 7},
	{LINE("6,1,2,-;x\n SUBSYSTEM=pci\n DEVICE=+pci:0000", "x", "kmsg"), .mono = 2, .trust = TRUST_KERNEL, .level = 7},
	{LINE("6,7,2,-,ncfrag=0/8;abcd\n6,7,2,-,ncfrag=4/8;efgh", "abcdefgh", "netconsole"), .mono = 2, .trust = TRUST_KERNEL,
	 .level = 7},
	/* syslog */
	{LINE("Nov  1 01:34:44 host kernel: [  187.123456]  text", " text", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-1 1:34:44.000000", .mono = 187123456, .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:44 host kernel: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:44 host systemd[1]: text", "text", "syslog"), .host = "host", .tag = "systemd",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_PROGRAM},
	{LINE("<3>Mar 11 09:00:05 host kernel: text", "text", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-3-11 9:0:5.000000", .trust = TRUST_KERNEL, .level = 4},
	{LINE("<12>Mar 11 09:00:05 host kernel: text", "text", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-3-11 9:0:5.000000", .trust = TRUST_PROGRAM, .level = 5},
	{LINE("<4>1 2026-11-21T01:34:44.123Z host kernel - - [a x=\"]\\\"\"][b] [  123.450000] text", "text", "syslog-rfc5424"),
	 .host = "host", .tag = "kernel", .wall = "2026-11-21 1:34:44.123000 +0", .mono = 123450000, .trust = TRUST_KERNEL,
	 .level = 5},
	{LINE("2026-11-21T01:34:44.123456+00:00 host kernel: [    4.178327] x#012 y#011z #033-Ubuntu #100", "x\n y\tz \x1b-Ubuntu #100", "syslog-iso"), .host = "host", .tag = "kernel", .wall = "2026-11-21 1:34:44.123456 +0", .mono = 4178327,
	 .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:44 host kern.warn kernel: text", "text", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL, .level = 5},
	{LINE("Nov 21 01:34:44 slot1/bigip1 warning kernel: : text", "text", "syslog"), .host = "slot1/bigip1", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL, .level = 5},
	{LINE("2026-11-21T01:34:44+00:00 host [  187.123456] text", "text", "syslog-iso"), .host = "host",
	 .wall = "2026-11-21 1:34:44.000000 +0", .mono = 187123456},
	/* relays, and a zone's name */
	{LINE("Nov 21 01:34:45 relay Nov 21 01:34:44 host kernel: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:45 10.0.0.7 <4>Nov 21 01:34:44 host kernel: text", "text", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL, .level = 5},
	{LINE("Nov 21 01:34:45 app[1]: Nov 21 01:34:44 host kernel: text", "Nov 21 01:34:44 host kernel: text", "syslog"),
	 .tag = "app", .wall = "0-11-21 1:34:45.000000", .trust = TRUST_PROGRAM},
	{LINE("Nov 21 01:34:44 CEST host kernel: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	/* journalctl in other languages */
	{LINE("M\xC3\xA4r 07 03:14:15 host kernel: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-3-7 3:14:15.000000", .trust = TRUST_KERNEL},
	{LINE("Dez 07 03:14:15 host kernel: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-12-7 3:14:15.000000", .trust = TRUST_KERNEL},
	{LINE("f\xC3\xA9vr. 07 03:14:15 host kernel: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-2-7 3:14:15.000000", .trust = TRUST_KERNEL},
	{LINE(" 3\xE6\x9C\x88 07 03:14:15 host kernel: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-3-7 3:14:15.000000", .trust = TRUST_KERNEL},
	{LINE("Maintenance 07 03:14:15 host text", "Maintenance 07 03:14:15 host text", "bare")},
	{LINE("10.5.0.2: kern:    info: [2026-11-21T01:34:44.5Z]: text", "text", "iso-stamp"), .host = "10.5.0.2",
	 .wall = "2026-11-21 1:34:44.500000 +0", .trust = TRUST_KERNEL, .level = 7},
	{LINE("user: warning: [2026-11-21T01:34:44.5Z]: text", "text", "iso-stamp"), .wall = "2026-11-21 1:34:44.500000 +0",
	 .trust = TRUST_PROGRAM, .level = 5},
	/* a program that calls itself so */
	{LINE("Nov 21 01:34:44 host kernel[12]: text", "text", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_PROGRAM},
	{LINE("<4>1 2026-11-21T01:34:44.123Z host kernel 12 - - text", "text", "syslog-rfc5424"), .host = "host", .tag = "kernel",
	 .wall = "2026-11-21 1:34:44.123000 +0", .trust = TRUST_PROGRAM, .level = 5},
	{LINE("Nov 21 01:34:44 host kernel[0]: text", "text", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:44 host kernel:[340000.123456] text", "text", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .mono = INT64_C(340000123456), .trust = TRUST_KERNEL},
	{LINE("Nov 16 06:00:00 host oom-killer: gfp_mask=0xd0", "oom-killer: gfp_mask=0xd0", "syslog"), .host = "host",
	 .wall = "0-11-16 6:0:0.000000"},
	{LINE("Tue Jul 25 05:00:34 2023 kern.info kernel: [32000.123456] x", "x", "logread"), .tag = "kernel",
	 .wall = "2023-7-25 5:0:34.000000", .mono = INT64_C(32000123456), .trust = TRUST_KERNEL, .level = 7},
	{LINE(" kernel:[340000.123456] Kernel panic", "Kernel panic", "kernel-tag"), .tag = "kernel", .mono = INT64_C(340000123456)},
	{LINE("{\"@timestamp\":\"2026-11-21T02:30:05.556237+00:00\", \"host\":\"h\", \"severity\":\"4\", \"facility\":\"user\", "
	 "\"program\":\"kernel\", \"message\":\"[    4.180000] te\\u0001xt\"}", "te\x01xt", "syslog-json"), .host = "h", .tag = "kernel", .wall = "2026-11-21 2:30:5.556237 +0", .mono = 4180000,
	 .trust = TRUST_PROGRAM, .level = 5},
	{LINE("Nov 21 01:34:44 h kernel: a\nNov 21 01:34:45 h last message repeated 3 times", "", "syslog"), .host = "h",
	 .wall = "0-11-21 1:34:45.000000", .flags = RECORD_REPEATED},
	{LINE("Nov 21 01:34:44 h kernel: message repeated 3 times: [ [    1.500000] a]", "a", "syslog"), .host = "h",
	 .tag = "kernel", .wall = "0-11-21 1:34:44.000000", .mono = 1500000, .trust = TRUST_KERNEL},
	/* the journal */
	{LINE("Nov 21 01:34:44.123456 ... kernel: text", "text", "journal-short"), .host = "...", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.123456", .trust = TRUST_KERNEL},
	{LINE("Nov 21 02:17:59 kernel: text", "text", "journal-short"), .tag = "kernel", .wall = "0-11-21 2:17:59.000000",
	 .trust = TRUST_KERNEL},
	{LINE("2026-11-21T01:34:44+0000 host kernel: text", "text", "journal-short-iso"), .host = "host", .tag = "kernel",
	 .wall = "2026-11-21 1:34:44.000000 +0", .trust = TRUST_KERNEL},
	{LINE("Sat 2026-11-21 01:34:44 CEST host kernel: text", "text", "journal-short-full"), .host = "host", .tag = "kernel",
	 .wall = "2026-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("[ 3500.084055] host kernel: text", "text", "journal-short-monotonic"), .host = "host", .tag = "kernel",
	 .mono = INT64_C(3500084055), .trust = TRUST_KERNEL},
	{LINE("1795227479.971553 host kernel: text", "text", "journal-short-unix"), .host = "host", .tag = "kernel",
	 .trust = TRUST_KERNEL},
	{LINE("Sat 2026-11-21 02:17:59.971553 UTC [s=d;i=182;b=0f1e;m=3fd4b1;t=660bff83c16e1;x=7]\n    PRIORITY=4\n"
	 "    _TRANSPORT=kernel\n    _HOSTNAME=h\n    MESSAGE=a\n             b", "a\n b", "journal-verbose"), .host = "h", .mono = 4183217, .trust = TRUST_KERNEL, .level = 5},
	{LINE("__CURSOR=x\n_HOSTNAME=h\n_TRANSPORT=kernel\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\n"
	 "_SOURCE_MONOTONIC_TIMESTAMP=77\nMESSAGE=text\n\n", "text", "journal-export"), .host = "h", .tag = "kernel", .mono = 77, .trust = TRUST_KERNEL},
	{LINE("{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\",\"SYSLOG_FACILITY\":\"1\",\"__MONOTONIC_TIMESTAMP\":\"5\"}", "x", "journal-json"), .mono = 5, .trust = TRUST_PROGRAM},
	{LINE("{\"MESSAGE\":[98,97,100,255],\"_TRANSPORT\":\"kernel\"}", "bad\xFF", "journal-json"), .trust = TRUST_KERNEL},
	/* a field that comes more than once */
	{LINE("{\"MESSAGE\":[\"a\", \"b\\n\"],\"_TRANSPORT\":\"kernel\"}", "b\n", "journal-json"), .trust = TRUST_KERNEL},
	{LINE("{\"MESSAGE\":[\"a\",[98,255]],\"_TRANSPORT\":\"kernel\"}", "b\xFF", "journal-json"), .trust = TRUST_KERNEL},
	{LINE("\x1e{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"journal\",\"SYSLOG_IDENTIFIER\":\"systemd-oomd\"}", "x", "journal-json"),
	 .tag = "systemd-oomd", .trust = TRUST_PROGRAM},
	{LINE("data: {\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\"}", "x", "journal-json"), .trust = TRUST_KERNEL},
	{LINE("{\n\t\"PRIORITY\" : \"4\",\n\t\"MESSAGE\" : \"{a}\",\n\t\"_TRANSPORT\" : \"kernel\"\n}", "{a}", "journal-json"),
	 .trust = TRUST_KERNEL, .level = 5},
	{LINE("{\"insertId\":\"a\",\"jsonPayload\":{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\",\"_HOSTNAME\":\"n1\"},\"timestamp\":\"2026-11-21T01:34:44.5Z\"}",
	      "x", "journal-json"), .host = "n1", .wall = "2026-11-21 1:34:44.500000 +0", .trust = TRUST_KERNEL},
	{LINE("-- Boot 0f1e2d3c --", "", "journal-short"), .flags = RECORD_BOOT},
	/* those who passed it on */
	{LINE("2026-11-21T01:34:44.123456789Z stdout F [    1.500000] x", "x", "dmesg"), .wall = "2026-11-21 1:34:44.123456 +0",
	 .mono = 1500000},
	{LINE("2026-11-21T01:34:44.1Z stderr P Killed pro\n2026-11-21T01:34:44.2Z stderr F cess 5", "Killed process 5", "cri"),
	 .wall = "2026-11-21 1:34:44.200000 +0"},
	{LINE("{\"log\":\"[    1.500000] x\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T01:34:44.5Z\"}", "x", "dmesg"),
	 .wall = "2026-11-21 1:34:44.500000 +0", .mono = 1500000},
	{LINE("{\"log\":\"Mem-\",\"stream\":\"stdout\"}\n{\"log\":\"Info:\\n\",\"stream\":\"stdout\"}", "Mem-Info:", "docker-json")},
	{LINE("2026-11-21T01:34:44.1234567Z Mem-Info:", "Mem-Info:", "github"), .wall = "2026-11-21 1:34:44.123456 +0"},
	{LINE("2026-11-21T01:34:44.123456Z 00O [    1.500000] x", "x", "dmesg"), .wall = "2026-11-21 1:34:44.123456 +0",
	 .mono = 1500000},
	{LINE("2026-11-21T01:34:44.1234567Z Nov 21 01:34:44 h kernel: x", "x", "journal-short"), .host = "h", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("00177 Mem-Info:", "Mem-Info:", "bare")},
	{LINE("2023-12-05T10:00:00.127Z In(05) vcpu-5 - Guest: <6>[39000000.123456] x", "x", "vmware"),
	 .wall = "2023-12-5 10:0:0.127000 +0", .mono = INT64_C(39000000123456), .trust = TRUST_KERNEL, .level = 7},
	{LINE("11-21 01:34:44.123     0     0 W         : [  123.450000] x", "x", "logcat"), .tag = "kernel",
	 .wall = "0-11-21 1:34:44.123000", .mono = 123450000, .trust = TRUST_KERNEL, .level = 5},
	{LINE("11-21 01:34:44.123  root   611   611 I lowmemorykiller: Kill 'x'", "Kill 'x'", "logcat"), .tag = "lowmemorykiller",
	 .wall = "0-11-21 1:34:44.123000", .trust = TRUST_PROGRAM, .level = 7},
	{LINE("I/lowmemorykiller(  123): Kill 'x'", "Kill 'x'", "logcat"), .tag = "lowmemorykiller", .trust = TRUST_PROGRAM,
	 .level = 7},
	{LINE("Warning  OOMKilling  2m  kernel-monitor, n1  Memory cgroup out of memory: Kill process 4", "Memory cgroup out of memory: Kill process 4", "k8s-event")},
	{LINE("Panic#1 Part1\n<4>[    2.500000] b\nPanic#1 Part2\n<4>[    1.500000] a", "b", "pstore"), .mono = 2500000,
	 .trust = TRUST_KERNEL, .level = 5},
	{LINE("Panic#1 Part2\n<4>[    1.500000] a\nPanic#1 Part1\n<4>[    2.500000] b", "b", "pstore"), .mono = 2500000,
	 .trust = TRUST_KERNEL, .level = 5},
	{LINE("Oops#1 Part1\n<4>[    1.500000] a\nPanic#2 Part1\n<4>[    2.500000] b", "b", "pstore"), .mono = 2500000,
	 .trust = TRUST_KERNEL, .level = 5},
	{LINE("{\"log\":\"Mem-Info:\"}", "Mem-Info:", "docker-json")},
	/* what a program that shows logs put in front */
	{LINE("     7\t[    1.500000] x", "x", "dmesg"), .mono = 1500000},
	{LINE("      7 [    1.500000] x\n      8  y", " y", "bare")},
	{LINE("     1\tMem-Info:", "Mem-Info:", "bare")},
	{LINE("1 Mem-Info:", "1 Mem-Info:", "bare")},
	{LINE("     2\tMem-Info:", "     2\tMem-Info:", "bare")},
	{LINE("7:[    1.500000] x\n8-Mem-Info:", "Mem-Info:", "bare")},
	{LINE("7:[    1.500000] x\n63 total pagecache pages", "63 total pagecache pages", "bare")},
	{LINE("a/kern.log-7-[    1.500000] x", "x", "dmesg"), .mono = 1500000},
	{LINE("messages-20260101-7-[    1.500000] x\nmessages-20260101:8:Mem-Info:", "Mem-Info:", "bare")},
	{LINE("kern.log:Nov 21 01:34:44 h kernel: x", "x", "journal-short"), .host = "h", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("Mem-Info:[    1.500000] x", "Mem-Info:[    1.500000] x", "bare")},
	{LINE("[2026-11-21 01:34:44] [    1.500000] x", "x", "dmesg"), .mono = 1500000, .wall = "2026-11-21 1:34:44.000000"},
	{LINE("[2026-11-21T01:34:44.125Z] x", "x", "iso-stamp"), .wall = "2026-11-21 1:34:44.125000 +0"},
	{LINE("01:34:44 [    1.500000] x", "x", "dmesg"), .mono = 1500000},
	{LINE("01:34:44 x", "01:34:44 x", "bare")},
	{LINE("web-1    | [    1.500000] x\nweb-1    | Mem-Info:", "Mem-Info:", "bare"), .host = "web-1"},
	{LINE("a | b", "a | b", "bare")},
	/* a page's source */
	{LINE("<p>x<br>\n[    1.500000] a &lt;br&gt;<br />", "a <br>", "dmesg"), .mono = 1500000},
	{LINE("[    1.500000] [    7]     0     7      588       71 <br>", "[    7]     0     7      588       71 <br>", "dmesg"),
	 .mono = 1500000},
	{LINE("<tr><td class=\"n\">7</td><td>[    1.500000] x</td></tr>", "x", "dmesg"), .mono = 1500000},
	{LINE(" <IRQ>", " <IRQ>", "bare")},
	{LINE("<TASK>", "<TASK>", "bare")},
	{LINE("Panic#1 Part7\n<4>[   88.123456] Mem-Info:", "Mem-Info:", "pstore"), .mono = 88123456, .trust = TRUST_KERNEL, .level = 5},
	{LINE("[2026-11-21T01:34:44.123Z] [    1.500000] x", "x", "dmesg"), .wall = "2026-11-21 1:34:44.123000 +0",
	 .mono = 1500000},
	{LINE("\x1b_bk;t=1693908672331\a[    1.500000] x", "x", "dmesg"), .mono = 1500000},
	/* log services */
	{LINE("{\"textPayload\":\"[    1.500000] x\",\"timestamp\":\"2026-11-21T01:34:44Z\"}", "x", "dmesg"),
	 .wall = "2026-11-21 1:34:44.000000 +0", .mono = 1500000},
	{LINE("{\"textPayload\":\"Mem-Info:\",\"resource\":{\"type\":\"gce_instance\"}}", "Mem-Info:", "service-json"), .flags = RECORD_FIELD},
	{LINE("{\"message\":\"Nov 21 01:34:44 h kernel: x\",\"host\":{\"name\":\"n\"},\"log\":{\"offset\":1}}", "x", "journal-short"),
	 .host = "h", .tag = "kernel", .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("{\"jsonPayload\":{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\"},\"timestamp\":\"2026-11-21T01:34:44Z\"}", "x", "journal-json"),
	 .wall = "2026-11-21 1:34:44.000000 +0", .trust = TRUST_KERNEL},
	{LINE("{\"_source\":{\"agent\":{\"id\":\"1\"},\"message\":\"[    1.500000] x\"}}", "x", "dmesg"), .mono = 1500000},
	{LINE("{\"message\":\"[    1.500000] x\",\"host\":{\"os\":{\"name\":\"Linux\"},\"name\":\"h\"}}", "x", "dmesg"), .host = "h",
	 .mono = 1500000},
	{LINE("{\"textPayload\":\"[    1.500000] x\",\"resource\":{\"labels\":{\"instance_id\":\"77\"}}}", "x", "dmesg"), .host = "77",
	 .mono = 1500000},
	{LINE("{\"line\":12,\"msg\":\"[    1.500000] x\"}", "x", "dmesg"), .mono = 1500000},
	{LINE("{\"line\":\"[    1.500000] x\",\"fields\":{}}", "x", "dmesg"), .mono = 1500000},
	{LINE("{\"textPayload\":\"[    1.000000] x\\n[    1.500000] y\"}", "y", "dmesg"), .mono = 1500000},
	{LINE("{\n  \"events\": [\n    {\n      \"message\": \"[    1.500000] x\"\n    },\n", "x", "dmesg"), .mono = 1500000},
	{LINE("{\n  \"stdout_lines\": [\n    \"[    1.500000] \\\"x\\\"\",\n", "\"x\"", "dmesg"), .mono = 1500000},
	{LINE("'[    1.500000] x',", "x", "dmesg"), .mono = 1500000},
	{LINE("\"2026-11-21T01:34:44Z\",\"h\",\"[    1.500000] a \"\"b\"\", c\",\"7\"", "a \"b\", c", "dmesg"), .mono = 1500000},
	{LINE("1,h,\"Nov 21 01:34:44 h kernel: x\"", "x", "journal-short"), .host = "h", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:44 host kernel: Killed process 5 (a,\"b) c", "Killed process 5 (a,\"b) c", "journal-short"), .host = "host",
	 .tag = "kernel", .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("kernel: Killed process 5 (a,\"b) c", "Killed process 5 (a,\"b) c", "kernel-tag"), .tag = "kernel"},
	{LINE("x Killed process 5 (a,\"b) c", "x Killed process 5 (a,\"b) c", "bare")},
	/* the column is known, and has no comma */
	{LINE("1,\"[    1.500000] Mem-Info:, x\",h\n2,[    1.600000] y,h", "y", "dmesg"), .mono = 1600000},
	{LINE("{\"TimeGenerated\":\"x\",\"Computer\":\"h\",\"ProcessName\":\"kernel\",\"SyslogMessage\":\"[    1.500000] x\"}", "x", "syslog-json"),
	 .host = "h", .tag = "kernel", .mono = 1500000, .trust = TRUST_KERNEL},
	{LINE("{\"message\":\"expected: [    1.500000] Killed process 1\"}", "expected: [    1.500000] Killed process 1", "service-json"),
	 .flags = RECORD_FIELD},
	/* exports in one line: the last message of the list */
	{LINE("[{\"message\":\"[    1.000000] x\",\"host\":\"h\"},{\"message\":\"[    1.500000] y\",\"host\":\"i\"}]", "y", "dmesg"),
	 .host = "i", .mono = 1500000},
	{LINE("[\"[    1.000000] x\",\"[    1.500000] \\\"y\\\"\"]", "\"y\"", "dmesg"), .mono = 1500000},
	{LINE("{\"events\":[{\"timestamp\":1,\"message\":\"[    1.500000] x\"}],\"nextToken\":\"f/3\"}", "x", "dmesg"), .mono = 1500000},
	{LINE("{\"data\":{\"result\":[{\"stream\":{\"host\":\"h\"},\"values\":[[\"17952274\",\"[    1.500000] x\"],[\"17952275\",\"Mem-Info:\"]]}]}}",
	      "Mem-Info:", "bare")},
	{LINE("[\n{\"message\":\"[    1.000000] x\"}\n,{\"message\":\"[    1.500000] y\"}", "y", "dmesg"), .mono = 1500000},
	{LINE("[    1.500000] x\n{\"status\":\"success\",\"items\":[1,2,[\"a\",\"Out of memory\"]]}", "x", "dmesg"), .mono = 1500000},
	{LINE("{a b} {c", "{a b} {c", "bare")},
	{LINE("{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"7\"},{\"field\":\"@message\",\"value\":\"[    1.500000] x\"},"
	      "{\"field\":\"@ptr\",\"value\":\"[    2.500000]\"}]]}", "x", "dmesg"), .mono = 1500000},
	{LINE("{\"Output\":\"BIOS\\r\\n[    1.000000] x\\r\\n[    1.500000] y\\r\\n\",\"InstanceId\":\"i-0\"}", "y", "dmesg"), .mono = 1500000},
	{LINE("{\"short_message\":\"[    1.5\",\"full_message\":\"[    1.500000] x\"}", "x", "dmesg"), .mono = 1500000},
	{LINE("{\"timeUnixNano\":\"1\",\"body\":{\"stringValue\":\"[    1.500000] x\"}}", "x", "dmesg"), .mono = 1500000},
	/* an object behind what a forwarder writes; the same words before a text are a program's */
	{LINE("2026-11-21T01:34:44+00:00\tkernel.log\t{\"host\":\"h\",\"message\":\"[    1.500000] Mem-Info:\"}", "Mem-Info:", "dmesg"),
	 .host = "h", .mono = 1500000},
	{LINE("[0] kern: [[1795227284.117000000, {}], {\"host\"=>\"h\", \"message\"=>\"[    1.500000] Mem-Info:\"}]", "Mem-Info:", "dmesg"),
	 .host = "h", .mono = 1500000},
	{LINE("12 WARN app: {\"q\":\"oom-kill\"}\n12 WARN app: Mem-Info:", "12 WARN app: Mem-Info:", "bare")},
	/* logfmt, YAML */
	{LINE("level=warn msg=\"[    1.500000] \\\"x\\\"\" host=h", "\"x\"", "dmesg"), .mono = 1500000},
	{LINE("level=warn msg=\"x oom-kill\" host=h", "level=warn msg=\"x oom-kill\" host=h", "bare")},
	{LINE("- \"[    1.500000] x\"", "x", "dmesg"), .mono = 1500000},
	{LINE("---\ninsertId: abc\ntextPayload: '[    1.500000] Mem-Info:'\ntimestamp: '2026-11-21T01:34:44Z'\n---", "Mem-Info:", "dmesg"), .mono = 1500000},
	{LINE("memory: usage 8kB", "memory: usage 8kB", "bare")},
	/* in a text */
	{LINE("- `[    1.500000] Mem-Info:`\n- `x`", "x", "bare")},
	{LINE("1. `Out of memory: Killed process 5 (x) total-vm:8kB, anon-rss:4kB, file-rss:0kB`",
	      "Out of memory: Killed process 5 (x) total-vm:8kB, anon-rss:4kB, file-rss:0kB", "bare")},
	{LINE("- `Out of memory: Killed process` is what to look for", "- `Out of memory: Killed process` is what to look for", "bare")},
	{LINE("- `Out of memory: Kill process 5 (x) score 9`", "- `Out of memory: Kill process 5 (x) score 9`", "bare")},
	/* a terminal's screen */
	{LINE("[    1.000000] Mem-Info:                                \n[    1.500000] [    7]     0     7 a                    ", "[    7]     0     7 a", "dmesg"),
	 .mono = 1500000},
	{LINE("[    1.500000] [    7]     0     7 a ", "[    7]     0     7 a ", "dmesg"), .mono = 1500000},
	{LINE("[    1.000000] x\n[ 11-21 01:34:44.123     0:    0 W/         ]\n[    1.500000] y", "y", "dmesg"), .mono = 1500000},
	/* what stands beside the host */
	{LINE("Nov 21 01:34:44 host [kern.warning] kernel: x", "x", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL, .level = 5},
	{LINE("Nov 21 01:34:44.123456 host WARNING kernel: x", "x", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.123456", .trust = TRUST_KERNEL, .level = 5},
	{LINE("Nov 21 01:34:44 10.0.0.7 (\"U7,80,v4\") kernel: x", "x", "journal-short"), .host = "10.0.0.7", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:44 [kernel] [    1.500000] x", "x", "syslog"), .tag = "kernel", .wall = "0-11-21 1:34:44.000000",
	 .mono = 1500000, .trust = TRUST_KERNEL},
	{LINE("Nov 21 01:34:44 [sshd] x y", "x y", "syslog"), .tag = "sshd", .wall = "0-11-21 1:34:44.000000", .trust = TRUST_PROGRAM},
	{LINE("Nov 21 01:34:44  host kernel: x", "x", "journal-short"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("2026-11-21T01:34:44+00:00 app[web.1]: [    1.500000] x", "x", "syslog-iso"), .wall = "2026-11-21 1:34:44.000000 +0",
	 .mono = 1500000},
	{LINE("2026-11-21T01:34:44.123456Z WARNING kernel: [    1.500000] x", "x", "syslog-iso"), .tag = "kernel",
	 .wall = "2026-11-21 1:34:44.123456 +0", .mono = 1500000, .trust = TRUST_KERNEL, .level = 5},
	{LINE("2026/11/21 01:34:44 host kernel: x", "x", "syslog-iso"), .host = "host", .tag = "kernel",
	 .wall = "2026-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	/* busybox's klogd with glibc; a program's line has no stamp of printk's */
	{LINE("Nov 21 01:34:44 host user.warn kernel: [    1.500000] x", "x", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .mono = 1500000, .level = 5},
	{LINE("Nov 21 01:34:44 host user.warn kernel: x", "x", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_PROGRAM, .level = 5},
	{LINE("Nov 21 01:34:44 host daemon.warn kernel: [    1.500000] x", "x", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .mono = 1500000, .trust = TRUST_PROGRAM, .level = 5},
	{LINE("[Sat Nov 21 01:34:44 UTC 2026] x", "x", "dmesg-ctime"), .wall = "2026-11-21 1:34:44.000000 +0"},
	{LINE("<6>[  123.456789]@3 Mem-Info:", "Mem-Info:", "dmesg-raw"), .mono = 123456789, .trust = TRUST_KERNEL, .level = 7},
	{LINE("[  123.456789] @3 x", "@3 x", "dmesg"), .mono = 123456789},
	{LINE("\"[    1.500000] x\\n\"", "x", "dmesg"), .mono = 1500000},
	/* Cisco */
	{LINE("2026 Nov 21 01:34:44 host %KERN-4-SYSTEM_MSG: [    1.400000] Mem-Info: - kernel\n"
	      "2026 Nov 21 01:34:44 host %KERN-4-SYSTEM_MSG: [    1.500000] x - kernel", "x", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .mono = 1500000, .trust = TRUST_KERNEL, .level = 5},
	{LINE("Nov 21 01:34:44 host %KERN-4-SYSTEM_MSG: Mem-Info: - kernel\n"
	      "Nov 21 01:34:44 host %KERN-4-SYSTEM_MSG: x - kernel", "x", "syslog"), .host = "host", .tag = "kernel",
	 .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL, .level = 5},
	{LINE("*Nov 21 01:34:44.123: %IOSXE-4-PLATFORM: R0/0: kernel: x", "x", "syslog"), .tag = "kernel",
	 .wall = "0-11-21 1:34:44.123000", .trust = TRUST_KERNEL, .level = 5},
	{LINE("<187>123: host: Nov 21 01:34:44.123 UTC: %KERN-3-SYSTEM_MSG: [    1.500000] x", "x", "syslog"), .host = "host",
	 .tag = "kernel", .wall = "0-11-21 1:34:44.123000 +0", .mono = 1500000, .trust = TRUST_KERNEL, .level = 4},
	{LINE("*Nov 21 01:34:44.123: %SYS-2-MALLOCFAIL: Memory allocation of 8 bytes failed", "Memory allocation of 8 bytes failed", "syslog"),
	 .wall = "0-11-21 1:34:44.123000", .trust = TRUST_PROGRAM, .level = 3},
	{LINE("msg: '[    1.500000] Mem-Info:'\nescaped msg: '[    1.500000] Mem-Info:'\ninputname: imklog rawmsg: '<4>[    1.500000] Mem-Info:'", "Mem-Info:", "dmesg"),
	 .mono = 1500000},
	/* a label before lines that have no prefix: the next line shows where it ends */
	{LINE("n-7: a b invoked oom-killer: gfp_mask=0xd0\nn-7: a b cpuset=/ mems_allowed=0\nn-7: CPU: 0 PID: 1", "CPU: 0 PID: 1", "bare"),
	 .host = "n-7"},
	{LINE("a: b invoked oom-killer: gfp_mask=0xd0\na: b cpuset=/ mems_allowed=0\nCPU: 0 PID: 1", "CPU: 0 PID: 1", "bare")},
	{LINE("12,3 - INFO - x invoked oom-killer: gfp_mask=0xd0\n12,400 - INFO - CPU: 0 PID: 1", "CPU: 0 PID: 1", "bare")},
	{LINE("a: b invoked oom-killer: gfp_mask=0xd0", "a: b invoked oom-killer: gfp_mask=0xd0", "bare")},
	{LINE("n-7: a b invoked oom-killer: gfp_mask=0xd0\nn-7: x y", "n-7: x y", "bare")},
	{LINE("kern.log:x y invoked oom-killer: gfp_mask=0xd0", "x y invoked oom-killer: gfp_mask=0xd0", "bare")},
	{LINE("/var/log/messages:7:oom-kill:constraint=x\n/var/log/messages:8:Mem-Info:", "Mem-Info:", "bare")},
	{LINE("kworker/0:1 invoked oom-killer: gfp_mask=0xd0", "kworker/0:1 invoked oom-killer: gfp_mask=0xd0", "bare")},
	{LINE("| x invoked oom-killer: gfp_mask=0xd0\n| Mem-Info:", "Mem-Info:", "bare")},
	{LINE("   1 | x\n   2 | Mem-Info:", "Mem-Info:", "bare")},
	/* labels: learned from a line that opens a report, taken off all that begin so */
	{LINE("web01: [    1.500000] x invoked oom-killer:\nweb02: [    1.600000] y", "y", "dmesg"), .host = "web02", .mono = 1600000},
	{LINE("klog_1  | [    1.500000] Mem-Info:", "Mem-Info:", "dmesg"), .host = "klog_1", .mono = 1500000},
	{LINE("10.0.0.11:6665 [    1.500000] Mem-Info:", "Mem-Info:", "dmesg"), .host = "10.0.0.11", .mono = 1500000},
	{LINE("59: [    1.500000] Mem-Info:", "Mem-Info:", "dmesg"), .mono = 1500000},
	{LINE("L59: [    1.500000] Mem-Info:", "Mem-Info:", "dmesg"), .mono = 1500000},
	{LINE("Password: [    1.500000] Mem-Info:", "Mem-Info:", "dmesg"), .mono = 1500000},
	{LINE("10:11:12  [    1.500000] Mem-Info:\n10:11:13  [    1.600000] y", "y", "dmesg"), .mono = 1600000},
	{LINE("/var/log/m-1:Nov 21 01:34:44 h kernel: Out of memory: Killed process 1", "Out of memory: Killed process 1", "journal-short"),
	 .host = "h", .tag = "kernel", .wall = "0-11-21 1:34:44.000000", .trust = TRUST_KERNEL},
	{LINE("he said '[    1.500000] Killed process 1", "he said '[    1.500000] Killed process 1", "bare")},
	{LINE("    3,591,248095206,-;Out of memory: Kill process 1", "    3,591,248095206,-;Out of memory: Kill process 1", "bare")},
	{LINE("a b [    1.500000] y", "a b [    1.500000] y", "bare")},
	/* those who quoted it */
	{LINE("```[    1.500000] x```", "x```", "dmesg"), .mono = 1500000},
	{LINE("[    1.500000] file-rss:0kB```", "file-rss:0kB", "dmesg"), .mono = 1500000},
	{LINE("| [    1.500000] | x |", "x", "dmesg"), .mono = 1500000},
	{LINE("[code][    1.500000] x[/code]", "x", "dmesg"), .mono = 1500000},
	{LINE("> > [    1.500000] x", "x", "dmesg"), .mono = 1500000},
	{LINE(">>>+[    1.500000] x", "x", "dmesg"), .mono = 1500000},
	{LINE("\t// [    1.500000] x", "x", "dmesg"), .mono = 1500000},
	{LINE("+[    1.500000] x\n+Mem-Info:", "Mem-Info:", "bare")},
	{LINE("    [    1.500000] x", "x", "dmesg"), .mono = 1500000},
	{LINE("[\xC2\xA0   3024.980000]\xC2\xA0 Mem-Info:", " Mem-Info:", "dmesg"), .mono = INT64_C(3024980000)},
	{LINE("[    1.500000] a &lt;b&gt; &amp;&quot;&#39;", "a <b> &\"'", "dmesg"), .mono = 1500000},
	{LINE("[    1.500000][COLOR=\"Red\"] x invoked[/COLOR]", "x invoked", "dmesg"), .mono = 1500000},
	{LINE("> [    1.500000] gfp_mask=3D0xd0 UID:0=20\n> a=\nb=3Dc", "ab=c", "bare")},
	{LINE("[    1.500000] oom_score_adj=200", "oom_score_adj=200", "dmesg"), .mono = 1500000},
	/* --from */
	{LINE("<4>[    1.500000] x", "<4>[    1.500000] x", "bare"), .from = "bare"},
	{LINE("Nov 21 01:34:44 host kernel: x", "Nov 21 01:34:44 host kernel: x", "bare"), .from = "dmesg"},
};
/* clang-format on */

static const char *words(const char *s)
{
	return s != NULL ? s : "";
}

ParameterizedTestParameters(carrier_lines, row)
{
	static size_t index[sizeof(rows) / sizeof(*rows)];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		index[i] = i;
	return cr_make_param_array(size_t, index, sizeof(rows) / sizeof(*rows));
}

ParameterizedTest(size_t *index, carrier_lines, row)
{
	const struct row *row = &rows[*index];
	struct seen seen;
	char wall[80];

	decode(&seen, row->from, str_of(row->input));
	cr_assert_gt(seen.count, 0, "%s: no record", row->input);
	wall_words(&seen.r.wall, wall, sizeof(wall));
	cr_expect_str_eq(seen.text, row->text, "%s: text '%s'", row->input, seen.text);
	cr_expect_str_eq(seen.r.carrier, row->carrier, "%s: carrier %s", row->input, seen.r.carrier);
	cr_expect_str_eq(seen.host, words(row->host), "%s: host '%s'", row->input, seen.host);
	cr_expect_str_eq(seen.tag, words(row->tag), "%s: tag '%s'", row->input, seen.tag);
	cr_expect_str_eq(seen.caller, words(row->caller), "%s: caller '%s'", row->input, seen.caller);
	cr_expect_str_eq(wall, words(row->wall), "%s: wall '%s'", row->input, wall);
	cr_expect_eq(seen.r.mono_us, row->mono != 0 ? row->mono : NO_TIME, "%s: mono %ld", row->input,
	             (long)seen.r.mono_us);
	cr_expect_eq(seen.r.trust, row->trust, "%s: trust %d", row->input, (int)seen.r.trust);
	cr_expect_eq(seen.r.flags & ~(unsigned)RECORD_STAMPED, row->flags, "%s: flags %x", row->input, seen.r.flags);
	cr_expect_eq(seen.r.level + 1, row->level, "%s: level %d", row->input, seen.r.level);
}

/* Every row of --from=list shows a line that is recognised as what the row says. */
Test(carrier_lines, samples)
{
	for (size_t i = 0; i < n_carriers; i++) {
		struct decoder *d;
		struct seen seen = {.count = 0};

		cr_assert_not_null(carriers[i].what);
		cr_assert_eq(decoder_new(&d, carriers[i].name, 1024, keep, &seen), 0);
		feed(d, str_of(carriers[i].sample));
		decoder_free(d);
		/* A header alone is no message yet. */
		if (strcmp(carriers[i].name, "journal-verbose") == 0 || strcmp(carriers[i].name, "journal-export") == 0)
			continue;
		cr_expect_eq(seen.count, 1, "%s: %zu records", carriers[i].name, seen.count);
	}
}

Test(carrier_lines, unknown_carrier)
{
	struct decoder *d;

	cr_assert_eq(decoder_new(&d, "nonsense", 1024, keep, NULL), OOMLOG_E_INVALID);
}

/* Gaps in the sequence numbers of kmsg are messages that were overwritten before somebody read them. */
Test(carrier_lines, lost)
{
	struct seen seen;

	decode(&seen, NULL, STR("4,10,1,-;a\n4,14,2,-;b\n"));
	cr_assert_eq(seen.r.lost, 3);
}

/* A binary field of the export form may hold newlines, also within its length. */
Test(carrier_lines, export_binary)
{
	struct seen seen;

	decode(&seen, NULL, STR("__CURSOR=x\nMESSAGE\n\x0a\0\0\0\0\0\0\0ab\ncd\r\nef\n\n_TRANSPORT=kernel\n\n"));
	cr_assert_eq(seen.count, 1);
	cr_assert_str_eq(seen.text, "ab\ncd\r\nef\n");
	cr_assert_eq(seen.r.trust, TRUST_KERNEL);
	decode(&seen, NULL,
	       STR("__CURSOR=x\nMESSAGE\n\xff\xff\xff\xff\xff\xff\xff\xff"
	           "ab\n\n[    1.500000] x\n"));
	cr_assert_str_eq(seen.text, "x", "a length that cannot be ends the entry");
}

/* A piece that is never completed goes out at the end, marked as cut. */
Test(carrier_lines, unfinished)
{
	struct seen seen;

	decode(&seen, NULL, STR("2026-11-21T01:34:44.1Z stderr P Killed pro\n"));
	cr_assert_str_eq(seen.text, "Killed pro");
	cr_assert((seen.r.flags & RECORD_CUT) != 0);
	decode(&seen, NULL, STR("__CURSOR=x\nMESSAGE=a\n"));
	cr_assert_str_eq(seen.text, "a");
}

/* The last fragment of one message was lost: it is not completed with another's. */
Test(carrier_lines, lost_fragment)
{
	struct seen seen;

	decode(&seen, NULL, STR("6,7,2,-,ncfrag=0/8;abcd\n6,8,2,-,ncfrag=0/8;efgh\n6,8,2,-,ncfrag=4/8;ijkl\n"));
	cr_assert_eq(seen.count, 2);
	cr_assert_str_eq(seen.text, "efghijkl");
	decode(&seen, NULL,
	       STR("6,7,2,-,ncfrag=0/8;abcd\n2026-11-21T01:34:44.1Z stdout P x\n"
	           "2026-11-21T01:34:44.1Z stdout F y\n"));
	cr_assert_eq(seen.count, 2);
	cr_assert_str_eq(seen.text, "xy");
}

Test(carrier_lines, positions)
{
	struct seen seen;

	decode(&seen, NULL, STR("x\n2026-11-21T01:34:44.1Z stderr P a\n2026-11-21T01:34:44.2Z stderr F b\n"));
	cr_assert_eq(seen.r.line, 2);
	cr_assert_eq(seen.r.last_line, 3);
	cr_assert_eq(seen.r.first_byte, 2);
	cr_assert_eq(seen.r.last_byte, 70);
}

/* A clock of the year 294247 is damage: the difference to any other one would overflow. */
Test(carrier_lines, times_that_are_none)
{
	struct seen seen;

	decode(&seen, NULL,
	       STR("{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"9223372036854775807\","
	           "\"__MONOTONIC_TIMESTAMP\":\"9223372036854775807\"}"));
	cr_assert_str_eq(seen.text, "x");
	cr_expect_eq(seen.r.real_us, NO_TIME);
	cr_expect_eq(seen.r.mono_us, NO_TIME);
}

/* "[    1.5] host kernel: ..": short-monotonic is believed at once at the beginning, and from the second line after others. */
Test(carrier_lines, monotonic_host)
{
	struct seen seen;

	decode(&seen, NULL,
	       STR("[    1.500000] x y\n[    1.600000] h kernel: a\n[    1.700000] h kernel: b\n"
	           "[    1.800000] h systemd[1]: c\n"));
	cr_assert_str_eq(seen.r.carrier, "journal-short-monotonic");
	cr_assert_str_eq(seen.tag, "systemd");
	cr_assert_str_eq(seen.text, "c");
}

Test(carrier_lines, carrier_of_input)
{
	struct seen seen = {.count = 0};
	struct decoder *d;

	cr_assert_eq(decoder_new(&d, NULL, 1024, keep, &seen), 0);
	cr_assert_null(decoder_carrier(d));
	feed(d, STR("x\ny\nz\n[    1.500000] a\n"));
	cr_assert_str_eq(decoder_carrier(d), "dmesg");
	cr_assert_not(decoder_needs_all(d));
	decoder_reset(d);
	feed(d, STR("4,10,1,-;a\n"));
	cr_assert_str_eq(decoder_carrier(d), "kmsg");
	cr_assert(decoder_needs_all(d));
	decoder_free(d);
}
