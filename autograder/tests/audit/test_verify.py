"""`autograder verify`, as an instructor calls it, over a small class and whatever happens to its marks."""

import signal
import subprocess
import sys
from itertools import islice, pairwise

import nbformat
import pytest

from autograder.tests import audited, small

pytestmark = pytest.mark.slow

STRICT = small.TEST_DOUBLE.replace("expect(double, 4, 8)", "assert type(double(4)) is int, 'an int was due'")
FINE = ": all as they were entered"


def autograder(root, *words):
    """Run a command without a sandbox; return its exit status, and what it has said."""
    options = ["--sandbox=none"] if words[0] in ("grade", "verify") else []
    command = [sys.executable, "-m", "autograder", *map(str, words), *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def sound(root, *options):
    """See to it that nothing is found; return what is said."""
    status, told = autograder(root, "verify", *options or ["--sample=0"])
    assert status == 0 and FINE in told.splitlines()[-1], told
    return told


def change(root, source):
    """Change a test of the lesson."""
    path = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    (test,) = (each for each in notebook.cells if each.id == "test_double")
    test.source = source
    nbformat.write(notebook, path)


def test_from_the_first_run_to_undo(tmp_path):
    """Nothing is found after any of it, the log only grows, and says by what each mark came."""
    root = small.make_course(tmp_path / "course")
    status, told = autograder(root, "verify")
    assert status == 0 and told.rstrip().endswith("receipts.jsonl: no log of marks yet; the next make grade begins it")
    small.submit(root, "ada")
    small.submit(root, "bob", double="def double(x):\n    return 2.0 * x")
    small.submit(root, "eve", double="import os\ndef double(x):\n    os._exit(1)")
    logs = []

    def told_by(*words):
        status, told = autograder(root, *words)
        (line,) = (each for each in told.splitlines() if each.startswith("Log of marks: "))
        assert line.split("; root ")[1].count(" ") == 3, line
        logs.append((root / "receipts.jsonl").read_bytes())
        sound(root)
        return status, line.split("receipts.jsonl, ")[1].split(";")[0]

    assert told_by("grade") == (1, "3 entered, 3 in all")
    assert told_by("grade") == (1, "nothing new, 3 in all") and logs[0] == logs[1]
    assert sound(root, "--sample=3").rstrip().endswith("3 graded again, to the same")
    shown = audited.page(root, "bob").read_bytes()
    change(root, STRICT)
    autograder(root, "grade", "--preview")
    sound(root)
    assert sound(root, "--sample=2", "--student=ada").rstrip().endswith("1 graded again, to the same")
    told = sound(root, "--sample=1", "--student=bob")
    assert "since this has changed (the lesson), test_double was passed, 2 and is failed, 0: no fault" in told
    assert told_by("grade") == (1, "3 entered, 6 in all")  # bob: that his mark would change
    assert told_by("grade", "--apply", "--student=bob") == (0, "1 entered, 7 in all")
    status, told = autograder(root, "verify", audited.page(root, "bob"))
    assert status == 0 and "as it was written: bob, 1-small, 3 of 5" in told and "(proposal applied)" in told
    (root / "old.html").write_bytes(shown)
    status, told = autograder(root, "verify", "old.html")
    assert status == 1 and "old.html: an older page: it was true when it was written, for bob, 1-small, 5 of 5" in told
    assert told_by("grade", "--undo") == (0, "1 entered, 8 in all") and audited.page(root, "bob").read_bytes() == shown
    assert autograder(root, "verify", "old.html")[0] == 0
    assert all(later.startswith(before) for before, later in pairwise(logs))
    ways = [each["by"] for each in audited.known(root).marks]
    assert ways == [*["graded"] * 6, "proposal applied", "taken back"]
    found_by_the_command(root)


def found_by_the_command(root):
    """A line for each finding, one that sums up, and the status; who and what is looked at."""
    page = audited.page(root, "bob")
    page.write_bytes(page.read_bytes().replace(b"Mark: 5", b"Mark: 6"))
    small.by_hand(root, "eve", test_double=2.0)
    status, told = autograder(root, "verify", "--sample=0")
    assert status == 1 and [line.split(":")[:2] for line in told.splitlines()[:2]] == [
        ["bob, 1-small", " page"],
        ["eve, 1-small", " gradebook"],
    ], told
    assert told.splitlines()[2:] == ["3 marks of 3 students against 8 in receipts.jsonl: 2 findings"]
    status, told = autograder(root, "verify", "--sample=0", "--student=eve")
    assert status == 1 and told.rstrip().endswith("1 marks of 1 students against 8 in receipts.jsonl: 1 finding")
    sound(root, "--sample=0", "--student=ada")
    status, told = autograder(root, "verify", page)
    assert status == 1 and "forged: no page with this content" in told and "by the log: bob, 1-small, 5 of 5" in told
    for option in ("--student=evi", "--assignment=2-small"):
        status, told = autograder(root, "verify", option)
        assert status == 2 and "the log of marks has none of that name" in told
    (root / "receipts.jsonl").unlink()
    status, told = autograder(root, "verify")
    assert status == 1 and "log: missing, though 3 pages of feedback have their receipt" in told
    assert autograder(root, "verify", page) == (
        1,
        f"{page}: a page of feedback, and there is no log: no log of marks yet; the next make grade begins it\n",
    )


def test_what_is_killed_goes_on(tmp_path):
    """A run that was ended from outside, in the midst of it: the next one enters what is missing."""
    root, names = small.make_course(tmp_path / "course"), [f"s{number:02}" for number in range(9)]
    for name in names:
        small.submit(root, name, double="import time\ntime.sleep(0.2)\ndef double(x):\n    return 2 * x")
    for after in (3, 2):
        command = [sys.executable, "-m", "autograder", "grade", "--sandbox=none", "--workers=2"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, cwd=root, text=True, start_new_session=True, **pipes)
        assert len(list(islice((line for line in process.stdout if f", {small.LESSON}: " in line), after))) == after
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        assert autograder(root, "verify", "--sample=0")[0] == 0  # there is no log yet
    status, told = autograder(root, "grade")
    assert status == 0 and "receipts.jsonl, 9 entered, 9 in all" in told, told
    sound(root)


@pytest.mark.confined
def test_a_sample_in_the_sandbox(tmp_path):
    """Which walls there are is said, and stands in the log."""
    root = small.make_course(tmp_path / "course")
    small.submit(root, "ada")
    command = [sys.executable, "-m", "autograder"]
    assert subprocess.run([*command, "grade"], cwd=root, capture_output=True, check=False).returncode == 0
    done = subprocess.run([*command, "verify"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "; 1 graded again, to the same" in done.stdout, done.stdout + done.stderr
    walls = audited.known(root).marks[0]["parts"]["small"]["sandbox"]
    assert walls == done.stdout.splitlines()[0] and walls.startswith("sandbox: bubblewrap")
