#!/usr/bin/env python3
"""Compares what the command says about fixtures with what is expected of it: run.py [--update] NAME...

Each fixture is read twice, as ndjson and as human text; every event is validated against the schema. With --update
the expected files are rewritten and the differences shown, for a person to review; those of a case that is known to be
wrong (expect_fail) say what would be right, and are left alone.
"""
import argparse
import difflib
import sys

from fixture import CaseError, Fixture, all_names, schema_errors

LONGEST_DIFF = 200


def differences(fixture, actual):
    for kind, text in actual.items():
        before = fixture.expected(kind)
        if before == text:
            continue
        name = f"fixtures/{fixture.name}/expected.{kind}"
        yield from difflib.unified_diff(before.splitlines(True), text.splitlines(True), name, "what oomlog says")


def update(fixture, actual):
    for line in differences(fixture, actual):
        sys.stdout.write(line)
    for kind, text in actual.items():
        if fixture.expected(kind) != text:
            fixture.write_expected(kind, text)


def check(fixture, actual):
    """The words of a failure, or none."""
    diff = list(differences(fixture, actual))
    if fixture.expect_fail and not diff:
        return [f"passes, although case.ini expects a failure: {fixture.expect_fail}\n"]
    if fixture.expect_fail:
        print(f"{fixture.name}: fails as expected: {fixture.expect_fail}")
        return []
    if len(diff) > LONGEST_DIFF:
        diff[LONGEST_DIFF:] = [f"... and {len(diff) - LONGEST_DIFF} lines more; see tools/dev/golden {fixture.name}\n"]
    return diff


def run(name, updating):
    try:
        fixture = Fixture(name)
        actual, events = fixture.actual()
        failures = [f"{words}\n" for words in schema_errors(events)]
        if updating and fixture.expect_fail:
            print(f"{name}: left alone: {fixture.expect_fail}")
        elif updating:
            update(fixture, actual)
        else:
            failures += check(fixture, actual)
    except (CaseError, UnicodeDecodeError, ValueError, OSError) as error:
        failures = [f"{error}\n"]
    for line in failures:
        sys.stdout.write(f"{name}: {line}" if not line.startswith(("+", "-", "@", " ")) else line)
    return not failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="rewrite the expected files")
    parser.add_argument("name", nargs="*", help="folders of fixtures/; none: all")
    options = parser.parse_args()
    results = [run(name, options.update) for name in options.name or all_names()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
