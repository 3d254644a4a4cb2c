"""What a check says is the same through every door: notebook, nbgrader's validate, nbval, feedback and formgrader."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from markupsafe import escape
from nbconvert.filters import strip_ansi
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.utils import is_grade

from autograder.bank.answer import Answer
from autograder.course import demo, lessons
from autograder.tests import BANK, ROOT
from autograder.tests.doors.run_nbval import nbval

pytestmark = [pytest.mark.slow, pytest.mark.confined]

LESSON = lessons.lessons()[0]
EXERCISE, WRONG = "build_vocabulary", "wrong_case_kept"


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """The lines that the check says in a kernel, and the course's copy in which the lesson lies with that answer."""
    root = tmp_path_factory.mktemp("words")
    for name in ("solutions", "lessons", "data", "autograder"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "nbgrader_config.py", root)
    path = root / "lessons" / LESSON.name / LESSON.path.name
    answer = Answer(BANK / "answers" / LESSON.name / EXERCISE / f"{WRONG}.py")
    notebook = demo.answered(nbformat.read(path, as_version=4), demo.solved(LESSON) | {EXERCISE: answer.source})
    nbformat.write(notebook, path)
    executed, _ = ExecutePreprocessor(allow_errors=True, timeout=120).preprocess(
        notebook, {"metadata": {"path": path.parent}}
    )
    (error,) = [
        output
        for cell in executed.cells
        if cell.cell_type == "code" and is_grade(cell)
        for output in cell.outputs
        if output.output_type == "error"
    ]
    said = error.evalue.split("\n")
    assert strip_ansi("\n".join(error.traceback)).split("\n") == said
    assert 3 <= len(said) <= 4 and answer.message in said[-1]
    return said, path


def stands_in(said, text):
    """Tell whether the lines stand in a text, one below the other, whatever is in front of them."""
    return re.search(r"\s*\n.*?".join(map(re.escape, said)), text) is not None


def test_in_validate(lines):
    """`nbgrader validate`, and so the button in JupyterLab."""
    said, path = lines
    command = [str(Path(sys.executable).with_name("nbgrader")), "validate", str(path)]
    done = subprocess.run(command, cwd=path.parents[2], capture_output=True, text=True, check=False)
    assert stands_in(said, strip_ansi(done.stdout)), done.stdout


def test_in_nbval(lines):
    """nbval, as CI runs it."""
    said, path = lines
    _, output = nbval(path)
    assert stands_in(said, strip_ansi(output)), output


def test_on_the_page_and_in_the_formgrader(lines):
    """Feedback, and the executed notebook that the formgrader shows."""
    said, path = lines
    root = path.parents[2]
    submitted = root / "submitted" / "ada" / LESSON.name / path.name
    submitted.parent.mkdir(parents=True)
    shutil.copy2(path, submitted)
    command = [sys.executable, "-m", "autograder", "grade", f"--assignment={LESSON.name}"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    page = (root / "feedback" / "ada" / LESSON.name / f"{path.stem}.html").read_text(encoding="utf-8")
    shown = [re.sub("<[^>]+>", "", line) for line in page.splitlines()]
    assert all(any(line == str(escape(each)) for line in shown) for each in said), (done.stdout, page)
    executed = nbformat.read(root / "autograded" / "ada" / LESSON.name / path.name, as_version=4)
    (cell,) = [cell for cell in executed.cells if cell.id == f"test_{EXERCISE}"]
    assert cell.outputs[0].evalue.split("\n") == said
    assert strip_ansi("\n".join(cell.outputs[0].traceback)).split("\n") == said
