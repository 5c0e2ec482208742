#include "source/rotation.h"

static bool ends_with_any(strv s, const strv *suffixes, size_t n, size_t *ret)
{
	for (size_t i = 0; i < n; i++) {
		if (s.n > suffixes[i].n && str_ends(s, suffixes[i])) {
			*ret = suffixes[i].n;
			return true;
		}
	}
	return false;
}

strv rotation_strip_compression(strv name)
{
	static const strv suffixes[] = {
		{".gz", 3}, {".xz", 3}, {".zst", 4}, {".bz2", 4}, {".lz4", 4}, {".Z", 2},
	};
	size_t n;

	if (ends_with_any(name, suffixes, sizeof(suffixes) / sizeof(suffixes[0]), &n))
		name.n -= n;
	return name;
}

/* Digits at the end of s, '-' between them left out: "-2026-11-01" -> 20261101, 8 digits, 10 bytes. */
static size_t trailing_digits(strv s, uint64_t *ret_value, size_t *ret_digits)
{
	uint64_t value = 0, unit = 1;
	size_t digits = 0, n = 0;

	while (n < s.n && digits < 18) {
		char c = s.p[s.n - n - 1];

		if (is_digit(c)) {
			value += unit * (uint64_t)(c - '0');
			unit *= 10;
			digits++;
		} else if (c != '-' || n == 0 || n + 1 >= s.n || !is_digit(s.p[s.n - n - 2])) {
			break;
		}
		n++;
	}
	*ret_value = value;
	*ret_digits = digits;
	return n;
}

/* 20261101, 2026110112, 20261101123000, or seconds since 1970 (10 digits): one order for all. */
static bool date_value(uint64_t value, size_t digits, uint64_t *ret)
{
	uint64_t day = value;

	if (digits != 8 && digits != 10 && digits != 12 && digits != 14)
		return false;
	for (size_t i = digits; i > 8; i--)
		day /= 10;
	for (size_t i = digits; i < 14; i++)
		value *= 10;
	*ret = value;
	if (digits == 10)
		return true;
	return day / 10000 >= 1970 && day / 10000 < 2200 && day / 100 % 100 >= 1 && day / 100 % 100 <= 12 &&
		day % 100 >= 1 && day % 100 <= 31;
}

/* logrotate's dateext: "-20261101", ".20261101", "-20261101-123000" */
static bool match_date(strv s, struct rotation *r)
{
	uint64_t value;
	size_t digits, n = trailing_digits(s, &value, &digits);

	if (n + 1 >= s.n || (s.p[s.n - n - 1] != '-' && s.p[s.n - n - 1] != '.') ||
	    !date_value(value, digits, &r->value))
		return false;
	r->kind = ROTATION_DATE;
	r->family = str_upto(s, s.n - n - 1);
	return true;
}

/* ".1" to ".99999" */
static bool match_number(strv s, struct rotation *r)
{
	uint64_t value;
	size_t digits, n = trailing_digits(s, &value, &digits);

	if (n == 0 || n != digits || digits > 5 || n + 1 >= s.n || s.p[s.n - n - 1] != '.')
		return false;
	r->kind = ROTATION_NUMBER;
	r->value = value;
	r->family = str_upto(s, s.n - n - 1);
	return true;
}

/*
 * drivers/firmware/efi/efi-pstore.c generic_id(): (timestamp * 100 + part) * 1000 + count, as in
 * "dmesg-efi_pstore-171234567801001". Part 1 is the newest.
 */
static bool match_pstore(strv s, strv base, struct rotation *r)
{
	uint64_t value;
	size_t digits, n = trailing_digits(base, &value, &digits);

	if (digits != 15 || n != digits || !str_starts(base, STR("dmesg-")))
		return false;
	r->kind = ROTATION_NUMBER;
	r->value = value / 1000 % 100;
	r->family = str_upto(s, s.n - 5);
	r->ext = str_from(s, s.n - 3);
	r->whole = false;
	return true;
}

/*
 * drivers/acpi/apei/erst.c: "dmesg-erst-7300000000000000001" is numbered as it is written, and a dump is written from
 * its newest part on.
 */
static bool match_erst(strv s, strv base, struct rotation *r)
{
	strv number = base;
	uint64_t value;

	if (!skip_literal(&number, STR("dmesg-erst-")) || !str_to_u64(number, &value))
		return false;
	r->kind = ROTATION_NUMBER;
	r->value = value;
	r->family = str_upto(s, s.n - number.n);
	r->whole = false;
	return true;
}

static bool match_rotation(strv s, struct rotation *r)
{
	if (s.n > 4 && str_ends(s, STR(".old"))) {
		r->kind = ROTATION_OLD;
		r->family = str_upto(s, s.n - 4);
		return true;
	}
	return match_date(s, r) || match_number(s, r);
}

static strv base_name(strv path)
{
	size_t slash = str_rfind(path, STR("/"));

	return slash != SIZE_MAX ? str_from(path, slash + 1) : path;
}

void rotation_parse(struct rotation *ret, const char *path)
{
	static const strv extensions[] = {{".log", 4}, {".txt", 4}};
	strv s = rotation_strip_compression((strv){path, strlen(path)}), base = base_name(s);
	struct rotation r = {.family = s, .ext = STR_NONE, .kind = ROTATION_NONE};
	size_t n;

	/* dmesg, dmesg.0, dmesg.1.gz (savelog): the rings of different boots */
	r.whole = str_starts(base, STR("dmesg"));
	/* The folder is no part of the rotation: "logs.1/x" is no piece of "logs/x". */
	if (base.n > 0 && !match_erst(s, base, &r) && !match_pstore(s, base, &r) && match_rotation(base, &r))
		r.family = str_upto(s, s.n - base.n + r.family.n);
	/* logrotate's `extension .log`: kern-20261101.log beside kern.log */
	if (!r.whole && r.ext.p == NULL && ends_with_any(r.family, extensions, 2, &n)) {
		r.ext = str_from(r.family, r.family.n - n);
		r.family.n -= n;
		if (r.kind == ROTATION_NONE)
			(void)match_date(r.family, &r);
	}
	*ret = r;
}

static int compare_str(strv a, strv b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

int rotation_compare(const struct rotation *a, const struct rotation *b)
{
	int order = compare_str(a->family, b->family);

	if (order == 0)
		order = compare_str(a->ext, b->ext);
	if (order == 0)
		order = (a->kind > b->kind) - (a->kind < b->kind);
	if (order == 0)
		order = (a->value > b->value) - (a->value < b->value);
	/* The highest number is the oldest. */
	return a->kind == ROTATION_NUMBER && b->kind == ROTATION_NUMBER && compare_str(a->family, b->family) == 0 &&
			compare_str(a->ext, b->ext) == 0
		? -order
		: order;
}

bool rotation_follows(const struct rotation *a, const struct rotation *b)
{
	if (a->whole || !str_eq(a->family, b->family) || !str_eq(a->ext, b->ext) || rotation_compare(a, b) >= 0)
		return false;
	/* A missing number is a gap. */
	if (a->kind == ROTATION_NUMBER)
		return b->kind == ROTATION_NUMBER ? a->value == b->value + 1 : a->value <= 1;
	return true;
}

strv rotation_base(const char *path)
{
	strv s = base_name(rotation_strip_compression((strv){path, strlen(path)}));
	struct rotation r = {.family = s};

	return match_rotation(s, &r) ? r.family : s;
}
