#!/usr/bin/env python3
"""The same event read through another carrier is the same event.

fixtures/forms/*.tar.xz hold one log each, in every form that programs made of it. The events of every form are compared
with those of /dev/kmsg, apart from origin, time, stamps and damage, and from what LOSSES says that the form cannot
carry. docs/carriers.md says the same in words: change both. Further wrappings are made here, where nothing but the
wrapping's own definition is needed; and a journal file, where systemd-journal-remote is installed.

test-forms.py [WORD...]: only archives and forms with one of the words in their name, and more of each difference.
"""
import concurrent.futures
import fnmatch
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

from fixture import FIXTURES, schema_errors

SECONDS = 120
SHOWN = 12
VALIDATED = "6.1.0-50-cloud-amd64-memcg2"
NOT_COMPARED = {"origin", "also_in", "time", "damage", "raw"}
# Findings that say what `damage` says: another carrier may have none of it.
ABOUT_DAMAGE = {"lines-lost", "interleaved", "cut-lines", "limit-hit", "unparsed-lines"}


# --- what a form may lose ---------------------------------------------------------------------------------------------

def names(event):
    """Every command name of the event, as bytes."""
    holders = [event.get("trigger", {}), event.get("chosen", {}), *event.get("tasks", []), *event.get("victims", [])]
    for holder in holders:
        if "comm_raw_hex" in holder:
            yield bytes.fromhex(holder["comm_raw_hex"])
        elif "comm" in holder:
            yield holder["comm"].encode()


def has_newline(event):
    return any(b"\n" in name for name in names(event))


def is_blob(event):
    """journalctl prints "[81B blob data]" for a message with such a name."""
    for name in names(event):
        try:
            text = name.decode()
        except UnicodeDecodeError:
            return True
        if any(ord(c) < 32 and c not in "\t\n\x1b" or c == "\x7f" for c in text):
            return True
    return False


def is_verbose_blob(event):
    """verbose prints no terminal escapes either"""
    return is_blob(event) or any(b"\x1b" in name for name in names(event))


def has_escape_or_tab(event):
    return any(b"\x1b" in name or b"\t" in name for name in names(event))


def begins_with_blank(event):
    return any(name.startswith(b" ") for name in names(event))


def is_blank(event):
    return any(not name.strip() for name in names(event))


class Loss:
    """What the forms `forms` may lack (`missing`) or say otherwise (`differs`) of an event for which `when` is true."""

    def __init__(self, why, forms, *, when=lambda event: True, missing=None, differs=None, more_events=False, log="*"):
        self.why, self.forms, self.log, self.when, self.more_events = why, forms, log, when, more_events
        self.missing, self.differs = re.compile(missing or r"(?!)"), re.compile(differs or r"(?!)")
        self.used = False

    def covers(self, log, form):
        return fnmatch.fnmatch(log, self.log) and any(fnmatch.fnmatch(form, pattern) for pattern in self.forms)


SYSLOG2 = ["dmesg.txt", "console.log", "forms/dmesg-*-S.txt", "rendered/rsyslog-*"]
BARE = ["made/bare/*", "forms/dmesg-*-t.txt", "journalctl/cat", "rendered/journalctl-cat*"]
PLAIN = ["dmesg.txt", "console.log", "made/level", "made/caller", "made/caller-level"]
SYSLOG_FILES = ["rendered/rsyslog-*", "rendered/syslog-*"]
SYSLOG_WITHOUT_FACILITY = ["rendered/rsyslog-file.txt", "rendered/rsyslog-traditional.txt",
                           "rendered/syslog-rfc3339.*", "rendered/syslog-traditional.*"]
# journalctl's forms of a line an entry, without --all; "[!a]" leaves short-a out
SHORT = ["rendered/journalctl-short.txt", "rendered/journalctl-short-[!a]*", "rendered/journalctl-with-unit.txt",
         "journalctl/short*", "journalctl/with-unit"]
SHORT_ALL = ["rendered/journalctl-short-a.txt"]
# What is derived from a lost field is lost with it.
NAME = r"^/(trigger|chosen|tasks/\d+|victims/\d+)/comm"
DERIVED = r"^/(id$|diagnosis(/|$))"

