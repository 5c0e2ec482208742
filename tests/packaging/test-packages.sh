#!/bin/bash
# The packages that cpack made: their files, lintian's opinion, and a Debian system that gets and loses them.
#
# OOMLOG_PACKAGES names the folder they are in; tools/dev/check packages builds them and runs this. OOMLOG_CHROOT may
# name a tree that debootstrap made (minbase, with what oomlog depends on); else one is made, which takes a mirror and
# a minute or two.
set -uo pipefail

skip() {
	echo "skipped: $*"
	exit 77
}

packages=${OOMLOG_PACKAGES:-}
[ -n "$packages" ] || skip "OOMLOG_PACKAGES names no folder of packages (tools/dev/check packages)"
command -v dpkg-deb >/dev/null || skip "no dpkg-deb here"
debs=("$packages"/oomlog_*.deb "$packages"/liboomlog0_*.deb "$packages"/liboomlog-dev_*.deb)
for deb in "${debs[@]}"; do
	[ -e "$deb" ] || { echo "FAIL: no $deb"; exit 1; }
done

work=$(mktemp -d)
failures=0
fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}
chroot_made=
# shellcheck disable=SC2317 # the trap calls it
cleanup() {
	if [ -n "${root:-}" ]; then
		umount "$root/proc" 2>/dev/null
		[ -z "$chroot_made" ] || rm -rf "$root"
	fi
	rm -rf "$work"
}
trap cleanup EXIT

# --- what is in them ---

files() { # DEB - the paths that are no folders
	dpkg-deb --fsys-tarfile "$1" | tar -t | grep -v '/$' | sed 's/^\.//' | sort
}

for deb in "${debs[@]}"; do
	files "$deb"
done >"$work/deb-files"
man=usr/share/man
for wanted in usr/bin/oomlog usr/lib/systemd/system/oomlog.service usr/lib/systemd/catalog/oomlog.catalog \
	$man/man1/oomlog.1.gz $man/man1/oomlog-analyze.1.gz $man/man1/oomlog-check.1.gz $man/man5/oomlog-json.5.gz \
	$man/man7/oomlog-rules.7.gz $man/man3/liboomlog.3.gz usr/share/oomlog/event.schema.json \
	usr/share/oomlog/check.schema.json usr/share/bash-completion/completions/oomlog \
	usr/share/zsh/vendor-completions/_oomlog usr/share/fish/vendor_completions.d/oomlog.fish; do
	grep -qx "/$wanted" "$work/deb-files" || fail "no package has $wanted"
done
for page in "$OOMLOG_SOURCE"/docs/man/*.[1-8]; do
	grep -q "/$(basename "$page").gz$" "$work/deb-files" || fail "no package has the page $(basename "$page")"
done
for header in "$OOMLOG_SOURCE"/include/oomlog/*.h; do
	grep -qx "/usr/include/oomlog/$(basename "$header")" "$work/deb-files" || fail "no header $(basename "$header")"
done
for wanted in liboomlog.so.0 liboomlog.so liboomlog.a pkgconfig/oomlog.pc cmake/oomlog/oomlog-config.cmake; do
	grep -q "/$wanted$" "$work/deb-files" || fail "no package has $wanted"
done

# --- the symbols file names what the library exports, as Debian's own tool finds it ---

mkdir "$work/library" "$work/control"
dpkg-deb -x "${debs[1]}" "$work/library"
dpkg-deb -e "${debs[1]}" "$work/control"
find "$work/library" -name 'liboomlog.so.0.*' -exec nm -D --defined-only {} + | awk '{ print $3 }' | sort >"$work/exported"
sed -n 's/^ \([^@]*\)@Base .*/\1/p' "$work/control/symbols" | sort | diff -u --label symbols --label exported - "$work/exported" ||
	fail "packaging/debian/symbols is not what the library exports"

# --- the same in both kinds of package, each where its distributions look for it ---

debian_places() {
	grep -vE '/doc/[^/]*/(copyright|changelog.gz)$|/lintian/' "$1" |
		sed -E 's|^/usr/lib/[^/]*-linux-gnu[^/]*/|/usr/lib64/|; s|/vendor-completions/|/site-functions/|'
}

rpms=${OOMLOG_RPMS:-}
if [ -n "$rpms" ] && command -v rpm >/dev/null && ls "$rpms"/*.rpm >/dev/null 2>&1; then
	for rpm in "$rpms"/*.rpm; do
		rpm -qp --dump "$rpm" | awk '$5 !~ /^040/ { print $1 }' >"$work/rpm-one" # no folders
		name=$(rpm -qp --qf '%{NAME}' "$rpm")
		grep -qx "/usr/share/licenses/$name/LICENSE" "$work/rpm-one" || fail "$name has no licence"
		grep -vE '/licenses/|/\.build-id' "$work/rpm-one"
	done | sort >"$work/rpm-files"
	debian_places "$work/deb-files" | sort | diff -u --label deb --label rpm - "$work/rpm-files" || fail "deb and rpm differ"
	if command -v rpmlint >/dev/null; then
		rpmlint --rpmlintrc "$OOMLOG_SOURCE/packaging/rpm/rpmlintrc" "$rpms"/*.rpm >"$work/rpmlint" 2>&1
		! grep -E ' [EW]: ' "$work/rpmlint" || fail "rpmlint finds faults"
		grep -q '^ *3 packages.* checked; 0 errors, 0 warnings' "$work/rpmlint" || fail "rpmlint: $(tail -5 "$work/rpmlint")"
	else
		echo "not run: no rpmlint here"
	fi
else
	echo "not run: no rpm here, or no rpm packages"
fi

# --- what is loaded when it is needed is recommended or suggested ---

sonames=$({ "$OOMLOG" --version; echo libcurl.so.4; } | grep -o '^lib[a-z0-9]*\.so\.[0-9]*')
[ "$(wc -w <<<"$sonames")" -ge 8 ] || fail "--version names fewer libraries than there are: $sonames"
wishes=" $(dpkg-deb -f "${debs[0]}" Recommends Suggests | sed 's/^[^:]*://' | tr -s ',|\n' ' ') "
[ ! -e "$work/rpm-files" ] || for what in --recommends --suggests; do rpm -qp $what "$rpms"/oomlog-[0-9]*.rpm; done >"$work/rpm-wishes"
for soname in $sonames; do
	package=$(dpkg -S "*/$soname" 2>/dev/null | sed 's/:.*//; q')
	[ -z "$package" ] || [[ $wishes == *" $package "* ]] || fail "the command's package does not ask for $package ($soname)"
	[ ! -e "$work/rpm-files" ] || grep -q "^$soname()" "$work/rpm-wishes" || fail "the command's RPM does not ask for $soname"
