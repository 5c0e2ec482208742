#!/usr/bin/env python3
"""Writes a log to measure with, the same for the same arguments.

mixed: what a busy host's syslog looks like, with reports here and there. dense: nothing but reports. hosts: the same
of many hosts, whose lines take turns, so that as many reports are open at once.
"""
import argparse
import random

COMMS = ("systemd sshd java postgres nginx python3 node redis-server containerd kubelet dockerd cron agetty "
         "prometheus mongod vector bash sleep stress-ng-vm (sd-pam)").split()
HOST = "node-17"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def noise(rng):
    number = rng.randrange
    address = ".".join(str(number(1, 255)) for _ in range(4))
    uptime = f"{number(10**7)}.{number(10**6):06d}"
    return rng.choice([
        lambda: f"sshd[{number(99999)}]: Failed password for invalid user admin from {address} port {number(65536)} ssh2",
        lambda: f"systemd[1]: Started session-{number(9999)}.scope - Session {number(9999)} of User deploy.",
        lambda: f"CRON[{number(99999)}]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)",
        lambda: f'nginx: {address} - - "GET /items/{number(10**6)}?killed=process&memory={number(10**5)} HTTP/1.1" 200 {number(10**5)}',
        lambda: f'containerd[812]: time="2026-11-21T01:02:03.{number(10**9):09d}Z" level=info msg="RemoveContainer for \\"{rng.getrandbits(256):064x}\\" returns successfully"',
        lambda: f"postgres[{number(9999)}]: [{number(99)}-1] LOG:  checkpoint complete: wrote {number(16384)} buffers; sync=0.{number(999):03d} s",
        lambda: f"java[{number(99999)}]: WARN o.a.k.c.NetworkClient - Connection to node {number(9)} could not be established",
        lambda: f"kernel: [{uptime:>14}] IPv4: martian source {address} from 10.0.0.1, on dev eth0",
        lambda: f"kernel: [{uptime:>14}] [UFW BLOCK] IN=eth0 OUT= SRC={address} DST=10.0.0.{number(255)} LEN=60 TTL={number(64)} ID={number(65536)} PROTO=TCP SPT={number(65536)} DPT=22",
        lambda: f'kernel: [{uptime:>14}] audit: type=1400 audit(1763{number(10**6):06d}.{number(999):03d}:{number(99999)}): apparmor="DENIED" name="/proc/{number(9999)}/oom_score_adj" comm="{rng.choice(COMMS)}"',
    ])()


def task_rows(rng, count):
    rows, pid = [], 0
    for i in range(count):
        pid += rng.randrange(1, 300)
        rss = rng.randrange(10**5, 10**6) if rng.random() < 0.03 else rng.randrange(50, 9000)
        rows.append((pid, rng.choice([0, 0, 33, 1000]), rss * rng.randrange(2, 6), rss, rng.randrange(10, 900) * 4096,
                     rng.choice([0, 0, rng.randrange(5000)]), rng.choice([0, 0, 0, -1000, 200, 900]),
                     "systemd" if i == 0 else rng.choice(COMMS)))
    return rows


def memory(rng):
    number = rng.randrange
    lines = ["Mem-Info:",
             f"active_anon:{number(10**6)} inactive_anon:{number(10**6)} isolated_anon:0",
             f" active_file:{number(500)} inactive_file:{number(500)} isolated_file:0",
             f" unevictable:0 dirty:{number(9)} writeback:0",
             f" slab_reclaimable:{number(99999)} slab_unreclaimable:{number(99999)}",
             f" mapped:{number(9999)} shmem:{number(9999)} pagetables:{number(9999)}",
             " sec_pagetables:0 bounce:0", " kernel_misc_reclaimable:0",
             f" free:{number(10**5)} free_pcp:{number(500)} free_cma:0"]
    for zone, free in (("DMA", 15360), ("DMA32", 90000 + number(9999)), ("Normal", 40000 + number(9999))):
        lines.append(f"Node 0 {zone} free:{free}kB boost:0kB min:{free - 99}kB low:{free + 999}kB high:{free + 9999}kB "
                     f"reserved_highatomic:0KB active_anon:{number(10**6)}kB inactive_anon:{number(10**5)}kB "
                     f"active_file:0kB inactive_file:0kB unevictable:0kB writepending:0kB present:{free * 40}kB "
                     f"managed:{free * 39}kB mlocked:0kB bounce:0kB free_pcp:{number(900)}kB local_pcp:0kB free_cma:0kB")
        lines.append("lowmem_reserve[]: 0 2911 15840 15840 15840")
    lines += [f"Node 0 Normal: {number(99)}*4kB (UME) {number(99)}*8kB (UM) 0*16kB 0*32kB = 4000kB",
              "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB",
              f"{number(99999)} total pagecache pages", "0 pages in swap cache", "Free swap  = 0kB", "Total swap = 0kB",
              "4194174 pages RAM", "0 pages HighMem/MovableOnly", "94031 pages reserved", "0 pages hwpoisoned"]
    return lines