LOSSES = [
    Loss("syslog(2) and consoles print about 1000 bytes of one message: the end of the memcg's statistics is gone",
         SYSLOG2, missing=r"^/memcg/stat/\w+$"),
    Loss("plain lines cannot hold a newline: only the part of the name on the trigger's or row's own line is read",
         BARE + PLAIN + SYSLOG2 + SYSLOG_FILES, when=has_newline,
         missing=NAME + "_raw_hex$", differs=NAME + "$|" + DERIVED),
    Loss("journalctl prints messages with bytes that are no text as \"[81B blob data]\": all lines with the name are gone",
         SHORT, when=is_blob,
         missing=r"^/(trigger|tasks|victims|constraint|kernel|memcg/(path|task_path)|workload|diagnosis)(/|$)",
         differs=r"^/(id|outcome|complete|missing/.*|kernel/.*)$|" + DERIVED),
    Loss("as above, and terminal escapes make a blob, too", ["rendered/journalctl-verbose.txt", "journalctl/verbose"],
         when=is_verbose_blob,
         missing=r"^/(trigger|tasks|victims|constraint|kernel|memcg/(path|task_path)|workload|diagnosis)(/|$)",
         differs=r"^/(id|outcome|complete|missing/.*)$|" + DERIVED),
    Loss("journalctl removes terminal escapes, and prints a tab as eight blanks", SHORT, when=has_escape_or_tab,
         missing=NAME + "_raw_hex$", differs=NAME + "$|" + DERIVED),
    Loss("without a prefix, blanks before a name and an indent are the same", BARE, when=begins_with_blank,
         missing=NAME + "$", differs=NAME + "$|" + DERIVED),
    Loss("without a prefix, a trigger whose name is all blanks has no name", BARE, when=is_blank,
         missing=r"^/(trigger|kernel)(/|$)", differs=r"^/(complete|missing/.*)$|" + DERIVED),
    Loss("of a line that the input begins with it is not known yet that cat -A put the '$' at its end",
         ["made/cat-A*"], log="*-newline", differs=NAME + "(_raw_hex)?$|" + DERIVED),
    Loss("the form does not say who wrote a line, or only by a tag that any program may use",
         BARE + ["dmesg.txt", "console.log", "made/caller"] + SYSLOG_WITHOUT_FACILITY + SHORT + SHORT_ALL, log="*-spoof", more_events=True),
]


# --- comparing --------------------------------------------------------------------------------------------------------

def is_compared(item):
    return not (isinstance(item, dict) and item.get("code") in ABOUT_DAMAGE)


def flatten(value, path="", flat=None):
    """The leaves of an event by their paths, without what may differ for every carrier."""
    flat = {} if flat is None else flat
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_COMPARED and not key.endswith("_us"):
                flatten(inner, f"{path}/{key}", flat)
    elif isinstance(value, list):
        value = [item for item in value if is_compared(item)]
        flat[f"{path}/count"] = len(value)
        for number, inner in enumerate(value):
            flatten(inner, f"{path}/{number}", flat)
    else:
        flat[path] = value
    return flat


def compared(value):
    """The same as a tree: most forms do not differ at all, and this is soon found out."""
    if isinstance(value, dict):
        return {key: compared(inner) for key, inner in value.items()
                if key not in NOT_COMPARED and not key.endswith("_us")}
    return [compared(inner) for inner in value if is_compared(inner)] if isinstance(value, list) else value


def distance(one, other):
    a, b = flatten(one), flatten(other)
    return sum(a.get(key) != b.get(key) for key in a.keys() | b.keys())


def aligned(expected, actual):
    """Pairs of events; where there are more or fewer than expected, the nearest later one."""
    if len(expected) == len(actual):
        return list(zip(expected, actual))
    pairs, rest = [], list(actual)
    for event in expected:
        if not rest:
            break
        best = min(range(len(rest)), key=lambda number, event=event: distance(event, rest[number]))
        pairs.append((event, rest[best]))
        del rest[:best + 1]
    return pairs


