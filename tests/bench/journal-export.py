#!/usr/bin/env python3
"""Turns the first lines of a log of gen.py into the journal's export format, an entry a line.

    journal-export.py LOG LINES | systemd-journal-remote --output=system.journal -
"""
import re
import sys

LINE = re.compile(r"^\S+ +\d+ \S+ (\S+) ([^\s:\[]+)(?:\[\d+\])?: (?:\[ *(\d+\.\d+)\] )?(.*)$")
BEGIN_US = 1790812800 * 10**6
MACHINE = "0123456789abcdef0123456789abcdef"


def main():
    with open(sys.argv[1], encoding="ascii") as log:
        for i, line in enumerate(log):
            match = LINE.match(line)
            if i >= int(sys.argv[2]):
                break
            if match is None:
                continue
            host, tag, _, text = match.groups()
            kernel = tag == "kernel"
            fields = {"__REALTIME_TIMESTAMP": BEGIN_US + i * 1000, "__MONOTONIC_TIMESTAMP": 10**6 + i * 1000,
                      "_BOOT_ID": MACHINE[::-1], "_MACHINE_ID": MACHINE, "_HOSTNAME": host,
                      "_TRANSPORT": "kernel" if kernel else "syslog", "SYSLOG_IDENTIFIER": tag, "PRIORITY": 4 if kernel else 6,
                      "MESSAGE": text}
            sys.stdout.write("".join(f"{k}={v}\n" for k, v in fields.items()) + "\n")


if __name__ == "__main__":
    main()
