#!/bin/bash
# What README.md shows for GitHub, GitLab and a shell, played as they would: their variables, their shells, their order of
# steps. The kernel's log is a file that `make test` adds a kill to, or not; --kmsg becomes its name.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"
export TZ=UTC
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITLAB_CI JENKINS_URL TF_BUILD CIRCLECI BUILDKITE TEAMCITY_VERSION \
	BITBUCKET_BUILD_NUMBER CI

mkdir bin
ln -s "$OOMLOG" bin/oomlog
# a kill that lies behind any mark of this boot, as the kernel stamps it
kill_log 999999999 4242 cc1plus >new-kill
"$OOMLOG" check --mark=probe
grep -q '"kernel_us"' probe || skip "the kernel's log cannot be read here: a mark does not know its end"
# shellcheck disable=SC2016 # for the shell of the script
{
	printf '#!/bin/sh\n[ "$1" != -E ] || shift\nexec "$@"\n' >bin/sudo
	printf '#!/bin/sh\ncat kernel.log\n' >bin/dmesg
	printf '#!/bin/sh\n[ ! -e kills ] || { cat new-kill >>kernel.log; exit 2; }\n' >bin/make
}
chmod +x bin/*
export PATH=$work/bin:$PATH

# block LANGUAGE WORD - the fenced block of README.md that holds WORD
block() {
	awk -v fence='```'"$1" -v word="$2" '/^```/ { if (on && index(text, word)) printf "%s", text; on = $0 == fence; text = ""; next }
		on { text = text $0 "\n" }' "$OOMLOG_SOURCE/README.md" | sed 's/--kmsg/kernel.log/'
}

# An old kill of another job stands in the log all the time.
fresh() {
	rm -f job.mark summary gl-code-quality-report.json oomlog.xml kills
	kill_log 1 17 other >kernel.log
	[ "$1" = quiet ] || touch kills
}

# --- GitHub Actions: each step in a shell of its own; behind one that failed those with always() alone ---

# Ends with the status of the job; what the steps wrote is in out.
github() {
	local failed=0 line step=
	: >out
	while IFS= read -r line; do
		case $line in
		"- run: "*) github_step && step=${line#- run: } always= ;;
		*"if: always()") always=yes ;;
		*) fail "README.md: this test does not know '$line'" ;;
		esac
	done < <(block yaml "- run: oomlog")
	github_step
	return $failed
}

github_step() {
	[ -n "$step" ] || return 0
	[ "$failed" -eq 0 ] || [ -n "$always" ] || return 0
	printf '%s\n' "$step" >step.sh
	GITHUB_ACTIONS=true CI=true GITHUB_STEP_SUMMARY=$work/summary bash --noprofile --norc -eo pipefail step.sh >>out 2>>err || failed=1
	return 0
}

fresh quiet
github || fail "GitHub: a job without a kill fails"
! grep -q '^::error' out || fail "GitHub: an error without a kill"
grep -q "oomlog check passed" summary || fail "GitHub: no summary of a job without a kill"
fresh kill
! github || fail "GitHub: a job with a kill passes"
out_has "::error file=kernel.log,line=12,endLine=22,title=OOM kill%3A cc1plus (pid 4242)::"
[ "$(grep -c '^::error' out)" -eq 1 ] || fail "GitHub: another job's kill is told"
grep -q "^## oomlog check failed: 1 OOM kill" summary || fail "GitHub: no summary of a job with a kill"

# --- GitLab CI: the lines of script in one shell; artifacts are kept whatever came of it ---

gitlab() {
	block yaml "codequality:" | sed -n '/^  script:/,/^  [a-z]/s/^    - //p' >script.sh
	[ -s script.sh ] || fail "README.md shows no script for GitLab"
	GITLAB_CI=true CI=true bash -eo pipefail script.sh >out 2>err
}

# The files that README.md gives to GitLab, read as GitLab reads them: how many issues, how many failures.
artifacts() {
	block yaml "codequality:" >job.yml
	python3 - <<-'PY'
		import json, re, xml.etree.ElementTree
		job = open("job.yml", encoding="utf-8").read()
		name = dict(re.findall(r"^ {6}(\w+): (\S+)$", job, re.M))
		issues = json.load(open(name["codequality"], encoding="utf-8"))
		suite, = xml.etree.ElementTree.parse(name["junit"]).getroot()
		failed = [case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None]
		print(" ".join(f"{i['check_name']}={i['severity']}" for i in issues), "|", "; ".join(failed))
	PY
}

fresh quiet
gitlab || fail "GitLab: a job without a kill fails"
[ "$(artifacts)" = " | " ] || fail "GitLab: artifacts of a job without a kill: $(artifacts)"
fresh kill
gitlab
[ $? -eq 2 ] || fail "GitLab: the status of make is lost"
artifacts >out
out_has "oomlog/oom_kill=critical | no forbidden OOM; OOM kill: cc1plus (pid 4242)"

# --- a shell ---

lines=0
while IFS= read -r line; do
	case $line in
	"dmesg |"*) wanted="quiet:1 kill:1" ;; # the whole log, with what was there before
	*"--since-mark"*) wanted="quiet:0 kill:1" ;;
	*" -- make test") wanted="quiet:0 kill:2" ;; # the command's own status
	*) fail "README.md: this test does not know '$line'" ;;
	esac
	for what in $wanted; do
		fresh "${what%:*}"
		bash -c "$line" >out 2>err
		status=$?
		[ $status -eq "${what#*:}" ] || fail "'$line', ${what%:*}: status $status, not ${what#*:}"
	done
	lines=$((lines + 1))
done < <(block sh "oomlog check --mark" | sed 's/ *#.*//; /^$/d')
[ $lines -eq 3 ] || fail "README.md shows $lines uses in a shell"

finish