def event_differences(expected, actual, losses):
    losses = [loss for loss in losses if loss.when(expected)]
    want, have = flatten(expected), flatten(actual)
    for key in want.keys() | have.keys():
        if want.get(key) == have.get(key):
            continue
        for loss in losses:
            if loss.differs.search(key) or (key not in have and loss.missing.search(key)):
                loss.used = True
                break
        else:
            yield f"{key}: {want.get(key)!r} became {have.get(key)!r}"


def differences(log, form, expected, actual):
    losses = [loss for loss in LOSSES if loss.covers(log, form)]
    if len(expected) != len(actual):
        more = [loss for loss in losses if loss.more_events] if len(actual) > len(expected) else []
        for loss in more:
            loss.used = True
        if not more:
            yield f"{len(actual)} events instead of {len(expected)}"
    for number, (one, other) in enumerate(aligned(expected, actual)):
        if compared(one) == compared(other):
            continue
        for words in sorted(event_differences(one, other, losses)):
            yield f"event {number}, {words}"


def analyze(data, folder, *args):
    """The events in the log's order."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".log") as file:
        file.write(data)
        file.flush()
        return read(*args, file.name)


def read(*args):
    command = [os.environ["OOMLOG"], "analyze", "--format=ndjson", *args]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    if done.returncode != 0 or b"Sanitizer" in done.stderr:
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')[-1000:]}")
    events = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return sorted(events, key=lambda event: event["origin"].get("first_byte", 0))


# --- wrappings made here ----------------------------------------------------------------------------------------------

STAMP = "2026-11-21T01:34:{:02d}.{:06d}"
NETCONSOLE_CHUNK = 1000


def stamped(lines, form, digits="", first=0):
    return b"".join((STAMP.format(n // 1000 % 60, n % 1000) + digits + form).encode() + line + b"\n"
                    for n, line in enumerate(lines, first))


def cri_partial(lines):
    """containerd splits long lines: all parts but the last are P."""
    parts = []
    for line in lines:
        pieces = [line[at:at + 60] for at in range(0, len(line), 60)] or [b""]
        parts += [b"P " + piece for piece in pieces[:-1]] + [b"F " + pieces[-1]]
    return stamped(parts, " stderr ", "789Z")


def docker(lines):
    return b"".join(json.dumps({"log": line.decode() + "\n", "stream": "stdout", "time": STAMP.format(7, 1) + "Z"},
                               separators=(",", ":")).encode() + b"\n" for line in lines)


def each(before, after=b"\n"):
    return lambda lines: b"".join(before + line + after for line in lines)


def text(lines):
    return b"".join(line + b"\n" for line in lines)


def escape_html(lines):
    return text(html.escape(line.decode(errors="surrogateescape")).encode(errors="surrogateescape") for line in lines)


def numbered(form, first=1):
    return lambda lines: b"".join(form % (n, line) for n, line in enumerate(lines, first))


def grep_context(name, with_number):
    """grep -C: what matches has a colon, what stands around it a hyphen."""
    def wrap(lines):
        for n, line in enumerate(lines, 120):
            mark = b":" if b"Killed process" in line or b"invoked" in line else b"-"
            yield name + (mark if name else b"") + (b"%d" % n + mark if with_number else b"") + line + b"\n"
    return lambda lines: b"".join(wrap(lines))


def cells(lines):
    return b"".join(b'<tr><td class="n">%d</td><td class="line">%s</td></tr>\n' % (n, line)
                    for n, line in enumerate(escape_html(lines).split(b"\n")[:-1], 1))


def breaks(tag, after):
    return lambda lines: b"<p>" + escape_html(lines).replace(b"\n", tag + after) + b"</p>\n"


def cat_A(data):
    return subprocess.run(["cat", "-A"], input=data, capture_output=True, check=True).stdout


def asciinema(size):
    """Pieces of a terminal's output, `size` characters long; 0: of a line each."""
    def wrap(lines):
        output = text(lines).decode().replace("\n", "\r\n")
        pieces = output.splitlines(True) if size == 0 else [output[at:at + size] for at in range(0, len(output), size)]
        yield b'{"version": 2, "width": 200, "height": 50, "env": {"TERM": "xterm"}}\n'
        for n, piece in enumerate(pieces):
            yield json.dumps([1 + n / 100, "o", piece]).encode() + b"\n"
            if n % 7 == 0:
                yield b'[%d.5, "i", "q"]\n' % n
    return lambda lines: b"".join(wrap(lines))


