#!/bin/bash
# The shared library exports what the public headers declare with OOMLOG_API, and nothing else.
set -euo pipefail

library=$OOMLOG_BUILD/liboomlog.so
[ -e "$library" ] || { echo "no $library"; exit 1; }

declared=$(cat "$OOMLOG_SOURCE"/include/oomlog/*.h | tr '\n' ' ' | grep -oE 'OOMLOG_API [^;]*;' |
	grep -oE 'oomlog_[a-z0-9_]+ *\(' | tr -d ' (' | sort -u)
# A sanitizer and gcov bring symbols of their own.
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | grep -vE '^(__|_init|_fini|_edata|_end|mangle_path)' |
	sort -u)

diff -u --label declared --label exported <(echo "$declared") <(echo "$exported")
