"""`make watch`: one line for each save; what an author has written meanwhile is never written over."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.course import outputs, watch
from autograder.course.convert import load_config
from autograder.errors import LessonError
from autograder.tests import ROOT, small


@pytest.fixture
def root(tmp_path):
    """The small course."""
    return small.make_course(tmp_path / "course")


def watched(root, name="1"):
    """Return what watches the small lesson."""
    return watch.Watch(name, root, load_config(root))


def edit(root, name, source):
    """Save the lesson with another source of one cell."""
    path = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [each for each in notebook.cells if each.id == name]
    cell.source = source
    nbformat.write(notebook, path)


@pytest.mark.slow
def test_a_save_makes_one_round(root):
    """It runs, releases, checks and exports the lesson; what it writes itself is no save."""
    found = watched(root)
    assert found.has_changed()
    page = f"build/watch/{small.LESSON}.html"
    line = rf"{small.LESSON}: 2 exercises run, lessons/ written, ruff finds nothing, {page} \(\d+\.\d s\)"
    assert re.fullmatch(line, found.round())
    notebook = nbformat.read(root / "solutions" / small.NOTEBOOK, as_version=4)
    assert [cell.outputs[0].data["text/plain"] for cell in notebook.cells if cell.id == "teaching"] == ["[2, 4]"]
    assert "BEGIN" not in (root / "lessons" / small.NOTEBOOK).read_text()
    assert "[2, 4]" in (root / page).read_text()
    assert not found.has_changed()
    (root / "solutions" / "checks.py").write_text("x = 1\n")
    assert found.has_changed() and not found.has_changed()
    edit(root, "teaching", "import os\nnothing")
    assert found.has_changed()
    line = found.round()
    assert re.fullmatch(rf"{small.LESSON}: .*small.ipynb: cell teaching fails with NameError: .* \(\d+\.\d s\)", line)
    assert not found.has_changed()
    edit(root, "teaching", "import os")
    assert found.has_changed() and "ruff: solutions/1-small/small.ipynb:cell" in found.round()


@pytest.mark.slow
def test_all_notebooks_of_a_lesson_are_watched(root):
    """Each is run and has its page; the lesson is released once."""
    shutil.copy(root / "solutions" / small.NOTEBOOK, root / "solutions" / small.LESSON / "more.ipynb")
    found = watched(root)
    assert found.has_changed()
    pages = ", ".join(f"build/watch/{small.LESSON}-{name}.html" for name in ("more", "small"))
    line = rf"{small.LESSON}: 4 exercises run, lessons/ written, ruff finds nothing, {pages} \(\d+\.\d s\)"
    assert re.fullmatch(line, found.round())
    assert {path.name for path in (root / "lessons" / small.LESSON).iterdir()} == {"more.ipynb", "small.ipynb"}
    assert not found.has_changed()


@pytest.mark.slow
def test_a_save_while_it_runs_is_kept(root, monkeypatch):
    """Nothing is written over it, and the next round is its own."""
    found = watched(root)
    assert found.has_changed()
    execute = outputs.executed

    def executed(*arguments):
        edit(root, "teaching", "8")
        return execute(*arguments)

    monkeypatch.setattr(outputs, "executed", executed)
    assert f"{small.LESSON}: saved again while it ran" in found.round()
    monkeypatch.undo()
    assert found.has_changed() and "lessons/ written" in found.round()
    notebook = nbformat.read(root / "solutions" / small.NOTEBOOK, as_version=4)
    assert [cell.outputs[0].data["text/plain"] for cell in notebook.cells if cell.id == "teaching"] == ["8"]


@pytest.mark.slow
def test_the_start_page_hears_of_a_new_title(root):
    """What it says of each lesson stands in course.json, which is written anew; a second round writes nothing."""
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Small", id="title")]), root / "solutions" / "start.ipynb")
    found = watched(root)
    assert "lessons/ written" in found.round() and "lessons/ as it was" in found.round()
    told = root / "lessons" / "course.json"
    assert [each["title"] for each in json.loads(told.read_text())["lessons"]] == ["A small lesson"]
    path = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, new_markdown_cell("# Doubles", id="title"))
    nbformat.write(notebook, path)
    assert "lessons/ written" in found.round()
    assert [each["title"] for each in json.loads(told.read_text())["lessons"]] == ["Doubles"]


def test_half_a_notebook_is_one_line(root):
    """As is one whose cells do not fit together; the lesson's own files are left as they are."""
    found, path = watched(root), root / "solutions" / small.NOTEBOOK
    whole = path.read_text()
    path.write_text(whole[:200])
    assert "the notebook cannot be read (NotJSONError: " in found.round()
    path.write_text(whole.replace("Exercise 1 - Double (2 points)", "Double"))
    assert "double has no heading" in found.round() and "\n" not in found.round()
    assert not (root / "lessons").exists()


def test_other_lessons_are_left_alone(root):
    """A save of another lesson is none of this one's."""
    shutil.copytree(root / "solutions" / small.LESSON, root / "solutions" / "2-same")
    found = watched(root, small.LESSON)
    found.has_changed()
    os.utime(root / "solutions" / "2-same" / "small.ipynb", (1, 1))
    assert not found.has_changed()
    with pytest.raises(LessonError, match="no lesson is called 3; the lessons are: 1-small, 2-same"):
        watched(root, "3")


@pytest.mark.slow
@pytest.mark.parametrize("busy", [True, False])
def test_the_keyboard_ends_it_quietly(root, busy):
    """While a cell runs, and while it waits."""
    if busy:
        edit(root, "teaching", "import time\nfrom pathlib import Path\nPath('began').touch()\ntime.sleep(100)")
    command = [sys.executable, "-m", "autograder", "watch", "1"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen(command, cwd=root, env=env, **pipes)
    began = root / "solutions" / small.LESSON / "began" if busy else root / f"build/watch/{small.LESSON}.html"
    try:
        for _ in range(600):
            if began.exists():
                break
            time.sleep(0.1)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0 and told.count("\n") == (not busy), told


@pytest.mark.slow
def test_it_asks_which_lesson(root):
    """One line, with those there are."""
    command = [sys.executable, "-m", "autograder", "watch"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=env)
    assert done.returncode == 2
    known = f"the lessons are: {small.LESSON}\n"
    assert done.stderr == f"UsageError: which lesson? make watch LESSON=1, or its whole name; {known}"
