/*
 * One line an event, made to be grepped and cut:
 *	TIME HOST SCOPE OUTCOME VICTIM SIZE [name=value]...
 * Every word is without blanks (a blank in a name is \x20), what is not known is "-".
 */
#ifndef REPORTS_RENDER_BRIEF_H
#define REPORTS_RENDER_BRIEF_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/draw.h"

void brief_write(struct draw *d, const struct diagnosis *dg);

#endif