def csv_rows(before, after, quote_all):
    """A cell has the kernel's text without the stamp, which is in another column."""
    def cell(line):
        line = re.sub(rb"^\[ *\d+\.\d+\] ", b"", line)
        quoted = quote_all or any(mark in line for mark in (b",", b";", b"\t", b'"'))
        return b'"' + line.replace(b'"', b'""') + b'"' if quoted else line
    return lambda lines: b"".join(before % n + cell(line) + after + b"\n" for n, line in enumerate(lines))


def utf16(codec, mark):
    return lambda lines: mark + text(lines).decode().encode(codec)


# dmesg's lines -> a file. Those of TEXT need lines that are UTF-8.
WRAPPINGS = {
    "cri": lambda lines: stamped(lines, " stderr F ", "789Z"),
    "cri-partial": cri_partial,
    "cri-of-syslog": lambda lines: stamped([b"Nov 21 01:34:44 node7 kernel: " + line for line in lines],
                                           " stdout F ", "789Z"),
    "github": lambda lines: stamped(lines, " ", "1Z"),
    "gitlab": lambda lines: stamped(lines, " 00O ", "Z"),
    "kubectl-timestamps": lambda lines: stamped(lines, " ", "789Z"),
    "kubectl-prefix-timestamps": lambda lines: each(b"[pod/logger-7d9f/main] ")(
        stamped(lines, " ", "789Z").split(b"\n")[:-1]),
    "kubectl-prefix": each(b"[pod/logger-7d9f/main] "),
    "mail": each(b"> "),
    "mail-twice": each(b">> "),
    "markdown": each(b"    "),
    "html": escape_html,
    "html-pre": lambda lines: b"<pre>\n" + escape_html(lines) + b"</pre>\n",
    "html-pre-same-line": lambda lines: b'<p><pre class="bz_comment_text">' + escape_html(lines) + b"</pre></p>\n",
    "html-br": breaks(b"<br>", b"\n"),
    "html-br-slash": breaks(b"<br />", b"\n"),
    "html-table": cells,
    "cat-n": numbered(b"%6d\t%s\n"),
    "cat-n-expanded": numbered(b"%6d  %s\n"),
    "less-N": numbered(b"%7d %s\n", 95),
    "grep-n": numbered(b"%d:%s\n", 3),
    "grep-nC": grep_context(b"", True),
    "grep-H": each(b"kern.log:"),
    "grep-HC": grep_context(b"/var/log/messages-20260101", False),
    "grep-HnC": grep_context(b"./sos_commands/kernel/dmesg", True),
    "minicom": each(b"[2026-11-21 01:34:44] "),
    "jenkins": each(b"[2026-11-21T01:34:44.123Z] "),
    "clock": each(b"01:34:44 "),
    "compose": each(b"web-1    | "),
    "bullets": each("• ".encode()),
    "crlf": each(b"", b"\r\n"),
    "bom": lambda lines: b"\xef\xbb\xbf" + text(lines),
    "cat-A": lambda lines: cat_A(text(lines)),
    "cat-A-crlf": lambda lines: cat_A(each(b"", b"\r\n")(lines)),
    "no-last-newline": lambda lines: text(lines)[:-1],
}
TEXT = {
    "docker": docker,
    "docker-of-cri": lambda lines: docker(stamped(lines, " stderr F ", "789Z").split(b"\n")[:-1]),
    "docker-log-only": lambda lines: b"".join(json.dumps({"log": line.decode()}).encode() + b"\n" for line in lines),
    "asciinema": asciinema(0),
    "asciinema-pieces": asciinema(300),
    "asciinema-letters": asciinema(7),
    "bare/csv-last": csv_rows(b"2026-11-21T01:34:44.%06dZ,web01,", b"", True),
    "bare/csv-middle": csv_rows(b"%d,", b",web01", False),
    "bare/csv-semicolons": csv_rows(b'"%d";"web01";', b"", True),
    "utf-16le-no-mark": utf16("utf-16-le", b""),
    "utf-16be-no-mark": utf16("utf-16-be", b""),
    "utf-16le": utf16("utf-16-le", b"\xff\xfe"),
    "utf-16be": utf16("utf-16-be", b"\xfe\xff"),
}


