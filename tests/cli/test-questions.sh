#!/bin/bash
# docs/questions.md shows what happens: each command of it is run, and says the lines that stand below it, in their
# order and next to each other but for "[..]".
# shellcheck source=tests/cli/lib.sh
. "$OOMLOG_SOURCE/tests/cli/lib.sh"

mkdir bin
ln -s "$OOMLOG" bin/oomlog
export PATH=$work/bin:$PATH NO_COLOR=1
unset COLUMNS

python3 - "$OOMLOG_SOURCE" <<'PY' || fail "docs/questions.md is not up to date"
import pathlib
import re
import subprocess
import sys

QUESTIONS, SECONDS, LEFT_OUT = 25, 60, "[..]"
source = pathlib.Path(sys.argv[1])
text = (source / "docs" / "questions.md").read_text(encoding="utf-8")
failures = 0


def fail(words):
    global failures
    failures += 1
    print(words)


def pieces(shown):
    """Runs of lines that stand next to each other, and whether something may stand before each."""
    piece, gap = [], False
    for line in shown + [LEFT_OUT]:
        if line != LEFT_OUT:
            piece.append(line)
            continue
        if piece:
            yield gap, piece
        piece, gap = [], True


def check(command, shown):
    result = subprocess.run(command, shell=True, cwd=source, capture_output=True, timeout=SECONDS, check=False)
    said = [line.rstrip() for line in result.stdout.decode("utf-8").split("\n")]
    at = 0
    if result.returncode != 0:
        fail(f"'{command}' ends with status {result.returncode}")
    for gap, piece in pieces(shown):
        places = [i for i in range(at, len(said)) if said[i:i + len(piece)] == piece]
        if not places or (not gap and places[0] != at):
            fail(f"'{command}' does not say, where it should:\n  " + "\n  ".join(piece))
            return
        at = places[0] + len(piece)


numbers = [int(n) for n in re.findall(r"^## (\d+)\. ", text, re.MULTILINE)]
if numbers != list(range(1, QUESTIONS + 1)):
    fail(f"the questions are {numbers}")
for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
    blocks = re.findall(r"^```console\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
    commands = [c for block in blocks for c in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    if not commands:
        fail(f"no answer: {part.splitlines()[0]}")
    for command, *shown in (c.splitlines() for c in commands):
        if not shown:
            fail(f"nothing is shown of '{command}'")
        check(command, shown)
sys.exit(1 if failures else 0)
PY

finish
