"""What Validate answers, and the process that it works in, without a browser."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from autograder.doors.desk import Desk
from autograder.doors.validate_worker import Worker
from autograder.errors import SubmissionError
from autograder.execute.budget import Budget, Limits
from autograder.tests import ROOT, small

CONFIG = {"WarmProvisioner": {"preload": ["numpy"], "environment": {}}}
LOOP = "def double(x):\n    while True:\n        pass"
STUCK = """import time

def double(x):
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass
"""


def write(folder, change=None, **answers):
    """Write the small lesson as a student has it, with checksums, and what change does to it; return its path."""
    notebook = small.handed_in(**answers)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"cell_type": cell.cell_type, "checksum": compute_checksum(cell)}
    if change:
        change({cell.id: cell for cell in notebook.cells}, notebook)
    path = folder / "small.ipynb"
    nbformat.write(notebook, path)
    return path


def look(path):
    """Return the Desk for a notebook; nothing runs."""
    return Desk(path, Budget(Limits()))


@pytest.fixture
def worker():
    """A worker, which cuts loops after two seconds; it is ended as a server's end does it."""
    made = Worker(2, CONFIG)
    yield made
    if made.process is not None:
        made.process.stdin.close()
        made.process.wait(60)


def until(true, seconds=120):
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def wait(run, seconds=120):
    """Return the answer of a Run, once there is one."""
    until(lambda: run.answer is not None, seconds)
    return run.answer


def lines(answer):
    """Return the marks and lines of an answer, and its sum."""
    return [f"{each['mark']} {each['line']}" for each in answer["exercises"]], answer["said"]


def below(process):
    """Return the processes that one has started."""
    return psutil.Process(process.pid).children(recursive=True)


def kernels(process):
    """Return the kernels among them, with the process that they are forked from."""
    found = []
    for each in below(process):
        with contextlib.suppress(psutil.Error):
            line = " ".join(each.cmdline())
            if "warm_process" in line or "ipykernel_launcher" in line:  # a zombie has no command line
                found.append(each)
    return found


def started(run):
    """Wait until a run's kernel is at an exercise."""
    until(lambda: "exercise " in run.said)


@pytest.mark.slow
def test_an_exercise_a_line(worker, tmp_path):
    """With its points, in the end the sum, and for what is open what its check says and where the answer stands."""
    path = write(tmp_path, double="def double(x):\n    return x", halve=None)
    before, files = path.read_bytes(), sorted(tmp_path.iterdir())
    answer = wait(worker.run(str(path)))
    told, said = lines(answer)
    assert told == ["✗ Exercise 1 - Double: 0 of 2 points", "○ Exercise 2 - Halve: 0 of 3 points"]
    assert said == "0 of 5 points by the visible checks; hidden ones are run at grading."
    first, second = answer["exercises"]
    assert first["said"] == ["AssertionError: double(3) returned 3, but 6 was due"] and second["said"] == []
    assert first["place"]["cell"] == "double"
    assert path.read_bytes() == before and sorted(tmp_path.iterdir()) == files


@pytest.mark.slow
def test_what_is_right_has_all_points_by_the_visible_checks(worker, tmp_path):
    """It is seen in the folder that it lies in; partial scores count; of what a person marks so much is said."""
    (tmp_path / "mine.txt").write_text("2", encoding="utf-8")

    def change(cells, notebook):
        cells["halve"].source = "def halve(x):\n    return x / 2 if x < 3 else 0"
        notebook.cells.append(small.cell("Why?", "why", answer=True, points=4, kind="markdown"))
        notebook.cells.append(new_code_cell("1 / 0", id="mine"))

    own = "def double(x):\n    return int(open('mine.txt').read()) * x"
    answer = wait(worker.run(str(write(tmp_path, change, double=own))))
    assert lines(answer) == (
        ["✓ Exercise 1 - Double: 2 of 2 points", "✗ Exercise 2 - Halve: 2 of 3 points"],
        "4 of 5 points by the visible checks; hidden ones are run at grading.",
    )
    assert answer["notes"] == [
        {
            "said": "A cell outside of the tests ended in an error: ZeroDivisionError: division by zero",
            "place": {"cell": "mine", "index": 10},
        },
        {"said": "4 points more are given by a person.", "place": None},
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (LOOP, "it ran over 2 s"),
        (STUCK, "it ran over 2 s and could not be interrupted"),
        ("import os\n\ndef double(x):\n    os._exit(3)", "its code ended the kernel (exit code 3)"),
    ],
    ids=["loop", "stuck", "ends"],
)
def test_what_does_not_end_costs_one_exercise(worker, tmp_path, answer, told):
    """The rest of the notebook goes on, where it must in a new kernel."""
    first, second = wait(worker.run(str(write(tmp_path, double=answer))))["exercises"]
    assert told in first["said"][0] and first["points"] == 0 and second["points"] == 3


@pytest.mark.slow
def test_a_run_can_be_stopped(tmp_path):
    """At once, and its kernel is gone; a second click before that has joined it, and one after it begins anew."""
    worker = Worker(100, CONFIG)
    path = str(write(tmp_path, double=LOOP))
    run = worker.run(path)
    started(run)
    assert worker.run(path) is run
    before = kernels(worker.process)
    worker.stop(path)
    assert wait(run)["said"] == "Stopped before the end."
    until(lambda: len(kernels(worker.process)) == len(before) - 1)
    again = worker.run(path)
    assert again is not run
    worker.stop(path)
    worker.process.stdin.close()
    worker.process.wait(60)
    assert wait(again)


