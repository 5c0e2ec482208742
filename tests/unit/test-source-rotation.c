/* Names of rotated logs: parser/source/rotation.c, logname.c */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "source/logname.h"
#include "source/pathlist.h"
#include "source/rotation.h"

struct name_case {
	const char *path, *family, *ext;
	enum rotation_kind kind;
	uint64_t value;
};

// clang-format off
static const struct name_case names[] = {
	{"messages", "messages", "", ROTATION_NONE, 0},
	{"messages.1", "messages", "", ROTATION_NUMBER, 1},
	{"var/log/messages.2.gz", "var/log/messages", "", ROTATION_NUMBER, 2},
	{"messages-20261101.xz", "messages", "", ROTATION_DATE, UINT64_C(20261101000000)},
	{"messages-20261101-123000", "messages", "", ROTATION_DATE, UINT64_C(20261101123000)},
	{"messages-2026-11-01", "messages", "", ROTATION_DATE, UINT64_C(20261101000000)},
	{"messages-2026110112", "messages", "", ROTATION_DATE, UINT64_C(20261101120000)},
	{"messages.old", "messages", "", ROTATION_OLD, 0},
	{"kern.log", "kern", ".log", ROTATION_NONE, 0},
	{"kern.log.10.gz", "kern", ".log", ROTATION_NUMBER, 10},
	{"kern-20261101.log.zst", "kern", ".log", ROTATION_DATE, UINT64_C(20261101000000)},
	{"dmesg-efi_pstore-171234567802001", "dmesg-efi_pstore-1712345678", "001", ROTATION_NUMBER, 2},
	/* no rotation: no date, another folder, a version, nothing before it */
	{"messages-20261399", "messages-20261399", "", ROTATION_NONE, 0},
	{"logs.1/messages", "logs.1/messages", "", ROTATION_NONE, 0},
	{"journalctl_--boot_-1", "journalctl_--boot_-1", "", ROTATION_NONE, 0},
	{"dir/.1", "dir/.1", "", ROTATION_NONE, 0},
	{".gz", ".gz", "", ROTATION_NONE, 0},
	{"-", "-", "", ROTATION_NONE, 0},
	{"", "", "", ROTATION_NONE, 0},
	{"x.123456", "x.123456", "", ROTATION_NONE, 0},
};
// clang-format on

ParameterizedTestParameters(source_rotation, parse)
{
	static size_t index[sizeof(names) / sizeof(names[0])];

	for (size_t i = 0; i < sizeof(index) / sizeof(index[0]); i++)
		index[i] = i;
	return cr_make_param_array(size_t, index, sizeof(index) / sizeof(index[0]));
}

ParameterizedTest(size_t *i, source_rotation, parse)
{
	const struct name_case *c = &names[*i];
	struct rotation r;

	rotation_parse(&r, c->path);
	cr_assert(str_eq(r.family, str_of(c->family)), "%s: family %.*s", c->path, (int)r.family.n, r.family.p);
	cr_assert(str_eq(r.ext, str_of(c->ext)), "%s: ext %.*s", c->path, (int)r.ext.n, r.ext.p);
	cr_assert_eq(r.kind, c->kind, "%s: kind %d", c->path, r.kind);
	if (c->kind != ROTATION_NONE)
		cr_assert_eq(r.value, c->value, "%s: value %lu", c->path, (unsigned long)r.value);
}

/* Sorts the names up to NULL and compares; a '+' before an expected name: it continues the one before. */
static void check_order(const char *const *given, const char *const *expected)
{
	struct pathlist list = {0};

	for (; *given != NULL; given++)
		cr_assert_eq(pathlist_add(&list, *given), 0);
	cr_assert_eq(pathlist_sort_families(&list), 0);
	for (size_t i = 0; i < list.n; i++) {
		bool continues = expected[i][0] == '+';

		cr_assert_str_eq(list.items[i].name, expected[i] + continues);
		cr_assert_eq(list.items[i].continues, continues, "%s", list.items[i].name);
	}
	cr_assert_null(expected[list.n]);
	pathlist_release(&list);
}

