/*
 * Bytes -> events -> every report that there is, first as they are, then with pseudonyms. The bytes are a log whose
 * names are hostile; each report has to be whole in its own grammar: JSON that a reader takes, markup whose brackets
 * are all its own, rows of one width, samples that have a value. The first byte chooses the detail.
 */
#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include <oomlog/report.h>

#include "model/event.h"
#include "reports/redact/redact.h"
#include "tests/fuzz/sink.h"
#include "util/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EVENTS_MAX = 8, NESTED_MAX = 64 };

/* --- the grammars --- */

static void wanted(bool holds)
{
	if (!holds)
		abort();
}

static void check_json(strv text)
{
	struct json_tokener *tokener = json_tokener_new_ex(NESTED_MAX);
	struct json_object *document;

	wanted(tokener != NULL && text.n <= INT32_MAX);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	document = json_tokener_parse_ex(tokener, text.p, (int)text.n);
	wanted(document != NULL && json_tokener_get_error(tokener) == json_tokener_success);
	json_object_put(document);
	json_tokener_free(tokener);
}

/* Cuts the first line off. */
static strv next_line(strv *rest)
{
	size_t end = str_find_byte(*rest, '\n');
	strv line = str_upto(*rest, end);

	wanted(end != SIZE_MAX);
	*rest = str_from(*rest, end + 1);
	return line;
}

static void check_json_lines(strv text)
{
	while (text.n > 0)
		check_json(next_line(&text));
}

/* Behind "<style>" and "<script>" brackets are none of markup. */
static strv behind_raw_text(strv rest)
{
	static const char *const ends[][2] = {{"<style>", "</style>"}, {"<script>", "</script>"}};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_starts(rest, str_of(ends[i][0]))) {
			size_t end = str_find(rest, str_of(ends[i][1]));

			wanted(end != SIZE_MAX);
			return str_from(rest, end);
		}
	return rest;
}

static void check_html(strv text)
{
	bool tag = false, quote = false;

	for (strv rest = text; rest.n > 0; rest = str_from(rest, 1)) {
		if (!tag)
			rest = behind_raw_text(rest);
		if (tag && rest.p[0] == '"')
			quote = !quote;
		if (quote)
			continue;
		/* A bracket that is not the report's own would open one in another, or close none. */
		wanted(rest.p[0] != '<' || !tag);
		wanted(rest.p[0] != '>' || tag);
		if (rest.p[0] == '<' || rest.p[0] == '>')
			tag = rest.p[0] == '<';
	}
	wanted(!tag && !quote);
}

/* Columns of a row; names hold no line ends, so that a row is a line. */
static size_t columns(strv row)
{
	size_t n = 1;
	bool quote = false;

	for (size_t i = 0; i < row.n; i++) {
		if (row.p[i] == '"')
			quote = !quote;
		n += row.p[i] == ',' && !quote;
	}
	wanted(!quote);
	return n;
}

static void check_csv(strv text)
{
	size_t n = columns(next_line(&text));

	while (text.n > 0)
		wanted(columns(next_line(&text)) == n);
}

/* oomlog_kills_total{comm="a\"b",..} 1 */
static void check_sample(strv line)
{
	bool quote = false;
	size_t open = 0, closed = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (quote && line.p[i] == '\\') {
			i++;
			continue;
		}
		if (line.p[i] == '"')
			quote = !quote;
		open += !quote && line.p[i] == '{';
		closed += !quote && line.p[i] == '}';
	}
	wanted(!quote && open == closed && open <= 1);
	wanted(line.n > 0 && line.p[line.n - 1] >= '0' && line.p[line.n - 1] <= '9');
}

static void check_prometheus(strv text)
{
	while (text.n > 0) {
		strv line = next_line(&text);

		wanted(str_starts(line, STR("oomlog_")) || str_starts(line, STR("# ")));
		if (line.p[0] != '#')
			check_sample(line);
	}
}

