#!/usr/bin/env python3
"""--redact over every fixture, and over the reference captures where they are: no name of a log is in any report.

What the events say without it is what is searched for: hosts, commands, parts of cgroups, units, ids of pods,
containers and boots, names of inputs. A name that is a word of the reports, too ("anon", "init"), cannot be told from
one by searching: for all of them the places that hold names are looked at.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

from fixture import FIXTURES

FORMATS = {"analyze": ["human", "json", "ndjson", "html", "markdown", "csv", "ecs", "otlp-json", "prometheus", "k8s-event"],
           "check": ["human", "json", "github", "gitlab", "junit", "sarif", "tap", "markdown"]}
# Fields that hold one name, and fields that hold a path of such.
NAMES = {"comm", "requester_comm", "host", "boot_id", "unit", "slice", "pod_uid", "container_id", "scope", "machine"}
PATHS = {"path", "task_path", "oom_group", "cgroup", "cpuset"}
# What systemd, Kubernetes and container managers call so on every machine, and numbers that tell nothing but themselves.
COMMON = re.compile(r"(user|session|system|machine|app|init|background|kubepods(-besteffort|-burstable)?)?\.(slice|scope)"
                    r"|-\.slice|kubepods|docker|lxc|burstable|besteffort|user|(user|session|uid|task|step|job)[-@_]\d+(\.\w+)?|\d+")
PSEUDONYM = {"comm": r"comm-(\d+|other)", "requester_comm": r"comm-(\d+|other)", "host": r"host-(\d+|other)"}
SHORTEST = 4


def run(command, *args):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CI", "GITHUB", "GITLAB"))}
    done = subprocess.run([os.environ["OOMLOG"], command, "-q", "--year=2026", *args], env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    assert done.returncode in (0, 1, 3), f"{command} {args[:3]}: {done.returncode} {done.stderr.decode()[-500:]}"
    return done.stdout.decode("utf-8")


def fields(value, key=None):
    """Every text of an event with the name of its field."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from fields(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from fields(item, key)
    elif isinstance(value, str):
        yield key, value


def names_of(event):
    for key, value in fields({name: part for name, part in event.items() if name not in ("diagnosis", "damage")}):
        if key in PATHS:
            yield from re.split("[/:]", value)
        elif key in NAMES and key != "scope":
            yield value
        elif key == "input":
            yield value
            yield pathlib.Path(value).parent.name


def check_fields(text):
    """Places for names hold pseudonyms, whatever the name was."""
    for line in text.splitlines():
        event = json.loads(line)
        for key, value in fields({name: part for name, part in event.items() if name != "diagnosis"}):
            assert key not in PSEUDONYM or re.fullmatch(PSEUDONYM[key], value), f"{key}: {value}"
            if key == "input":
                assert re.fullmatch(r"log-(\d+|other)", value), f"input: {value}"
        assert "raw" not in event and "unparsed_lines" not in event


def stands_alone(name, text):
    at = text.find(name)
    while at >= 0:
        before, behind = text[at - 1:at], text[at + len(name):at + len(name) + 1]
        if not (before + name[0]).isalnum() and not (name[-1] + behind).isalnum():
            return True
        at = text.find(name, at + 1)
    return False


def check_logs(logs):
    plain = [json.loads(line) for line in run("analyze", "-f", "ndjson", *logs).splitlines()]
    names = {name for event in plain for name in names_of(event) if len(name) >= SHORTEST and not COMMON.fullmatch(name)}
    assert len(plain) > 100 and len(names) > 50, f"{len(plain)} events, {len(names)} names"
    texts = {}
    for command, formats in FORMATS.items():
        for name in formats:
            detail = ["--detail=full", "--raw"] if command == "analyze" else []
            texts[command, name] = run(command, "--redact", *detail, "-f", name, *logs)
    check_fields(texts["analyze", "ndjson"])
    # A word of the reports themselves is in the report of a log whose names are none of them.
    words = set(re.findall(r"[\w.-]+", "\n".join(texts.values())))
    suspects = sorted(name for name in names if name in words or not re.fullmatch(r"[\w.-]+", name) and
                      any(stands_alone(name, text) for text in texts.values()))
    return suspects, len(names)


# Commands and cgroups of fixtures that are called like a word of the reports.
OWN_WORDS = {"allocating", "anon", "child", "init", "leak", "limit", "loop", "node", "other", "parent", "systemd", "test",
             "victim", "swap", "slab", "shmem", "tmpfs", "fork", "process", "protected", "small", "threads", "cpuset", "hugepages", "mbind",
             "pagetables", "file", "left", "right", "large", "report"}


def main():
    logs = sorted(str(path) for path in FIXTURES.glob("*/input.*") if path.suffix != ".ini")
    reference = os.environ.get("OOMLOG_REFERENCE")
    if reference:
        logs += sorted(str(path) for path in pathlib.Path(reference, "captures").glob("*/*/*")
                       if path.name == "dmesg.txt")
    suspects, names = check_logs(logs)
    left = [name for name in suspects if name not in OWN_WORDS]
    assert not left, f"names that are left: {left}"
    print(f"{len(logs)} logs, {names} names: none is left")
    return 0


if __name__ == "__main__":
    sys.exit(main())
