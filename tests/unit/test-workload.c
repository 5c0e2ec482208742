/* cgroup paths of container runtimes, init systems and schedulers, and what is read from them. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "reports/diagnosis/workload.h"
#include "test-render-events.h"

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID2   "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define HASH  "c0ffee00112233445566778899aabbcc"
#define UID2  "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
#define UID   "6f1c2d3e-0011-2233-4455-66778899aabb"
#define UID_U "6f1c2d3e_0011_2233_4455_66778899aabb"

struct row {
	const char *path;
	const char *manager, *runtime, *pod_uid, *container_id, *qos_class, *name, *unit, *slice, *session, *job_id,
		*step_id, *app, *task;
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
	 .manager = "kubernetes", .pod_uid = UID, .container_id = ID, .qos_class = "Burstable",
	 .level = "container"},
	{.path = "/docker/" ID2 "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod" UID_U
	         ".slice/cri-containerd-" ID ".scope",
	 .manager = "kubernetes", .runtime = "containerd", .pod_uid = UID, .container_id = ID,
	 .qos_class = "Guaranteed", .unit = "cri-containerd-" ID ".scope",
	 .slice = "kubelet-kubepods-pod" UID_U ".slice", .level = "container"},
	{.path = "/system.slice/docker-" ID2 ".scope/kubelet.slice/kubelet-kubepods.slice"
	         "/kubelet-kubepods-burstable.slice",
	 .manager = "kubernetes", .qos_class = "Burstable", .unit = NULL,
	 .slice = "kubelet-kubepods-burstable.slice", .level = "slice"},
	/* static pods: the uid is a hash */
	{.path = "/kubepods/burstable/pod" HASH "/" ID, .manager = "kubernetes", .pod_uid = HASH, .container_id = ID,
	 .qos_class = "Burstable", .level = "container"},
	{.path = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" HASH ".slice/crio-" ID ".scope",
	 .manager = "kubernetes", .runtime = "cri-o", .pod_uid = HASH, .container_id = ID, .qos_class = "Burstable",
	 .unit = "crio-" ID ".scope", .slice = "kubepods-burstable-pod" HASH ".slice", .level = "container"},
	/* crun's cgroup of its own inside of the scope; cri-o with the driver cgroupfs */
	{.path = "/kubepods.slice/kubepods-pod" UID_U ".slice/crio-" ID ".scope/container",
	 .manager = "kubernetes", .runtime = "cri-o", .pod_uid = UID, .container_id = ID, .qos_class = "Guaranteed",
	 .unit = "crio-" ID ".scope", .slice = "kubepods-pod" UID_U ".slice", .level = "container"},
	{.path = "/kubepods/besteffort/pod" UID "/crio-" ID, .manager = "kubernetes", .runtime = "cri-o",
	 .pod_uid = UID, .container_id = ID, .qos_class = "BestEffort", .level = "container"},
	/* Kata: the sandbox, and what the host spends on it */
	{.path = "/kubepods/besteffort/pod" UID "/kata_" ID, .manager = "kubernetes", .runtime = "kata",
	 .pod_uid = UID, .container_id = ID, .qos_class = "BestEffort", .level = "container"},
	{.path = "/kata_overhead/" ID, .manager = "kata", .runtime = "kata", .container_id = ID, .level = "container"},
	/* a node in a container of LXD, a virtual machine's guest with systemd in a pod */
	{.path = "/lxc.payload.node1/kubepods/burstable/pod" UID "/" ID, .manager = "kubernetes", .pod_uid = UID,
	 .container_id = ID, .qos_class = "Burstable", .name = "node1", .level = "container"},
	{.path = "/kubepods/burstable/pod" UID "/" ID "/system.slice/nginx.service", .manager = "kubernetes",
	 .pod_uid = UID, .container_id = ID, .qos_class = "Burstable", .unit = "nginx.service",
	 .slice = "system.slice", .level = "service"},
	/* what runs in a pod may name its cgroups after another pod, and a container after another container */
	{.path = "/kubepods/burstable/pod" UID "/" ID "/kubepods/besteffort/pod" UID2 "/" ID2, .manager = "kubernetes",
	 .pod_uid = UID, .container_id = ID, .qos_class = "Burstable", .level = "container"},
	{.path = "/kubepods.slice/kubepods-pod" UID_U ".slice/crio-" ID ".scope/kubepods-besteffort-pod" HASH
	         ".slice/cri-containerd-" ID2 ".scope",
	 .manager = "kubernetes", .runtime = "cri-o", .pod_uid = UID, .container_id = ID, .qos_class = "Guaranteed",
	 .unit = "cri-containerd-" ID2 ".scope", .slice = "kubepods-besteffort-pod" HASH ".slice",
	 .level = "container"},
	{.path = "/system.slice/kubelet.service", .manager = "systemd", .unit = "kubelet.service",
	 .slice = "system.slice", .level = "service"},
	{.path = "/k8s.io/" ID, .manager = "containerd", .runtime = "containerd", .container_id = ID,
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
	 .task = "4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11", .level = "container"},
	{.path = "/ecs/4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11", .manager = "ecs", .runtime = "docker",
	 .task = "4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11", .level = "pod"},
	{.path = "/ecs/4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11/4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11-0179205828",
	 .manager = "ecs", .runtime = "docker", .container_id = "4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11-0179205828",
	 .task = "4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11", .level = "container"},
	{.path = "/ecstasks.slice/ecstasks-4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11.slice/docker-" ID ".scope",
	 .manager = "ecs", .runtime = "docker", .container_id = ID, .task = "4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11",
	 .unit = "docker-" ID ".scope", .slice = "ecstasks-4bf6d1b1c9a44c4e8a8d5b0b8d4f0a11.slice",
	 .level = "container"},
	/* docker in docker, in lxc, below a parent of its own, in the service's own cgroup */
	{.path = "/docker/" ID2 "/docker/" ID, .manager = "docker", .runtime = "docker", .container_id = ID,
	 .level = "container"},
	{.path = "/lxc/build01/docker/" ID, .manager = "lxc", .runtime = "docker", .name = "build01",
	 .container_id = ID, .level = "container"},
	{.path = "/batch.slice/docker-" ID ".scope", .manager = "docker", .runtime = "docker", .container_id = ID,
	 .unit = "docker-" ID ".scope", .slice = "batch.slice", .level = "container"},
	{.path = "/system.slice/docker.service/docker/" ID, .manager = "docker", .runtime = "docker",
	 .container_id = ID, .unit = "docker.service", .slice = "system.slice", .level = "container"},
	{.path = "/docker/buildkit/rrq1kfqmvwa3jmnvbgzm5ymwk", .manager = "docker", .runtime = "buildkit",
	 .container_id = "rrq1kfqmvwa3jmnvbgzm5ymwk", .level = "container"},
	{.path = "/actions_job/" ID, .manager = "github-actions", .runtime = "docker", .container_id = ID,
	 .level = "container"},
	/* as /proc/PID/cgroup has them */
	{.path = "name=systemd:/system.slice/docker-" ID ".scope", .manager = "docker", .runtime = "docker",
	 .container_id = ID, .unit = "docker-" ID ".scope", .slice = "system.slice", .level = "container"},
	{.path = "4:memory:/docker/" ID, .manager = "docker", .runtime = "docker", .container_id = ID,
	 .level = "container"},
	/* CI */
	{.path = "/system.slice/gitlab-runner.service", .manager = "systemd", .unit = "gitlab-runner.service",
	 .slice = "system.slice", .level = "service"},
	{.path = "/system.slice/jenkins.service", .manager = "systemd", .unit = "jenkins.service",
	 .slice = "system.slice", .level = "service"},
	/* podman */
	{.path = "/machine.slice/machine-libpod_pod_" ID2 ".slice/libpod-" ID ".scope/container", .manager = "podman",
	 .runtime = "podman", .pod_uid = ID2, .container_id = ID, .unit = "libpod-" ID ".scope",
	 .slice = "machine-libpod_pod_" ID2 ".slice", .level = "container"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/user.slice/user-libpod_pod_" ID2 ".slice",
	 .manager = "podman", .pod_uid = ID2, .slice = "user-libpod_pod_" ID2 ".slice", .user_uid = 1000,
	 .level = "pod"},
	{.path = "/libpod_parent/" ID2 "/libpod-" ID, .manager = "podman", .runtime = "podman", .pod_uid = ID2,
	 .container_id = ID, .level = "container"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/user.slice/podman-4711.scope", .manager = "systemd",
	 .unit = "podman-4711.scope", .slice = "user.slice", .user_uid = 1000, .level = "scope"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/app.slice/web.service/libpod-payload-" ID,
	 .manager = "podman", .runtime = "podman", .container_id = ID, .unit = "web.service", .slice = "app.slice",
	 .user_uid = 1000, .level = "container"},
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
	{.path = "/lxc.payload.outer/lxc.payload.inner", .manager = "lxc", .name = "outer", .level = "container"},
	{.path = "/lxc.payload.ci_runner7/init.scope", .manager = "lxc", .name = "ci_runner7", .unit = "init.scope",
	 .level = "scope"},
	{.path = "/lxc/101/ns", .manager = "lxc", .name = "101", .level = "container"},
	{.path = "/lxc.monitor/101", .manager = "lxc", .name = "101", .level = "container"},
	{.path = "/user.slice/user-1000.slice/session-2.scope/lxc/dev", .manager = "lxc", .name = "dev",
	 .unit = "session-2.scope", .slice = "user-1000.slice", .session = "2", .user_uid = 1000,
	 .level = "container"},
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
	 .app = "firefox-esr", .level = "scope"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.mozilla.firefox-2218.scope",
	 .manager = "systemd", .unit = "app-flatpak-org.mozilla.firefox-2218.scope", .slice = "app.slice",
	 .user_uid = 1000, .app = "org.mozilla.firefox", .level = "scope"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.kde.konsole@1f2e.service",
	 .manager = "systemd", .unit = "app-org.kde.konsole@1f2e.service", .slice = "app.slice",
	 .user_uid = 1000, .app = "org.kde.konsole", .level = "service"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/app.slice/app-code-7b1c9a.scope",
	 .manager = "systemd", .unit = "app-code-7b1c9a.scope", .slice = "app.slice", .user_uid = 1000,
	 .app = "code", .level = "scope"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/app.slice/snap.chromium.chromium-" UID ".scope",
	 .manager = "systemd", .unit = "snap.chromium.chromium-" UID ".scope", .slice = "app.slice",
	 .user_uid = 1000, .app = "chromium", .level = "scope"},
	{.path = "/system.slice/snap.lxd.daemon.service", .manager = "systemd", .unit = "snap.lxd.daemon.service",
	 .slice = "system.slice", .app = "lxd", .level = "service"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome\\x2dsession.slice",
	 .manager = "systemd", .slice = "app-gnome-session.slice", .user_uid = 1000, .level = "slice"},
	{.path = "/user.slice/user-1000.slice/user@1000.service/init.scope", .manager = "systemd",
	 .unit = "init.scope", .slice = "user-1000.slice", .user_uid = 1000, .level = "scope"},
	{.path = "/system.slice/run-r0a1b2c3d4e5f60718293a4b5c6d7e8f9.scope", .manager = "systemd",
	 .unit = "run-r0a1b2c3d4e5f60718293a4b5c6d7e8f9.scope", .slice = "system.slice", .level = "scope"},
	{.path = "/system.slice/system-worker.slice/worker@eu\\x2dwest.service", .manager = "systemd",
	 .unit = "worker@eu-west.service", .slice = "system-worker.slice", .level = "service"},
	{.path = "/user.slice/user-1000.slice/user@1000.service", .manager = "systemd", .unit = "user@1000.service",
	 .slice = "user-1000.slice", .user_uid = 1000, .level = "user"},
	/* virtual machines */
	{.path = "/machine.slice/machine-qemu\\x2d3\\x2dweb\\x2d1.scope", .manager = "libvirt", .name = "web-1",
	 .unit = "machine-qemu-3-web-1.scope", .slice = "machine.slice", .level = "machine"},
	{.path = "/machine.slice/machine-qemu\\x2d3\\x2dweb.scope/libvirt/emulator", .manager = "libvirt",
	 .name = "web",
	 .unit = "machine-qemu-3-web.scope", .slice = "machine.slice", .level = "machine"},
	{.path = "/machine/web.libvirt-qemu", .manager = "libvirt", .name = "web", .level = "machine"},
	{.path = "/machine/qemu-12-instance-0000004b.libvirt-qemu/vcpu0", .manager = "libvirt",
	 .name = "instance-0000004b", .level = "machine"},
	{.path = "/machine.slice/machine-lxc\\x2d4711\\x2dshop.scope", .manager = "libvirt", .name = "shop",
	 .unit = "machine-lxc-4711-shop.scope", .slice = "machine.slice", .level = "machine"},
	{.path = "/firecracker/vm-17", .manager = "firecracker", .name = "vm-17", .level = "machine"},
	{.path = "/machine.slice/systemd-nspawn@build.service/payload/system.slice/cron.service",
	 .manager = "systemd-nspawn", .name = "build", .unit = "cron.service", .slice = "system.slice",
	 .level = "service"},
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
	 .user_uid = 1000, .level = "step"},
	{.path = "/system.slice/slurmstepd.scope/job_7/step_batch/user/task_0", .manager = "slurm",
	 .unit = "slurmstepd.scope", .slice = "system.slice", .job_id = "7", .step_id = "batch", .level = "step"},
	{.path = "/system.slice/node7_slurmstepd.scope/job_7", .manager = "slurm", .unit = "node7_slurmstepd.scope",
	 .slice = "system.slice", .job_id = "7", .level = "job"},
	{.path = "/pbs_jobs.service/jobid/1001.head", .manager = "pbs", .unit = "pbs_jobs.service",
	 .job_id = "1001.head", .level = "job"},
	{.path = "/pbspro.slice/pbspro-1001.head.slice", .manager = "pbs", .slice = "pbspro-1001.head.slice",
	 .job_id = "1001.head", .level = "job"},
	{.path = "/pbspro/1001.head", .manager = "pbs", .job_id = "1001.head", .level = "job"},
	{.path = "/htcondor/condor_var_lib_condor_execute_slot1_2@node7", .manager = "htcondor",
	 .job_id = "slot1_2@node7", .level = "job"},
	{.path = "/system.slice/condor.service/condor_scratch_execute_slot3@node7", .manager = "htcondor",
	 .job_id = "slot3@node7", .unit = "condor.service", .slice = "system.slice", .level = "job"},
	{.path = "/lsf/farm/job.5512.20713.1700000000", .manager = "lsf", .job_id = "5512", .level = "job"},
	{.path = "/nomad/d3b2f3a0.web", .manager = "nomad", .container_id = "d3b2f3a0.web", .level = "container"},
	{.path = "/garden/5f1c7a1e-8d62-4d3c-6a0c-1b2c", .manager = "garden", .runtime = "garden",
	 .container_id = "5f1c7a1e-8d62-4d3c-6a0c-1b2c", .level = "container"},
	{.path = "/mesos/" UID "/mesos/" UID2, .manager = "mesos", .runtime = "mesos", .container_id = UID2,
	 .level = "container"},
	/* Android */
	{.path = "/uid_10123/pid_4567", .manager = "android", .user_uid = 10123, .level = "user"},
	{.path = "/apps/uid_10123", .manager = "android", .user_uid = 10123, .level = "user"},
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
	{.path = "/pod" UID}, {.path = "/lxc"}, {.path = "/uid_x"}, {.path = "/pid_12"}, {.path = "/kata_zz"},
	{.path = "/job_42/step_0"}, {.path = "/libpod_parent"}, {.path = "a:b:c"}, {.path = "/../..//"},
	{.path = "/session_manager_containers/android"}, {.path = ":/"}, {.path = "/\xff\xfe\x01"},
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
	expect(row, "app", w.app, row->app);
	expect(row, "task", w.task, row->task);
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
