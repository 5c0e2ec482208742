#include "reports/diagnosis/workload-walk.h"

/* "user-1000.slice", "user@1000.service", "session-3.scope" */
static void login_unit(struct workload *w, strv unit)
{
	strv rest = unit;

	if (str_ends(unit, STR(".slice")) && workload_cut(&rest, STR("user-"))) {
		workload_set_uid(w, workload_without(rest, STR(".slice")));
		w->level = WORKLOAD_USER;
	} else if (str_ends(unit, STR(".service")) && workload_cut(&rest, STR("user@"))) {
		workload_set_uid(w, workload_without(rest, STR(".service")));
		w->level = WORKLOAD_USER;
	} else if (str_ends(unit, STR(".scope")) && workload_cut(&rest, STR("session-"))) {
		w->session = workload_without(rest, STR(".scope"));
		w->level = WORKLOAD_SESSION;
	}
}

/*
 * Desktops' units, "app[-<launcher>]-<application>-<random>.scope", "app-<application>@<random>.service" (systemd's
 * DESKTOP_ENVIRONMENTS): a '-' in the application's id is "\x2d". Snap: "snap.<name>.<app>-<uuid>.scope".
 */
static void app_unit(struct workload *w, strv unit)
{
	strv rest = unit;
	size_t at;

	if (str_ends(unit, STR(".slice")))
		return;
	if (workload_cut(&rest, STR("snap."))) {
		w->app = str_upto(rest, str_find_byte(rest, '.'));
		return;
	}
	if (!workload_cut(&rest, STR("app-")))
		return;
	if (str_ends(rest, STR(".service"))) {
		rest = workload_without(rest, STR(".service"));
		rest = str_upto(rest, str_find_byte(rest, '@'));
	} else if (str_ends(rest, STR(".scope"))) {
		rest = workload_without(rest, STR(".scope"));
		at = str_rfind(rest, STR("-"));
		if (at == SIZE_MAX || !workload_is_hex(str_from(rest, at + 1)))
			return;
		rest = str_upto(rest, at);
	}
	at = str_rfind(rest, STR("-"));
	rest = at != SIZE_MAX ? str_from(rest, at + 1) : rest;
	if (rest.n > 0)
		w->app = workload_unescape(w, rest);
}

static bool is_unit(strv part)
{
	static const strv suffixes[] = {
		{".service", 8}, {".scope", 6}, {".socket", 7}, {".mount", 6}, {".swap", 5},
	};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (part.n > suffixes[i].n && str_ends(part, suffixes[i]))
			return true;
	return false;
}

void workload_unit_part(struct walk *walk, bool known)
{
	struct workload *w = walk->w;
	bool slice = walk->part.n > strlen(".slice") && str_ends(walk->part, STR(".slice"));
	enum workload_level level = w->level;

	if (!slice && !is_unit(walk->part)) {
		/* A cgroup below a unit is not the unit; what lies below a container or a machine is inside it. */
		if (!known && level != WORKLOAD_CONTAINER && level != WORKLOAD_MACHINE)
			w->level = WORKLOAD_UNKNOWN;
		return;
	}
	workload_set_manager(w, STR("systemd"));
	if (slice) {
		w->slice = workload_unescape(w, walk->part);
		w->unit = STR_NONE;
		w->level = WORKLOAD_SLICE;
	} else {
		w->unit = workload_unescape(w, walk->part);
		w->level = str_ends(walk->part, STR(".scope")) ? WORKLOAD_SCOPE : WORKLOAD_SERVICE;
	}
	login_unit(w, walk->part);
	app_unit(w, walk->part);
	if (known)
		w->level = level;
}
