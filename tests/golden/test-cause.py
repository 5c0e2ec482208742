#!/usr/bin/env python3
"""diagnosis.cause of every capture, against what the machine really did.

EXPECTED is written from the captures' own account (README.md and meta.json of captures/): which process of the run took
what, and which limit or pool was set up. meta.json decides where a run differs by machine. Skips itself where
OOMLOG_REFERENCE is not set.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

SECONDS = 120
SKIPPED = 77
MAIN_PERCENT = 50

PROCESS = {"process"}
MEMCG_PROCESS = {"memcg_process"}

# scenario without its variant ("+numa"): causes that are right for its events
EXPECTED = {
    # one process takes all of the machine
    "comms_global": PROCESS, "global_bigfill": PROCESS, "global_noswap": PROCESS, "global_swap": PROCESS,
    "nodump": PROCESS, "nokill_panic": PROCESS, "panic": PROCESS, "quiet": PROCESS, "thp": PROCESS,
    "threads": PROCESS, "alloc_task": PROCESS, "reaper": PROCESS, "dumptasks": PROCESS,
    # six swappers fill the swap, then the last straw takes what RAM there is
    "global_swap_some": {"processes", "process"},
    # a pool, a file system, locked memory, a leak in the kernel
    "hugepages": {"hugepages"}, "hugepages_used": {"hugepages"}, "tmpfs": {"shmem"}, "mlocked": {"unevictable"},
    "dentries": {"slab"}, "slab": {"slab"}, "slab_socks": {"slab"}, "pagetables": {"page_tables"},
    # the file lies on the machine's ramfs, whose pages are unevictable
    "global_file": {"unevictable"},
    # pipes fill the slab until a request of 32 kB is refused: by what is free, and not for want of a block
    "order3": {"slab"},
    # one process locks nearly all, another asks for 4 MiB in one block: where more than that is free it is
    # fragmentation, else there is not as much, and the locked memory is why
    "order4": {"unevictable", "fragmentation"},
    "cpuset": {"cpuset"}, "mbind": {"memory_policy"}, "sysrqf": {"manual"}, "sysrqf_none": {"manual"},
    # limits of a cgroup
    "anon": MEMCG_PROCESS, "anon_adj": MEMCG_PROCESS, "comms": MEMCG_PROCESS, "dumptasks_memcg": MEMCG_PROCESS,
    "escape": MEMCG_PROCESS, "loop4": MEMCG_PROCESS, "newline": MEMCG_PROCESS, "utf8": MEMCG_PROCESS,
    "memcg1": MEMCG_PROCESS, "memcg1_kube": MEMCG_PROCESS, "memcg1_loop5": MEMCG_PROCESS,
    "memcg1_nokill": MEMCG_PROCESS, "memcg1_parent": MEMCG_PROCESS, "memcg1_tree": MEMCG_PROCESS,
    "memcg1_two": MEMCG_PROCESS, "memcg2": MEMCG_PROCESS, "memcg2_adj": MEMCG_PROCESS,
    "memcg2_allocating": MEMCG_PROCESS, "memcg2_four": MEMCG_PROCESS, "memcg2_group": MEMCG_PROCESS,
    "memcg2_group_parent": MEMCG_PROCESS, "memcg2_longpath": MEMCG_PROCESS, "memcg2_loop5": MEMCG_PROCESS,
    "memcg2_lower": MEMCG_PROCESS, "memcg2_nokill": MEMCG_PROCESS, "memcg2_parent": MEMCG_PROCESS,
    "memcg2_swapmax": MEMCG_PROCESS, "memcg2_tree": MEMCG_PROCESS, "memcg2_two": MEMCG_PROCESS,
    "panic2_memcg": MEMCG_PROCESS, "interleave_sysrq": MEMCG_PROCESS,
    # for its name kernel memory is limited, too: but one process' anonymous memory fills the limit of both
    "memcg1_kmem": MEMCG_PROCESS,
    # six processes of one name share a limit; towards the end one of them has the most
    "six": {"memcg_processes", "memcg_process"},
    "memcg2_file": {"memcg_page_cache"}, "memcg2_shm": {"memcg_shmem"}, "memcg2_tmpfs": {"memcg_shmem"},
    "shm": {"memcg_shmem"}, "memcg2_slab": {"memcg_kernel"},
    # cgroups' processes, and on the same machine requests of 4 MiB while another process locks memory
    "interleave": MEMCG_PROCESS | {"unevictable", "fragmentation"},
    "interleave2": MEMCG_PROCESS | {"unevictable", "fragmentation"},
    # a cgroup's process, and the last one without a limit
    "memcg1_weirdname": MEMCG_PROCESS, "memcg2_weirdname": MEMCG_PROCESS | PROCESS,
    # a program's own lines, which only the facility tells from the kernel's; then a cgroup's process
    "spoof": MEMCG_PROCESS | {"unknown", "memcg_limit"},
}

# Kernels from 6.12 on here have no v1 of memcg: no limit was set.
NO_V1 = re.compile(r"^(6\.12|7)\.")
# Where the log tells less than the machine knew.
LESS = [
    (r"2\.6\.32.*/(alloc_task|panic|nokill_panic)$", {"anon"},
     "neither a table nor sizes nor a score are printed: processes hold it, which is not told"),
    (r"2\.6\.32.*/memcg1_weirdname$", {"memcg_limit"}, "no sizes, and a score that is not enough of the limit"),
    (r"7\.2\.13.*/memcg2_lower$", {"memcg_limit"}, "the second report was written when the victim's memory was gone"),
]
FAILURE_WITHOUT_TABLE = {"anon"}
BARE = {"unknown", "memcg_limit"}


class Run:
    def __init__(self, path):
        self.meta = json.loads(path.read_text(encoding="utf-8"))
        self.kernel, self.scenario = path.parent.parent.name, path.parent.name
        self.name = f"{self.kernel}/{self.scenario}"
        logs = [log for log in (path.parent / "kmsg.raw", path.parent / "dmesg.txt", path.parent / "console.log")
                if log.exists()]
        self.path = logs[0] if logs else None

    def read(self):
        command = [os.environ["OOMLOG"], "analyze", "--format=ndjson", str(self.path)]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{self.name}: exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def largest_percent(self):
        """Of the machine, what the biggest of its processes had touched."""
        processes = [*self.meta["victims"], *self.meta["other_events"], *self.meta["started"]]
        touched = max(process["touched"] for process in processes)
        return 100 * touched // self.meta["meminfo_before_kb"]["MemTotal"]

    def expected(self):
        scenario = self.scenario.split("+")[0]
        if "limit" in self.meta and "mem_mb" not in self.meta:
            return EXPECTED["anon"] if scenario == "threads" else EXPECTED.get(scenario)
        if scenario.startswith("memcg1") and NO_V1.match(self.kernel):
            return PROCESS
        if scenario in ("fork60", "fork200"):
            # the last of the bomb's processes takes what is left: the most of it, or less than the others
            return {"process"} if self.largest_percent() >= MAIN_PERCENT else {"processes"}
        return EXPECTED.get(scenario)


def is_bare(event):
    """A kill line without a report around it says nothing of why; nor does a report whose beginning is lost."""
    if "memory" in event or event.get("memcg", {}).get("stat"):
        return event["kind"] == "oom" and "memory" not in event and "usage_bytes" not in event["memcg"]
    return "tasks" not in event or "trigger" not in event


def allowed_less(run, event):
    less = set().union(*(causes for pattern, causes, _ in LESS if re.search(pattern, run.name)))
    if event["kind"] == "page_allocation_failure":
        less |= FAILURE_WITHOUT_TABLE
    return less | BARE if is_bare(event) else less


# What a cause rests on is the first that is said; a setting or a deed goes before it.
DEEDS = {"sysrq", "limit-lowered", "allocating-task", "no-zone"}
RESTS_ON = {
    "process": {"one-process"}, "processes": {"many-equal-processes"}, "anon": {"anon"}, "shmem": {"shmem"},
    "slab": {"slab-unreclaimable", "slab-reclaimable"}, "page_tables": {"page-tables"},
    "hugepages": {"hugepages-idle", "hugepages-used"}, "unevictable": {"unevictable"},
    "fragmentation": {"fragmented", "costly-order"}, "cpuset": {"cpuset"},
    "memory_policy": {"memory-policy", "node-imbalance"},
    "memcg_process": {"memcg-limit", "one-process"}, "memcg_processes": {"memcg-limit", "many-equal-processes"},
    "memcg_shmem": {"memcg-shmem"}, "memcg_kernel": {"memcg-kernel"}, "memcg_page_cache": {"memcg-file"},
    "memcg_limit": {"memcg-limit"},
}


def first_is_another(event):
    """The code of the first finding, where the cause's own comes later."""
    codes = [finding["code"] for finding in event["diagnosis"].get("findings", [])]
    own = RESTS_ON.get(event["diagnosis"]["cause"], set())
    others = [code for code in codes if code not in DEEDS]
    return others[0] if own & set(codes) and others[0] not in own else None


def check(run, events, counts):
    expected = run.expected()
    if expected is None:
        if any(event["kind"] == "oom" for event in events):
            yield f"{run.name}: not in the table"
        return
    for number, event in enumerate(events):
        cause = event["diagnosis"]["cause"]
        if another := first_is_another(event):
            yield f"{run.name}, event {number}: {another} is said before what {cause} rests on"
        if cause in expected:
            counts["right"] += 1
        elif cause in allowed_less(run, event):
            counts["bare or lost" if is_bare(event) else "less than the machine knew"] += 1
        else:
            yield f"{run.name}, event {number}: {cause}, expected {sorted(expected)}"


def main():
    reference = os.environ.get("OOMLOG_REFERENCE")
    if not reference:
        print("OOMLOG_REFERENCE is not set")
        return SKIPPED
    runs = [run for run in map(Run, sorted((pathlib.Path(reference) / "captures").glob("*/*/meta.json"))) if run.path]
    counts, failures = collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for run, events in zip(runs, pool.map(Run.read, runs)):
            failures += check(run, events, counts)
    for words in failures:
        print(words)
    print(f"{len(runs)} captures: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    return 1 if failures or not counts["right"] else 0


if __name__ == "__main__":
    sys.exit(main())
