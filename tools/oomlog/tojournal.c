#include "tojournal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "reports/diagnosis/diagnosis.h"
#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/workload.h"
#include "say.h"
#include "source/library.h"

enum { FIELDS_MAX = 24 };

struct to_journal {
	void *library;
	struct {
		int (*sendv)(const struct iovec *fields, int n);
	} fn;
	struct diagnosis diagnosis; /* of the event at hand */
};

static const char *const symbols[] = {"sd_journal_sendv"};
static const struct library libsystemd = {"libsystemd.so.0", "libsystemd0 or systemd-libs", symbols, 1};

struct to_journal *to_journal_new(void)
{
	struct to_journal *j = calloc(1, sizeof(*j));

	if (j == NULL) {
		say("out of memory");
		return NULL;
	}
	j->library = library_load(&libsystemd, &j->fn);
	if (j->library != NULL)
		return j;
	say("--to-journal needs %s: install %s", libsystemd.soname, libsystemd.package);
	return to_journal_free(j);
}

struct to_journal *to_journal_free(struct to_journal *j)
{
	if (j != NULL)
		library_unload(j->library);
	free(j);
	return NULL;
}

/* --- the message: for each field its length, then "NAME=value" --- */

struct fields {
	oomlog_write_fn write;
	void *user;
	int status;
};

static void put(struct fields *f, const char *name, strv value)
{
	uint32_t n = (uint32_t)(strlen(name) + 1 + value.n);

	if (value.p == NULL || value.n > UINT16_MAX || f->status != 0)
		return;
	f->status = f->write(f->user, &n, sizeof(n));
	if (f->status == 0)
		f->status = f->write(f->user, name, strlen(name));
	if (f->status == 0)
		f->status = f->write(f->user, "=", 1);
	if (f->status == 0)
		f->status = f->write(f->user, value.p, value.n);
}

static void put_number(struct fields *f, const char *name, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	if (value != OOMLOG_ABSENT)
		put(f, name, str_of(digits));
}

/* The first victim; journalctl finds an entry also by the process it is about. */
static void put_victim(struct fields *f, const struct oomlog_event *ev)
{
	const struct oomlog_victim *victim = oomlog_event_victim(ev, 0);
	const struct oomlog_chosen *chosen = oomlog_event_chosen(ev);

	if (victim != NULL) {
		put_number(f, "OBJECT_PID", victim->pid);
		put_number(f, "OOMLOG_PID", victim->pid);
		put_number(f, "OOMLOG_UID", victim->uid);
		put(f, "OOMLOG_COMM", victim->comm);
	} else if (chosen != NULL) {
		put_number(f, "OOMLOG_PID", chosen->pid);
		put(f, "OOMLOG_COMM", chosen->comm);
	}
	put_number(f, "OOMLOG_VICTIMS", (int64_t)oomlog_event_victims(ev));
}

static void put_place(struct fields *f, const struct diagnosis *d)
{
	const struct oomlog_memcg *memcg = oomlog_event_memcg(d->ev);
	const struct oomlog_origin *origin = oomlog_event_origin(d->ev);

	put(f, "OOMLOG_SCOPE", str_of(scope_name(d->scope)));
	put(f, "OOMLOG_CONSTRAINT", oomlog_event_constraint(d->ev));
	put(f, "OOMLOG_HOST", origin->host);
	put(f, "OOMLOG_BOOT_ID", origin->boot_id);
	if (memcg != NULL) {
		put(f, "OOMLOG_MEMCG", memcg->path);
		put(f, "OOMLOG_TASK_MEMCG", memcg->task_path);
	}
	if (!d->has_workload)
		return;
	put(f, "UNIT", d->workload.unit);
	put(f, "OOMLOG_POD_UID", d->workload.pod_uid);
	put(f, "OOMLOG_CONTAINER_ID", d->workload.container_id);
}

int to_journal_render(struct to_journal *j, const struct oomlog_event *ev, bool amends, oomlog_write_fn write,
                      void *user)
{
	struct fields f = {.write = write, .user = user};
	struct text t;

	text_init(&t);
	diagnosis_of_event(&j->diagnosis, ev, NULL, 0);
	headline_write(&t, &j->diagnosis);
	put(&f, "MESSAGE", text_str(&t));
	put(&f, "MESSAGE_ID", str_of(TOJOURNAL_MESSAGE_ID));
	put(&f, "PRIORITY", STR("3")); /* err, as systemd's own about a killed unit */
	put(&f, "SYSLOG_IDENTIFIER", STR("oomlog"));
	put(&f, "OOMLOG_ID", str_of(oomlog_event_id(ev)));
	put(&f, "OOMLOG_KIND", str_of(oomlog_kind_name(oomlog_event_kind(ev))));
	put(&f, "OOMLOG_OUTCOME", str_of(oomlog_outcome_name(oomlog_event_outcome(ev))));
	put(&f, "OOMLOG_COMPLETE", oomlog_event_missing(ev) == 0 ? STR("1") : STR("0"));
	put(&f, "OOMLOG_AMENDS", amends ? STR("1") : STR_NONE);
	put_number(&f, "OOMLOG_REALTIME_USEC", oomlog_event_time(ev)->realtime_us);
	put_victim(&f, ev);
	put_place(&f, &j->diagnosis);
	return f.status;
}

bool to_journal_send(void *user, const char *data, size_t n)
{
	struct to_journal *j = user;
	struct iovec fields[FIELDS_MAX];
	int count = 0, r;

	while (n > sizeof(uint32_t) && count < FIELDS_MAX) {
		uint32_t length;

		memcpy(&length, data, sizeof(length));
		data += sizeof(length);
		n -= sizeof(length);
		if (length > n)
			break;
		fields[count++] = (struct iovec){(void *)(uintptr_t)data, length};
		data += length;
		n -= length;
	}
	r = j->fn.sendv(fields, count);
	if (r < 0)
		say("cannot write to the journal: %s", strerror(-r));
	return r >= 0;
}