done

# --- lintian ---

if command -v lintian >/dev/null; then
	lintian --allow-root --fail-on error,warning --display-level '>=warning' "${debs[@]}" 2>&1 || fail "lintian finds faults"
else
	echo "not run: no lintian here"
fi

# --- a Debian that gets them, runs the command, and loses them ---

depends() {
	for deb in "$@"; do
		dpkg-deb -f "$deb" Depends
	done | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g' | grep -v '^liboomlog' | sort -u
}

finish() {
	[ "$failures" -eq 0 ] && echo "ok"
	exit $((failures > 0))
}

needed=$(depends "${debs[0]}" "${debs[1]}" | tr '\n' ',')
root=${OOMLOG_CHROOT:-}
if [ "$(id -u)" -ne 0 ]; then
	echo "not run, not root: the chroot"
	finish
elif [ -z "$root" ]; then
	command -v debootstrap >/dev/null || { echo "not run, no debootstrap here: the chroot"; finish; }
	root=$work/root
	chroot_made=yes
	timeout 600 debootstrap --variant=minbase --include="${needed%,}" "$(. /etc/os-release && echo "$VERSION_CODENAME")" \
		"$root" >"$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log"; echo "not run, debootstrap failed: the chroot"; finish; }
fi
mkdir -p "$root/root/packages" "$root/proc"
cp "${debs[@]}" "$OOMLOG_SOURCE/fixtures/readme-global/input.log" "$root/root/packages/"
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"

inside() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
		chroot "$root" "$@" </dev/null
}

# What dpkg keeps of itself, logs and caches change with any package.
snapshot() {
	(cd "$root" && find . -xdev \( -path ./proc -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache \
		-o -path ./root -o -path ./dev -o -path ./run -o -path ./tmp \) -prune -o -printf '%p %m %u %g %l\n' | sort)
}

ldd_of() {
	inside ldd "$1" 2>&1
}

snapshot >"$work/before"
inside dpkg -i "/root/packages/$(basename "${debs[1]}")" "/root/packages/$(basename "${debs[0]}")" >"$work/dpkg.log" 2>&1 || {
	cat "$work/dpkg.log"
	fail "the packages do not install"
}
ldd_of /usr/bin/oomlog | grep "not found" && fail "the command lacks libraries"
inside oomlog --version | head -1 | grep -q '^oomlog [0-9]' || fail "oomlog --version: $(inside oomlog --version 2>&1 | head -3)"
(cd "$OOMLOG_SOURCE" && "$OOMLOG" analyze - <fixtures/readme-global/input.log) >"$work/here" 2>&1
inside sh -c 'oomlog analyze - </root/packages/input.log' >"$work/there" 2>&1
diff -u "$work/here" "$work/there" || fail "another report in the chroot"
inside oomlog check -q /root/packages/input.log >/dev/null
[ $? -eq 1 ] || fail "check in the chroot does not fail"
inside oomlog rules -f json >/dev/null || fail "rules in the chroot"
# recommended, not there: it says what is missing and does not fall
gzip -c "$root/root/packages/input.log" >"$root/root/packages/input.log.gz"
inside oomlog analyze /root/packages/input.log.gz >"$work/out" 2>&1
status=$?
if inside sh -c 'ls /usr/lib/*/libarchive.so.13' >/dev/null 2>&1 || inside sh -c 'ls /usr/lib/*/libz.so.1' >/dev/null 2>&1; then
	[ $status -eq 0 ] || fail "a compressed log: status $status: $(cat "$work/out")"
else
	[ $status -eq 3 ] || fail "a compressed log without libraries: status $status"
	grep -q "^oomlog: .*input.log.gz" "$work/out" || fail "a compressed log without libraries: no words"
fi
inside dpkg --verify oomlog liboomlog0 | grep . && fail "dpkg --verify finds changes"
# again over itself, as an upgrade does
inside dpkg -i "/root/packages/$(basename "${debs[0]}")" >/dev/null 2>&1 || fail "the package does not install over itself"
inside dpkg --purge oomlog liboomlog0 >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "the packages do not go"; }
snapshot >"$work/after"
diff -u --label before --label after "$work/before" "$work/after" || fail "something is left behind"
inside dpkg -l oomlog liboomlog0 2>/dev/null | grep '^.[a-z] ' | grep -v '^un' && fail "dpkg still knows of them"
finish
