/*
 * The call trace, in the forms of every architecture: what counts is "function+0xoffset/0xsize [module]", or where a tool
 * has decoded it "function (file:line)".
 */
#include "section/section.h"

enum { MOST_FRAMES = 256, MOST_MODULE = 128 };

static bool is_symbol(char c)
{
	static const bool symbol[256] = {['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true,
	                                 ['_'] = true,         ['.'] = true,         ['$'] = true};

	return symbol[(unsigned char)c];
}

/* Where "+0x" stands. Few lines have a '+' at all, and in those it is most often this one. */
static size_t find_offset(strv text)
{
	for (size_t from = 0, plus; (plus = str_find_byte(str_from(text, from), '+')) != SIZE_MAX; from += plus + 1)
		if (str_starts(str_from(text, from + plus), STR("+0x")))
			return from + plus;
	return SIZE_MAX;
}

/* " ? policy_node+0x51/0x70 [xfs]" with whatever stands in front of the symbol. */
static bool frame_cut(strv text, struct oomlog_frame *ret)
{
	size_t plus = find_offset(text), start;
	strv rest, front;

	if (plus == SIZE_MAX || plus == 0)
		return false;
	if (text.p[0] == '[') {
		/* klogd wrote the symbol over the address, too: "[out_of_memory+0x1/0x2] out_of_memory+0x1/0x2" */
		size_t close = str_find(text, STR("] "));

		if (close != SIZE_MAX && close > plus) {
			size_t next = find_offset(str_from(text, close));

			plus = next != SIZE_MAX ? close + next : plus;
		}
	}
	for (start = plus; start > 0 && is_symbol(text.p[start - 1]);)
		start--;
	if (start == plus)
		return false;
	rest = str_from(text, plus + 3);
	*ret = (struct oomlog_frame){.function = (strv){text.p + start, plus - start}, .reliable = true};
	if (!parse_hex(&rest, &ret->offset) || !skip_literal(&rest, STR("/0x")) || !parse_hex(&rest, &ret->size))
		return false;
	front = str_trim_right(str_upto(text, start));
	if (str_ends(front, STR("?")) || str_find(rest, STR("(unreliable)")) != SIZE_MAX)
		ret->reliable = false;
	if (skip_literal(&rest, STR(" ["))) {
		size_t close = str_find_byte(rest, ']');

		/* "[dmaeater]"; "[xfs 0123456789abcdef]": a module with its build id */
		if (close != SIZE_MAX && close > 0 && close < MOST_MODULE) {
			rest = str_upto(rest, close);
			ret->module = str_upto(rest, str_find_byte(rest, ' '));
		}
	}
	return true;
}

/*
 * x86-64 up to 2.6.16 has two or three on a line, decimal and without a size:
 *	Call Trace: <ffffffff8015dd0e>{out_of_memory+57} <ffffffff8015f1c2>{__alloc_pages+553}
 * With a module: "<ffffffff8800c1d2>{:jbd:journal_start+52}".
 */
static bool braced_cut(strv *text, struct oomlog_frame *ret)
{
	size_t open = str_find(*text, STR(">{")), close;
	strv rest = open == SIZE_MAX ? STR_NONE : str_from(*text, open + 2), name;
	uint64_t offset;

	close = str_find_byte(rest, '}');
	if (open == SIZE_MAX || open < 8 || close == SIZE_MAX)
		return false;
	*text = str_from(rest, close + 1);
	rest = str_upto(rest, close);
	*ret = (struct oomlog_frame){.reliable = true};
	if (skip_byte(&rest, ':')) {
		ret->module = str_upto(rest, str_find_byte(rest, ':'));
		rest = str_from(rest, ret->module.n + 1);
	}
	name = str_upto(rest, str_find_byte(rest, '+'));
	ret->function = name;
	return name.n > 0 && name.n < rest.n && is_symbol(name.p[0]) && str_to_u64(str_from(rest, name.n + 1), &offset);
}

static bool is_source(strv path)
{
	return str_ends(path, STR(".c")) || str_ends(path, STR(".h")) || str_ends(path, STR(".S")) ||
		str_ends(path, STR(".rs"));
}

/*
 * What scripts/decode_stacktrace.sh and syzbot make of frames: "? dump_header (mm/oom_kill.c:439 (discriminator 1))",
 * "__dump_stack lib/dump_stack.c:94 [inline]".
 */
static bool decoded_cut(strv text, struct oomlog_frame *ret)
{
	size_t n = 0;

	text = str_trim_left(text);
	*ret = (struct oomlog_frame){.reliable = !skip_literal(&text, STR("? "))};
	while (n < text.n && is_symbol(text.p[n]))
		n++;
	ret->function = str_upto(text, n);
	text = str_from(text, n);
	if (n == 0 || !skip_byte(&text, ' '))
		return false;
	(void)skip_byte(&text, '(');
	n = str_find_byte(text, ':');
	return n < text.n && is_source(str_upto(text, n)) && str_find_byte(str_upto(text, n), ' ') == SIZE_MAX &&
		n + 1 < text.n && is_digit(text.p[n + 1]);
}

bool is_frame(strv text)
{
	struct oomlog_frame frame;

	/* "WARNING: CPU: 1 PID: 77 at mm/page_alloc.c:1234 foo+0x1/0x20" begins somebody else's */
	if (text.n >= 400 || str_starts(text, STR("WARNING: ")))
		return false;
	if (str_find_byte(text, '+') == SIZE_MAX)
		return decoded_cut(text, &frame);
	return frame_cut(text, &frame) || braced_cut(&text, &frame);
}

static bool frame_add(struct oomlog_event *ev, struct oomlog_frame frame)
{
	struct oomlog_trigger *trigger = event_trigger(ev);
	struct oomlog_frame *items;

	if (trigger == NULL || trigger->n_call_trace >= MOST_FRAMES)
		return true;
	if (trigger->n_call_trace == trigger->cap_call_trace) {
		size_t more = trigger->cap_call_trace == 0 ? 16 : trigger->cap_call_trace * 2;

		items = arena_grow(&ev->arena, trigger->call_trace, trigger->cap_call_trace * sizeof(*items),
		                   more * sizeof(*items));
		if (items == NULL)
			return true;
		trigger->call_trace = items;
		trigger->cap_call_trace = more;
	}
	frame.function = arena_str(&ev->arena, frame.function);
	frame.module = arena_str(&ev->arena, frame.module);
	trigger->call_trace[trigger->n_call_trace++] = frame;
	return true;
}

bool frame_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_frame frame;
	bool any = false;

	if (frame_cut(text, &frame))
		return frame_add(ev, frame);
	while (braced_cut(&text, &frame))
		any = frame_add(ev, frame);
	return any || (decoded_cut(text, &frame) && frame_add(ev, frame));
}

