"""A finished lesson passes nbval; an untouched one fails at its exercises' tests and nowhere else."""

import re
import subprocess
import sys

import nbformat
import pytest
from nbgrader.utils import is_grade

from autograder.course import ROOT
from autograder.demo import answered, solved

pytestmark = pytest.mark.slow


def nbval(path, mode="--nbval-lax"):
    """Run nbval on a notebook; return the numbers of the code cells that failed, and the output."""
    command = [sys.executable, "-m", "pytest", mode, "-p", "no:cacheprovider", "-p", "no:xdist", "-rA", path]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    assert re.search(r"\d+ (passed|failed)", done.stdout), done.stdout + done.stderr
    return {int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.MULTILINE)}, done.stdout


def code_cells(notebook):
    """Return the code cells, in the order that nbval counts them."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def store(notebook, lesson, tmp_path):
    """Write a notebook where it finds data/ by walking up."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    path = tmp_path / lesson.name / lesson.path.name
    path.parent.mkdir()
    nbformat.write(notebook, path)
    return path


def test_finished(lesson, released, tmp_path):
    """With the answers put in, every cell passes."""
    failed, output = nbval(store(answered(released, solved(lesson)), lesson, tmp_path))
    assert failed == set(), output


def test_untouched(lesson, released, tmp_path):
    """Without answers, exactly the exercises' test cells fail."""
    failed, output = nbval(store(released, lesson, tmp_path))
    tests = {number for number, cell in enumerate(code_cells(released)) if is_grade(cell)}
    assert failed == tests, output


def test_tags_and_comments_do_not_help(lesson, released, tmp_path):
    """A student's tags and comments on test cells change nothing."""
    for number, cell in enumerate(filter(is_grade, released.cells)):
        if number % 2:
            cell.metadata.tags = ["raises-exception", "nbval-skip"]
        else:
            cell.source = f"# NBVAL_SKIP\n# NBVAL_RAISES_EXCEPTION\n{cell.source}"
    failed, output = nbval(store(released, lesson, tmp_path))
    tests = {number for number, cell in enumerate(code_cells(released)) if is_grade(cell)}
    assert failed == tests, output


@pytest.mark.parametrize("source, stored, failed", [("print(2)", "2\n", set()), ("print(2)", "3\n", {0})])
def test_strict_compares_outputs_without_counts(tmp_path, source, stored, failed):
    """Strict nbval compares the stored outputs of a notebook that stores no execution counts."""
    cell = nbformat.v4.new_code_cell(source, outputs=[nbformat.v4.new_output("stream", text=stored)])
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    assert nbval(path, "--nbval")[0] == failed