FRAMES = ("dump_stack_lvl+0x4c/0x70 dump_header+0x4f/0x220 oom_kill_process.cold+0xb/0x10 out_of_memory+0x1f1/0x590 "
          "__alloc_pages_slowpath.constprop.0+0xc2e/0xe50 __alloc_pages+0x22a/0x240 folio_alloc+0x17/0x50 "
          "filemap_fault+0x151/0xa20 __do_fault+0x33/0x110 __handle_mm_fault+0x65f/0xb80 handle_mm_fault+0xdb/0x2e0 "
          "do_user_addr_fault+0x1c9/0x650 exc_page_fault+0x70/0x170 asm_exc_page_fault+0x26/0x30").split()


def report(rng, n_tasks):
    tasks = task_rows(rng, n_tasks)
    victim = max((t for t in tasks if t[6] > -1000), key=lambda t: t[3] + t[6] * 2000)
    asker = rng.choice(tasks)
    pod = f"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{rng.getrandbits(32):08x}.slice"
    cgroup = rng.random() < 0.5
    lines = [f"{asker[7]} invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, "
             f"oom_score_adj={asker[6]}",
             f"CPU: 3 PID: {asker[0]} Comm: {asker[7]} Not tainted 6.1.0-28-amd64 #1  Debian 6.1.119-1",
             "Hardware name: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.2 04/01/2014", "Call Trace:", " <TASK>"]
    lines += [" " + f for f in FRAMES] + [" </TASK>"]
    if cgroup:
        limit = rng.choice([131072, 1048576])
        lines += [f"memory: usage {limit}kB, limit {limit}kB, failcnt {rng.randrange(9999)}",
                  "swap: usage 0kB, limit 0kB, failcnt 0", f"Memory cgroup stats for {pod}:", f"anon {limit * 1000}"]
        lines += [f"{k} {rng.randrange(10**7)}" for k in
                  "file kernel kernel_stack pagetables sock shmem file_mapped inactive_anon active_anon slab".split()]
    else:
        lines += memory(rng)
    lines += ["Tasks state (memory values in pages):",
              "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name"]
    lines += [f"[{t[0]:7d}] {t[1]:5d} {t[0]:5d} {t[2]:8d} {t[3]:8d} {t[4]:8d} {t[5]:8d}         {t[6]:5d} {t[7]}"
              for t in tasks]
    where = (f"constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg={pod},task_memcg={pod}/x"
             if cgroup else "constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,"
             "task_memcg=/system.slice/x.service")
    lines += [f"oom-kill:{where},task={victim[7]},pid={victim[0]},uid={victim[1]}",
              f"{'Memory cgroup out of memory' if cgroup else 'Out of memory'}: Killed process {victim[0]} ({victim[7]}) "
              f"total-vm:{victim[2] * 4}kB, anon-rss:{victim[3] * 4}kB, file-rss:0kB, shmem-rss:0kB, UID:{victim[1]} "
              f"pgtables:{victim[4] // 1024}kB oom_score_adj:{victim[6]}",
              f"oom_reaper: reaped process {victim[0]} ({victim[7]}), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB"]
    return lines


def stamp(seconds):
    day, rest = divmod(int(seconds), 86400)
    return f"{MONTHS[9 + day // 28]} {day % 28 + 1:2d} {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d} {HOST} "


def write_hosts(args, out):
    """Each host in the middle of its own report, all the time."""
    rng = random.Random(args.seed)
    open_reports, seconds, written = [[] for _ in range(args.hosts)], 0, 0
    while written < args.mib * 2**20:
        for host, lines in enumerate(open_reports):
            if not lines:
                lines.extend(reversed(report(rng, args.tasks or 100)))
            seconds += 0.0005
            head = stamp(seconds).replace(HOST, f"node-{host}")
            line = f"{head}kernel: [{seconds:12.6f}] {lines.pop()}\n"
            out.write(line)
            written += len(line)


def write(args, out):
    rng = random.Random(args.seed)
    target = int(args.mib * 2**20)
    pool = [noise(rng) for _ in range(40000)]
    marks = sorted(rng.randrange(target) for _ in range(args.reports)) + [1 << 62]
    seconds = written = done = 0
    while written < target:
        head, lines = stamp(seconds), []
        if args.kind == "dense" or written >= marks[done]:
            done += args.kind != "dense"
            lines = [f"{head}kernel: [{seconds:12.6f}] {l}\n" for l in report(rng, args.tasks or rng.randrange(60, 400))]
            seconds += 60 if args.kind == "dense" else 0
        else:
            lines = [f"{head}{l}\n" for l in rng.choices(pool, k=40)]
            seconds += 10 * 2**20 * 20 / target
        text = "".join(lines)
        out.write(text)
        written += len(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("mixed", "dense", "hosts"))
    parser.add_argument("out")
    parser.add_argument("--mib", type=float, default=1024)
    parser.add_argument("--reports", type=int, default=200, help="mixed: in the whole log")
    parser.add_argument("--tasks", type=int, help="rows of each task table (any of 60 to 400)")
    parser.add_argument("--hosts", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with open(args.out, "w", encoding="ascii", buffering=1 << 22) as out:
        (write_hosts if args.kind == "hosts" else write)(args, out)


if __name__ == "__main__":
    main()
