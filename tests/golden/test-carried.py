#!/usr/bin/env python3
"""However a log was carried, its events are the same: vendors' syslog headers, log services, CI systems, pastes.

Each report is put into every form of FORMS and read; only where, when and by whom may differ. A host is named only where
the form has one. The same forms around text that only talks of such things have no event.
"""
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile

from compare import differences
from fixture import FIXTURES

LOGS = ["2.6.32-dmesg-swap", "4.19-dmesg-memcg-smp", "7.2-dmesg-memcg"]
TALK = [
    "app: java.lang.OutOfMemoryError: Java heap space",
    'we saw "Out of memory: Killed process 1234 (java)" yesterday',
    "WARN the oom killer may kill process 12 soon",
    "alert rule: increase(node_vmstat_oom_kill[5m]) > 0 # Killed process",
    "pattern: Out of memory: Kill process (?P<pid>[0-9]+)",
]
NOT_COMPARED = {"origin", "time", "damage", "diagnosis"}
HOST = "node-7"
BEGIN = datetime.datetime(2026, 10, 21, 3, tzinfo=datetime.timezone.utc)
SHOWN = 5


class Line:
    """One line of a kernel's log with what a form may put around it."""

    def __init__(self, number, seconds, text):
        when = BEGIN + datetime.timedelta(seconds=seconds)
        self.number = number
        self.text = text
        self.stamped = f"[{seconds:12.6f}] {text}"
        self.iso = when.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
        self.plain = when.strftime("%Y-%m-%d %H:%M:%S")
        self.bsd = when.strftime("%b %d %H:%M:%S")
        self.ctime = when.strftime("%a %b %d %H:%M:%S %Y")
        self.clock = when.strftime("%H:%M:%S")
        self.unix = when.timestamp()
        self.syslog = f"{self.bsd} {HOST} kernel: {self.stamped}"


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


