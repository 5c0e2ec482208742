#!/bin/bash
# Every public header compiles alone, as strict C99 and as C++, and declares nothing outside oomlog's own names.
set -euo pipefail

include=$OOMLOG_SOURCE/include
status=0

compile() { # LANGUAGE HEADER COMPILER...
	local language=$1 header=$2
	shift 2
	# Twice: the guard holds.
	printf '#include <oomlog/%s>\n#include <oomlog/%s>\n' "$header" "$header" |
		"$@" -x "$language" -Wall -Wextra -pedantic -Werror -fsyntax-only -I"$include" - || {
		echo "oomlog/$header does not compile as: $*"
		status=1
	}
}

for path in "$include"/oomlog/*.h; do
	header=${path##*/}
	compile c "$header" "${CC:-cc}" -std=c99
	compile c "$header" "${CC:-cc}" -std=c17
	if command -v c++ >/dev/null; then
		compile c++ "$header" c++ -std=c++11 -Wold-style-cast
	fi
	if grep -nE '^[[:space:]]*#[[:space:]]*define[[:space:]]+' "$path" | grep -vE 'define[[:space:]]+OOMLOG_'; then
		echo "oomlog/$header defines a macro that is not oomlog's"
		status=1
	fi
done

command -v c++ >/dev/null || { echo "no C++ compiler"; exit 77; }
exit $status
