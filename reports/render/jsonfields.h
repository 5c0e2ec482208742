/* Lists of name and number as members of an object. */
#ifndef REPORTS_RENDER_JSONFIELDS_H
#define REPORTS_RENDER_JSONFIELDS_H

#include "reports/render/jsonw.h"

/*
 * Each name once: a torn or forged line may print one twice, or one that the object has of its own (`own`, ends with
 * NULL, may be NULL); an object with two members of one name would be read differently by different programs.
 */
void jsonfields_write(struct jsonw *j, const struct oomlog_fields *fields, const char *const *own);

#endif
