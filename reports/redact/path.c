#include "reports/redact/path.h"

/* Names that systemd, Kubernetes and container managers give on every machine. */
static const char *const common[] = {
	"-.slice",
	"app.slice",
	"background.slice",
	"besteffort",
	"burstable",
	"cri-containerd",
	"crio",
	"docker",
	"ecs",
	"ecstasks.slice",
	"garden",
	"guaranteed",
	"hadoop-yarn",
	"init.scope",
	"kubepods",
	"kubepods-besteffort.slice",
	"kubepods-burstable.slice",
	"kubepods.slice",
	"libpod_parent",
	"lxc",
	"lxc.monitor",
	"lxc.payload",
	"machine",
	"machine.slice",
	"mesos",
	"nomad",
	"nomad.slice",
	"qemu.slice",
	"session.slice",
	"slurm",
	"slurmstepd.scope",
	"system.slice",
	"user",
	"user.slice",
};

/* Longer ones first. number: what follows is a number that tells nothing but itself. */
static const struct {
	const char *prefix;
	bool number;
} prefixes[] = {
	{"kubepods-besteffort-pod", false},
	{"kubepods-burstable-pod", false},
	{"kubepods-pod", false},
	{"cri-containerd-", false},
	{"crio-conmon-", false},
	{"crio-", false},
	{"docker-", false},
	{"libpod-conmon-", false},
	{"libpod-payload-", false},
	{"libpod-", false},
	{"nerdctl-", false},
	{"lxc.monitor.", false},
	{"lxc.payload.", false},
	{"session-", true},
	{"user-", true},
	{"user@", true},
	{"uid_", true},
	{"task_", true},
	{"step_", true},
	{"job_", false},
	{"pod", false},
};

static const char *const suffixes[] = {".service", ".scope", ".slice", ".socket", ".mount", ".swap"};

static bool is_common(strv part)
{
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (str_eq(part, str_of(common[i])))
			return true;
	return part.n == 0;
}

static bool is_number(strv s)
{
	uint64_t value;

	return s.n > 0 && s.n < 11 && str_to_u64(s, &value);
}

/* An id, and no word that happens to be of these letters: "cafe". */
static bool is_id(strv s)
{
	bool digit = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		digit |= is_digit(c);
		if (!is_digit(c) && (c < 'a' || c > 'f') && c != '-' && c != '_')
			return false;
	}
	return digit && s.n >= 4;
}

void path_pseudonym(struct names *n, enum name_kind kind, strv name, struct text *ret)
{
	static const char *const words[NAME_KINDS] = {"host", "comm", "group", "unit", "id", "log"};
	uint32_t number = names_number(n, kind, name);

	text_add(ret, words[kind]);
	text_add(ret, "-");
	if (number != 0)
		text_u64(ret, number);
	else
		text_add(ret, "other");
}

/* The number stands in front: of a container's id people see the first twelve digits. */
void path_redact_id(struct names *n, strv id, struct text *ret)
{
	enum { DIGITS = 8 };
	uint32_t number = names_number(n, NAME_ID, id);
	size_t digits = 0;

	for (size_t i = 0; i < id.n; i++) {
		unsigned shift = 4 * (DIGITS - 1 - (unsigned)(digits < DIGITS ? digits : 0));
		char c = digits < DIGITS ? "0123456789abcdef"[number >> shift & 15] : '0';

		if (id.p[i] == '-' || id.p[i] == '_')
			c = id.p[i];
		else
			digits++;
		text_add_str(ret, (strv){&c, 1});
	}
	/* Too short for a number of its own: it gets longer. */
	for (; digits < DIGITS; digits++)
		text_add_str(ret, (strv){&"0123456789abcdef"[number >> (4 * (DIGITS - 1 - digits)) & 15], 1});
}

static strv cut_suffix(strv *part)
{
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (part->n > strlen(suffixes[i]) && str_ends(*part, str_of(suffixes[i]))) {
			*part = str_upto(*part, part->n - strlen(suffixes[i]));
			return str_of(suffixes[i]);
		}
	return STR("");
}

/* What stands between a known beginning and end. */
static void middle(struct names *n, strv name, bool number, bool unit, struct text *ret)
{
	if (number && is_number(name))
		text_add_str(ret, name);
	else if (is_id(name))
		path_redact_id(n, name, ret);
	else
		path_pseudonym(n, unit ? NAME_UNIT : NAME_GROUP, name, ret);
}

void path_redact_part(struct names *n, strv part, struct text *ret)
{
	strv rest = part, suffix;
	bool number = false;

	if (is_common(part)) {
		text_add_str(ret, part);
		return;
	}
	suffix = cut_suffix(&rest);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		strv behind = rest;

		if (!skip_literal(&behind, str_of(prefixes[i].prefix)) || behind.n == 0)
			continue;
		if (prefixes[i].number ? !is_number(behind) : !is_id(behind))
			continue;
		text_add(ret, prefixes[i].prefix);
		number = prefixes[i].number;
		rest = behind;
		break;
	}
	middle(n, rest, number, suffix.n > 0, ret);
	text_add_str(ret, suffix);
}

void path_redact(struct names *n, strv path, struct text *ret)
{
	while (path.n > 0) {
		size_t end = 0;

		/* runc joins "kubepods-burstable-pod6f1c.slice:cri-containerd:0a1b" with colons */
		while (end < path.n && path.p[end] != '/' && path.p[end] != ':')
			end++;
		path_redact_part(n, str_upto(path, end), ret);
		if (end < path.n)
			text_add_str(ret, (strv){path.p + end, 1});
		path = str_from(path, end + 1);
	}
}
