#include "model/charge.h"

#include "util/str.h"

bool charge_is_in(const struct oomlog_trigger *tr)
{
	static const strv functions[] = {
		{"mem_cgroup_out_of_memory", 24}, {"mem_cgroup_oom_synchronize", 26}, {"mem_cgroup_handle_oom", 21}};

	for (size_t i = 0; tr != NULL && i < tr->n_call_trace; i++)
		for (size_t k = 0; k < sizeof(functions) / sizeof(functions[0]); k++)
			if (tr->call_trace[i].reliable && str_eq(tr->call_trace[i].function, functions[k]))
				return true;
	return false;
}