# name: (whether it names the host, what becomes of one line)
FORMS = {
    # syslog daemons and network systems
    "openwrt": (False, lambda l: f"{l.ctime} kern.warn kernel: {l.stamped}"),
    "busybox": (True, lambda l: f"{l.bsd} {HOST} kern.warn kernel: {l.stamped}"),
    "busybox with glibc": (True, lambda l: f"{l.bsd} {HOST} user.warn kernel: {l.stamped}"),
    "junos": (True, lambda l: f"{l.bsd}  {HOST} kernel: {l.text}"),
    "nx-os": (True, lambda l: f"2026 {l.bsd} {HOST} %KERN-4-SYSTEM_MSG: {l.stamped} - kernel"),
    "nx-os without stamps": (True, lambda l: f"{l.bsd} {HOST} %KERN-4-SYSTEM_MSG: {l.text} - kernel"),
    "ios": (True, lambda l: f"<187>12: {HOST}: {l.bsd}.123 UTC: %KERN-3-SYSTEM_MSG: {l.stamped}"),
    "ios xe": (False, lambda l: f"*{l.bsd}.123: %IOSXE-4-PLATFORM: R0/0: kernel: {l.text}"),
    "sonic": (True, lambda l: f"2026 {l.bsd}.123456 {HOST} WARNING kernel: {l.stamped}"),
    "chromeos": (False, lambda l: f"{l.iso} WARNING kernel: {l.stamped}"),
    "metalog": (False, lambda l: f"{l.bsd} [kernel] {l.stamped}"),
    "priority in brackets": (True, lambda l: f"{l.bsd} {HOST} [kern.warning] kernel: {l.stamped}"),
    "slashes": (True, lambda l: f"{l.plain.replace('-', '/')} {HOST} kernel: {l.text}"),
    "octet counts": (True, lambda l: f"{len(l.stamped) + 60} <4>1 {l.iso} {HOST} kernel - - - {l.stamped}"),
    "RSYSLOG_DebugFormat": (False, lambda l: f"Debug line with all properties:\nFROMHOST: '{HOST}', PRI: 4,\n"
                            f"syslogtag 'kernel:', programname: 'kernel',\nTIMESTAMP: '{l.bsd}',\nmsg: '{l.stamped}'\n"
                            f"escaped msg: '{l.stamped}'\ninputname: imklog rawmsg: '<4>{l.stamped}'\n$!:\n$.:\n"),
    "crash log -T": (False, lambda l: f"[{l.ctime[:-4]}UTC 2026] {l.text}"),
    # phones
    "qualcomm": (False, lambda l: l.stamped.replace("] ", "]@3 ", 1)),
    "logcat -v long": (False, lambda l: f"[ 10-21 03:00:00.123     0:    0 W/         ]\n{l.stamped}\n"),
    # log services
    "json list in lines": (True, lambda l: ("[" if l.number == 1 else ",") +
                           json.dumps({"host": HOST, "message": l.stamped})),
    "gelf": (True, lambda l: json.dumps({"host": HOST, "short_message": l.text[:20], "full_message": l.stamped})),
    "opentelemetry": (False, lambda l: json.dumps({"timeUnixNano": "1", "body": {"stringValue": l.stamped}})),
    "fluentd": (True, lambda l: f"{l.iso}\tkernel.log\t{json.dumps({'host': HOST, 'message': l.stamped})}"),
    "fluentd's stdout": (True, lambda l: f"{l.plain}.123456789 +0000 kernel.log: "
                         f"{json.dumps({'host': HOST, 'message': l.stamped})}"),
    "fluent bit": (True, lambda l: f'[0] kern: [[{l.unix:.9f}, {{}}], {{"host"=>"{HOST}", '
                   f'"message"=>"{quoted(l.stamped)}"}}]'),
    "logcli": (False, lambda l: f'{l.iso} {{host="{HOST}", job="kern"}} {l.stamped}'),
    "gcloud": (False, lambda l: f"---\ninsertId: abc\ntextPayload: '{l.stamped}'\ntimestamp: '{l.iso}'"),
    "logfmt": (False, lambda l: f'ts={l.iso} level=warn msg="{quoted(l.stamped)}" host={HOST}'),
    "aws logs tail": (True, lambda l: f"{l.iso[:-1]}+00:00 {HOST} {l.stamped}"),
    "stern": (False, lambda l: f"klog-x7k2p klogger {l.iso} {l.stamped}"),
    "heroku": (False, lambda l: f"{l.iso} app[web.1]: {l.stamped}"),
    # terminals and pastes
    "a screen": (False, lambda l: f"{l.stamped:<240}"),
    "terraform": (False, lambda l: f"aws_instance.web[0] (remote-exec): {l.stamped}"),
    "buildkite": (False, lambda l: f"\x1b_bk;t={int(l.unix)}\x07{l.stamped}"),
    "teamcity": (False, lambda l: f"[{l.clock}] : [Step 1/2] {l.stamped}"),
    "numbered": (False, lambda l: f"{l.number}: {l.stamped}"),
    "numbered as on the web": (False, lambda l: f"L{l.number}: {l.stamped}"),
    "numbered, a bar, no stamps": (False, lambda l: f"{l.number:4d} | {l.text}"),
    "a bar, no stamps": (False, lambda l: f"| {l.text}"),
    "grep -H, no stamps": (False, lambda l: f"/var/log/kern.log:{l.text}"),
    "grep -Hn, no stamps": (False, lambda l: f"kern.log:{l.number + 100}:{l.text}"),
    "dsh, no stamps": (True, lambda l: f"{HOST}: {l.text}"),
    "a harness, no stamps": (False, lambda l: f"{l.plain},123 - console - INFO - {l.text}"),
    "back ticks": (False, lambda l: f"`{l.stamped}`"),
    "back ticks in a list": (False, lambda l: f"- `{l.stamped}`"),
    "yaml": (False, lambda l: f'- "{quoted(l.stamped)}"'),
    "a source file": (False, lambda l: f'"{quoted(l.stamped)}\\n"'),
}


def one(value):
    return json.dumps(value, separators=(",", ":")) + "\n"


