/* Android's logcat, whose kernel buffer holds printk's lines. */
#ifndef OOMLOG_CARRIER_ANDROID_H
#define OOMLOG_CARRIER_ANDROID_H

#include "carrier/decoder.h"

/* "11-21 01:34:44.123     0     0 W         : text", "I/lowmemorykiller(  123): text" */
/* "[ 11-21 01:34:44.123     0:    0 W/tag      ]": a line of its own before the text, logcat -v long */
bool android_long_head(struct parse *p);
bool android_logcat(struct parse *p);

#endif
