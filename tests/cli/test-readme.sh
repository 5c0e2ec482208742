#!/bin/bash
# What README.md and the manual page show is what happens.
#
# A ```console block of README.md holds commands behind "$ " and their whole output: they are run and compared. A ```sh
# block, and EXAMPLES of docs/man/oomlog.1, hold commands for other machines: they are run with a log of ours in the
# place of the machine's. The ```c block is a piece of docs/example.c.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

readme=$OOMLOG_SOURCE/README.md
[ -e "$readme" ] || fail "no README.md"
mkdir bin fixtures
for name in readme-global readme-kubernetes readme-allocation $(grep -o 'fixtures/[0-9][^/ ]*/' "$readme" | cut -d/ -f2); do
	mkdir -p "fixtures/$name"
	cp "$OOMLOG_SOURCE/fixtures/$name/input.log" "fixtures/$name/"
done
ln -s "$OOMLOG" bin/oomlog

# The programs that commands take a log from.
for name in dmesg journalctl ssh; do
	printf '#!/bin/sh\ncat "%s/fixtures/readme-global/input.log"\n' "$work" >"bin/$name"
	chmod +x "bin/$name"
done
export PATH=$work/bin:$PATH NO_COLOR=1
unset COLUMNS

# blocks LANGUAGE - the lines of README.md's fenced blocks in it
blocks() {
	awk -v fence='```'"$1" '/^```/ { on = ($0 == fence); next } on' "$readme"
}

# --- reports ---

compare() {
	[ -n "$command" ] || return
	timeout 60 bash -c "$command" >out 2>err || fail "'$command' failed"
	err_is_empty
	diff -u --label "README.md: $command" --label "what it says" wanted out || fail "README.md is not up to date"
	shown=$((shown + 1))
}

command=
shown=0
while IFS= read -r line; do
	case $line in
	'$ '*)
		compare
		command=${line#'$ '}
		: >wanted
		;;
	*) printf '%s\n' "$line" >>wanted ;;
	esac
done < <(blocks console)
compare
[ "$shown" -ge 4 ] || fail "README.md shows $shown outputs only"

# --- commands for other machines ---

mkdir -p var/log
cp fixtures/readme-global/input.log var/log/kern.log
gzip -c fixtures/readme-kubernetes/input.log >var/log/kern.log.1.gz
tar -cf sosreport-node1.tar var
"$OOMLOG" --version | grep -q 'libarchive.* not found' || libarchive=yes

try() {
	local line=$1 status
	case $line in
	*.tar.xz*)
		[ -n "${libarchive:-}" ] || return 0
		line=${line//.tar.xz/.tar}
		;;
	esac
	line=${line//\/var\/log/$work/var/log}
	timeout 60 bash -o pipefail -c "$line" >out 2>err
	status=$?
	case "$line $status" in
	*" 0" | *--kmsg*" 3") ;; # /dev/kmsg may not be for us
	*) fail "'$1' ends with status $status" ;;
	esac
	tried=$((tried + 1))
}

tried=0
while IFS= read -r line; do
	try "$line"
done < <(blocks sh | grep -w 'oomlog analyze')
[ "$tried" -ge 6 ] || fail "only $tried commands were found"

# --- check: in a shell, in CIs; the machine's own log may hold a kill of this very time ---

printf '#!/bin/sh\n' >bin/make
# shellcheck disable=SC2016 # for the shell of the script
printf '#!/bin/sh\n[ "$1" != -E ] || shift\nexec "$@"\n' >bin/sudo
chmod +x bin/make bin/sudo
unset GITLAB_CI CI

try_check() {
	local line=${1//\/var\/log/$work/var/log} status
	timeout 60 bash -o pipefail -c "$line" >out 2>err
	status=$?
	case "$line $status" in
	*" 0" | *kern.log*" 1" | dmesg*" 1" | *--kmsg*" 1" | *--kmsg*" 3") ;;
	*) fail "'$1' ends with status $status" ;;
	esac
	checked=$((checked + 1))
}

checked=0
while IFS= read -r line; do
	try_check "$line"
done < <(blocks sh | grep -w 'oomlog check')

# --- the manual pages: every example of every page ---