def records(kmsg):
    """(priority, sequence, microseconds, flags, escaped text) of /dev/kmsg's records; dictionary lines are left out."""
    for line in kmsg.split(b"\n"):
        header, mark, body = line.partition(b";")
        if mark and not line.startswith(b" "):
            priority, sequence, stamp, flags = header.split(b",")[:4]
            yield int(priority), int(sequence), int(stamp), flags, body


def console(kmsg, prefix):
    """What a console would print if it printed all of it: every line of a message has the prefix."""
    out = b""
    for priority, _, stamp, _, body in records(kmsg):
        body = re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes.fromhex(match[1].decode()), body)
        for line in body.split(b"\n"):
            out += prefix.format(priority, stamp // 1000000, stamp % 1000000).encode() + line + b"\n"
    return out


def netconsole(kmsg, end):
    """Extended netconsole; `end` stands between the datagrams of one message."""
    out = b""
    for priority, sequence, stamp, flags, body in records(kmsg):
        header = b"%d,%d,%d,%s" % (priority, sequence, stamp, flags)
        body += b"\n"
        if len(header) + 1 + len(body) <= NETCONSOLE_CHUNK:
            out += header + b";" + body
            continue
        at = 0
        while at < len(body):
            piece = body[at:at + NETCONSOLE_CHUNK - len(header) - len(b",ncfrag=0000/0000;")]
            out += header + b",ncfrag=%d/%d;" % (at, len(body)) + piece
            at += len(piece)
            if at < len(body):
                out += end
    return out


def with_caller(kmsg):
    """One task's caller id in every header."""
    return re.sub(rb"(?m)^(\d+,\d+,\d+,[-c])(?=[,;])", rb"\1,caller=T4242", kmsg)


FROM_KMSG = {
    "level": lambda kmsg: console(kmsg, "<{0}>[{1:5d}.{2:06d}] "),
    "caller": lambda kmsg: console(kmsg, "[{1:5d}.{2:06d}][ T4242] "),
    "caller-level": lambda kmsg: console(kmsg, "<{0}>[{1:5d}.{2:06d}][ T4242] "),
    "caller-kmsg": with_caller,
    "netconsole": lambda kmsg: netconsole(kmsg, b"\n"),
    "netconsole-stream": lambda kmsg: netconsole(kmsg, b""),
    "kmsg-crlf": lambda kmsg: kmsg.replace(b"\n", b"\r\n"),
    "kmsg-nul": lambda kmsg: kmsg.replace(b"\n", b"\n\0"),
    "kmsg-bom": lambda kmsg: b"\xef\xbb\xbf" + kmsg,
}


def is_text(data):
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not re.search(rb"[\0-\x08\x0b-\x1f]", data)


# --- a journal file ---------------------------------------------------------------------------------------------------

JOURNALCTL = ["export", "json", "json-pretty", "json-seq", "json-sse", "verbose", "cat", "short", "short-full",
              "short-iso", "short-iso-precise", "short-monotonic", "short-precise", "short-unix", "with-unit"]


def journal_remote():
    for path in ("/usr/lib/systemd/systemd-journal-remote", "/lib/systemd/systemd-journal-remote"):
        if os.access(path, os.X_OK) and shutil.which("journalctl"):
            return path
    return None


def journal_forms(tool, export, folder):
    """What this machine's journalctl makes of a journal file with the same entries: (form, text)."""
    journal = folder / "out.journal"
    subprocess.run([tool, f"--output={journal}", str(export)], check=True, capture_output=True, timeout=SECONDS)
    for form in JOURNALCTL:
        done = subprocess.run(["journalctl", f"--file={journal}", f"--output={form}", "--all", "--no-pager", "--quiet"]
                              if form.startswith("json") else
                              ["journalctl", f"--file={journal}", f"--output={form}", "--no-pager", "--quiet"],
                              capture_output=True, timeout=SECONDS, check=False)
        if done.returncode == 0:
            yield f"journalctl/{form}", done.stdout


# --- one archive ------------------------------------------------------------------------------------------------------

class Log:
    def __init__(self, archive, folder):
        self.name = archive.name.removesuffix(".tar.xz")
        self.folder = folder / self.name
        with tarfile.open(archive) as tar:
            # Python knows filters from 3.11.4 on
            tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
            tar.extractall(self.folder)
        self.files = {str(path.relative_to(self.folder)): path for path in sorted(self.folder.rglob("*"))
                      if path.is_file()}
        self.samples = []
        self.expected = read(str(self.files["kmsg.raw"]))
        if not self.expected:
            raise RuntimeError(f"{self.name}: no event in kmsg.raw")

    def jobs(self, tool):
        """(form, what it is to be like, bytes)"""
        data = {name: path.read_bytes() for name, path in self.files.items()}
        for name in data:
            if name != "kmsg.raw":
                yield name, self.expected, data[name]
        for name, make in FROM_KMSG.items():
            yield f"made/{name}", self.expected, make(data["kmsg.raw"])
        dmesg = data["dmesg.txt"]
        lines = dmesg.rstrip(b"\n").split(b"\n")
        like = read(str(self.files["dmesg.txt"]))
        wrappings = WRAPPINGS | (TEXT if is_text(dmesg) else {})
        if not all(line.startswith(b"[") for line in lines):
            wrappings.pop("cri-of-syslog")  # a daemon would not give the later lines of a message a prefix of their own
        for name, make in wrappings.items():
            yield f"made/{name}", like, make(lines)
        if tool and "rendered/export.txt" in self.files:
            for name, output in journal_forms(tool, self.files["rendered/export.txt"], self.folder):
                yield name, self.expected, output

    def check(self, form, expected, data):
        try:
            actual = analyze(data, self.folder)
        except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
            return [str(error)]
        # What the events of a log have beside origin and time, they have in common.
        self.samples += actual if form == "dmesg.txt" else actual[:self.name == VALIDATED]
        return list(differences(self.name, form, expected, actual))


def wanted(log, form, words):
    return not words or any(word in f"{log}/{form}" for word in words)


def main():
    words = sys.argv[1:]
    tool = journal_remote()
    if not tool:
        print("journal files: not tested, systemd-journal-remote is not installed")
    failed = done = 0
    with tempfile.TemporaryDirectory(prefix="oomlog-forms-") as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for archive in sorted((FIXTURES / "forms").glob("*.tar.xz")):
            log = Log(archive, pathlib.Path(folder))
            results = {form: pool.submit(log.check, form, expected, data)
                       for form, expected, data in log.jobs(tool) if wanted(log.name, form, words)}
            same = {}
            for form, result in results.items():
                same.setdefault(tuple(result.result()), []).append(form)
            done += len(results)
            for error in schema_errors(log.samples):
                failed += 1
                print(f"{log.name}: {error}")
            for found, forms in same.items():
                if not found:
                    continue
                failed += len(forms)
                print(f"{log.name}: {' '.join(forms)}")
                shown = len(found) if words else SHOWN
                for line in found[:shown]:
                    print(f"    {line[:240]}")
                if len(found) > shown:
                    print(f"    and {len(found) - shown} more")
    if not done:
        print("no form was read")
        return 1
    if not words:
        for loss in LOSSES:
            if not loss.used:
                failed += 1
                print(f"no form has this loss any more, take it out here and in docs/carriers.md: {loss.why}")
    print(f"{done} forms, {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
