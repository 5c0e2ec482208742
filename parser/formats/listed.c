/* The rows as the public interface shows them. */
#include <oomlog/oomlog.h>

#include "formats/formats.h"

static const char *section_of(enum line_kind kind)
{
	if (kind <= LINE_ALLOC_FAILED)
		return "trigger";
	if (kind <= LINE_REGISTERS)
		return "context";
	if (kind <= LINE_MEMCG_PROTECTION)
		return "memcg";
	if (kind <= LINE_ALLOCATION)
		return "memory";
	if (kind <= LINE_TASK)
		return "tasks";
	if (kind <= LINE_ASIDE)
		return "kill";
	if (kind <= LINE_BOOT)
		return "neighbour";
	return "killer";
}

const struct oomlog_format *oomlog_format(size_t i)
{
	static _Thread_local struct oomlog_format public;

	if (i >= n_formats)
		return NULL;
	public = (struct oomlog_format){.id = formats[i].id,
	                                .section = section_of(formats[i].kind),
	                                .since = formats[i].since,
	                                .until = formats[i].until,
	                                .source = formats[i].source,
	                                .sample = formats[i].sample,
	                                .pattern = formats[i].pattern};
	return &public;
}
