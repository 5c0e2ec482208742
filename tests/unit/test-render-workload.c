/* cgroup paths of container runtimes, init systems and schedulers, and what is read from them. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "reports/diagnosis/workload.h"
#include "test-render-events.h"

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define UID   "6f1c2d3e-0011-2233-4455-66778899aabb"
#define UID_U "6f1c2d3e_0011_2233_4455_66778899aabb"

struct row {
	const char *path;
	const char *manager, *runtime, *pod_uid, *container_id, *qos_class, *name, *unit, *slice, *session, *job_id,
		*step_id;
	int64_t user_uid; /* 0: none (no row is root's) */
	const char *level;
};

/* clang-format off */
static const struct row rows[] = {
	/* Kubernetes, driver systemd */
	{.path = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" UID_U
	         ".slice/cri-containerd-" ID ".scope",
	 .manager = "kubernetes", .runtime = "containerd", .pod_uid = UID, .container_id = ID, .qos_class = "Burstable",
	 .unit = "cri-containerd-" ID ".scope", .slice = "kubepods-burstable-pod" UID_U ".slice", .level = "container"},
	{.path = "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" UID_U ".slice/crio-" ID ".scope",
	 .manager = "kubernetes", .runtime = "cri-o", .pod_uid = UID, .container_id = ID, .qos_class = "BestEffort",
	 .unit = "crio-" ID ".scope", .slice = "kubepods-besteffort-pod" UID_U ".slice", .level = "container"},
	{.path = "/kubepods.slice/kubepods-pod" UID_U ".slice/docker-" ID ".scope",
	 .manager = "kubernetes", .runtime = "docker", .pod_uid = UID, .container_id = ID, .qos_class = "Guaranteed",
	 .unit = "docker-" ID ".scope", .slice = "kubepods-pod" UID_U ".slice", .level = "container"},
	{.path = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" UID_U ".slice",
	 .manager = "kubernetes", .pod_uid = UID, .qos_class = "Burstable",
	 .slice = "kubepods-burstable-pod" UID_U ".slice", .level = "pod"},
	{.path = "/kubepods.slice/kubepods-burstable.slice", .manager = "kubernetes", .qos_class = "Burstable",
	 .slice = "kubepods-burstable.slice", .level = "slice"},
	{.path = "/kubepods.slice", .manager = "kubernetes", .slice = "kubepods.slice", .level = "slice"},
	{.path = "/kubepods.slice/kubepods-pod" UID_U ".slice/crio-conmon-" ID ".scope",
	 .manager = "kubernetes", .runtime = "cri-o", .pod_uid = UID, .container_id = ID, .qos_class = "Guaranteed",
	 .unit = "crio-conmon-" ID ".scope", .slice = "kubepods-pod" UID_U ".slice", .level = "container"},
	/* kind: a kubelet inside a container */
	{.path = "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice"
	         "/kubelet-kubepods-besteffort-pod" UID_U
	         ".slice/cri-containerd-" ID ".scope",
	 .manager = "kubernetes", .runtime = "containerd", .pod_uid = UID, .container_id = ID,
	 .qos_class = "BestEffort",
	 .unit = "cri-containerd-" ID ".scope", .slice = "kubelet-kubepods-besteffort-pod" UID_U ".slice",
	 .level = "container"},
	{.path = "/docker/ffff/kubelet/kubepods/burstable/pod" UID "/" ID,
	 .manager = "docker", .runtime = "docker", .pod_uid = UID, .container_id = ID, .qos_class = "Burstable",
	 .level = "container"},
	/* Kubernetes, driver cgroupfs */
	{.path = "/kubepods/burstable/pod" UID "/" ID, .manager = "kubernetes", .pod_uid = UID, .container_id = ID,
	 .qos_class = "Burstable", .level = "container"},
	{.path = "/kubepods/besteffort/pod" UID "/" ID, .manager = "kubernetes", .pod_uid = UID, .container_id = ID,
	 .qos_class = "BestEffort", .level = "container"},
	{.path = "/kubepods/pod" UID "/" ID, .manager = "kubernetes", .pod_uid = UID, .container_id = ID,
	 .qos_class = "Guaranteed", .level = "container"},
	{.path = "/kubepods/pod" UID, .manager = "kubernetes", .pod_uid = UID, .qos_class = "Guaranteed",
	 .level = "pod"},
	{.path = "/kubepods/burstable", .manager = "kubernetes", .qos_class = "Burstable", .level = "slice"},
	/* runc without systemd on a systemd path */
	{.path = "/system.slice/containerd.service/kubepods-burstable-pod" UID_U ".slice:cri-containerd:" ID,
	 .manager = "kubernetes", .runtime = "containerd", .pod_uid = UID, .container_id = ID, .qos_class = "Burstable",
	 .unit = "containerd.service", .slice = "kubepods-burstable-pod" UID_U ".slice", .level = "container"},
	{.path = "/system.slice:docker:" ID, .manager = "docker", .runtime = "docker", .container_id = ID,
	 .slice = "system.slice", .level = "container"},
	/* docker */
	{.path = "/docker/" ID, .manager = "docker", .runtime = "docker", .container_id = ID, .level = "container"},
	{.path = "/docker/ab12", .manager = "docker", .runtime = "docker", .container_id = "ab12",
	 .level = "container"},
	{.path = "/docker/" ID "/init.scope", .manager = "docker", .runtime = "docker", .container_id = ID,
	 .unit = "init.scope", .level = "scope"},
	{.path = "/system.slice/docker-" ID ".scope", .manager = "docker", .runtime = "docker", .container_id = ID,
	 .unit = "docker-" ID ".scope", .slice = "system.slice", .level = "container"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" ID ".scope", .manager = "docker",
	 .runtime = "docker", .container_id = ID, .unit = "docker-" ID ".scope", .slice = "user.slice",
	 .user_uid = 1000,
	 .level = "container"},
	{.path = "/docker", .manager = "docker"},
	{.path = "/ecs/4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11/" ID, .manager = "ecs", .runtime = "docker", .container_id = ID,
	 .level = "container"},
	/* podman */
	{.path = "/machine.slice/libpod-" ID ".scope", .manager = "podman", .runtime = "podman", .container_id = ID,
	 .unit = "libpod-" ID ".scope", .slice = "machine.slice", .level = "container"},
	{.path = "/machine.slice/libpod-" ID ".scope/container", .manager = "podman", .runtime = "podman",
	 .container_id = ID,
	 .unit = "libpod-" ID ".scope", .slice = "machine.slice", .level = "container"},
	{.path = "/machine.slice/libpod-conmon-" ID ".scope", .manager = "podman", .runtime = "podman",
	 .container_id = ID,
	 .unit = "libpod-conmon-" ID ".scope", .slice = "machine.slice", .level = "container"},
	{.path = "/user.slice/user-1001.slice/user@1001.service/user.slice/libpod-" ID ".scope", .manager = "podman",
	 .runtime = "podman", .container_id = ID, .unit = "libpod-" ID ".scope", .slice = "user.slice",
	 .user_uid = 1001,
	 .level = "container"},
	{.path = "/system.slice/web.service/libpod-payload-" ID, .manager = "podman", .runtime = "podman",
	 .container_id = ID,
	 .unit = "web.service", .slice = "system.slice", .level = "container"},
	{.path = "/libpod_parent/libpod-" ID, .manager = "podman", .runtime = "podman", .container_id = ID,
	 .level = "container"},
	/* lxc */
	{.path = "/lxc/web01", .manager = "lxc", .name = "web01", .level = "container"},
	{.path = "/lxc.payload.web01", .manager = "lxc", .name = "web01", .level = "container"},
	{.path = "/lxc.payload/web01", .manager = "lxc", .name = "web01", .level = "container"},
	{.path = "/lxc.monitor.web01", .manager = "lxc", .name = "web01", .level = "container"},
	{.path = "/lxc/101/ns/system.slice/mariadb.service", .manager = "lxc", .name = "101", .unit = "mariadb.service",
	 .slice = "system.slice", .level = "service"},
	{.path = "/lxc.payload.db/system.slice/postgresql@13-main.service", .manager = "lxc", .name = "db",
	 .unit = "postgresql@13-main.service", .slice = "system.slice", .level = "service"},
	/* systemd */
	{.path = "/system.slice/nginx.service", .manager = "systemd", .unit = "nginx.service", .slice = "system.slice",
	 .level = "service"},
	{.path = "/system.slice/system-getty.slice/getty@tty1.service", .manager = "systemd",
	 .unit = "getty@tty1.service",
	 .slice = "system-getty.slice", .level = "service"},
	{.path = "/system.slice/run-user-1000.mount", .manager = "systemd", .unit = "run-user-1000.mount",
	 .slice = "system.slice", .level = "service"},
	{.path = "/system.slice/my\\x2dapp.service", .manager = "systemd", .unit = "my-app.service",
	 .slice = "system.slice",
	 .level = "service"},
	{.path = "/system.slice/nginx.service/workers", .manager = "systemd", .unit = "nginx.service",
	 .slice = "system.slice"},
	{.path = "/init.scope", .manager = "systemd", .unit = "init.scope", .level = "scope"},
	{.path = "/system.slice", .manager = "systemd", .slice = "system.slice", .level = "slice"},
	{.path = "/user.slice/user-1000.slice", .manager = "systemd", .slice = "user-1000.slice", .user_uid = 1000,
	 .level = "user"},
	{.path = "/user.slice/user-1000.slice/session-3.scope", .manager = "systemd", .unit = "session-3.scope",
	 .slice = "user-1000.slice", .session = "3", .user_uid = 1000, .level = "session"},
	{.path = "/user.slice/user-1000.slice/session-c2.scope", .manager = "systemd", .unit = "session-c2.scope",
	 .slice = "user-1000.slice", .session = "c2", .user_uid = 1000, .level = "session"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox\\x2desr-4711.scope",
	 .manager = "systemd", .unit = "app-gnome-firefox-esr-4711.scope", .slice = "app.slice", .user_uid = 1000,
	 .level = "scope"},
	{.path = "/user.slice/user-1000.slice/user@1000.service", .manager = "systemd", .unit = "user@1000.service",
	 .slice = "user-1000.slice", .user_uid = 1000, .level = "user"},
	/* virtual machines */
	{.path = "/machine.slice/machine-qemu\\x2d3\\x2dweb\\x2d1.scope", .manager = "libvirt", .name = "web-1",
	 .unit = "machine-qemu-3-web-1.scope", .slice = "machine.slice", .level = "machine"},
	{.path = "/machine.slice/machine-qemu\\x2d3\\x2dweb.scope/libvirt/emulator", .manager = "libvirt",
	 .name = "web",
	 .unit = "machine-qemu-3-web.scope", .slice = "machine.slice", .level = "machine"},
	{.path = "/machine/web.libvirt-qemu", .manager = "libvirt", .name = "web", .level = "machine"},
	{.path = "/libvirt/qemu/web", .manager = "libvirt", .name = "web", .level = "machine"},
	{.path = "/qemu.slice/101.scope", .manager = "proxmox", .name = "101", .unit = "101.scope",
	 .slice = "qemu.slice",
	 .level = "machine"},
	{.path = "/machine.slice/systemd-nspawn@build.service", .manager = "systemd-nspawn", .name = "build",
	 .unit = "systemd-nspawn@build.service", .slice = "machine.slice", .level = "container"},
	{.path = "/machine.slice/machine-build.scope", .manager = "systemd-machined", .name = "build",
	 .unit = "machine-build.scope", .slice = "machine.slice", .level = "machine"},
	/* batch systems, schedulers */
	{.path = "/slurm/uid_1000/job_42/step_0/task_0", .manager = "slurm", .job_id = "42", .step_id = "0",
	 .user_uid = 1000},
	{.path = "/slurm/uid_1000/job_42", .manager = "slurm", .job_id = "42", .user_uid = 1000, .level = "job"},
	{.path = "/slurm_node7/uid_1000/job_42/step_batch", .manager = "slurm", .job_id = "42", .step_id = "batch",
	 .user_uid = 1000, .level = "step"},
	{.path = "/system.slice/slurmstepd.scope/job_42/step_0", .manager = "slurm", .unit = "slurmstepd.scope",
	 .slice = "system.slice", .job_id = "42", .step_id = "0", .level = "step"},
	{.path = "/nomad.slice/share.slice/d3b2f3a0.web.scope", .manager = "nomad", .name = "d3b2f3a0.web",
	 .unit = "d3b2f3a0.web.scope", .slice = "share.slice", .level = "container"},
	{.path = "/hadoop-yarn/container_1", .manager = "yarn", .runtime = "yarn", .container_id = "container_1",
	 .level = "container"},
	{.path = "/mesos/7d7b", .manager = "mesos", .runtime = "mesos", .container_id = "7d7b", .level = "container"},
	/* nothing is known of these; "manager" NULL */
	{.path = "/"}, {.path = ""}, {.path = "/t1"}, {.path = "/kubepodsish/pod1"},
	{.path = "/a b,c=d"}, {.path = "//.slice"},
	{.path = "/pod" UID}, {.path = "/lxc"},
};
/* clang-format on */

