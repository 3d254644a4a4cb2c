"""Hygiene: notebooks are code, so they are valid, make small diffs, and have what every lesson must have."""

import ast
import re

import nbformat
import pytest
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.cells import HEADING
from autograder.course import lessons
from autograder.course.outputs import normalised
from autograder.prepare import idle
from autograder.tests import ROOT

FOLDERS = [ROOT / "solutions", ROOT / "lessons"]
FILES = [path for folder in FOLDERS for path in [*sorted(folder.glob("*/*.ipynb")), folder / "start.ipynb"]]
WIDEST = 104  # characters that fit on a page, and in JupyterLab beside the file browser
LONGEST = 16  # lines of a code cell that are still read


@pytest.fixture(params=FILES, ids=lambda path: str(path.relative_to(ROOT)))
def file(request):
    """Each notebook of solutions/ and lessons/ in turn."""
    return request.param


@pytest.fixture
def notebook(file):
    """The notebook as it is stored."""
    return nbformat.read(file, as_version=4)


def code_cells(notebook):
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_valid_and_tidy(file, notebook):
    """The notebook is valid, its bytes are what nbformat writes, and no metadata is in it that no one wrote."""
    nbformat.validate(notebook)
    assert file.read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"
    assert normalised(notebook) == nbformat.read(file, as_version=4), f"{file}: run make solutions lessons"


