/* What of the libraries that reading looks for is on this machine. */
#include "source/archive.h"
#include "source/codec.h"
#include "source/journal.h"
#include "source/library.h"
#include "source/source.h"

static const char *library_state(bool found)
{
	if (library_can_load())
		return found ? "found" : "not found";
	return found ? "built in" : "not built in";
}

bool source_library(size_t i, struct source_library *ret)
{
	bool found;

	if (i < n_codecs) {
		ret->name = codecs[i].library.soname;
		ret->what = codecs[i].name;
		found = codec_is_found(&codecs[i]);
	} else if (i == n_codecs) {
		ret->name = "libarchive.so.13";
		ret->what = "tar, zip, cpio, 7z";
		found = archive_is_found();
	} else if (i == n_codecs + 1) {
		ret->name = "libsystemd.so.0";
		ret->what = "the journal";
		found = journal_is_supported();
	} else {
		return false;
	}
	ret->state = library_state(found);
	return true;
}
