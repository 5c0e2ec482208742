#!/usr/bin/env python3
"""Each rule of `oomlog rules` holds where it should, is silent at a near miss, and says when it cannot know.

rules/cases.tsv has a case a line:

    CODE <tab> holds | silent | unknown | never <tab> SOURCE[#EVENT] <tab> EDIT <tab> NOTE

SOURCE is a fixture's name; made:NAME is rules/NAME, lines put together from the kernel's source or a program's;
captures:PATH and corpus:PATH lie in $OOMLOG_REFERENCE and are left out where it is not set. #2 is the third event of it.
EDIT damages or changes the log, several joined by " ; ":

    drop RE                 lines that match
    drop RE .. RE           from a line that matches the first to the next that matches the second
    sub RE => TEXT          re.sub() in every line
    repeat N RE             a line that matches, N times

"never" says in its NOTE why there can be no such case: each rule needs all three.

docs/rules.md has to explain every rule.

test-rules.py [WORD...]: only rules with one of the words in their code.
"""
import collections
import functools
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from fixture import FIXTURES, SOURCE, Fixture

HERE = pathlib.Path(__file__).resolve().parent / "rules"
REFERENCE = os.environ.get("OOMLOG_REFERENCE")
VERDICTS = ("holds", "silent", "unknown")
SECONDS = 60

Case = collections.namedtuple("Case", "line code verdict source event edit note")


def read_cases():
    for number, line in enumerate((HERE / "cases.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        code, verdict, where, edit, note = cells + [""] * (5 - len(cells))
        source, _, event = where.partition("#")
        yield Case(number, code, verdict, source, int(event or 0), edit, note)


def path_of(source):
    """The log's file, or None where it is not here."""
    kind, _, name = source.rpartition(":")
    if kind in ("captures", "corpus"):
        path = pathlib.Path(REFERENCE, kind, name) if REFERENCE else None
        return path if path and path.exists() else None
    if kind == "made":
        return HERE / name
    fixture = Fixture(name)
    return fixture.folder / fixture.input


def bytes_of(path):
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def drop(lines, what):
    first, _, last = what.partition(" .. ")
    inside, kept, seen = False, [], 0
    for line in lines:
        if inside:
            inside = not re.search(last, line)
        elif re.search(first, line):
            inside, seen = bool(last) and not re.search(last, line), seen + 1
        else:
            kept.append(line)
    return kept, seen


def substitute(lines, what):
    pattern, _, text = what.partition(" => ")
    results = [re.subn(pattern, text, line) for line in lines]
    return [line for line, _ in results], sum(n for _, n in results)


def repeat(lines, what):
    times, _, pattern = what.partition(" ")
    found = [bool(re.search(pattern, line)) for line in lines]
    return [line for line, yes in zip(lines, found) for _ in range(int(times) if yes else 1)], sum(found)


EDITS = {"drop": drop, "sub": substitute, "repeat": repeat}


def edited(data, edit):
    lines = data.decode("latin-1").split("\n")
    for one in filter(None, edit.split(" ; ")):
        word, _, what = one.partition(" ")
        lines, done = EDITS[word](lines, what)
        if not done:
            raise ValueError(f"'{one}' changes nothing")
    return "\n".join(lines).encode("latin-1")


@functools.lru_cache(maxsize=None)
def diagnoses(source, edit):
    """Of each event: {code: verdict}; None where the log is not here."""
    path = path_of(source)
    if path is None:
        return None
    with tempfile.NamedTemporaryFile(prefix="oomlog-rule-") as log:
        log.write(edited(bytes_of(path), edit))
        log.flush()
        result = subprocess.run([os.environ["OOMLOG"], "analyze", "-q", "--format=ndjson", log.name],
                                capture_output=True, timeout=SECONDS, check=True)
    found = []
    for line in result.stdout.splitlines():
        diagnosis = json.loads(line)["diagnosis"]
        verdicts = {f["code"]: "holds" for f in diagnosis.get("findings", [])}
        verdicts.update((u["code"], "unknown") for u in diagnosis.get("undecided", []))
        found.append(verdicts)
    return found


def check(case):
    """What is wrong with it, or None; False where it could not be tried."""
    try:
        found = diagnoses(case.source, case.edit)
    except (ValueError, OSError, subprocess.SubprocessError) as error:
        return str(error)
    if found is None:
        return False
    if case.event >= len(found):
        return f"there are {len(found)} events"
    verdict = found[case.event].get(case.code, "silent")
    return None if verdict == case.verdict else f"it is {verdict}, not {case.verdict}"


def complete(rules, cases):
    """Rules without all three verdicts, and cases of no rule."""
    have = collections.defaultdict(set)
    for case in cases:
        verdict = case.source if case.verdict == "never" else case.verdict
        if case.verdict == "never" and not case.note:
            yield f"line {case.line}: never needs a note"
        have[case.code].add(verdict)
    for code in rules:
        for verdict in VERDICTS:
            if verdict not in have[code]:
                yield f"{code}: no case where it is {verdict}"
    for code in sorted(set(have) - set(rules)):
        yield f"{code}: no such rule"


def documented(rules):
    text = (SOURCE / "docs" / "rules.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^### `([^`]+)`$", text, re.MULTILINE))
    for code in sorted(set(rules) ^ headings):
        yield f"docs/rules.md and `oomlog rules` differ: {code}"


def main():
    words = sys.argv[1:]
    rules = [rule["code"] for rule in json.loads(subprocess.run(
        [os.environ["OOMLOG"], "rules", "--format=json"], capture_output=True, timeout=SECONDS, check=True).stdout)["rules"]]
    cases = list(read_cases())
    problems = list(complete(rules, cases)) + list(documented(rules))
    done = skipped = 0
    for case in cases:
        if case.verdict == "never" or (words and not any(word in case.code for word in words)):
            continue
        wrong = check(case)
        if wrong is False:
            skipped += 1
            continue
        done += 1
        if wrong:
            problems.append(f"line {case.line}: {case.code} {case.source}#{case.event} {case.edit}: {wrong}")
    print("\n".join(problems) or "ok")
    print(f"{len(rules)} rules, {done} cases, {skipped} left out (no $OOMLOG_REFERENCE)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