pages=("$OOMLOG_SOURCE"/docs/man/*.[1-8])
[ ! -e "$OOMLOG_BUILD/oomlog-rules.7" ] || pages+=("$OOMLOG_BUILD/oomlog-rules.7")

# What stands in EXAMPLES behind "$ " or "# ".
examples() {
	awk '/^\.Sh EXAMPLES/ { on = 1; next } /^\.Sh/ { on = 0 } on && sub(/^\.Dl [#$] /, "")' "$1" |
		sed 's/\\&//g; s/\\-/-/g; s/\\(dq/"/g; s/\\e/\\/g'
}

# One that stays is stopped as a service manager stops it.
try_follow() {
	local line=${1//\/var\/log/$work/var/log} status
	timeout --preserve-status -s TERM 2 bash -c "exec $line" >out 2>err </dev/null
	status=$?
	case "$line $status" in
	*" 0" | *--kmsg*" 3" | *--journal*" 3") ;;
	*) fail "'$1' ends with status $status" ;;
	esac
}

for page in "${pages[@]}"; do
	found=0
	while IFS= read -r line; do
		case $line in
		*"| jq "*)
			try "$line"
			[ -s out ] || fail "$(basename "$page"): '$line' says nothing"
			;;
		*"oomlog analyze"* | "oomlog rules"* | "oomlog formats"*) try "$line" ;;
		*"oomlog check"*) try_check "$line" ;;
		*"oomlog follow"*) try_follow "$line" ;;
		*) fail "$(basename "$page"): this test does not know how to run: $line" ;;
		esac
		found=$((found + 1))
	done < <(examples "$page")
	# In C, not a command: liboomlog(3) shows a loop that docs/example.c has, too.
	[ "$found" -gt 0 ] || case $page in *.3) ;; *) fail "$(basename "$page") has no example" ;; esac
	# An example that stands in another way would not have been run.
	[ "$found" -eq "$(awk '/^\.Sh EXAMPLES/ { on = 1; next } /^\.Sh/ { on = 0 } on && /^\.(Dl|Bd|D1)/' "$page" | wc -l)" ] ||
		case $page in *.3) ;; *) fail "$(basename "$page"): an example is not run" ;; esac
done
export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$work/summary
while IFS= read -r line; do
	try_check "$line"
done < <(blocks yaml | sed -nE 's/^ *- (run: )?(.*oomlog check)/\2/p')
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY
[ "$checked" -ge 10 ] || fail "only $checked checks were found"
for file in summary gl-code-quality-report.json oomlog.xml oom.sarif oom.xml var/log/oomlog.seen; do
	[ -s "$file" ] || fail "no check wrote $file"
done

# liboomlog(3) shows a loop in C, which at least compiles
{
	printf '#include <stdio.h>\n#include <unistd.h>\n#include <oomlog/oomlog.h>\n'
	printf 'void page(int fd);\nvoid page(int fd)\n{\nchar buf[4096];\nssize_t n;\n'
	awk '/^\.Bd/ { on = seen; next } /^\.Sh EXAMPLES/ { seen = 1 } /^\.Ed/ { on = 0 } on' "$OOMLOG_SOURCE/docs/man/liboomlog.3"
	echo '}'
} >page.c
grep -q oomlog_parser_feed_bytes page.c || fail "liboomlog(3) has no example"
"${CC:-cc}" -std=gnu99 -Wall -Wextra -Werror -fsyntax-only -I"$OOMLOG_SOURCE/include" page.c || fail "the example of liboomlog(3) does not compile"

# --- the example, the constants, and the files that documents link to ---

rm -f out err
blocks c >shown.c
python3 - shown.c "$OOMLOG_SOURCE/docs/example.c" <<'PY' || fail "README.md shows other C than docs/example.c"
import sys
shown, example = (open(name, encoding="utf-8").read() for name in sys.argv[1:])
sys.exit(0 if shown and shown in example else 1)
PY
# shellcheck disable=SC2016 # the backquotes are those of Markdown
while IFS= read -r constant; do
	grep -rqw -- "$constant" "$OOMLOG_SOURCE"/{include,parser,reports,tools/oomlog} ||
		fail "docs/limits.md names '$constant', which is not in the source"
done < <(grep '^|' "$OOMLOG_SOURCE/docs/limits.md" | cut -d'|' -f2,3 | grep -oE '`(max_[a-z_]+|[A-Z][A-Z_]+)`' | tr -d '`')
while IFS= read -r document; do
	while IFS= read -r link; do
		[ -e "$(dirname "$OOMLOG_SOURCE/$document")/$link" ] || fail "$document links to '$link', which is not there"
	done < <(grep -oE '\]\([^):#]+\)' "$OOMLOG_SOURCE/$document" | tr -d '])(')
done < <(cd "$OOMLOG_SOURCE" && ls README.md CONTRIBUTING.md docs/*.md docs/decisions/*.md)

finish
