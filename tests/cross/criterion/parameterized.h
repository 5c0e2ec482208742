#ifndef TESTS_CROSS_PARAMETERIZED_H
#define TESTS_CROSS_PARAMETERIZED_H

#include "criterion.h"

#define ParameterizedTestParameters(suite, name) static struct criterion_test_params suite##_##name##_params(void)

#define ParameterizedTest(param, suite, name)                                   \
	static void suite##_##name##_typed(param);                              \
	static void suite##_##name(void *value)                                 \
	{                                                                       \
		suite##_##name##_typed(value);                                  \
	}                                                                       \
	CROSS_REGISTER(suite##_##name, suite##_##name, suite##_##name##_params) \
	static void suite##_##name##_typed(param)

#define cr_make_param_array(type, array, count) ((struct criterion_test_params){sizeof(type), (array), (count)})

#endif
