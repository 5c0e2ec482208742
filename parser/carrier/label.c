/*
 * "web01: [81234.567000] Mem-Info:", "klog_1  | [..", "aws_instance.web (remote-exec): [..", "10:11:12  [..",
 * "2023-09-05 10:11:12,331 WARNING [..", "/var/log/messages-20210307:Mar  7 03:14:15 h kernel: ..": what stands before
 * the first prefix that is known is a label.
 *
 * It is learned from a line that may open a report, which is never passed over, and then taken off all lines that begin
 * so; digits may differ. What is glued to a kernel line only once does no harm: no other line begins like it.
 */
#include "carrier/label.h"

#include "carrier/priority.h"

enum { MOST_LABEL = sizeof(((struct label *)0)->shape), MOST_LABEL_WORD = 64, LEAST_REST = 16 };

/* Digits count as one each run: a clock, a number of a line or of a host. */
static size_t shape_match(const struct label *l, strv s)
{
	size_t at = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (at >= s.n || (l->shape[i] == '0' ? !is_digit(s.p[at]) : s.p[at] != l->shape[i]))
			return 0;
		at++;
		while (l->shape[i] == '0' && at < s.n && is_digit(s.p[at]))
			at++;
	}
	return at;
}

static bool shape_make(struct label *l, strv s)
{
	l->n = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = is_digit(s.p[i]);

		if (digit && i > 0 && is_digit(s.p[i - 1]))
			continue;
		if (l->n == MOST_LABEL)
			return false;
		l->shape[l->n++] = digit ? '0' : s.p[i];
	}
	return l->n > 0;
}

/* All of these words are literals of the prefilter. */
bool label_may_open(strv s)
{
	static const strv words[] = {{"oom-kill", 8},       {"Killed process ", 15}, {"Kill process ", 13},
	                             {"no killable", 11},   {"ocation failure", 15}, {"memorykiller", 12},
	                             {"Memory cgroup", 13}, {"Mem-Info", 8},         {"panic - not", 11}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_find(s, words[i]) != SIZE_MAX)
			return true;
	return false;
}

bool label_is_whole(strv s)
{
	static const strv begins[] = {
		{"Out of memory", 13}, {"Memory cgroup out of memory", 27}, {"Killed process ", 15}};

	if (str_find(s, STR(" invoked oom-killer: gfp_mask=0x")) != SIZE_MAX ||
	    (str_find(s, STR(": page allocation failure: order:")) != SIZE_MAX &&
	     str_find(s, STR(", mode:0x")) != SIZE_MAX) ||
	    str_starts(s, STR("oom-kill:constraint=")))
		return true;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (str_starts(s, begins[i]) && str_find(s, STR("kB, anon-rss:")) != SIZE_MAX)
			return true;
	return false;
}

/* A quotation that is open here is somebody's text, not a label. */
static bool is_quoted(strv label)
{
	size_t quotes[3] = {0};

	for (size_t i = 0; i < label.n; i++) {
		quotes[0] += label.p[i] == '"';
		quotes[1] += label.p[i] == '`';
		quotes[2] += label.p[i] == '\'';
	}
	return quotes[0] % 2 != 0 || quotes[1] % 2 != 0 || quotes[2] % 2 != 0;
}

/* Where the first known prefix begins: behind a blank, a colon or a bracket. 0: nowhere. */
static size_t label_end(struct decoder *d, strv s)
{
	if (is_blank(s.p[0]))
		return 0; /* an indent, of which more is known where it is taken off */
	for (size_t i = 1; i < 2 * (size_t)MOST_LABEL && i + LEAST_REST < s.n; i++) {
		char c = s.p[i];

		if (strchr(" \t:|]}", s.p[i - 1]) == NULL || s.p[i - 1] == '\0')
			continue;
		if (c != '[' && c != '<' && !is_digit(c) && (c < 'A' || c > 'Z') && (c != '{' || s.p[i + 1] != '"'))
			continue;
		if (decode_is_prefix(d, str_from(s, i)))
			return i;
	}
	return 0;
}

/*
 * "/var/log/kern.log:java invoked oom-killer: ..", "kern.log:123:Out of memory: Killed process ..": what grep writes in front
 * of a whole line of the kernel's. "kworker/0:1" is no file: a path is whole, or its name is a log's.
 */
static size_t file_end(strv s)
{
	static const strv ends[] = {{".log", 4},      {".txt", 4},    {".out", 4},
	                            {"/messages", 9}, {"/syslog", 7}, {"/dmesg", 6}};
	size_t colon = str_find_byte(str_upto(s, MOST_LABEL), ':');
	strv name = str_upto(s, colon), rest = str_from(s, colon + 1), numbered = rest;
	bool file = name.n > 0 && name.p[0] == '/' && str_find_byte(str_from(name, 1), '/') != SIZE_MAX;
	uint64_t number;

	if (colon == SIZE_MAX || str_find_byte(name, ' ') != SIZE_MAX)
		return 0;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		file |= str_ends(name, ends[i]) || str_eq(name, str_from(ends[i], ends[i].p[0] == '/' ? 1 : 0));
	if (parse_u64(&numbered, &number) && skip_byte(&numbered, ':'))
		rest = numbered;
	return file && label_is_whole(rest) ? (size_t)(rest.p - s.p) : 0;
}

