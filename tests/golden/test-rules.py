#!/usr/bin/env python3
"""Each rule of `oomlog rules` holds where it should, is silent at a near miss, and says when it cannot know.

rules/cases.tsv has a case a line:

    CODE <tab> holds | silent | unknown | never <tab> SOURCE[#EVENT] <tab> EDIT <tab> NOTE

SOURCE is a fixture's name; made:NAME is rules/NAME, lines put together from the kernel's source or a program's, or a
log that is too large for a fixture (NAME.ini says where it is from);
captures:PATH and corpus:PATH lie in $OOMLOG_REFERENCE and are left out where it is not set. #2 is the third event of it.
EDIT damages or changes the log, several joined by " ; ":

    drop RE                 lines that match
    drop RE .. RE           from a line that matches the first to the next that matches the second
    sub RE => TEXT          re.sub() in every line
    repeat N RE             a line that matches, N times

"never" says in its NOTE why there can be no such case: each rule needs all three.

docs/rules.md explains every rule behind its line MARK, with what was said about its first case that holds and may stand
in this tree.

test-rules.py [WORD...]: only rules with one of the words in their code. test-rules.py --write: makes docs/rules.md anew.
"""
import collections
import functools
import gzip
import json
import lzma
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
MARK = "<!-- What follows is made by tests/golden/test-rules.py --write. -->\n"

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
    unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path.suffix, bytes)
    return unpack(path.read_bytes())


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
    return [later(line, n) for line, yes in zip(lines, found) for n in range(int(times) if yes else 1)], sum(found)


def later(line, us):
    """The same line with the next microseconds: with the same ones it would be a copy, and no line of its own."""
    return re.sub(r"\.(\d{6})\]", lambda m: f".{(int(m[1]) + us) % 1000000:06d}]", line, count=1)


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
def events_of(source, edit):
    path = path_of(source)
    if path is None:
        return None
    with tempfile.NamedTemporaryFile(prefix="oomlog-rule-") as log:
        log.write(edited(bytes_of(path), edit))
        log.flush()
        result = subprocess.run([os.environ["OOMLOG"], "analyze", "-q", "--format=ndjson", log.name],
                                capture_output=True, timeout=SECONDS, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


@functools.lru_cache(maxsize=None)
def diagnoses(source, edit):
    """Of each event: {code: verdict}; None where the log is not here."""
    events = events_of(source, edit)
    if events is None:
        return None
    found = []
    for event in events:
        diagnosis = event["diagnosis"]
        verdicts = {f["code"]: "holds" for f in diagnosis.get("findings", [])}
        verdicts.update((code, "unknown") for u in diagnosis.get("undecided", []) for code in u["codes"])
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


def heading_of(case):
    kind, _, name = case.source.rpartition(":")
    where = {"": f"`fixtures/{name}`", "made": f"`tests/golden/rules/{name}`", "captures": f"a capture, `{name}`"}[kind]
    changed = f", with `{case.edit.replace('|', chr(92) + '|')}`" if case.edit else ""
    note = f" ({case.note})" if case.note else ""
    return f"In {where}{changed}{note}:"


def evidence_of(finding):
    said = (f"{e['name']} {e['value']}{' ' + e['unit'] if e.get('unit') else ''}" for e in finding.get("evidence", []))
    return "; ".join(said)


def example(rule, cases):
    """What was said where the rule held, with its evidence and its advice."""
    for case in cases:
        if (case.code, case.verdict) != (rule["code"], "holds") or case.source.startswith("corpus:"):
            continue
        events = events_of(case.source, case.edit)
        if events is None:
            return None
        finding = next(f for f in events[case.event]["diagnosis"]["findings"] if f["code"] == rule["code"])
        yield heading_of(case)
        yield ""
        yield f"> {finding['text']}"
        if finding.get("evidence"):
            yield f">\n> *{finding['confidence']}*, by `{evidence_of(finding)}`"
        for advice in finding.get("advice", []):
            yield f">\n> **next:** {advice}"
        yield ""
        return None
    yield "No log that may stand in this tree shows it; the public log that does is named in `tests/golden/rules/cases.tsv`."
    yield ""


def document(rules, cases):
    about = None
    for rule in rules:
        if rule["about"] != about:
            about = rule["about"]
            yield f"## {about}"
            yield ""
        yield f"### `{rule['code']}`"
        yield ""
        yield f"- **if** {rule['condition']}"
        for limit in rule["thresholds"]:
            yield f"- `{limit['name']}` is {limit['value']}: {limit['meaning']}."
        yield f"- **then** {rule['conclusion']}."
        yield f"- **advice** {rule['advice']}"
        yield f"- **source** {rule['source']}"
        yield ""
        yield from example(rule, cases)


def documented(rules, cases, write):
    """docs/rules.md is what it would be if it were made now, as far as the logs are here."""
    path = SOURCE / "docs" / "rules.md"
    head, mark, rest = path.read_text(encoding="utf-8").partition(MARK)
    if not REFERENCE:
        rules_told = re.findall(r"^### `([^`]+)`$", rest, re.MULTILINE)
        if rules_told != [rule["code"] for rule in rules]:
            yield "docs/rules.md does not have the rules of `oomlog rules`"
        return
    text = "\n".join(document(rules, cases)).rstrip() + "\n"
    if write:
        path.write_text(f"{head}{MARK}\n{text}", encoding="utf-8")
    elif rest.strip() != text.strip():
        yield "docs/rules.md is not up to date: tests/golden/test-rules.py --write"


def main():
    words = [word for word in sys.argv[1:] if word != "--write"]
    rules = json.loads(subprocess.run([os.environ["OOMLOG"], "rules", "--format=json"], capture_output=True,
                                      timeout=SECONDS, check=True).stdout)["rules"]
    cases = list(read_cases())
    problems = list(complete([rule["code"] for rule in rules], cases))
    problems += documented(rules, cases, "--write" in sys.argv[1:])
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