/* What is no more than text is looked at by the sink alone. */
static void check_text(strv text)
{
	wanted(text.n == 0 || text.p[text.n - 1] == '\n');
}

static const struct {
	const char *name;
	void (*check)(strv text);
} formats[] = {
	{"human", check_text},
	{"json", check_json},
	{"ndjson", check_json_lines},
	{"html", check_html},
	{"markdown", check_text},
	{"csv", check_csv},
	{"prometheus", check_prometheus},
	{"otlp-json", check_json_lines},
	{"ecs", check_json_lines},
	{"k8s-event", check_json},
};

/* --- a report, kept as a whole --- */

struct kept {
	struct sink sink;
	char *p;
	size_t n, cap;
};

static int keep(void *user, const void *bytes, size_t len)
{
	struct kept *k = user;

	sink_write(&k->sink, bytes, len);
	if (len > k->cap - k->n) {
		k->cap = 2 * (k->n + len);
		k->p = realloc(k->p, k->cap);
		wanted(k->p != NULL);
	}
	memcpy(k->p + k->n, bytes, len);
	k->n += len;
	return 0;
}

struct events {
	size_t n;
	struct oomlog_event *items[EVENTS_MAX];
};

static void render(const struct events *all, size_t format, const struct oomlog_report_options *opt)
{
	struct oomlog_report *r;
	struct kept k = {.sink.tabs = formats[format].check == check_html};

	wanted(oomlog_report_new(&r, formats[format].name, opt, keep, &k) == OOMLOG_OK);
	for (size_t i = 0; i < all->n; i++)
		wanted(oomlog_report_event(r, all->items[i]) == OOMLOG_OK);
	wanted(oomlog_report_finish(r) == OOMLOG_OK);
	oomlog_report_free(r);
	formats[format].check((strv){k.p, k.n});
	free(k.p);
}

static void render_all(const struct events *all, uint8_t wish)
{
	struct oomlog_report_options opt;

	oomlog_report_options_init(&opt);
	opt.detail = (enum oomlog_detail)(wish % 3);
	opt.raw = (wish & 0x40) != 0;
	opt.several_inputs = (wish & 0x20) != 0;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		render(all, i, &opt);
}

/* --- the events --- */

static void collect(struct oomlog_parser *p, struct events *all)
{
	struct oomlog_event *ev;

	while (oomlog_parser_next(p, &ev) > 0) {
		if (all->n < EVENTS_MAX)
			all->items[all->n++] = ev;
		else
			oomlog_event_unref(ev);
	}
}

static void parse(strv text, bool raw, struct events *all)
{
	struct oomlog_parser *p;
	struct oomlog_options opt;

	oomlog_options_init(&opt);
	opt.newest_us = INT64_C(1795224884000000);
	opt.keep_raw = raw;
	opt.any_facility = true;
	wanted(oomlog_parser_new(&p, &opt) == OOMLOG_OK);
	wanted(oomlog_parser_input(p, "<fuzz>\".log", opt.newest_us, false) == OOMLOG_OK);
	while (text.n > 0) {
		ptrdiff_t took = oomlog_parser_feed_bytes(p, text.p, text.n);

		wanted(took >= 0 && (size_t)took <= text.n);
		text = str_from(text, (size_t)took);
		collect(p, all);
	}
	wanted(oomlog_parser_finish(p) == OOMLOG_OK);
	collect(p, all);
	oomlog_parser_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct events all = {0};
	struct redactor *redactor;

	if (size == 0)
		return 0;
	parse((strv){(const char *)data + 1, size - 1}, (data[0] & 0x40) != 0, &all);
	if (all.n > 0) {
		render_all(&all, data[0]);
		redactor = redactor_new();
		wanted(redactor != NULL);
		for (size_t i = 0; i < all.n; i++)
			wanted(redact_event(redactor, all.items[i]) == OOMLOG_OK);
		render_all(&all, data[0]);
		redactor_free(redactor);
	}
	for (size_t i = 0; i < all.n; i++)
		oomlog_event_unref(all.items[i]);
	return 0;
}
