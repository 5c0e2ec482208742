/* Numbers as files have them, the lowest byte first, at any place. */
#ifndef OOMLOG_UTIL_LITTLE_H
#define OOMLOG_UTIL_LITTLE_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t le64_at(const unsigned char *p)
{
	uint64_t n;

	memcpy(&n, p, sizeof(n));
	return le64toh(n);
}

static inline uint32_t le32_at(const unsigned char *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return le32toh(n);
}

#endif
