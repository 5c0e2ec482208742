#include "version.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <json-c/json_c_version.h>
#include <pcre2.h>

#include <oomlog/oomlog.h>

#include "source/source.h"

void version_print(FILE *f)
{
	struct source_library library;
	char pcre2[64];

	if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) > (int)sizeof(pcre2) ||
	    pcre2_config(PCRE2_CONFIG_VERSION, pcre2) < 0)
		snprintf(pcre2, sizeof(pcre2), "?");
	fprintf(f, "oomlog %s\n", oomlog_version());
	fprintf(f, "pcre2 %s\n", pcre2);
	fprintf(f, "json-c %s\n", json_c_version());
	for (size_t i = 0; source_library(i, &library); i++)
		fprintf(f, "%s %s (%s)\n", library.name, library.state, library.what);
}
