/* The small JSON files that check is given: --allow, --since-mark. */
#ifndef OOMLOG_CHECK_JSONFILE_H
#define OOMLOG_CHECK_JSONFILE_H

#include <json-c/json.h>

/* NULL after saying why. */
struct json_object *jsonfile_read(const char *file);

#endif
