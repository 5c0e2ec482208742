#!/usr/bin/env python3
"""The HTML report in a real browser: nothing is wider than a phone, nothing in it is alive, tables sort, paper gets all.

Chromium renders reports of several kinds in frames of several widths and says what sticks out. Skipped where there is
no Chromium.
"""
import html
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from fixture import FIXTURES

WIDTHS = (360, 390, 768, 1280)
NAMES = ["readme-global", "readme-kubernetes", "readme-allocation", "6.1-dmesg-numa-swap", "6.1-kmsg-comms",
         "5.10-kmsg-memcg-weirdname", "7.2-console-panic-memcg"]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"

# Runs in the page around the frames: what of each frame reaches over its width, and what a click on a head does.
SCRIPT = """
const found = [];
for (const frame of document.querySelectorAll("iframe")) {
	const page = frame.contentDocument, width = frame.clientWidth, name = frame.title;
	if (page.documentElement.scrollWidth > width)
		found.push(`${name}: the page is ${page.documentElement.scrollWidth} wide`);
	for (const element of page.querySelectorAll("body *")) {
		if (element.parentElement.closest(".wide, .tall, pre, svg, nav ol")) // they scroll by themselves
			continue;
		const box = element.getBoundingClientRect();
		if (box.width > 0 && box.right > width + 0.5)
			found.push(`${name}: <${element.localName} class="${element.className}"> ends at ${Math.round(box.right)}`);
	}
	if (page.querySelectorAll("script").length !== 1 || page.querySelector("img, iframe, object, link"))
		found.push(`${name}: an element that is not of the report`);
	for (const table of page.querySelectorAll("table.sort")) {
		const column = [...table.tHead.rows[0].cells].findIndex((head) => head.textContent === "pid");
		const pids = () => [...table.tBodies[0].rows].map((row) => Number(row.cells[column].textContent));
		for (const sign of [1, -1]) {
			table.tHead.rows[0].cells[column].querySelector("button").click();
			const now = pids();
			if (now.some((pid, i) => i > 0 && sign * (pid - now[i - 1]) > 0))
				found.push(`${name}: not sorted by pid`);
		}
	}
	if (frame.contentWindow.alive)
		found.push(`${name}: a name of the log was run`);
}
document.body.innerHTML = "";
document.body.append(JSON.stringify({found, frames: FRAMES}));
"""


def report(path, *arguments):
    done = subprocess.run([os.environ["OOMLOG"], "analyze", "-q", "-f", "html", "--year=2026", *arguments, str(path)],
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=True)
    # alert() would wait for a person
    return done.stdout.decode("utf-8")


def kill(second, host, comm, group, rows):
    """A kill in a cgroup with so many tasks, as a syslog daemon writes it."""
    table = "".join(f"[{1000 + i:7}] {i % 7 * 1000:5} {1000 + i:5} {22548 + i:8} {max(6198 - 15 * i, 1):8}    94208 {i % 5:8}"
                    f"             {-1000 if i % 50 == 0 else 0} {comm[:15]}\n" for i in range(1, rows + 1))
    lines = (f"{comm[:15]} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
             "memory: usage 24576kB, limit 24576kB, failcnt 22\nswap: usage 0kB, limit 0kB, failcnt 0\n"
             f"Memory cgroup stats for {group}:\nanon 25108480\nfile 0\nTasks state (memory values in pages):\n"
             "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n" + table +
             f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg={group},"
             f"task_memcg={group},task={comm[:15]},pid=1001,uid=0\n"
             f"Memory cgroup out of memory: Killed process 1001 ({comm[:15]}) total-vm:90192kB, anon-rss:24504kB, "
             "file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0\n")
    return "".join(f"2026-11-{10 + second // 3600:02}T{second % 3600 // 60 % 24:02}:{second % 60:02}:01+00:00 {host} kernel: "
                   f"[{second}.{i:06}] {line}\n" for i, line in enumerate(lines.splitlines()))


def logs(folder):
    long = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod6f1c0d1e_2f3a_4b5c_8d9e_aabbccddeeff.slice/" \
           "cri-containerd-" + "0a1b2c3d" * 8 + ".scope"
    made = {"tasks": kill(100, "alpha", "java", long, 300),
            "many": "".join(kill(i * 367, f"web-{i % 4}", "python3", "/system.slice/web.service", 3) for i in range(40)),
            "unbroken": kill(100, "h" * 200, "x" * 15, "/system.slice/" + "y" * 240 + ".service", 3),
            "hostile": kill(100, HOSTILE.replace(" ", ""), HOSTILE, f"/system.slice/{HOSTILE}.service", 3)}
    for name, text in made.items():
        path = pathlib.Path(folder, f"{name if name != 'hostile' else HOSTILE.replace('/', '')}.log")
        path.write_text(text, encoding="utf-8")
        yield name, path
    for name in NAMES:
        path = FIXTURES / name / "input.log"
        if path.exists():
            yield name, path


def browse(chromium, folder, *arguments):
    done = subprocess.run([chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                           f"--user-data-dir={folder}/profile", *arguments], capture_output=True, timeout=200, check=False)
    return done.stdout.decode("utf-8", "replace")


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("skipped: no Chromium here")
        return 77
    with tempfile.TemporaryDirectory(prefix="oomlog-browser-") as folder:
        frames, names = [], []
        for name, path in logs(folder):
            text = report(path)
            # What a name of the log would do, were it taken for markup.
            text = text.replace("alert(1)", "(window.alive=1)")
            names.append(name)
            frames += [f'<iframe title="{name} at {width}" width="{width}" height="800" srcdoc="{html.escape(text)}"></iframe>'
                       for width in WIDTHS]
        page = pathlib.Path(folder, "page.html")
        script = SCRIPT.replace("FRAMES", str(len(frames)))
        page.write_text("<!DOCTYPE html><meta charset=utf-8><style>iframe{border:0}</style><body>" + "".join(frames) +
                        f"<script>addEventListener('load', () => {{{script}}});</script>", encoding="utf-8")
        out = browse(chromium, folder, "--virtual-time-budget=60000", "--dump-dom", page.as_uri())
        start, end = out.find('{"found"'), out.rfind("}")
        assert start >= 0, f"the browser says nothing: {out[-2000:]}"
        result = json.loads(html.unescape(out[start:end + 1]))
        assert result["frames"] == len(names) * len(WIDTHS)
        assert not result["found"], "\n".join(result["found"][:20])
    print(f"{len(names)} reports at {len(WIDTHS)} widths: nothing sticks out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
