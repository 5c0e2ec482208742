#!/usr/bin/env python3
"""A mailer breaks long lines at a blank, a terminal in the middle of a word: the event is the same.

Each log is broken at several widths in both ways, and its events are compared with those of the log as it was, apart
from where and when they stand in it. What no reader can tell is left out: whether a blank stood where a line of just
the terminal's width ends.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap

from compare import differences
from fixture import FIXTURES

LOGS = [
    "2.6.32-dmesg-swap", "3.10-dmesg-slab", "3.16-dmesg-numa", "4.4-dmesg-memcg-tree", "4.18-dmesg-memcg-group",
    "4.19-dmesg-memcg-two-limited", "5.10-dmesg-slab-socks", "6.1-dmesg-global", "6.1-dmesg-memcg-slab", "7.2-dmesg-numa",
    "readme-kubernetes",
]
MAILERS = [66, 72, 76, 78, 79]
TERMINALS = [80, 100, 118, 132, 160, 200]
NOT_COMPARED = {"id", "origin", "time", "damage", "diagnosis", "raw"}
SHOWN = 5


def mailed(line, width):
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [line]


def shown(line, width):
    return [line[at:at + width] for at in range(0, len(line), width)] or [line]


def events(log):
    with tempfile.NamedTemporaryFile() as file:
        file.write(log)
        file.flush()
        run = subprocess.run([os.environ["OOMLOG"], "analyze", "--format=ndjson", file.name], capture_output=True,
                             check=True, env={**os.environ, "TZ": "UTC"})
    return [comparable(json.loads(line)) for line in run.stdout.splitlines()]


def comparable(event):
    event = {key: value for key, value in event.items() if key not in NOT_COMPARED}
    for name in "hardware", "tainted":
        if name in event.get("kernel", {}):
            event["kernel"][name] = event["kernel"][name].replace(" ", "")
    return event


def main():
    failed = 0
    for name in LOGS:
        lines = (FIXTURES / name / "input.log").read_text().splitlines()
        # what continues a record has its own way of standing below it
        lines = [line for line in lines if re.match(r"\[ *\d+\.\d+\]|\d{4}-", line)]
        whole = events("\n".join(lines).encode() + b"\n")
        for how, widths in (mailed, MAILERS), (shown, TERMINALS):
            for width in widths:
                log = "\n".join(piece for line in lines for piece in how(line, width)) + "\n"
                found = list(differences("", whole, events(log.encode())))
                if found:
                    failed += 1
                    print(f"{name}, {how.__name__} at {width}:", *found[:SHOWN], sep="\n  ")
    print(f"{failed} of {len(LOGS) * (len(MAILERS) + len(TERMINALS))} differ")
    return 1 if failed else 0


sys.exit(main())