def test_cell_ids(notebook):
    """Ids are words that stay when a cell moves, each used once; an nbgrader cell's id is its grade_id."""
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    assert [i for i in ids if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", i) or re.fullmatch(r"[0-9a-f]{8}.*", i)] == []
    graded = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert [(c.id, c.metadata.nbgrader.grade_id) for c in graded if c.id != c.metadata.nbgrader.grade_id] == []


def test_no_counts_and_outputs_only_in_solutions(file, notebook):
    """No execution counts anywhere; no outputs in lessons/; in solutions/ no error, no stderr."""
    for cell in code_cells(notebook):
        assert cell.execution_count is None
        if "lessons" in file.parts:
            assert cell.outputs == []
        for output in cell.outputs:
            assert output.output_type != "error", f"{cell.id} stores an error"
            assert output.get("name") != "stderr", f"{cell.id} wrote on stderr"


def test_lines_fit(notebook):
    """Code lines fit on a page; cells that teach stay short."""
    for cell in code_cells(notebook):
        lines = cell.source.splitlines()
        assert [line for line in lines if len(line) > WIDEST] == [], cell.id
        if not (is_grade(cell) or is_solution(cell) or is_locked(cell)):
            assert len([line for line in lines if line.strip()]) <= LONGEST, cell.id


def drawn(cell):
    """Return the HTML of the pictures that a cell has drawn, PNG and all; "" where it has drawn none."""
    pages = ["".join(output.get("data", {}).get("text/html", "")) for output in cell.get("outputs", [])]
    pages += ['<img alt="">' for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    return "".join(page for page in pages if "<img " in page)


def test_every_figure_has_words(lesson):
    """Each cell that draws has a caption in the next markdown cell that says what is to be seen."""
    cells = lesson.notebook.cells
    figures = 0
    for at, cell in enumerate(cells):
        if cell.cell_type == "code" and drawn(cell):
            figures += 1
            after = next(other.source for other in cells[at:] if other.cell_type == "markdown")
            caption = re.search(rf"^\*Figure {figures}\. (.+)\*$", after, re.MULTILINE)
            assert caption, f"{cell.id}: no '*Figure {figures}. ...*' in the markdown cell below"
            assert len(caption[1].split()) >= 15, f"{cell.id}: the caption does not describe the figure"
    assert figures >= 3, f"{lesson.name} has {figures} figures"


def test_every_picture_can_be_heard(lesson):
    """Each picture of a lesson has an alternative text that says more than that it is a figure."""
    pages = {cell.id: drawn(cell) for cell in code_cells(lesson.notebook)}
    mute = {}
    for cell, page in pages.items():
        images = re.findall(r"<img [^>]*>", page)
        alts = [re.search(r'alt="([^"]*)"', image) for image in images]
        short = [alt and alt[1] for alt in alts if not alt or len(alt[1].split()) < 5]
        if short:
            mute[cell] = short
    if any("image/png" in output.get("data", {}) for cell in code_cells(lesson.notebook) for output in cell.outputs):
        pytest.xfail(f"{lesson.name} does not draw with solutions/figures.py yet: {sorted(mute)}")
    assert not mute


def test_every_exercise_is_whole(lesson):
    """Each exercise has contract, hints, starter and test cells with points; hidden tests; 20 points in all."""
    headings = [HEADING.search(cell.source) for cell in lesson.notebook.cells if cell.cell_type == "markdown"]
    numbers = [int(heading["number"]) for heading in headings if heading]
    assert numbers == list(range(1, len(numbers) + 1)) == [exercise.number for exercise in lesson.exercises]
    for exercise in lesson.exercises:
        points = [test.metadata.nbgrader.points for test in exercise.tests]
        assert points and sum(points) == exercise.points, f"{exercise.name}: the heading says {exercise.points} points"
        assert any("### BEGIN HIDDEN TESTS" in test.source for test in exercise.tests), f"{exercise.name}: none hidden"
        assert "### BEGIN SOLUTION" in exercise.starter.source
        assert exercise.starter.metadata.nbgrader.grade_id == exercise.name
        text = next(
            cell.source
            for cell in lesson.notebook.cells
            if cell.cell_type == "markdown" and f"Exercise {exercise.number} - " in cell.source
        )
        assert text.count("<details>") >= 2, f"{exercise.name}: two folded hints were due"
    assert lesson.exercises[-1].name == "exposing_case"
    assert lesson.points == 20


def test_given_cells_are_the_same_everywhere():
    """Cells that lessons share by id are the same in all of them."""
    seen = {}
    for each in lessons.lessons():
        for cell in each.notebook.cells:
            if cell.id in {"setup", "draw-rows"}:
                first = seen.setdefault(cell.id, (each.name, cell.source))
                assert cell.source == first[1], f"{cell.id} differs between {first[0]} and {each.name}"
    assert "setup" in seen


def lines_of(cell):
    """Return how many lines of a cell are not empty."""
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def test_the_page_belongs_to_the_learner(released):
    """Checks are about a third of the code at most, a test reads as a few examples, and no helper is on the page."""
    code = code_cells(released)
    tests = [cell for cell in code if is_grade(cell) and not is_solution(cell)]
    assert [cell.id for cell in tests if lines_of(cell) > 12] == []
    assert sum(map(lines_of, tests)) < 0.35 * sum(map(lines_of, code))
    helpers = ("checks", "judge", "exposed", "jury")
    assert [cell.id for cell in code if cell.id in helpers or cell.id.endswith("-checks")] == []


def test_every_check_is_the_modules(lesson):
    """Each test is checks.test's: with nbgrader's points, what it is a part of, a line on why it matters; folded.

    Run All goes on below a test that fails and an answer that raises.
    """
    for exercise in lesson.exercises:
        assert exercise.starter.metadata.tags == ["raises-exception"], exercise.name
        for test in exercise.tests:
            head = re.search(r"^@checks\.test\(points=([\d.]+)(?:, part=\"[^\"]+\")?\)$", test.source, re.MULTILINE)
            assert head and float(head[1]) == test.metadata.nbgrader.points, test.id
            assert ("part=" in head[0]) == (len(exercise.tests) > 1), f"{test.id}: part= where there are parts"
            (function,) = (node for node in ast.parse(test.source).body if isinstance(node, ast.FunctionDef))
            assert [each.arg for each in function.args.args] == [exercise.name], test.id
            assert len(ast.get_docstring(function).split()) > 4, f"{test.id}: why does it matter?"
            assert test.metadata.tags == ["raises-exception"], test.id
            assert test.metadata.jupyter == {"source_hidden": True}, test.id


def test_the_modules_lie_beside_each_notebook(lesson):
    """Students get the very modules of solutions/; a lesson's own holds no line of a solution."""
    for folder in (ROOT / "solutions", ROOT / "lessons"):
        for name in ("checks.py", "plain.py", "desk.py", "figures.py", "guesses.py"):
            beside = folder / lesson.name / name
            if name in ("checks.py", "plain.py", "desk.py") or beside.exists():
                assert beside.read_bytes() == (ROOT / "solutions" / name).read_bytes(), beside
    own = (ROOT / "lessons" / lesson.name / "checks_lesson.py").read_text(encoding="utf-8")
    lines = {line.strip() for line in own.splitlines()}
    for exercise in lesson.exercises:
        solution = exercise.starter.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        telling = {line.strip() for line in solution.splitlines() if not line.endswith(":") and len(line.strip()) > 12}
        assert telling & lines == set(), exercise.name


def test_the_last_cell_tells_what_is_open(lesson):
    """Below the last exercise a cell lists points, what is open, and what to hand in."""
    last = code_cells(lesson.notebook)[-1]
    assert (last.id, last.source) == ("progress", "import desk\n\ndesk.progress()")


def test_no_cell_takes_the_name_of_a_given_one(lesson):
    """What a given cell defines for the tests, no teaching cell or answer redefines."""
    given, others = {}, {}
    for cell in lesson.notebook.cells:
        if cell.cell_type == "code" and not is_grade(cell):
            bound, _ = idle.names(cell.source)
            (given if is_locked(cell) else others).update(dict.fromkeys(bound, cell.id))
    taken = {name: (given[name], others[name]) for name in set(given) & set(others)}
    assert not taken
