/* oomlog completion bash|zsh|fish: what a shell needs to complete the command line, from the tables of --help. */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "say.h"

/* --- what an option's argument may be --- */

static void words_of_carriers(FILE *f)
{
	const char *name;

	fputs("list", f);
	for (size_t i = 0; (name = oomlog_carrier_name(i)) != NULL; i++)
		fprintf(f, " %s", name);
}

static void words_of_formats(FILE *f, unsigned cmd)
{
	const char *name;

	for (size_t i = 0, first = 1; options_format(i, &name); i++) {
		if (!options_has_format(i, cmd))
			continue;
		fprintf(f, "%s%s", first ? "" : " ", name);
		first = 0;
	}
}

static const char *fixed_words(const char *option)
{
	static const struct {
		const char *option, *words;
	} fixed[] = {
		{"color", "auto always never"},
		{"detail", "brief normal full"},
		{"kind", "oom page_allocation_failure low_memory_killer userspace_kill"},
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (strcmp(fixed[i].option, option) == 0)
			return fixed[i].words;
	return NULL;
}

static bool has_words(const struct option_row *o)
{
	return strcmp(o->name, "format") == 0 || strcmp(o->name, "from") == 0 || fixed_words(o->name) != NULL;
}

static void write_words(FILE *f, const struct option_row *o, unsigned cmd)
{
	if (strcmp(o->name, "format") == 0)
		words_of_formats(f, cmd);
	else if (strcmp(o->name, "from") == 0)
		words_of_carriers(f);
	else
		fputs(fixed_words(o->name), f);
}

static bool is_file(const struct option_row *o)
{
	return o->arg != NULL && (strcmp(o->arg, "FILE") == 0 || strcmp(o->arg, "DIR") == 0);
}

/* The help without what a shell would read: quotes, brackets, colons. */
static void write_plain(FILE *f, const char *words)
{
	for (; *words != '\0'; words++)
		if (strchr("'\"`[]\\$", *words) == NULL)
			fputc(*words == ':' ? ',' : *words, f);
}

/* --- bash --- */

static void bash_commands(FILE *f)
{
	for (size_t i = 0; cmd_at(i) != NULL; i++)
		fprintf(f, "%s%s", i == 0 ? "" : " ", cmd_at(i)->name);
}

static void bash_values(FILE *f, const struct cmd *cmd)
{
	struct option_row o;

	for (size_t i = 0; options_row(i, &o); i++) {
		if ((o.commands & cmd->bit) == 0 || !has_words(&o))
			continue;
		fprintf(f, "\t\"%s --%s\")\n\t\tmapfile -t COMPREPLY < <(compgen -W '", cmd->name, o.name);
		write_words(f, &o, cmd->bit);
		fputs("' -- \"$cur\")\n\t\treturn\n\t\t;;\n", f);
	}
}

static void bash_options(FILE *f, const struct cmd *cmd)
{
	struct option_row o;

	fprintf(f, "\t%s) options='", cmd->name);
	for (size_t i = 0; options_row(i, &o); i++)
		if ((o.commands & cmd->bit) != 0)
			fprintf(f, " --%s%s", o.name, o.arg != NULL ? "=" : "");
	fputs("' ;;\n", f);
}

static void bash(FILE *f)
{
	fputs("# bash completion for oomlog, made by 'oomlog completion bash'\n"
	      "_oomlog() {\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} option='' options=''\n"
	      "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tmapfile -t COMPREPLY < <(compgen -W '",
	      f);
	bash_commands(f);
	fputs(" --help --version' -- \"$cur\")\n\t\treturn\n\tfi\n"
	      "\t# \"--format=json\" is three words to bash\n"
	      "\tif [ \"$cur\" = = ]; then\n\t\toption=$before cur=\n"
	      "\telif [ \"$before\" = = ]; then\n\t\toption=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
	      "\tcase \"${COMP_WORDS[1]} $option\" in\n",
	      f);
	for (size_t i = 0; cmd_at(i) != NULL; i++)
		bash_values(f, cmd_at(i));
	fputs("\tesac\n\tcase ${COMP_WORDS[1]} in\n", f);
	for (size_t i = 0; cmd_at(i) != NULL; i++)
		bash_options(f, cmd_at(i));
	fputs("\tesac\n"
	      "\tif [ -z \"$option\" ] && [ \"${cur:0:1}\" = - ]; then\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
	      "\t\t[[ ${COMPREPLY[0]:-} != *= ]] || compopt -o nospace\n"
	      "\telse\n"
	      "\t\tcompopt -o filenames\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	      "\tfi\n"
	      "}\ncomplete -F _oomlog oomlog\n",
	      f);
}

/* --- zsh --- */

static void zsh_option(FILE *f, const struct option_row *o, unsigned cmd)
{
	fprintf(f, "\t\t'*--%s%s[", o->name, o->arg != NULL ? "=" : "");
	write_plain(f, o->help);
	fputc(']', f);
	if (o->arg != NULL) {
		fputc(':', f);
		write_plain(f, o->arg);
		fputc(':', f);
	}
	if (is_file(o)) {
		fputs("_files", f);
	} else if (has_words(o)) {
		fputc('(', f);
		write_words(f, o, cmd);
		fputc(')', f);
	}
	fputs("' \\\n", f);
}

static void zsh(FILE *f)
{
	struct option_row o;

	fputs("#compdef oomlog\n# zsh completion for oomlog, made by 'oomlog completion zsh'\n"
	      "if ((CURRENT == 2)); then\n\tlocal -a commands=(\n",
	      f);
	for (size_t i = 0; cmd_at(i) != NULL; i++) {
		fprintf(f, "\t\t'%s:", cmd_at(i)->name);
		write_plain(f, cmd_at(i)->help);
		fputs("'\n", f);
	}
	fputs("\t)\n\t_describe command commands\n\treturn\nfi\nlocal command=$words[2]\n"
	      "shift words\n((CURRENT--))\ncase $command in\n",
	      f);
	for (size_t i = 0; cmd_at(i) != NULL; i++) {
		fprintf(f, "%s)\n\t_arguments -s \\\n", cmd_at(i)->name);
		for (size_t k = 0; options_row(k, &o); k++)
			if ((o.commands & cmd_at(i)->bit) != 0)
				zsh_option(f, &o, cmd_at(i)->bit);
		fputs("\t\t'*:file:_files'\n\t;;\n", f);
	}
	fputs("esac\n", f);
}

/* --- fish --- */

static void fish_option(FILE *f, const struct cmd *cmd, const struct option_row *o)
{
	fprintf(f, "complete -c oomlog -n '__fish_seen_subcommand_from %s' -l %s", cmd->name, o->name);
	if (o->letter != 0)
		fprintf(f, " -s %c", o->letter);
	if (o->arg != NULL)
		fputs(is_file(o) ? " -r -F" : " -x", f);
	if (has_words(o)) {
		fputs(" -a '", f);
		write_words(f, o, cmd->bit);
		fputc('\'', f);
	}
	fputs(" -d '", f);
	write_plain(f, o->help);
	fputs("'\n", f);
}

static void fish(FILE *f)
{
	struct option_row o;

	fputs("# fish completion for oomlog, made by 'oomlog completion fish'\n", f);
	for (size_t i = 0; cmd_at(i) != NULL; i++) {
		fprintf(f, "complete -c oomlog -n __fish_use_subcommand -f -a %s -d '", cmd_at(i)->name);
		write_plain(f, cmd_at(i)->help);
		fputs("'\n", f);
		for (size_t k = 0; options_row(k, &o); k++)
			if ((o.commands & cmd_at(i)->bit) != 0)
				fish_option(f, cmd_at(i), &o);
	}
}

int cmd_completion(const struct settings *s)
{
	static const struct {
		const char *name;
		void (*write)(FILE *f);
	} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

	for (size_t i = 0; s->n_names == 1 && i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].name, s->names[0]) == 0) {
			shells[i].write(stdout);
			return fflush(stdout) == 0 ? EXIT_ALL_READ : EXIT_INPUT;
		}
	say("completion takes the name of a shell: bash, zsh or fish");
	return EXIT_USAGE;
}
