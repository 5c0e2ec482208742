/* What is used of libsystemd: its functions by name, and its errors in words. */
#ifdef HAVE_SYSTEMD
#include "source/journal-sd.h"

#include <errno.h>
#include <string.h>

static const char *const symbols[] = {
	"sd_journal_open",
	"sd_journal_open_directory",
	"sd_journal_open_files",
	"sd_journal_open_namespace",
	"sd_journal_close",
	"sd_journal_set_data_threshold",
	"sd_journal_add_match",
	"sd_journal_add_disjunction",
	"sd_journal_add_conjunction",
	"sd_journal_flush_matches",
	"sd_journal_query_unique",
	"sd_journal_enumerate_unique",
	"sd_journal_seek_head",
	"sd_journal_seek_tail",
	"sd_journal_seek_realtime_usec",
	"sd_journal_seek_cursor",
	"sd_journal_test_cursor",
	"sd_journal_get_cursor",
	"sd_journal_next",
	"sd_journal_previous_skip",
	"sd_journal_get_realtime_usec",
	"sd_journal_get_monotonic_usec",
	"sd_journal_get_data",
	"sd_journal_restart_data",
	"sd_journal_enumerate_data",
	"sd_journal_get_usage",
	"sd_journal_get_fd",
	"sd_journal_get_events",
	"sd_journal_get_timeout",
	"sd_journal_process",
	"sd_id128_get_boot",
	"sd_id128_from_string",
	"sd_id128_to_string",
};
_Static_assert(sizeof(struct sd) == sizeof(symbols), "a function without a name");

const struct library journal_library = {
	.soname = "libsystemd.so.0",
	.package = "libsystemd0 or systemd-libs",
	.symbols = symbols,
	.n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

bool journal_is_supported(void)
{
	struct sd fn;
	void *handle = library_load(&journal_library, &fn);

	library_unload(handle);
	return handle != NULL;
}

const char *journal_words(int error)
{
	switch (-error) {
	case EBADMSG:
		return "damaged";
	case ENODATA:
		return "truncated";
	case EPROTONOSUPPORT:
		return "made with a feature that this machine's libsystemd does not know";
	default:
		return strerror(-error);
	}
}
#endif