# name: (whether it names the host, what becomes of all lines)
WHOLE = {
    "json list": (True, lambda ls: one([{"host": HOST, "message": l.stamped} for l in ls])),
    "json list of strings": (False, lambda ls: one([l.stamped for l in ls])),
    "cloudwatch": (False, lambda ls: one({"events": [{"timestamp": 1, "message": l.stamped} for l in ls], "t": "f"})),
    "cloudwatch insights": (True, lambda ls: one({"results": [[{"field": "@message", "value": l.syslog},
                                                               {"field": "@ptr", "value": "x"}] for l in ls]})),
    "loki": (False, lambda ls: one({"data": {"result": [{"stream": {}, "values": [["1", l.stamped] for l in ls]}]}})),
    "datadog": (True, lambda ls: one({"data": [{"attributes": {"host": HOST, "message": l.stamped}} for l in ls]})),
    "elasticsearch": (True, lambda ls: json.dumps({"hits": {"hits": [{"_source": {"message": l.syslog}} for l in ls]}},
                                                  indent=2) + "\n"),
    "get-console-output": (False, lambda ls: json.dumps({"InstanceId": "i-0", "Output": "BIOS\r\n" + "".join(
        l.stamped + "\r\n" for l in ls)}, indent=4) + "\n"),
    "serial port output": (False, lambda ls: json.dumps({"contents": "".join(l.stamped + "\r\n" for l in ls)}) + "\n"),
}


def in_lines(form):
    return lambda lines: "".join(form(line) + "\n" for line in lines)


def lines_of(name):
    lines, seconds = [], 0.0
    for number, line in enumerate((FIXTURES / name / "input.log").read_text().splitlines(), 1):
        match = re.match(r"\[ *(\d+\.\d+)\] (.*)$", line)
        if match:
            seconds, text = float(match[1]), match[2]
        else:  # the rest of a message
            text = line[15:]
        lines.append(Line(number, seconds, text))
    return lines


def events(log):
    with tempfile.NamedTemporaryFile() as file:
        file.write(log.encode())
        file.flush()
        run = subprocess.run([os.environ["OOMLOG"], "analyze", "--format=ndjson", file.name], capture_output=True,
                             check=False, env={**os.environ, "TZ": "UTC"})
    return [json.loads(line) for line in run.stdout.splitlines()]


def comparable(value):
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()
                if key not in NOT_COMPARED and not key.endswith("_us")}
    return [comparable(item) for item in value] if isinstance(value, list) else value


def faults(form, host, lines, whole):
    found = events(form(lines))
    yield from differences("", whole, [comparable(event) for event in found])
    for event in found:
        if event["origin"].get("host") != (HOST if host else None):
            yield f"host {event['origin'].get('host')}"
        if "damage" in event:
            yield f"damage {event['damage']}"


def two_machines(label):
    """A log of each machine in turn, line by line, nothing but the label between them."""
    def form(lines):
        later = [Line(line.number, 9000 + line.number / 1000, line.text) for line in lines]
        return "".join(f"{label(1)}{a.stamped}\n{label(2)}{b.stamped}\n" for a, b in zip(lines, later))
    return form


def main():
    forms = {name: (host, in_lines(form)) for name, (host, form) in FORMS.items()} | WHOLE
    failed = 0
    for log in LOGS:
        lines = lines_of(log)
        whole = [comparable(event) for event in events(in_lines(lambda l: l.stamped)(lines))]
        for name, (host, form) in forms.items():
            found = list(faults(form, host, lines, whole))
            if found:
                failed += 1
                print(f"{log}, {name}:", *found[:SHOWN], sep="\n  ")
        for label in lambda i: f"(rack-{'ab'[i - 1]}) ", lambda i: f"web[{i}] (remote-exec): ":
            found = [event["id"] for event in events(two_machines(label)(lines))]
            if sorted(found) != sorted([event["id"] for event in whole] * 2):
                failed += 1
                print(f"{log}, two of {label(1)}: {found}")
    talk = [Line(number, float(number), text) for number, text in enumerate(TALK, 1)]
    for name, (_, form) in forms.items():
        for event in events(form(talk)):
            failed += 1
            print(f"{name}: an event at line {event['origin']['first_line']} of mere words")
    print(f"{failed} of {len(forms) * (len(LOGS) + 1) + len(LOGS) * 2} differ")
    return 1 if failed else 0


sys.exit(main())
