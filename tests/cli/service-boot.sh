#!/bin/bash
# The part of test-service.sh that has namespaces of its own: makes a copy of this machine's tree that nothing leaves,
# with no unit of this machine's in it, and becomes systemd as process 1: service-boot.sh FOLDER. Of the machine it can
# reach nothing: no network, /sys and /proc/sys read-only, no device but /dev/kmsg and the likes of /dev/null, and none
# of the capabilities that reach beyond namespaces.
set -e
share=$1
root=$share/root
tree=$root/tree
mount --make-rprivate /
mkdir -p "$root"
mount -t tmpfs tmpfs "$root"
mkdir "$root/changed" "$root/work" "$tree"
mount -t overlay overlay -o "lowerdir=/,upperdir=$root/changed,workdir=$root/work" "$tree"

mount -t proc proc "$tree/proc"
mount --bind "$tree/proc/sys" "$tree/proc/sys"
mount -o remount,bind,ro "$tree/proc/sys"
mount -t sysfs -o ro sysfs "$tree/sys"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
	mount -t cgroup2 cgroup2 "$tree/sys/fs/cgroup"
else
	mount -t tmpfs tmpfs "$tree/sys/fs/cgroup"
	sed 's/^[0-9]*://; s/:.*//' /proc/self/cgroup | grep . | while read -r hierarchy; do
		mkdir "$tree/sys/fs/cgroup/${hierarchy#name=}"
		[ "$hierarchy" != name=systemd ] || hierarchy=none,name=systemd
		mount -t cgroup -o "$hierarchy" cgroup "$tree/sys/fs/cgroup/${hierarchy#none,name=}"
	done
fi
mount -t tmpfs -o mode=755 tmpfs "$tree/dev"
for device in null zero full random urandom tty kmsg; do
	touch "$tree/dev/$device"
	mount --bind /dev/$device "$tree/dev/$device"
done
mkdir "$tree/dev/shm" "$tree/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$tree/dev/pts"
ln -s pts/ptmx "$tree/dev/ptmx"
ln -s /proc/self/fd "$tree/dev/fd"
for place in run tmp var/tmp; do
	mount -t tmpfs -o mode=1777 tmpfs "$tree/$place"
done
# systemd-tmpfiles does it where it runs
mkdir -p "$tree/run/log/journal" "$tree/share"
chgrp systemd-journal "$tree/run/log/journal"
chmod 2755 "$tree/run/log/journal"
mount --bind "$share" "$tree/share"

rm -rf "$tree/var/log/journal" "$tree/var/lib/private/oomlog" "$tree/var/lib/oomlog" "$tree/etc/default/oomlog"
rm -rf "$tree"/{etc,lib,usr/lib}/systemd/system/*.{wants,requires,d} "$tree"/etc/systemd/{system,journald.conf.d}/*
echo 0123456789abcdef0123456789abcdef >"$tree/etc/machine-id"
units=$tree/etc/systemd/system
for target in sysinit basic shutdown; do
	printf '[Unit]\nDefaultDependencies=no\n' >"$units/$target.target"
done
for unit in systemd-journald-audit.socket systemd-udevd.service systemd-udev-trigger.service dbus.service dbus.socket; do
	ln -s /dev/null "$units/$unit"
done
cat >"$units/default.target" <<-EOF
	[Unit]
	DefaultDependencies=no
	Requires=systemd-journald.service job.service
EOF
cat >"$units/job.service" <<-EOF
	[Unit]
	DefaultDependencies=no
	After=systemd-journald.service
	[Service]
	ExecStart=/bin/bash /share/job.sh
	StandardOutput=append:/share/job.out
	StandardError=append:/share/job.out
EOF
DESTDIR=$tree cmake --install "$OOMLOG_BUILD" --prefix /usr >"$share/install.out"

cd "$tree"
pivot_root . mnt
umount -l /mnt
caps=-sys_module,-sys_time,-sys_rawio,-sys_boot,-net_admin,-mknod,-audit_control,-audit_read
exec env -i container=oomlog-test "PATH=$PATH" setpriv --bounding-set $caps --inh-caps $caps \
	/lib/systemd/systemd --show-status=0 >/share/pid1.out 2>&1 </dev/null
