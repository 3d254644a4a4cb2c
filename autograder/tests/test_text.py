"""Text from outside, names of any bytes among it, can be printed and written anywhere."""

import csv
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper

import nbformat
import pytest

from autograder import text
from autograder.record import progress
from autograder.record.graded import Graded, Points
from autograder.tests import small


@pytest.fixture
def root(tmp_path):
    """A small course in which three with plain names have handed in right answers."""
    root = small.make_course(tmp_path / "course")
    for student in ("ada", "bob", "eve"):
        small.submit(root, student)
    return root


NAMES = [
    b"caf\xe9",
    "Ren\u00e9".encode(),
    b"line\nbreak",
    b"\x1b[31mred",
    "\u202eturned".encode(),
    b"=1+1",
    b"-x",
    b"@sum",
]


def hand_in(root, name):
    """Hand in right answers in a folder of that name, in bytes."""
    folder = root / "submitted" / os.fsdecode(name) / small.LESSON
    folder.mkdir(parents=True)
    (folder / "small.ipynb").write_text(nbformat.writes(small.handed_in()), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "latin-1"])
def test_names_of_any_bytes(root, encoding):
    """They are graded in every run, and shown with escapes, on a terminal of any encoding."""
    for name in NAMES:
        hand_in(root, name)
    env = os.environ | {"PYTHONIOENCODING": f"{encoding}:strict", "LC_ALL": "C"}
    for _ in range(2):
        command = [sys.executable, "-m", "autograder", "grade"]
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        shown = done.stdout.decode(encoding)
        assert shown.count(f", {small.LESSON}: 5 of 5\n") == len(NAMES) + 3
        assert "caf\\xe9, " in shown and "line\\nbreak, " in shown and "\\x1b[31mred" in shown
        assert "\x1b" not in shown and "\u202e" not in shown
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row["mark"] for row in csv.DictReader(file)}
    assert set(rows.values()) == {"5"} and len(rows) == len(NAMES) + 3
    assert {"caf\\xe9", "Ren\u00e9", "line\\nbreak", "'=1+1", "'-x", "'@sum"} <= set(rows)
    for name in ("caf\\xe9", "Ren\u00e9"):
        assert "Mark: 5 of 5" in (root / "feedback" / name / small.LESSON / "small.html").read_text(encoding="utf-8")


# An error that cannot say what it is.
WORDLESS = type("Wordless", (Exception,), {"__str__": lambda self: 1 / 0})()


def test_one_line_of_any_text():
    """Whatever a text holds, it can be printed, and nothing of it moves a cursor, forges a line or is a formula."""
    strange = "a\nb\x1b[2J\x00\u202e\u2028\udce9\ud83d" + "x" * 1000
    line = text.shown(strange)
    assert line.startswith("a\\nb\\x1b[2J\\x00\\u202e\\u2028\\xe9\\ud83dx") and line.endswith("x...")
    assert line.isprintable() and line.encode() and len(line) < 400
    assert text.shown("Zoë 李伟 \U0001f600 \u0645\u06cc\u200c\u062e") == "Zoë 李伟 \U0001f600 \u0645\u06cc\u200c\u062e"
    assert [text.cell(each)[0] for each in ("=1", "+1", "-1", "@1", "\t1", "\r1")] == ["'"] * 6
    assert text.told(WORDLESS) == "Wordless"
    long = text.identifier("\udce9" * 200)
    assert len(long.encode()) < 255 and long != text.identifier("\udce9" * 199 + "\udcea")


def test_a_stream_that_is_closed_or_strict_ends_nothing():
    """What cannot be printed is printed with escapes, or not at all."""
    stream = TextIOWrapper(BytesIO(), encoding="ascii", errors="strict")
    text.say("é \udce9 \U0001f600", stream)
    stream.flush()
    assert stream.buffer.getvalue() == b"\\xe9 \\udce9 \\U0001f600\n"
    with progress.progress(lambda: 1, stream) as tell:
        stream.close()
        tell(Graded("ada", "1", {"one": Points(1, 1)}))