static bool learn(struct decoder *d, strv label, bool object)
{
	struct label *l = &d->labels[d->n_labels % MOST_LABELS];

	if (is_quoted(label) || !shape_make(l, label))
		return false;
	l->object = object;
	d->n_labels++;
	return true;
}

void label_learn(struct decoder *d, strv label)
{
	learn(d, label, false);
}

/* "L27:", "59:": a number of the line */
static bool is_counter(strv name)
{
	size_t n = name.n > 0 && is_digit(name.p[0]) ? 0 : 1;

	while (n < name.n && is_digit(name.p[n]))
		n++;
	return n == name.n;
}

/* "10.0.0.11:6665 ", "10.0.0.11 ": who sent a netconsole packet */
static strv address_of(strv label)
{
	strv rest = label, address;
	uint64_t number;

	for (int i = 0; i < 4; i++)
		if (!parse_u64(&rest, &number) || (i < 3 && !skip_byte(&rest, '.')))
			return STR_NONE;
	address = str_upto(label, (size_t)(rest.p - label.p));
	if (skip_byte(&rest, ':') && !parse_u64(&rest, &number))
		return STR_NONE;
	return str_eq(rest, STR(" ")) ? address : STR_NONE;
}

/*
 * "web01: ", "klog_1  | ", "10.0.0.7: ": whose line it is, where the label is nothing but one name that is more than a word,
 * or a column of its own. "Password: ", left over on a console, is none.
 */
static strv name_of(strv label)
{
	bool column = str_ends(label, STR("| ")), special = false;
	size_t n = 0;

	for (; n < label.n && n <= MOST_LABEL_WORD; n++) {
		char c = label.p[n];

		if (is_digit(c) || (n > 0 && (c == '-' || c == '.' || c == '_')))
			special = true;
		else if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z'))
			break;
	}
	if (n < 2 || n > MOST_LABEL_WORD || n == label.n || is_counter(str_upto(label, n)))
		return STR_NONE;
	if (column ? str_trim(str_from(label, n)).n != 1 : !special || !str_eq(str_from(label, n), STR(": ")))
		return STR_NONE;
	return str_upto(label, n);
}

/* A word that differs from machine to machine, rather than from line to line: "klog-x7k2p", "web[0]", "[rack1-slot2]" */
static bool may_name(strv *ret)
{
	strv word = *ret;
	bool special = false;
	size_t letters = 0, most = 0;
	struct record unused;

	record_init(&unused);
	while (word.n > 0 && strchr("[](){}:|", word.p[word.n - 1]) != NULL)
		word.n--;
	while (word.n > 0 && strchr("[({", word.p[0]) != NULL)
		word = str_from(word, 1);
	while (word.n > 0 && is_digit(word.p[word.n - 1]) && str_find_byte(word, ':') != SIZE_MAX)
		word.n--; /* "kern.log:12:" */
	*ret = word;
	if (word.n == 0 || is_digit(word.p[0]) || is_counter(word) || priority_names(word, &unused))
		return false;
	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		letters = letter ? letters + 1 : 0;
		most = letters > most ? letters : most;
		special |= !letter;
	}
	return special && most > 1;
}

/* Of those words; 0: none. Whether it is a machine's is seen by the kernel's clock. */
static uint64_t source_of(strv label)
{
	uint64_t h = STR_HASH;
	bool any = false;
	strv word;

	for (label = str_trim(label); parse_word(&label, &word); label = str_trim_left(label)) {
		if (!may_name(&word))
			continue;
		any = true;
		h = str_hash(h, word);
	}
	return any ? h | 1 : 0;
}

static void take(struct parse *p, size_t n)
{
	strv label = str_upto(p->text, n);

	p->r.host = address_of(label);
	if (p->r.host.n == 0)
		p->r.host = name_of(label);
	p->r.source = p->r.host.n == 0 ? source_of(label) : 0;
	p->text = str_from(p->text, n);
}

bool label_strip(struct parse *p)
{
	struct decoder *d = p->d;
	size_t n;

	if (p->probe)
		return false;
	for (size_t i = 0; i < MOST_LABELS && i < d->n_labels; i++)
		if ((n = shape_match(&d->labels[i], p->text)) > 0 &&
		    (!d->labels[i].object || (n < p->text.n && p->text.p[n] == '{'))) {
			take(p, n);
			return true;
		}
	if (!label_may_open(p->text))
		return false;
	n = label_end(d, p->text);
	if (n == 0)
		n = file_end(p->text);
	if (n == 0 || !learn(d, str_upto(p->text, n), p->text.p[n] == '{'))
		return false;
	take(p, n);
	return true;
}