ParameterizedTestParameters(workload, paths)
{
	static size_t index[sizeof(rows) / sizeof(rows[0])];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		index[i] = i;
	return cr_make_param_array(size_t, index, sizeof(rows) / sizeof(rows[0]));
}

static void expect(const struct row *row, const char *what, strv got, const char *want)
{
	if (want == NULL)
		cr_expect(got.p == NULL, "%s: %s is '%.*s', not absent", row->path, what, (int)got.n, got.p);
	else
		cr_expect(got.p != NULL && str_eq(got, str_of(want)), "%s: %s is '%.*s', not '%s'", row->path, what,
		          (int)got.n, got.p != NULL ? got.p : "", want);
}

ParameterizedTest(size_t *index, workload, paths)
{
	const struct row *row = &rows[*index];
	struct workload w;

	cr_expect_eq(workload_of_path(str_of(row->path), &w), row->manager != NULL, "%s", row->path);
	expect(row, "manager", w.manager, row->manager);
	expect(row, "runtime", w.runtime, row->runtime);
	expect(row, "pod_uid", w.pod_uid, row->pod_uid);
	expect(row, "container_id", w.container_id, row->container_id);
	expect(row, "qos_class", w.qos_class, row->qos_class);
	expect(row, "name", w.name, row->name);
	expect(row, "unit", w.unit, row->unit);
	expect(row, "slice", w.slice, row->slice);
	expect(row, "session", w.session, row->session);
	expect(row, "job_id", w.job_id, row->job_id);
	expect(row, "step_id", w.step_id, row->step_id);
	cr_expect_eq(w.user_uid, row->user_uid != 0 ? row->user_uid : OOMLOG_ABSENT, "%s: user_uid", row->path);
	if (row->manager != NULL)
		expect(row, "level", str_of(workload_level_name(w.level)), row->level);
}

/* A pod's limit killed a task of one of its containers: the task's path tells who, the limit's tells whose limit. */
Test(workload, limit_of_a_parent)
{
	struct oomlog_event *ev = events_memcg();
	struct workload w;

	ev->memcg->path = STR("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod6f1c.slice");
	cr_assert(workload_of_event(ev, &w));
	cr_expect(str_eq(w.container_id, STR("0a1b2c3d4e5f")));
	cr_expect(str_eq(w.limit_scope, STR("pod")));
	oomlog_event_unref(ev);
}

/* A name with more escapes than the storage holds stays as it is printed. */
Test(workload, long_escaped_name)
{
	char path[4096] = "/system.slice/";
	struct workload w;

	for (size_t i = 0; i < 300; i++)
		strcat(path, "\\x2d");
	strcat(path, ".service");
	cr_assert(workload_of_path(str_of(path), &w));
	cr_expect(str_ends(w.unit, STR("\\x2d.service")));
}
