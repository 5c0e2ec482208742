#include "reports/text/digits.h"

#define THREE(h, t, o) ((h) | (t) << 8 | (o) << 16)
#define TEN(h, t)                                                                                       \
	THREE(h, t, 0), THREE(h, t, 1), THREE(h, t, 2), THREE(h, t, 3), THREE(h, t, 4), THREE(h, t, 5), \
		THREE(h, t, 6), THREE(h, t, 7), THREE(h, t, 8), THREE(h, t, 9)
#define HUNDRED(h) \
	TEN(h, 0), TEN(h, 1), TEN(h, 2), TEN(h, 3), TEN(h, 4), TEN(h, 5), TEN(h, 6), TEN(h, 7), TEN(h, 8), TEN(h, 9)

const uint32_t digits_threes[1000] = {HUNDRED(0), HUNDRED(1), HUNDRED(2), HUNDRED(3), HUNDRED(4),
                                      HUNDRED(5), HUNDRED(6), HUNDRED(7), HUNDRED(8), HUNDRED(9)};
