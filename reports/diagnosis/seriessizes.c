/* What victims held, and what limit they were under. */
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/serieskill.h"

void series_extend_size(uint64_t *least, uint64_t *most, uint64_t size)
{
	if (size == OOMLOG_ABSENT_U)
		return;
	if (*least == OOMLOG_ABSENT_U || size < *least)
		*least = size;
	if (*most == OOMLOG_ABSENT_U || size > *most)
		*most = size;
}

void series_note_limit(struct series *s, const struct kill *k)
{
	const struct oomlog_counter *c = k->counter;

	if (!s->is_cgroup || c == NULL)
		return;
	series_extend_size(&(uint64_t){OOMLOG_ABSENT_U}, &s->most_usage_bytes, c->usage_bytes);
	s->memsw = k->memsw;
	s->both = k->both;
	s->version = k->version;
	if (c->limit_bytes == OOMLOG_ABSENT_U || measure_is_unlimited(c->limit_bytes))
		return;
	if (s->first_limit_bytes == OOMLOG_ABSENT_U)
		s->first_limit_bytes = c->limit_bytes;
	else if (s->last_limit_bytes != OOMLOG_ABSENT_U) {
		s->raises += c->limit_bytes > s->last_limit_bytes;
		s->cuts += c->limit_bytes < s->last_limit_bytes;
	}
	s->last_limit_bytes = c->limit_bytes;
}
