#!/usr/bin/env python3
"""Every format of every command as a whole, kept as a file: tests/golden/reports/COMMAND-FORMAT.

    test-report-files.py            compares
    test-report-files.py --update   writes them anew; read the difference

The logs are a machine out of memory, a container at its limit, a failed allocation, and one whose names are markup.
What is the same in all events (the JSON of an event) is kept by the fixtures; here it is the form that is looked at.
"""
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from fixture import FIXTURES, SOURCE

KEPT = SOURCE / "tests" / "golden" / "reports"
FORMATS = {"analyze": ["html", "markdown", "csv", "prometheus", "otlp-json", "ecs", "k8s-event"],
           "check": ["human", "json", "github", "gitlab", "junit", "sarif", "tap", "markdown"]}
NAMES = ["readme-global", "readme-kubernetes", "readme-allocation"]
# The JSON of a finding's event is long, and kept by the fixtures.
LOGS = {("check", "json"): ["readme-allocation.log"]}


def written(folder, command, name):
    logs = LOGS.get((command, name), sorted(path.name for path in pathlib.Path(folder).glob("*.log")))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CI", "GITHUB", "GITLAB"))}
    done = subprocess.run([os.environ["OOMLOG"], command, "-q", "--year=2026", "--timezone=UTC", "-f", name, *logs],
                          cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    assert done.returncode in (0, 1), f"{command} -f {name}: {done.returncode} {done.stderr.decode()}"
    return done.stdout.decode("utf-8")


def main():
    update = sys.argv[1:] == ["--update"]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="oomlog-files-") as folder:
        for name in NAMES:
            shutil.copy(FIXTURES / name / "input.log", pathlib.Path(folder, f"{name}.log"))
        shutil.copy(SOURCE / "tests" / "golden" / "reports" / "markup.log", pathlib.Path(folder, "markup.log"))
        for command, formats in FORMATS.items():
            for name in formats:
                path, text = KEPT / f"{command}-{name}", written(folder, command, name)
                if update:
                    path.write_text(text, encoding="utf-8")
                    continue
                kept = path.read_text(encoding="utf-8") if path.exists() else ""
                if text != kept:
                    failed += 1
                    lines = difflib.unified_diff(kept.splitlines(), text.splitlines(), str(path), "what it says", lineterm="")
                    print("\n".join(line[:300] for line, _ in zip(lines, range(40))))
    if failed:
        print(f"{failed} formats say something else: tools/dev/golden rewrites them")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
