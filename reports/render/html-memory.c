/* Where the memory went as a bar, and the zones' marks against what was free. */
#include "reports/diagnosis/measure.h"
#include "reports/render/html.h"
#include "reports/render/markup.h"
#include "reports/render/memory.h"

enum { BAR = 10000, ZONE_BAR = 1000 };

/* part of whole, of `units`; beyond 2^48 bytes the last bits do not show. */
static uint64_t share(uint64_t part, uint64_t whole, uint64_t units)
{
	while (whole > 1ull << 48) {
		whole >>= 1;
		part >>= 1;
	}
	if (whole == 0)
		return 0;
	return part >= whole ? units : part * units / whole;
}

/* --- the balance --- */

struct slice {
	const char *name, *class;
	uint64_t bytes;
};

/* One kind of memory has one colour in all events of the page. */
static const char *class_of(const char *name)
{
	static const struct {
		const char *name, *class;
	} classes[] = {
		{"anon", "f0"},         {"anon + file", "f0"}, {"slab", "f1"},        {"kernel", "f1"},
		{"shmem", "f2"},        {"file", "f3"},        {"page tables", "f4"}, {"unevictable", "f5"},
		{"kernel stack", "f6"}, {"sockets", "f6"},     {"free", "free"},
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].name, name) == 0)
			return classes[i].class;
	return "f7";
}

/* The parts in the order drawn: free memory and what is not accounted for last, in colours of their own. */
static size_t slices(const struct balance *b, const char *rest, struct slice ret[BALANCE_MAX + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		if (b->items[i].bytes == 0)
			continue;
		ret[n] = (struct slice){b->items[i].words, class_of(b->items[i].words), b->items[i].bytes};
		n++;
	}
	if (b->rest_bytes != OOMLOG_ABSENT_U && b->rest_bytes > 0)
		ret[n++] = (struct slice){rest, "rest", b->rest_bytes};
	return n;
}

static void slice_words(struct text *t, const struct slice *s, uint64_t whole)
{
	text_init(t);
	text_size(t, s->bytes);
	text_add(t, ", ");
	text_percent(t, s->bytes, whole);
}

static void bar(struct out *o, const struct slice *s, size_t n, uint64_t whole)
{
	uint64_t at = 0, sum = 0;
	struct text t;

	html(o,
	     "<svg class=\"bar\" viewBox=\"0 0 10000 30\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"the "
	     "figures of the list below, as a bar\">\n");
	for (size_t i = 0; i < n; i++) {
		uint64_t end;

		sum = measure_add(sum, s[i].bytes);
		end = share(sum, whole, BAR);
		html(o, "<rect class=\"");
		out_str(o, str_of(s[i].class));
		html(o, "\" x=\"");
		html_number(o, at);
		html(o, "\" width=\"");
		html_number(o, end - at);
		html(o, "\" height=\"30\"><title>");
		slice_words(&t, &s[i], whole);
		markup_html(o, str_of(s[i].name));
		html(o, ": ");
		html_text(o, &t);
		html(o, "</title></rect>\n");
		at = end;
	}
	html(o, "</svg>\n");
}

static void legend(struct out *o, const struct slice *s, size_t n, uint64_t whole)
{
	struct text t;

	html(o, "<ul class=\"legend\">\n");
	for (size_t i = 0; i < n; i++) {
		html(o, "<li><i class=\"");
		out_str(o, str_of(s[i].class));
		html(o, "\"></i><b>");
		markup_html(o, str_of(s[i].name));
		html(o, "</b> <span>");
		slice_words(&t, &s[i], whole);
		html_text(o, &t);
		html(o, "</span></li>\n");
	}
	html(o, "</ul>\n");
}

void html_balance(struct out *o, const struct diagnosis *dg)
{
	struct slice s[BALANCE_MAX + 1];
	struct memory_view v;
	size_t n;

	if (!memory_view_of_event(dg, &v))
		return;
	n = slices(&v.balance, v.rest, s);
	html(o, "<h3>");
	html_text(o, &v.title);
	html(o, "</h3>\n");
	bar(o, s, n, v.whole);
	legend(o, s, n, v.whole);
}

/* --- zones --- */

static void size_cell(struct out *o, uint64_t bytes)
{
	struct text t;

	text_init(&t);
	if (bytes != OOMLOG_ABSENT_U)
		text_size(&t, bytes);
	html(o, "<td>");
	html_text(o, &t);
	html(o, "</td>");
}

static void mark(struct out *o, uint64_t at)
{
	html(o, "<line class=\"mark\" x1=\"");
	html_number(o, at);
	html(o, "\" x2=\"");
	html_number(o, at);
	html(o, "\" y1=\"0\" y2=\"10\" vector-effect=\"non-scaling-stroke\"/>");
}

/* What the request found there; NULL: not told, or a zone that it may not use. */
static const struct request_zone *request_of(const struct diagnosis *dg, const struct oomlog_zone *z)
{
	for (size_t i = 0; i < dg->request.n_zones; i++)
		if (dg->request.zones[i].zone == z)
			return dg->request.zones[i].allowed ? &dg->request.zones[i] : NULL;
	return NULL;
}

/* What lies under every mark for this request. */
static uint64_t reserve_of(const struct request_zone *r)
{
	return r != NULL ? r->reserve_bytes : OOMLOG_ABSENT_U;
}

