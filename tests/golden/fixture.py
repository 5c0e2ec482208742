"""A folder of fixtures/: what case.ini says, and what the command says about it.

case.ini, all in its section [case]:

    kernel = 6.1.0-50-cloud-amd64     the kernel that printed it
    distribution = Debian 12          whose kernel and log it was
    carrier = dmesg                   how the lines were wrapped on their way
    source = ...                      where the log is from
    licence = ...                     under which it may stand here
    unusual = ...                     why this one is kept
    input = input.log                 file or folder given to the command; this is the default
    args = --year=2023                more arguments of the command, none by default
    mtime = 2023-08-01T00:00:00Z      modification time of the input, for stamps without a year
    expect_fail = ...                 why its expected files are known not to be met
    truth = ...                       what the machine did by its own account, where that was kept
"""
import configparser
import datetime
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = SOURCE / "fixtures"
SCHEMA = SOURCE / "reports" / "event.schema.json"
REQUIRED = ("kernel", "distribution", "carrier", "source", "licence", "unusual")
OPTIONAL = ("input", "args", "mtime", "expect_fail", "truth")
# Where case.ini has none: git keeps no modification times, and the year of a stamp must not depend on the day.
DEFAULT_MTIME = "2030-01-01T00:00:00Z"
SECONDS = 60


class CaseError(Exception):
    """The fixture itself, or the command's behaviour, is wrong in a way that no diff would show."""


class Fixture:
    def __init__(self, name):
        self.folder = FIXTURES / name
        self.name = name
        parser = configparser.ConfigParser(interpolation=None)
        if not parser.read(self.folder / "case.ini", encoding="utf-8"):
            raise CaseError(f"no case.ini in {self.folder}")
        self.case = dict(parser["case"]) if parser.has_section("case") else {}
        missing = [key for key in REQUIRED if not self.case.get(key)]
        unknown = sorted(set(self.case) - set(REQUIRED) - set(OPTIONAL))
        if missing or unknown:
            raise CaseError(f"case.ini: missing {missing}, unknown {unknown}")
        self.input = self.case.get("input", "input.log")
        self.args = shlex.split(self.case.get("args", ""))
        self.expect_fail = self.case.get("expect_fail")

    def expected(self, kind):
        path = self.folder / f"expected.{kind}"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def write_expected(self, kind, text):
        (self.folder / f"expected.{kind}").write_text(text, encoding="utf-8")

    def actual(self):
        """The command's results as the texts of expected.json and expected.txt, and the events as objects."""
        with tempfile.TemporaryDirectory(prefix="oomlog-golden-") as folder:
            self._lay_out(pathlib.Path(folder))
            lines = self._run(folder, "ndjson")
            human = self._run(folder, "human")
        events = [json.loads(line) for line in lines.splitlines()]
        return {"json": json.dumps(events, indent=1, ensure_ascii=False) + "\n", "txt": human}, events

    def _lay_out(self, folder):
        source, target = self.folder / self.input, folder / self.input
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        stamp = datetime.datetime.fromisoformat(self.case.get("mtime", DEFAULT_MTIME).replace("Z", "+00:00"))
        for path in [target, *target.rglob("*")]:
            os.utime(path, (stamp.timestamp(), stamp.timestamp()))

    def _run(self, folder, output):
        command = [os.environ["OOMLOG"], "analyze", f"--format={output}", *self.args, self.input]
        environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=SECONDS, check=False)
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace")
            raise CaseError(f"{shlex.join(command)}: exit status {done.returncode}\n{words}")
        return done.stdout.decode("utf-8")


def all_names():
    return sorted(path.parent.name for path in FIXTURES.glob("*/case.ini"))


def schema_errors(events):
    """Where events break reports/event.schema.json, in words."""
    import jsonschema

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for number, event in enumerate(events):
        for error in validator.iter_errors(event):
            where = "/".join(str(step) for step in error.absolute_path)
            yield f"event {number}, {where or 'itself'}: {error.message[:300]}"