/* Words of hex digits alone, as raw stack contents are printed. */
static bool all_hex(strv text)
{
	size_t words = 0;
	uint64_t value;
	strv word;

	for (skip_blanks(&text); text.n > 0; skip_blanks(&text), words++)
		if (!parse_word(&text, &word) || word.n < 4 || !parse_hex(&word, &value) || word.n > 0)
			return false;
	return words > 1;
}

bool is_registers(strv text)
{
	static const char *const begins[] = {
		"RIP",
		"RSP",
		"RAX",
		"RBX",
		"RCX",
		"RDX",
		"RBP",
		"R08",
		"R10",
		"R11",
		"R13",
		"EIP",
		"EAX",
		"ESI",
		"EDI",
		"ESP",
		"DS:",
		"CS:",
		"CR2",
		"Code:",
		"<TASK>",
		"</TASK>",
		"<IRQ>",
		"</IRQ>",
		"<EOI>",
		"<NMI>",
		"</NMI>",
		"Stack",
		"Call Trace",
		"Backtrace",
		"Exception stack",
		"NIP",
		"LR ",
		"LR:",
		"REGS",
		"MSR",
		"CFAR",
		"GPR",
		"XER",
		"--- interrupt",
		"pc :",
		"lr :",
		"sp :",
		"pstate",
		"x0",
		"x1",
		"x2",
		"Krnl",
		"PSW",
		"Last Breaking",
		"epc",
		"ra :",
		"gp :",
		"t0 :",
		"Modules linked",
		"FS:",
		"===",
		"r0",
		"r1",
		"ORIG_RAX",
		"Insn",
		"Process ",
		"...",
		"Trace:",
	};

	text = str_trim_left(text);
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_starts(text, str_of(begins[i])))
			return true;
	return all_hex(text);
}
