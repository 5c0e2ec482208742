#include "records.h"

int records_step(struct journal *j, struct oomlog_parser *p)
{
	struct oomlog_record rec;
	struct oomlog_str text;
	int64_t realtime_us;
	int r = journal_next(j, &text, &realtime_us);

	if (r <= 0)
		return r < 0 ? OOMLOG_E_IO : RECORDS_END;
	if (oomlog_parser_passes(p, text, realtime_us))
		return RECORDS_PASSED;
	journal_record(j, &rec);
	r = oomlog_parser_feed(p, &rec);
	return r < 0 ? r : RECORDS_FED;
}
