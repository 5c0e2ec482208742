#!/bin/bash
# An installed tree is of use: docs/example.c is built against it by pkg-config and by find_package(), and reads a log.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc=${CC:-cc}
log=$work/input.log
cat >"$log" <<'LOG'
[   64.312345] eater invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0
[   64.312999] Out of memory: Killed process 171 (eater) total-vm:414780kB, anon-rss:402260kB, file-rss:1276kB, shmem-rss:0kB, UID:0 pgtables:848kB oom_score_adj:0
LOG

cmake --install "$OOMLOG_BUILD" --prefix "$work/tree" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
for file in bin/oomlog share/oomlog/event.schema.json include/oomlog/oomlog.h; do
	[ -e "$work/tree/$file" ] || { echo "not installed: $file"; exit 1; }
done
pc=$(dirname "$(find "$work/tree" -name oomlog.pc)")
lib=$(dirname "$pc")

# The library may want a sanitizer's runtime, which the compiler of the example then has to bring.
flags=$(grep -E '^OOMLOG_SANITIZE:' "$OOMLOG_BUILD/CMakeCache.txt" | cut -d= -f2)
flags=${flags:+-fsanitize=$flags}
if grep -q '^OOMLOG_COVERAGE:BOOL=ON' "$OOMLOG_BUILD/CMakeCache.txt"; then
	flags="$flags --coverage"
fi

says() { # WHAT PROGRAM
	local words
	words=$(LD_LIBRARY_PATH=$lib "$2" <"$log")
	case $words in
	*": killed, invoked by eater, killed eater (171) with 411914240 bytes") ;;
	*) echo "the example built by $1 says: $words"; exit 1 ;;
	esac
	LD_LIBRARY_PATH=$lib "$2" --json <"$log" | grep -q '"oomlog.timeline/1"' || {
		echo "no JSON from the example built by $1"
		exit 1
	}
}

read -ra pkg < <(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs oomlog)
# shellcheck disable=SC2086 # the flags are words
"$cc" -std=c99 -Wall -Wextra -Werror $flags "$OOMLOG_SOURCE/docs/example.c" -o "$work/by-pkg-config" "${pkg[@]}"
says pkg-config "$work/by-pkg-config"

mkdir "$work/project"
cat >"$work/project/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.25)
project(example LANGUAGES C)
find_package(oomlog 0.1 REQUIRED)
add_executable(example $OOMLOG_SOURCE/docs/example.c)
target_link_libraries(example PRIVATE oomlog::oomlog)
CMAKE
if ! cmake -G Ninja -S "$work/project" -B "$work/project/build" -DCMAKE_PREFIX_PATH="$work/tree" \
	-DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$flags" >"$work/cmake.log" || ! cmake --build "$work/project/build" >>"$work/cmake.log"; then
	cat "$work/cmake.log"
	exit 1
fi
says find_package "$work/project/build/example"