/* Of what is free, what this request could have: no CMA or highatomic page, no block that is too small. */
static uint64_t usable_of(const struct request_zone *r, uint64_t free_bytes)
{
	bool differs = r != NULL && free_bytes != OOMLOG_ABSENT_U && r->usable_bytes < free_bytes;

	return differs ? r->usable_bytes : OOMLOG_ABSENT_U;
}

static bool is_short(const struct request_zone *r, const uint64_t marks[4])
{
	if (r != NULL &&
	    (r->refusal == REQUEST_BELOW_MIN || r->refusal == REQUEST_BELOW_HIGH || r->refusal == REQUEST_FRAGMENTED))
		return true;
	return marks[1] != OOMLOG_ABSENT_U && marks[0] < marks[1];
}

static void zone_rect(struct out *o, strv class, uint64_t width)
{
	html(o, "<rect class=\"");
	out_str(o, class);
	html(o, "\" width=\"");
	html_number(o, width);
	html(o, "\" height=\"10\"/>");
}

/* What is free up to twice the high mark, pale where it is not usable, and lines at the marks. */
static void zone_bar(struct out *o, const uint64_t marks[4], const struct request_zone *r)
{
	uint64_t whole = marks[3], usable = usable_of(r, marks[0]);
	bool is_red = is_short(r, marks);

	html(o, "<td class=\"left\">");
	if (marks[0] != OOMLOG_ABSENT_U && whole != OOMLOG_ABSENT_U && whole > 0 && whole < UINT64_MAX / 2) {
		whole *= 2;
		html(o,
		     "<svg class=\"zone\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"free "
		     "memory against the marks\"><rect class=\"rest\" width=\"1000\" height=\"10\" "
		     "fill-opacity=\".3\"/>");
		if (usable != OOMLOG_ABSENT_U)
			zone_rect(o, is_red ? STR("under pale") : STR("f3 pale"), share(marks[0], whole, ZONE_BAR));
		zone_rect(o, is_red ? STR("under") : STR("f3"),
		          share(usable != OOMLOG_ABSENT_U ? usable : marks[0], whole, ZONE_BAR));
		for (int i = 1; i < 4; i++)
			if (marks[i] != OOMLOG_ABSENT_U)
				mark(o, share(marks[i], whole, ZONE_BAR));
		html(o, "</svg>");
	}
	html(o, "</td>");
}

/* Columns that are shown where a zone has something in them. */
struct zone_columns {
	bool reserve, usable;
};

static void zone(struct out *o, const struct oomlog_zone *z, const struct request_zone *r, struct zone_columns columns)
{
	static const char *const names[] = {"free_bytes", "min_bytes", "low_bytes", "high_bytes"};
	uint64_t marks[4], lines[4], reserve = reserve_of(r);
	struct text t;

	text_init(&t);
	memory_zone_name(&t, z);
	html(o, "<tr><td class=\"left\">");
	html_text(o, &t);
	html(o, "</td>");
	for (size_t i = 0; i < 4; i++) {
		marks[i] = lines[i] = measure_field(&z->fields, names[i]);
		if (i > 0 && marks[i] < UINT64_MAX / 2 && reserve < UINT64_MAX / 2)
			lines[i] += reserve;
	}
	zone_bar(o, lines, r);
	size_cell(o, marks[0]);
	if (columns.usable)
		size_cell(o, r != NULL ? r->usable_bytes : OOMLOG_ABSENT_U);
	for (size_t i = 1; i < 4; i++)
		size_cell(o, marks[i]);
	if (columns.reserve)
		size_cell(o, reserve);
	size_cell(o, memory_zone_bytes(z));
	html(o, "</tr>\n");
}

static void zone_head(struct out *o, struct zone_columns columns)
{
	html(o, "<h3>zones: free memory and the marks");
	out_str(o, columns.reserve ? STR(", which stand on the reserve") : STR_NONE);
	html(o,
	     "</h3>\n<div class=\"wide\"><table>\n<thead><tr><th class=\"left\">zone</th>"
	     "<th class=\"left\">min, low, high</th><th>free</th>");
	out_str(o, columns.usable ? STR("<th>usable</th>") : STR_NONE);
	html(o, "<th>min</th><th>low</th><th>high</th>");
	out_str(o, columns.reserve ? STR("<th>reserve</th>") : STR_NONE);
	html(o, "<th>size</th></tr></thead>\n<tbody>\n");
}

void html_zones(struct out *o, const struct oomlog_event *ev, const struct diagnosis *dg)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	struct zone_columns columns = {false, false};

	if (m == NULL || m->zones.n == 0)
		return;
	for (size_t i = 0; i < m->zones.n; i++) {
		const struct oomlog_zone *z = &m->zones.items[i];
		const struct request_zone *r = request_of(dg, z);
		uint64_t reserve = reserve_of(r);

		columns.reserve |= reserve > 0 && reserve != OOMLOG_ABSENT_U;
		columns.usable |= usable_of(r, measure_field(&z->fields, "free_bytes")) != OOMLOG_ABSENT_U;
	}
	zone_head(o, columns);
	for (size_t i = 0; i < m->zones.n; i++)
		zone(o, &m->zones.items[i], request_of(dg, &m->zones.items[i]), columns);
	html(o, "</tbody></table></div>\n");
}
