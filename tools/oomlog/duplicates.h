/*
 * Events that were met already in another input: the same report in kern.log and in dmesg is reported once. Remembers
 * the newest DUPLICATES_MAX events.
 */
#ifndef OOMLOG_TOOLS_DUPLICATES_H
#define OOMLOG_TOOLS_DUPLICATES_H

#include <stdbool.h>
#include <stdint.h>

#include <oomlog/event.h>

enum { DUPLICATES_MAX = 65536 };

struct duplicates;

int duplicates_new(struct duplicates **ret); /* OOMLOG_E_NOMEM */
struct duplicates *duplicates_free(struct duplicates *d);

/*
 * Is it a copy of an event that another input held, or that this one held already as a whole report? Same content, host and boot not contradicting, times compatible.
 * input: number of the input that ev is from. When it is a copy, *ret_first is the number that its first was
 * remembered by.
 */
bool duplicates_find(struct duplicates *d, const struct oomlog_event *ev, uint64_t input, uint64_t *ret_first);
void duplicates_remember(struct duplicates *d, const struct oomlog_event *ev, uint64_t input, uint64_t number);

#endif
