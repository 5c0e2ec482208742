#include "reports/redact/redact.h"

#include <stdlib.h>

#include "model/event.h"
#include "reports/redact/path.h"

struct redactor {
	struct names *names;
	struct oomlog_event *ev; /* that is changed */
	bool nomem;
	char path[64], error[128];     /* of an input */
	struct text input, host, boot; /* of a coverage */
};

struct redactor *redactor_new(void)
{
	struct redactor *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->names = names_new();
	return r->names != NULL ? r : redactor_free(r);
}

struct redactor *redactor_free(struct redactor *r)
{
	if (r != NULL)
		names_free(r->names);
	free(r);
	return NULL;
}

/* --- one text --- */

static void replace(struct redactor *r, strv *at, const struct text *t)
{
	strv copy = arena_str(&r->ev->arena, text_str(t));

	/* Rather nothing than the name. */
	*at = copy;
	r->nomem |= copy.p == NULL;
}

static void name(struct redactor *r, strv *at, enum name_kind kind)
{
	struct text t;

	if (at->p == NULL)
		return;
	text_init(&t);
	path_pseudonym(r->names, kind, *at, &t);
	replace(r, at, &t);
}

static void comm(struct redactor *r, strv *at)
{
	name(r, at, NAME_COMM);
}

static void path(struct redactor *r, strv *at)
{
	struct text t;

	if (at->p == NULL)
		return;
	text_init(&t);
	path_redact(r->names, *at, &t);
	replace(r, at, &t);
}

static void unit(struct redactor *r, strv *at)
{
	struct text t;

	if (at->p == NULL)
		return;
	text_init(&t);
	path_redact_part(r->names, *at, &t);
	replace(r, at, &t);
}

static void id(struct redactor *r, strv *at)
{
	struct text t;

	if (at->p == NULL)
		return;
	text_init(&t);
	path_redact_id(r->names, *at, &t);
	replace(r, at, &t);
}

/* --- the parts --- */

static void origin(struct redactor *r, struct oomlog_origin *o)
{
	name(r, &o->input, NAME_INPUT);
	name(r, &o->host, NAME_HOST);
	id(r, &o->boot_id);
}

static void trigger(struct redactor *r, struct oomlog_trigger *t)
{
	if (t == NULL)
		return;
	comm(r, &t->comm);
	path(r, &t->cpuset);
	/* "vmalloc error: size 8589934592, .." are the kernel's words; others may be the rest of a name with ": " in it. */
	if (!str_starts(t->reason, STR("vmalloc error: size ")))
		t->reason = STR_NONE;
}

static void memcg(struct redactor *r, struct oomlog_memcg *m)
{
	if (m == NULL)
		return;
	path(r, &m->path);
	path(r, &m->task_path);
	path(r, &m->oom_group);
	for (size_t i = 0; i < m->children.n; i++)
		path(r, &m->children.items[i].path);
}

/* "kmalloc-64(1234:web.service)": up to 5.8 each cgroup had caches of its own. */
static void slab(struct redactor *r, struct oomlog_slab *s)
{
	size_t open = str_find_byte(s->name, '(');
	struct text t;

	if (s->name.p == NULL || open == SIZE_MAX)
		return;
	text_init(&t);
	text_add_str(&t, str_upto(s->name, open + 1));
	path_pseudonym(r->names, NAME_GROUP, str_from(s->name, open + 1), &t);
	text_add(&t, ")");
	replace(r, &s->name, &t);
}

static void memory(struct redactor *r, struct oomlog_memory *m)
{
	for (size_t i = 0; m != NULL && i < m->unreclaimable_slab.n; i++)
		slab(r, &m->unreclaimable_slab.items[i]);
}

static void killer(struct redactor *r, struct oomlog_killer *k)
{
	if (k == NULL)
		return;
	k->reason = STR_NONE;
	path(r, &k->cgroup);
	comm(r, &k->requester_comm);
}

/* Those that died come first, so that they have the small numbers. */
static void processes(struct redactor *r, struct oomlog_event *ev)
{
	for (size_t i = 0; i < ev->victims.n; i++)
		comm(r, &ev->victims.items[i].comm);
	if (ev->chosen != NULL)
		comm(r, &ev->chosen->comm);
	trigger(r, ev->trigger);
	for (size_t i = 0; i < ev->tasks.n; i++)
		comm(r, &ev->tasks.items[i].comm);
}

/* An event that filled its limit has to take the pseudonyms all the same; each is shorter than a line of the log. */
static void make_room(struct oomlog_event *ev)
{
	enum { PSEUDONYM = 64 };
	size_t names = ev->tasks.n + ev->victims.n + (ev->memcg != NULL ? ev->memcg->children.n : 0) + 1024;

	ev->arena.max +=
		names * PSEUDONYM + 64 * (size_t)TEXT_MAX + (ev->memcg != NULL ? ev->memcg->children.n : 0) * TEXT_MAX;
	ev->arena.last_words = true;
}

int redact_event(struct redactor *r, struct oomlog_event *ev)
{
	bool full = ev->arena.full;

	r->ev = ev;
	r->nomem = false;
	make_room(ev);
	origin(r, &ev->origin);
	processes(r, ev);
	memcg(r, ev->memcg);
	memory(r, ev->memory);
	killer(r, ev->killer);
	if (ev->systemd != NULL)
		unit(r, &ev->systemd->unit);
	ev->raw.n = ev->unparsed.n = 0;
	ev->arena.full = full;
	event_hash(ev);
	return r->nomem ? OOMLOG_E_NOMEM : OOMLOG_OK;
}

static void keep(char *to, size_t size, const struct text *t)
{
	size_t n = t->n < size - 1 ? t->n : size - 1;

	memcpy(to, t->buf, n);
	to[n] = '\0';
}

void redact_input(struct redactor *r, struct oomlog_input *input)
{
	struct text t;

	if (input->path != NULL) {
		text_init(&t);
		path_pseudonym(r->names, NAME_INPUT, str_of(input->path), &t);
		keep(r->path, sizeof(r->path), &t);
		input->path = r->path;
	}
	if (input->error == NULL)
		return;
	text_init(&t);
	text_add(&t, input->path != NULL ? input->path : "an input");
	text_add(&t, " could not be read, or not to its end");
	keep(r->error, sizeof(r->error), &t);
	input->error = r->error;
}

void redact_coverage(struct redactor *r, struct oomlog_coverage *coverage)
{
	text_init(&r->input);
	text_init(&r->host);
	text_init(&r->boot);
	if (coverage->input.p != NULL) {
		path_pseudonym(r->names, NAME_INPUT, coverage->input, &r->input);
		coverage->input = text_str(&r->input);
	}
	if (coverage->host.p != NULL) {
		path_pseudonym(r->names, NAME_HOST, coverage->host, &r->host);
		coverage->host = text_str(&r->host);
	}
	if (coverage->boot_id.p != NULL) {
		path_redact_id(r->names, coverage->boot_id, &r->boot);
		coverage->boot_id = text_str(&r->boot);
	}
}
