/* The sequence of inputs: parser/source/inputs.c, walk.c, file.c, archive.c, on files made here. */
#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/archive.h"
#include "source/journal.h"
#include "source/source.h"

static char folder[64];

static void enter_folder(void)
{
	strcpy(folder, "/tmp/oomlog-test-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
	char command[128];

	cr_assert_eq(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_assert_eq(system(command), 0);
}

TestSuite(source_inputs, .init = enter_folder, .fini = remove_folder, .timeout = 60);

static void make_file(const char *path, const void *data, size_t n)
{
	FILE *f = fopen(path, "wb");

	cr_assert_not_null(f, "%s: %s", path, strerror(errno));
	cr_assert_eq(fwrite(data, 1, n, f), n);
	cr_assert_eq(fclose(f), 0);
}

static void make_text(const char *path, const char *text)
{
	make_file(path, text, strlen(text));
}

/* Everything that the sequence says, one line an input: "[+]name=text", and " !words" where it failed. */
static void read_all(char *ret, size_t size, const char *const *names)
{
	struct inputs *in = NULL;
	struct input *input;
	size_t used = 0;
	int r;

	cr_assert_eq(inputs_new(&in), 0);
	for (; *names != NULL; names++)
		cr_assert_eq(inputs_add(in, *names), 0);
	while ((r = inputs_next(in, &input)) > 0) {
		static char buf[INPUT_BLOCK];
		ssize_t n;

		used += (size_t)snprintf(ret + used, size - used, "%s%s=", input->continues ? "+" : "", input->name);
		while ((n = input_read(input, buf, sizeof(buf))) > 0)
			used += (size_t)snprintf(ret + used, size - used, "%.*s", (int)n, buf);
		cr_assert_eq(n < 0, input_error(input) != NULL);
		if (n < 0)
			used += (size_t)snprintf(ret + used, size - used, " !%s", input_error(input));
		used += (size_t)snprintf(ret + used, size - used, "\n");
		cr_assert_lt(used, size);
	}
	cr_assert_eq(r, 0);
	inputs_free(in);
}

#define check(expected, ...)                                                          \
	do {                                                                          \
		static char all[65536];                                               \
		read_all(all, sizeof(all), (const char *const[]){__VA_ARGS__, NULL}); \
		cr_assert_str_eq(all, expected);                                      \
	} while (0)

Test(source_inputs, files_in_order)
{
	make_text("messages", "new");
	make_text("messages.1", "old");
	make_text("b", "b");
	check("b=b\nmessages.1=old\n+messages=new\n", "b", "messages", "messages.1");
}

Test(source_inputs, empty_file)
{
	make_text("a", "");
	check("a=\n", "a");
}

Test(source_inputs, what_cannot_be_opened)
{
	make_text("messages", "new");
	check("nosuch= !cannot open 'nosuch': No such file or directory\nmessages=new\n", "nosuch", "messages");
	/* what is missing is a gap */
	check("messages.1= !cannot open 'messages.1': No such file or directory\nmessages=new\n", "messages.1",
	      "messages");
}

Test(source_inputs, directory)
{
	mkdir("d", 0755);
	mkdir("d/sub", 0755);
	mkdir("d/.git", 0755);
	make_text("d/kern.log", "k");
	make_text("d/kern.log.1", "k1");
	make_text("d/sub/dmesg", "d");
	make_text("d/.git/messages", "hidden");
	make_text("d/notes.md", "no log");
	cr_assert_eq(symlink("..", "d/sub/loop"), 0);
	cr_assert_eq(symlink("../kern.log", "d/sub/messages"), 0);
	cr_assert_eq(mkfifo("d/syslog", 0600), 0);
	check("d/kern.log.1=k1\n+d/kern.log=k\nd/sub/dmesg=d\n", "d");
	check("d/kern.log.1=k1\n+d/kern.log=k\nd/sub/dmesg=d\n", "d/");
}

/* The name of the input is the folder's: its journals are read as one. */
Test(source_inputs, directory_with_journals)
{
	mkdir("d", 0755);
	mkdir("d/j", 0755);
	make_text("d/kern.log", "k");
	make_file("d/j/system.journal", "LPKSHHRH\0\0\0\0\0\0\0\0", 16);
	make_file("d/j/user-1000.journal", "LPKSHHRH\0\0\0\0\0\0\0\0", 16);
	cr_assert_eq(symlink("j/system.journal", "d/a.journal"), 0);
	if (!journal_is_supported())
		cr_skip_test("this build or this machine has no libsystemd");
	check("d/kern.log=k\n"
	      "d/j= !cannot read 'd/j/system.journal': truncated; cannot read 'd/j/user-1000.journal': truncated\n",
	      "d");
}

Test(source_inputs, directory_without_logs)
{
	mkdir("d", 0755);
	make_text("d/notes.md", "no log");
	check("d= !no log in directory 'd'\n", "d");
}

Test(source_inputs, directory_too_deep)
{
	char path[256] = "d", *at = path + 1;

	mkdir(path, 0755);
	for (unsigned i = 0; i <= SOURCE_MAX_DEPTH; i++) {
		at = stpcpy(at, "/e");
		cr_assert_eq(mkdir(path, 0755), 0);
	}
	make_text("d/dmesg", "d");
	check("d/dmesg=d\n"
	      "d/e/e/e/e/e/e/e/e/e/e/e/e/e/e/e/e/e= !directory 'd/e/e/e/e/e/e/e/e/e/e/e/e/e/e/e/e/e' lies more than 16 "
	      "folders deep: it is left out\n",
	      "d");
}

Test(source_inputs, binary_journal_by_name)
{
	make_file("system.journal", "LPKSHHRH\0\0\0\0\0\0\0\0", 16);
	if (!journal_is_supported())
		cr_skip_test("no libsystemd");
	check("system.journal= !cannot read 'system.journal': truncated\n", "system.journal");
}

Test(source_inputs, device)
{
	check("/dev/null=\n", "/dev/null");
}

/* Something that goes away while it is read: what is missing has words. */
Test(source_inputs, file_that_shrinks)
{
	static char buf[INPUT_BLOCK], text[4 * INPUT_BLOCK];
	struct inputs *in = NULL;
	struct input *input;
	ssize_t n;

	memset(text, 'x', sizeof(text));
	make_file("a.log", text, sizeof(text));
	cr_assert_eq(inputs_new(&in), 0);
	cr_assert_eq(inputs_add(in, "a.log"), 0);
	cr_assert_eq(inputs_next(in, &input), 1);
	cr_assert_eq(input->size, sizeof(text));
	cr_assert_gt(input_read(input, buf, sizeof(buf)), 0);
	cr_assert_eq(truncate("a.log", 100), 0);
	while ((n = input_read(input, buf, sizeof(buf))) > 0)
		;
	cr_assert_eq(n, -1);
	cr_assert_not_null(strstr(input_error(input), "'a.log' shrank while it was read"));
	inputs_free(in);
}

/* --- archives --- */

/* POSIX.1-1988 ustar; the text is shorter than a block. */
static size_t add_member(char *tar, const char *name, const char *text)
{
	unsigned sum = 0;

	memset(tar, 0, 1024);
	snprintf(tar, 100, "%s", name);
	strcpy(tar + 100, "0000644");
	strcpy(tar + 108, "0000000");
	strcpy(tar + 116, "0000000");
	snprintf(tar + 124, 12, "%011o", (unsigned)strlen(text) & 07777u);
	strcpy(tar + 136, "14741024000");
	memset(tar + 148, ' ', 8);
	tar[156] = '0';
	memcpy(tar + 257,
	       "ustar\0"
	       "00",
	       8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)tar[i];
	snprintf(tar + 148, 8, "%06o", sum);
	strcpy(tar + 512, text);
	return 1024;
}

static size_t make_tar(char *tar)
{
	size_t n = add_member(tar, "host/var/log/messages", "m");

	n += add_member(tar + n, "host/etc/motd", "no log");
	n += add_member(tar + n, "host/sos_commands/kernel/dmesg", "d");
	n += add_member(tar + n, "host/var/log/journal/0/system.journal", "LPKSHHRH");
	memset(tar + n, 0, 1024);
	return n + 1024;
}

static void need_archives(void)
{
	if (!archive_is_found())
		cr_skip_test("no libarchive");
}

/* make_tar() has a binary journal among its logs. */
static void need_journals_of_archives(void)
{
	need_archives();
	if (!journal_is_supported())
		cr_skip_test("no libsystemd");
}

Test(source_inputs, archive)
{
	static char tar[16384];

	need_journals_of_archives();
	make_file("a.tar", tar, make_tar(tar));
	make_text("b", "b");
	check("a.tar:host/var/log/messages=m\na.tar:host/sos_commands/kernel/dmesg=d\n"
	      "a.tar:host/var/log/journal/0/system.journal= "
	      "!cannot read 'a.tar:host/var/log/journal/0/system.journal': truncated\nb=b\n",
	      "a.tar", "b");
}

Test(source_inputs, archive_without_logs)
{
	static char tar[4096];

	need_archives();
	make_file("a.tar", tar, add_member(tar, "etc/motd", "x") + 1024);
	check("a.tar= !no log in archive 'a.tar'\n", "a.tar");
}

Test(source_inputs, archive_cut)
{
	static char tar[16384], all[65536];

	need_archives();
	make_tar(tar);
	make_file("a.tar", tar, 2 * 1024 + 600);
	read_all(all, sizeof(all), (const char *const[]){"a.tar", NULL});
	cr_assert_not_null(strstr(all, "a.tar:host/var/log/messages=m\n"));
	cr_assert_not_null(strstr(all, "!'"), "%s", all);
}

/* Any damage ends in words or in other bytes, never in a crash. */
Test(source_inputs, archive_damaged)
{
	static char tar[16384], all[65536];
	size_t n;

	need_archives();
	n = make_tar(tar);
	for (size_t at = 0; at < 512; at += 3) {
		tar[at] ^= 0x2a;
		make_file("a.tar", tar, n);
		read_all(all, sizeof(all), (const char *const[]){"a.tar", NULL});
		cr_assert_neq(all[0], '\0');
		tar[at] ^= 0x2a;
	}
}

/* Standard input has no name and is no file, whatever it holds. */
Test(source_inputs, archive_through_a_pipe)
{
	static char tar[16384];
	size_t n = make_tar(tar);
	int fds[2];

	need_journals_of_archives();
	cr_assert_eq(pipe(fds), 0);
	cr_assert_eq(write(fds[1], tar, n), (ssize_t)n);
	close(fds[1]);
	cr_assert_eq(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	check("-:host/var/log/messages=m\n-:host/sos_commands/kernel/dmesg=d\n-:host/var/log/journal/0/system.journal= "
	      "!cannot read '-:host/var/log/journal/0/system.journal': truncated\n",
	      "-");
}
