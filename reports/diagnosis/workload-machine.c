#include "reports/diagnosis/workload-walk.h"

/* "lxc.payload.NAME", "lxc.monitor.NAME", "lxc.payload/NAME", "lxc/NAME" */
bool workload_lxc_part(struct walk *walk)
{
	strv name = walk->part;

	if (walk->lxc) {
		walk->lxc = false;
		workload_set_name(walk, STR("lxc"), walk->part, WORKLOAD_CONTAINER);
		return true;
	}
	walk->lxc = str_eq(name, STR("lxc")) || str_eq(name, STR("lxc.payload")) || str_eq(name, STR("lxc.monitor"));
	if (walk->lxc)
		return true;
	if (!workload_cut(&name, STR("lxc.payload.")) && !workload_cut(&name, STR("lxc.monitor.")))
		return false;
	workload_set_name(walk, STR("lxc"), name, WORKLOAD_CONTAINER);
	return true;
}

/* "qemu-3-web": libvirt's "<driver>-<number>-<domain>" */
static bool libvirt_domain(strv name, strv *ret)
{
	uint64_t number;

	if (!skip_literal(&name, STR("qemu-")) && !skip_literal(&name, STR("lxc-")))
		return false;
	if (!parse_u64(&name, &number) || !workload_cut(&name, STR("-")))
		return false;
	*ret = name;
	return true;
}

/* "machine-qemu\x2d3\x2dweb.scope": machined's name */
static bool machine_scope(struct walk *walk)
{
	strv name = walk->part, domain;

	if (!str_ends(name, STR(".scope")) || !workload_cut(&name, STR("machine-")))
		return false;
	name = workload_unescape(walk->w, workload_without(name, STR(".scope")));
	if (libvirt_domain(name, &domain))
		workload_set_name(walk, STR("libvirt"), domain, WORKLOAD_MACHINE);
	else
		workload_set_name(walk, STR("systemd-machined"), name, WORKLOAD_MACHINE);
	return true;
}

/* "/machine/qemu-3-web.libvirt-qemu/emulator", before libvirt 1.3 "/machine/web.libvirt-qemu" */
static bool libvirt_part(struct walk *walk)
{
	size_t at = str_rfind(walk->part, STR(".libvirt-"));
	strv name = str_upto(walk->part, at);

	if (!str_ends(walk->part, STR(".libvirt-qemu")) && !str_ends(walk->part, STR(".libvirt-lxc")))
		return false;
	libvirt_domain(name, &name);
	workload_set_name(walk, STR("libvirt"), name, WORKLOAD_MACHINE);
	return true;
}

/* "libvirt/qemu/web", Proxmox' "qemu.slice/101.scope", "systemd-nspawn@build.service", "/firecracker/<id>" */
bool workload_machine_part(struct walk *walk)
{
	strv name = walk->part;

	if (machine_scope(walk) || libvirt_part(walk))
		return true;
	if (str_eq(walk->before, STR("qemu")) && walk->w->name.p == NULL)
		workload_set_name(walk, STR("libvirt"), name, WORKLOAD_MACHINE);
	else if (str_eq(walk->before, STR("qemu.slice")) && str_ends(name, STR(".scope")))
		workload_set_name(walk, STR("proxmox"), workload_without(name, STR(".scope")), WORKLOAD_MACHINE);
	else if (str_ends(name, STR(".service")) && workload_cut(&name, STR("systemd-nspawn@")))
		workload_set_name(walk, STR("systemd-nspawn"), workload_without(name, STR(".service")),
		                  WORKLOAD_CONTAINER);
	else if (str_eq(walk->before, STR("firecracker")))
		workload_set_name(walk, STR("firecracker"), name, WORKLOAD_MACHINE);
	else
		return false;
	return true;
}
