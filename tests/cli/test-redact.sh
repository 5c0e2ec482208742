#!/bin/bash
# --redact: no name of a log is in any report; what is not a name stays; the same name is the same pseudonym.
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"
export TZ=UTC
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITLAB_CI CI

pod=6f1c0d1e-2f3a-4b5c-8d9e-aabbccddeeff
container=0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9
boot=c0ffee00c0ffee00c0ffee00c0ffee00
kube=/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${pod//-/_}.slice/cri-containerd-$container.scope

# a log with a name of ours wherever a name can stand
log() {
	cat <<-EOF
		zqasker invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
		CPU: 0 PID: 4200 Comm: zqasker Not tainted 6.1.0-50-cloud-amd64 #1  Debian 6.1.170-1
		memory: usage 24576kB, limit 24576kB, failcnt 22
		swap: usage 0kB, limit 0kB, failcnt 0
		Memory cgroup stats for $1:
		anon 25108480
		oom-zqnovelty: a line that nobody knows
		Tasks state (memory values in pages):
		[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
		[   4200]     0  4200    22548      198    94208        0             0 zqasker
		[   4242]     0  4242    22548     6198    94208        0             0 zqvictim
		[   4243]     0  4243    22548       61    94208        0             0 zqbystander
		oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=zqcpuset,mems_allowed=0,oom_memcg=$1,task_memcg=$1/zqchild,task=zqvictim,pid=4242,uid=0
		Memory cgroup out of memory: Killed process 4242 (zqvictim) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0
		Tasks in $1 are going to be killed due to memory.oom.group set
		Memory cgroup out of memory: Killed process 4242 (zqvictim) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0
		Memory cgroup out of memory: Killed process 4243 (zqbystander) total-vm:90192kB, anon-rss:504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0
	EOF
}

kernel() { # SECOND: as a syslog daemon writes them
	awk -v at="$1" '{ printf "2026-11-21T01:28:%02d.%06d+00:00 zqhost kernel: [  %d.%06d] %s\n", at, NR, 100 + at, NR, $0 }'
}

{
	log "$kube" | kernel 1
	log /system.slice/zqunit.service/zqgroup | kernel 11
	log /zqslice.slice/docker-$container.scope | kernel 21
	log "/zqparent/zq name with blanks" | kernel 31
	echo 'Out of memory: Killed process 77 (zqbare) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0' | kernel 41
	echo 'zqfailer: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null),cpuset=zqcpuset,mems_allowed=0' | kernel 51
	echo "2026-11-21T01:29:01+00:00 zqhost systemd-oomd[300]: Killed /user.slice/user-1000.slice/user@1000.service/app.slice/zqoomd.scope due to memory pressure for /user.slice/zqpressed being 88.12% > 50.00% for > 20s with reclaim activity"
	echo '2026-11-21T01:29:11+00:00 zqhost earlyoom[301]: sending SIGTERM to process 4245 uid 1000 "zqearly": badness 900, VmRSS 1024 MiB'
	echo "2026-11-21T01:29:21+00:00 zqhost lmkd: Kill 'zqandroid' (4246), uid 10001, oom_score_adj 900 to free 24504kB rss, 0kB swap; reason: low watermark is breached"
} >zqlog.log
cat >zqjournal.json <<-EOF
	{"_TRANSPORT":"kernel","SYSLOG_FACILITY":"0","SYSLOG_IDENTIFIER":"kernel","_BOOT_ID":"$boot","_HOSTNAME":"zqhost","__REALTIME_TIMESTAMP":"1795224481000000","MESSAGE":"Out of memory: Killed process 78 (zqjournald) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0"}
EOF

# the last one: as a *_raw_hex has it
names="zq $pod ${pod//-/_} 6f1c0d1e 0a1b2c3d4e5f $boot 7a71"

clean() { # WHAT
	local name
	for name in $names; do
		! grep -qiF -- "$name" out || fail "$1 holds '$name': $(grep -io -m1 ".\{0,60\}$name.\{0,20\}" out)"
	done
	[ -s out ] || fail "$1 is empty"
}

for format in human json ndjson html markdown csv ecs otlp-json prometheus k8s-event; do
	run 0 analyze --redact --raw -f $format zqlog.log zqjournal.json
	clean "analyze -f $format"
	run 3 analyze --redact -f $format zqlog.log zqmissing.log
	clean "analyze -f $format of what cannot be read"
done
run 0 analyze --redact --detail=full zqlog.log
clean "--detail=full"
run 0 analyze --redact --detail=brief zqlog.log
clean "--detail=brief"
for format in human json github gitlab junit sarif tap markdown; do
	run 1 check --redact -f $format zqlog.log zqjournal.json zqmissing.log
	clean "check -f $format"
done

# without it they are all there, so that the test above looks for something
run 0 analyze -f ndjson zqlog.log zqjournal.json
for name in zqhost zqasker zqvictim zqbystander zqunit zqgroup zqslice zqparent zqchild zqcpuset zqbare zqfailer zqoomd zqearly \
	zqandroid zqlog zqnovelty zqjournald "$pod" $container $boot; do
	out_has "$name"
done

# one name, one pseudonym, in every format; what the paths say is still said; ids are of what is left
run 0 analyze --redact -f ndjson zqlog.log
python3 - <<'PY' || fail "the redacted events are not what they should be"
import json
events = [json.loads(line) for line in open("out", encoding="utf-8")]
kube, unit, docker, parent = events[:4]
assert {e["origin"].get("host") for e in events} <= {"host-1", None}
assert [v["comm"] for v in kube["victims"]] == [v["comm"] for v in unit["victims"]] == ["comm-1", "comm-2"]
assert {t["comm"] for t in kube["tasks"]} == {"comm-1", "comm-2", kube["trigger"]["comm"]}
assert kube["workload"]["manager"] == "kubernetes" and kube["workload"]["qos_class"] == "Burstable"
assert kube["workload"]["container_id"] == docker["workload"]["container_id"]
assert len(kube["workload"]["container_id"]) == 64 and len(kube["workload"]["pod_uid"]) == 36
assert unit["memcg"]["path"].startswith("/system.slice/unit-") and unit["workload"]["unit"].endswith(".service")
assert parent["memcg"]["path"].count("/") == 2
assert kube["victims"][0]["anon_rss_bytes"] == 24504 * 1024
assert not any("raw" in e or "unparsed_lines" in e for e in events)
assert "unparsed_line" in [d["what"] for d in kube["damage"]]
PY
cp out first
run 0 analyze --redact -f ndjson zqlog.log
cmp -s out first || fail "a second run has other pseudonyms"

# filters and allowances speak of the real names
run 0 analyze --redact -f ndjson --comm=zqbare zqlog.log
out_lines 1
echo '{"allow": [{"reason": "known", "expires": "2126-12-31", "comm": "zqbare"}]}' >allow.json
run 0 check --redact --comm=zqbare --allow=allow.json zqlog.log
out_has "passed; 1 allowed"

finish