Test(source_rotation, order_of_numbers)
{
	check_order((const char *const[]){"messages", "x.log", "messages.1", "messages.10.gz", "messages.2.gz", NULL},
	            (const char *const[]){"messages.10.gz", "messages.2.gz", "+messages.1", "+messages", "x.log",
	                                  NULL});
}

Test(source_rotation, order_of_dates)
{
	check_order((const char *const[]){"syslog", "syslog-20261108", "syslog-20261101.gz", NULL},
	            (const char *const[]){"syslog-20261101.gz", "+syslog-20261108", "+syslog", NULL});
}

Test(source_rotation, order_of_extension_style)
{
	check_order((const char *const[]){"kern.log", "kern-20261101.log", NULL},
	            (const char *const[]){"kern-20261101.log", "+kern.log", NULL});
}

/* Each is the ring of a boot of its own. */
Test(source_rotation, dmesg_never_continues)
{
	check_order((const char *const[]){"dmesg", "dmesg.0", "dmesg.1.gz", NULL},
	            (const char *const[]){"dmesg.1.gz", "dmesg.0", "dmesg", NULL});
}

/* Part 1 is the newest of a dump. */
Test(source_rotation, order_of_pstore_parts)
{
	check_order((const char *const[]){"dmesg-efi_pstore-171234567801001", "dmesg-efi_pstore-171234567802001", NULL},
	            (const char *const[]){"dmesg-efi_pstore-171234567802001", "+dmesg-efi_pstore-171234567801001",
	                                  NULL});
	check_order((const char *const[]){"dmesg-erst-7300000000000000001", "dmesg-erst-7300000000000000002", NULL},
	            (const char *const[]){"dmesg-erst-7300000000000000002", "+dmesg-erst-7300000000000000001", NULL});
}

Test(source_rotation, other_logs_keep_their_order)
{
	check_order((const char *const[]){"z", "-", "a", "m", NULL}, (const char *const[]){"z", "-", "a", "m", NULL});
}

/* The same name twice is no continuation of itself. */
Test(source_rotation, same_name_twice)
{
	check_order((const char *const[]){"a.1", "a.1", NULL}, (const char *const[]){"a.1", "a.1", NULL});
}

Test(source_logname, logs)
{
	static const char *const logs[] = {
		"messages",
		"var/log/messages-20261101.xz",
		"/var/log/syslog.1",
		"var/log/kern.log.2.gz",
		"dmesg",
		"dmesg.0",
		"sos/sos_commands/kernel/dmesg_-T",
		"sos/sos_commands/logs/journalctl_--no-pager",
		"messages.txt",
		"boot.txt",
		"crash/127.0.0.1-2026-11-21/vmcore-dmesg.txt",
		"console.log",
		"dmesg-efi_pstore-171234567801001",
		"node1.log",
		"case/oom.txt.gz",
		"host.log.1",
		"sosreport.tar.xz",
		"logs.tgz",
	};

	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++)
		cr_assert(logname_is_log(logs[i]), "%s", logs[i]);
}

Test(source_logname, others)
{
	static const char *const others[] = {
		"",
		"/",
		"var/log/nginx/error.log",
		"/var/log/apt/history.log",
		"etc/rsyslog.conf",
		"syslog.conf",
		"a.c",
		"sos_commands/process/ps.txt",
		"system.journal",
		"README.md",
		".messages",
		"messages.service",
		"meta.json",
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		cr_assert_not(logname_is_log(others[i]), "%s", others[i]);
	cr_assert(logname_is_journal("var/log/journal/0f/system.journal"));
	cr_assert(logname_is_journal("user-1000@0f-1.journal~"));
	cr_assert_not(logname_is_journal("journal.log"));
}
