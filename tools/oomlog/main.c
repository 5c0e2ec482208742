/* The command oomlog: finds the subcommand, reads its options, runs it. */
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "helper.h"
#include "output.h"
#include "say.h"
#include "version.h"

// clang-format off
static const struct cmd cmds[] = {
	{"analyze", CMD_ANALYZE, "[OPTION]... [FILE|DIR|-]...", "Reads kernel logs and tells what the OOM killer did and why.",
	 cmd_analyze},
	{"check", CMD_CHECK, "[OPTION]... [FILE|DIR|-]... [-- COMMAND [ARGUMENT]...]",
	 "Says by its exit status whether logs, or the time a command ran, hold an OOM.", cmd_check},
	{"follow", CMD_FOLLOW, "[OPTION]... [FILE|-]...", "Stays, and reports each event when it is complete.", cmd_follow},
	{"formats", CMD_FORMATS, "[OPTION]...", "Lists the kernel lines that are understood, with their era and a sample.",
	 cmd_formats},
	{"rules", CMD_RULES, "[OPTION]...", "Lists what the diagnosis concludes, from what, and with which limits.", cmd_rules},
	{"completion", CMD_COMPLETION, "bash|zsh|fish", "Writes what the shell needs to complete this command's words.",
	 cmd_completion},
};
// clang-format on

enum { N_CMDS = sizeof(cmds) / sizeof(cmds[0]) };

const struct cmd *cmd_at(size_t i)
{
	return i < N_CMDS ? &cmds[i] : NULL;
}

static void usage(FILE *f)
{
	fputs("usage: oomlog COMMAND [OPTION]... [ARGUMENT]...\n\n", f);
	for (size_t i = 0; i < N_CMDS; i++)
		fprintf(f, "  %-12s %s\n", cmds[i].name, cmds[i].help);
	fputs("\n'oomlog analyze' alone reads this machine's log, 'oomlog analyze FILE' another.", f);
	fputs("\n'oomlog COMMAND --help' lists its options; 'oomlog --version' tells the version, 'man oomlog' all.\n",
	      f);
}

static const struct cmd *find_cmd(const char *name)
{
	for (size_t i = 0; i < N_CMDS; i++)
		if (strcmp(cmds[i].name, name) == 0)
			return &cmds[i];
	return NULL;
}

static int run(const struct cmd *cmd, int argc, char **argv)
{
	struct settings settings;
	int status = options_parse(&settings, cmd, argc, argv);

	if (status == 0 && settings.quiet)
		say_quietly();
	if (status == 0 && settings.help)
		options_help(cmd, stdout);
	else if (status == 0)
		status = cmd->run(&settings);
	settings_release(&settings);
	return status;
}

/*
 * A descriptor that the caller closed would be given to the next file that is opened. Each is put where using it fails
 * as a closed one would.
 */
static void keep_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static bool is_one_of(const char *word, const char *a, const char *b)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

/* What people type who do not know of the subcommands: the log's name, or an option of analyze. */
static int refuse_command(const char *word)
{
	bool option = word[0] == '-' && word[1] != '\0';

	if (!option && (strcmp(word, "-") == 0 || access(word, F_OK) == 0)) {
		say("'%s' is no command; to read it: oomlog analyze %s", word, word);
		return EXIT_USAGE;
	}
	say("unknown %s '%s'", option ? "option" : "command", word);
	if (option)
		say("options stand behind the command: oomlog analyze %s ...", word);
	usage(stderr);
	return EXIT_USAGE;
}

/* "help", "help analyze" */
static int help(int argc, char **argv)
{
	const struct cmd *cmd = argc > 2 ? find_cmd(argv[2]) : NULL;

	if (argc > 2 && cmd == NULL)
		return refuse_command(argv[2]);
	if (cmd != NULL)
		options_help(cmd, stdout);
	else
		usage(stdout);
	return EXIT_ALL_READ;
}

int main(int argc, char **argv)
{
	const struct cmd *cmd;

	keep_standard_descriptors();
	setlocale(LC_CTYPE, "");
	output_handle_signals();
	if (argc > 0 && strcmp(argv[0], HELPER_NAME) == 0)
		return helper_main(argc, argv);
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[1], "--help", "-h")) {
		usage(stdout);
		return EXIT_ALL_READ;
	}
	if (is_one_of(argv[1], "--version", "-V")) {
		version_print(stdout);
		return EXIT_ALL_READ;
	}
	if (strcmp(argv[1], "help") == 0)
		return help(argc, argv);
	cmd = find_cmd(argv[1]);
	return cmd != NULL ? run(cmd, argc - 1, argv + 1) : refuse_command(argv[1]);
}
