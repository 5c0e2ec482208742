#!/usr/bin/env python3
"""Where the memory went, against what the machines said of themselves.

Over fixtures/, and over captures/ in the folder that OOMLOG_REFERENCE names, where it is set:
 - every event of the kernel with a memory dump and counters has a balance; the parts and what is unaccounted make the
   whole, and nothing is unaccounted for without a note when it cannot be told;
 - of captures, managed memory is MemTotal of /proc/meminfo, and what is unaccounted is what /proc/meminfo leaves
   unaccounted before or after the kill;
 - the nodes of a machine make the whole.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

from fixture import CaseError, Fixture, all_names

SECONDS = 120
KIB = 1024

TOTAL_PERCENT = 1
# The report prints node 1 only, and "pages reserved" of that node only: the balance says so.
TOTAL_UNKNOWN = {"3.16.0-amd64/cpuset": 3}

# What is unaccounted grows with the run: pipe buffers are pages of no counter (order3, slab), and so are the top
# tables of processes before 4.20 (fork).
MORE_PERCENT = 2
# /proc/meminfo has no free_pcp: what lies on the lists of the CPUs is unaccounted there, and free in the report. A CPU's
# list may hold an eighth of a zone from 6.7 on, and a low mark before.
LESS_PERCENT = 12.5
MEMINFO_KNOWN = ("MemFree", "Active", "Inactive", "Unevictable", "Slab", "PageTables", "KernelStack", "SecPageTables",
                 "Bounce")
# Statistics of a cgroup are counted in batches of 64 pages a CPU, and up to 5.2 for each of its children.
MEMCG_LAG = 64 * 4096 * 4


def part_sum(balance):
    return sum(item["bytes"] for item in balance["items"])


def unaccounted_kb(meminfo):
    hugepages = meminfo.get("HugePages_Total", 0) * meminfo.get("Hugepagesize", 0)
    return meminfo["MemTotal"] - hugepages - sum(meminfo.get(name, 0) for name in MEMINFO_KNOWN)


class Check:
    def __init__(self):
        self.failures, self.counts = [], collections.Counter()

    def fail(self, where, words):
        self.failures.append(f"{where}: {words}")

    def event(self, where, event):
        balance = event.get("diagnosis", {}).get("balance")
        if balance is None:
            memory = event.get("memory", {})
            if event["diagnosis"]["scope"] != "memcg" and memory.get("counters_pages") and event["kernel"].get(
                    "page_size_bytes"):
                self.fail(where, "a memory dump without a balance")
            return None
        self.counts["balances"] += 1
        whole = balance.get("usage_bytes", balance.get("managed_bytes"))
        self.adds_up(where, balance, whole)
        for node in balance.get("nodes", []):
            self.counts["nodes"] += 1
            self.adds_up(f"{where}, node {node['node']}", node, node.get("managed_bytes"))
        names = [item["name"] for item in balance["items"]]
        if len(names) != len(set(names)):
            self.fail(where, f"a part twice: {names}")
        return balance

    def adds_up(self, where, balance, whole):
        if "unaccounted_bytes" not in balance:
            if not balance.get("note"):
                self.fail(where, "nothing is said of what is unaccounted, and no note says why")
            self.counts["without a rest"] += 1
        elif balance["unaccounted_bytes"] < 0 or part_sum(balance) + balance["unaccounted_bytes"] != whole:
            self.fail(where, f"the parts {part_sum(balance)} and {balance['unaccounted_bytes']} are not {whole}")

    # --- captures ---

    def capture(self, name, number, event, balance, meta):
        where = f"{name}, event {number}"
        if event["diagnosis"]["scope"] == "memcg":
            self.memcg(where, balance)
            return
        infos = [meta[key] for key in ("meminfo_before_kb", "meminfo_after_kb") if meta.get(key)]
        if not infos or "damage" in event:
            return
        if "managed_bytes" not in balance:
            self.fail(where, f"no total: {balance.get('note')}")
            return
        total = infos[0]["MemTotal"] * KIB
        allowed = TOTAL_UNKNOWN.get(name, TOTAL_PERCENT)
        if abs(balance["managed_bytes"] - total) * 100 > total * allowed:
            self.fail(where, f"managed {balance['managed_bytes']}, MemTotal {total}")
        if "unaccounted_bytes" not in balance:
            self.fail(where, f"no rest: {balance['note']}")
            return
        known = [unaccounted_kb(info) * KIB for info in infos]
        more = balance["unaccounted_bytes"] - max(known)
        less = min(known) - balance["unaccounted_bytes"]
        if name not in TOTAL_UNKNOWN and (more * 100 > total * MORE_PERCENT or less * 100 > total * LESS_PERCENT):
            self.fail(where, f"unaccounted {balance['unaccounted_bytes']}, by /proc/meminfo {known}")
        if name in TOTAL_UNKNOWN and not balance.get("note"):
            self.fail(where, "the total is too big, and no note says so")
        self.counts["compared with /proc/meminfo"] += 1
        self.nodes(where, balance)

    def nodes(self, where, balance):
        nodes = balance.get("nodes", [])
        total = sum(node.get("managed_bytes", 0) for node in nodes)
        # of a cpuset's or a policy's nodes the rest is not printed
        if "prints only some nodes" in balance.get("note", ""):
            if total >= balance["managed_bytes"]:
                self.fail(where, f"some nodes have {total} of {balance['managed_bytes']}")
        # 3.10 does not count in the zones what the boot freed.
        elif nodes and "managed_bytes" in nodes[0] and abs(total - balance["managed_bytes"]) * 100 > 2 * total:
            self.fail(where, f"the nodes have {total} of {balance['managed_bytes']}")

    def memcg(self, where, balance):
        rest = balance.get("unaccounted_bytes")
        if rest is None and part_sum(balance) - balance.get("usage_bytes", part_sum(balance)) > MEMCG_LAG:
            self.fail(where, f"parts of {part_sum(balance)}, {balance['usage_bytes']} charged")
        self.counts["cgroups"] += 1


def read(path):
    command = [os.environ["OOMLOG"], "analyze", "--format=ndjson", str(path)]
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        raise CaseError(f"{path}: exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def captures(folder):
    for path in sorted(folder.glob("*/*/meta.json")):
        logs = [log for log in (path.parent / "kmsg.raw", path.parent / "dmesg.txt") if log.exists()]
        if logs:
            meta = json.loads(path.read_text(encoding="utf-8"))
            yield f"{path.parent.parent.name}/{path.parent.name}", logs[0], meta


def main():
    check = Check()
    for name in all_names():
        _, events = Fixture(name).actual()
        for number, event in enumerate(events):
            check.event(f"fixtures/{name}, event {number}", event)
    reference = os.environ.get("OOMLOG_REFERENCE")
    if reference:
        rows = list(captures(pathlib.Path(reference) / "captures"))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for (name, _, meta), events in zip(rows, pool.map(lambda row: read(row[1]), rows)):
                for number, event in enumerate(events):
                    balance = check.event(f"{name}, event {number}", event)
                    if balance:
                        check.capture(name, number, event, balance, meta)
    for words in check.failures:
        print(words)
    print(", ".join(f"{count} {what}" for what, count in check.counts.items()))
    return 1 if check.failures or not check.counts["balances"] else 0


if __name__ == "__main__":
    sys.exit(main())
