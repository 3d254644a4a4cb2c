"""lessons/ is what solutions/ generates, and gives no answer away."""

import ast

import nbformat
import pytest
from nbgrader.utils import is_grade, is_solution

from autograder.course import lessons, release
from autograder.tests import ROOT


def starters(notebook):
    """Return {name: source} of the starter (or solved) cells."""
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if is_solution(cell)}


def outline(source):
    """Return what a starter promises: names, arguments with defaults, docstrings, of all functions and classes."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return [
        (
            node.name,
            ast.unparse(node.args) if hasattr(node, "args") else [ast.unparse(base) for base in node.bases],
            ast.get_docstring(node),
        )
        for node in nodes
    ]


def hidden_lines(cell):
    """Return the lines between BEGIN and END of a solution or of hidden tests, stripped.

    Short lines and imports are left out: they stand elsewhere too and give nothing away.
    """
    inside, lines = False, []
    for line in cell.source.splitlines():
        if "### BEGIN" in line or "### END" in line:
            inside = "### BEGIN" in line
        elif inside and len(line.strip()) > 12 and not line.strip().startswith(("import ", "from ")):
            lines.append(line.strip())
    return lines


def test_lessons_are_generated(config, tmp_path):
    """Each byte of lessons/ comes from solutions/, the start page among it."""
    release.release_all(lessons.lessons(), tmp_path, config)
    changed = release.differences(tmp_path, ROOT / "lessons")
    cells = []
    for path in changed:
        pair = [root / path for root in (tmp_path, ROOT / "lessons")]
        if path.suffix == ".ipynb" and all(file.is_file() for file in pair):
            fresh, stored = ({cell.id: cell for cell in nbformat.read(file, 4).cells} for file in pair)
            cells += [f"{path}: cell {i}" for i in fresh.keys() | stored.keys() if fresh.get(i) != stored.get(i)]
    assert not changed, f"lessons/ has drifted in {sorted(cells) or sorted(map(str, changed))}; run make lessons"


@pytest.mark.slow
def test_generated_twice_is_the_same(config, tmp_path):
    """Nothing in a lesson depends on when or where it was made."""
    for name in ("one", "two"):
        for each in lessons.lessons():
            release.release(each, tmp_path / name, config)
    assert release.differences(tmp_path / "one", tmp_path / "two") == set()


def test_starter_keeps_its_promise(lesson, released):
    """A starter has the signatures and docstrings of its solution, and raises NotImplementedError with its number."""
    given = starters(released)
    for exercise in lesson.exercises:
        assert outline(given[exercise.name]) == outline(exercise.starter.source), exercise.name
        assert f'raise NotImplementedError("Exercise {exercise.number}: ' in given[exercise.name]
        compile(given[exercise.name], exercise.name, "exec")


def test_no_solution_leaks(lesson, released):
    """No line of a solution or of hidden tests stands anywhere in what students get, hints aside.

    A hidden part may say what the visible tests say, in the same words: it is the inputs that are hidden.
    """
    code = [cell for cell in released.cells if cell.cell_type == "code"]
    shown = {line.strip() for cell in code for line in cell.source.splitlines()}
    taught = {line.strip() for cell in code if not is_grade(cell) for line in cell.source.splitlines()}
    for cell in lesson.notebook.cells:
        leaked = [line for line in hidden_lines(cell) if line in (taught if is_grade(cell) else shown)]
        assert not leaked, f"{lesson.name}: cell {cell.id} leaks {leaked}"
    text = nbformat.writes(released)
    for marker in ("BEGIN SOLUTION", "HIDDEN TESTS"):
        assert marker not in text


def test_drift_is_seen(config, tmp_path):
    """The drift test can fail: one changed byte is a difference."""
    release.release(lessons.lessons()[0], tmp_path, config)
    (path,) = [p.relative_to(tmp_path) for p in tmp_path.rglob("*.ipynb")]
    (tmp_path / path).write_text((tmp_path / path).read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert path in release.differences(tmp_path, ROOT / "lessons")


@pytest.mark.parametrize("line, leaks", [("    count = text.split()", True), ("pass", False)])
def test_leak_is_seen(line, leaks):
    """The leak test can fail: it looks at whole lines of a solution."""
    cell = nbformat.v4.new_code_cell(f"### BEGIN SOLUTION\n{line}\n### END SOLUTION\nreturn None")
    assert (line.strip() in hidden_lines(cell)) is leaks
    assert not is_grade(cell)