@pytest.mark.slow
def test_a_run_can_be_stopped_before_it_has_a_kernel(worker, tmp_path):
    """While what kernels are forked from is still at its imports, too; then none is left either."""
    run = worker.run(str(write(tmp_path, double=LOOP)))
    worker.stop(run_path := str(tmp_path / "small.ipynb"))
    assert wait(run)["said"] == "Stopped before the end."
    assert wait(worker.run(run_path))["exercises"]
    until(lambda: len(kernels(worker.process)) <= 1)


@pytest.mark.slow
def test_nothing_is_left_of_a_server_that_was_killed(tmp_path):
    """Its worker, and the kernel of a run that had no end, are gone soon after."""
    path = write(tmp_path, double=LOOP)
    code = "import sys, time\nfrom autograder.doors.validate_worker import Worker\n"
    code += f"worker = Worker(100, {CONFIG!r})\nrun = worker.run({str(path)!r})\n"
    code += "while True:\n    print(run.said, flush=True)\n    time.sleep(0.05)\n"
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    while "exercise 1" not in server.stdout.readline():
        assert server.poll() is None
    family = below(server)
    assert len(family) >= 3  # the worker, the warm process, a kernel
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    _, alive = psutil.wait_procs(family, timeout=60)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.slow
def test_a_worker_that_was_killed_is_told_of(worker, tmp_path):
    """A run that it had not finished says so, and the next click starts another."""
    path = str(write(tmp_path, double=LOOP))
    run = worker.run(path)
    started(run)
    worker.process.kill()
    assert wait(run)["said"] == "What runs the notebooks has ended; validate again."
    assert len(wait(worker.run(path))["exercises"]) == 2


@pytest.mark.slow
@pytest.mark.parametrize(("answers", "code"), [({}, 0), ({"double": None}, 1)], ids=["all", "open"])
def test_on_a_terminal(tmp_path, answers, code):
    """The same lines; the exit status tells whether something is open. It needs no course, only the lesson."""
    folder = tmp_path / "lessons" / small.LESSON
    folder.mkdir(parents=True)
    write(folder, **answers)
    command = [sys.executable, "-m", "autograder", "validate", "1", '--WarmProvisioner.preload=["numpy"]']
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert done.stdout.splitlines()[:2] == [
        "1-small/small.ipynb",
        f"{'○' if code else '✓'} Exercise 1 - Double: {0 if code else 2} of 2 points",
    ]


def test_a_changed_test_is_said(tmp_path):
    """With its place: at grading the lesson's own runs."""

    def change(cells, notebook):
        cells["test_double"].source = "pass"

    (note,) = look(write(tmp_path, change)).notes
    assert note.said.startswith("The test test_double is not as it was handed out") and note.place.cell == "test_double"


def test_a_test_as_it_was_handed_out_is_not_said(tmp_path):
    """Nor is anything else of a lesson that was only answered."""
    assert look(write(tmp_path)).notes == []


def test_a_test_that_is_text_is_said(tmp_path):
    """Its points are still to be had."""

    def change(cells, notebook):
        cell = cells["test_double"]
        notebook.cells[notebook.cells.index(cell)] = new_markdown_cell(cell.source, id=cell.id, metadata=cell.metadata)

    desk = look(write(tmp_path, change))
    assert [each.of for each in desk.exercises] == [2, 3]
    assert "test_double is no code any more" in desk.notes[0].said


def test_a_deleted_test_is_said(tmp_path):
    """By the points of its exercise's heading."""

    def change(cells, notebook):
        notebook.cells.remove(cells["test_halve"])

    _, second = look(write(tmp_path, change)).exercises
    assert second.of == 3
    assert second.said == ["A test of this exercise is missing here; at grading the lesson's own runs."]


def test_of_copies_the_one_as_handed_out_counts(tmp_path):
    """Wherever it stands; copies of an answer are no exercise more."""

    def change(cells, notebook):
        place = notebook.cells.index(cells["test_double"])
        other = new_code_cell("pass", id="copy", metadata=cells["test_double"].metadata)
        notebook.cells.insert(place, other)
        notebook.cells.append(new_code_cell("x = 1", id="again", metadata=cells["double"].metadata))

    desk = look(write(tmp_path, change))
    assert desk.counts["test_double"] == 2 and desk.notes == []
    first, second = desk.exercises
    assert [each.cell for each in first.tests] == ["test_double"] and second.of == 3


@pytest.mark.parametrize("name", ["embedding_matrix", "one_hot_vs_gather", "toy_convergence"])
def test_a_lesson_has_its_exercises(name):
    """As its headings have them, and twenty points."""
    (path,) = (ROOT / "lessons").glob(f"*/{name}.ipynb")
    desk = look(path)
    assert sum(each.of for each in desk.exercises) == 20 and desk.notes == []
    assert desk.exercises[0].title.startswith("Exercise 1 - ")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "small.ipynb is not there"),
        ("no notebook", "the JSON breaks off or is wrong at line 1"),
        ("[]", "small.ipynb: not a notebook"),
        ('{"nbformat": 4, "cells": [1]}', "small.ipynb: not a notebook"),
    ],
)
def test_what_is_no_notebook_gets_one_line(tmp_path, content, told):
    """That says what it is."""
    path = tmp_path / "small.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SubmissionError, match=told) as raised:
        look(path)
    assert "\n" not in str(raised.value)


def test_a_notebook_without_tests_gets_one_line(tmp_path):
    """Nothing runs for it."""
    path = tmp_path / "notes.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("raise SystemExit")]), path)
    answer = look(path).run({})
    assert answer.said.startswith("notes.ipynb has no tests") and answer.exercises == [] and answer.open
