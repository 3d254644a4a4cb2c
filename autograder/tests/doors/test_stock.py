"""Graded beside nbgrader itself, other people's lessons get the same gradebook, cell by cell, but where we say why."""

import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.tests import small
from autograder.tests.doors import stock

pytestmark = [pytest.mark.slow, pytest.mark.confined]

APPS, PREPROCESSORS = stock.FILES / "apps" / "files", stock.FILES / "preprocessors" / "files"
NAME = "p1.ipynb"
# The notebooks of nbgrader's own tests that are lessons; the others are what is handed in for these, or loop for ever.
LESSONS = [
    *("autotest-hashed", "autotest-hidden", "autotest-multi", "autotest-simple", "open_relative_file"),
    *("submitted-unchanged", "test", "test-hidden-tests", "test-no-metadata", "test-no-metadata-autotest", "test-v0"),
    *("test-v0-invalid", "test-v1", "test-v2", "test-with-output", "timeout", "too-new"),
    *("validating-environment-variable", "validation-zero-points"),
]
LESSONS = {name: APPS / f"{name}.ipynb" for name in LESSONS} | {
    name: PREPROCESSORS / f"{name}.ipynb"
    for name in (
        *("bad-markdown-cell-1", "bad-markdown-cell-2", "blank-grade-id", "blank-points", "cell-type-changed"),
        *("duplicate-grade-ids", "header", "long-output", "manually-graded-code-cell", "no-cell-type"),
        *("test_taskcell", "warning-pattern"),
    )
}
# What nbgrader's tests hand in for its lessons, beside the release and the solution: {lesson: notebooks}.
HANDED_IN = {
    "submitted-unchanged": [
        *(APPS / f"submitted-{name}.ipynb" for name in ("changed", "cheat-attempt", "cheat-attempt-alternative")),
        *(APPS / f"submitted-{name}-cell-changed.ipynb" for name in ("grade", "locked")),
        *(PREPROCESSORS / f"submitted-{name}-cell-type-changed.ipynb" for name in ("answer", "grade")),
    ],
    "autotest-hidden": [APPS / f"autotest-hidden-{name}.ipynb" for name in ("changed-right", "changed-wrong")],
} | {f"autotest-{name}": [APPS / f"autotest-{name}-changed.ipynb"] for name in ("hashed", "multi", "simple")}

# Lessons of these whose own solution does not pass a test, or whose release passes one, as their tests mean it.
EXEMPT = [
    *("foo", "bar"),  # submitted-unchanged: what is released, without a solution
    "open_file",  # open_relative_file: a test without an answer
    "correct_squares",  # test-hidden-tests, validation-zero-points: refuse what stands there as a solution
    "correct_sum_of_squares",  # test-hidden-tests
    "cell-bfbdf1784663b6b6",  # validating-environment-variable: fails wherever it is graded
]


def lesson(*cells):
    """Return a lesson as others publish it, in a format without cell ids."""
    notebook = new_notebook(cells=[new_markdown_cell("# A lesson"), *cells])
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    return notebook


def answer(source, name, **options):
    """Return an answer cell whose whole text is the solution."""
    return small.cell(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", name, answer=True, **options)


def hidden(shown, more):
    """Return the source of a test with a hidden part."""
    return f"{shown}\n### BEGIN HIDDEN TESTS\n{more}\n### END HIDDEN TESTS"


TASK = small.cell("Draw it.\n\n### BEGIN MARK SCHEME\nA point for axes.\n### END MARK SCHEME", "task", kind="markdown")
TASK.metadata.nbgrader.update(task=True, points=4)
# Lessons for what nbgrader's own do not have.
OWN = {
    # A hidden part uses a name that an earlier test's hidden part has bound; a module lies beside the notebook.
    "chain": lesson(
        small.cell("from beside import WORDS", "given"),
        answer("def count(words):\n    return len(words)", "count"),
        small.cell(hidden("assert count(WORDS) == 2", "many = 2 * WORDS\nassert count(many) == 4"), "one", points=1),
        small.cell(hidden("assert count([]) == 0", "assert count(many + WORDS) == 6"), "two", points=2),
    ),
    # The value of the last line is the score.
    "scores": lesson(
        answer("result = 2", "result"),
        small.cell("result", "score", points=2),
    ),
    # What a person marks: text, code, a task with its mark scheme; each also left as it is, or blank.
    "written": lesson(
        answer("It doubles.", "text", points=1, kind="markdown"),
        answer("plot = [1, 2]", "code", points=2),
        TASK,
    ),
    "plain": lesson(
        answer("def double(x):\n    return 2 * x", "double"),
        small.cell("assert double(3) == 6", "test", points=3),
    ),
}
# {lesson: {student: answers}}, or a function that makes of the solved notebook what is handed in.
STUDENTS = {
    "chain": {"wrong": {"count": "def count(words):\n    return min(len(words), 2)"}},
    "scores": {
        "half": {"result": "result = 1"},
        "above": {"result": "result = 5"},
        "below": {"result": "result = -1"},
        "none": {"result": "result = float('nan')"},
        "words": {"result": "result = 'two'"},
        "nothing": {"result": "result = None"},
    },
    "written": {"blank": {"text": "", "code": ""}},
    "plain": {
        "warns": {"double": "import warnings\ndef double(x):\n    warnings.warn('slow')\n    return 2 * x"},
        "prints": {"double": "def double(x):\n    print('working')\n    return 2 * x"},
        "broken": {"double": "def double(x) return 2 * x"},
        "ends": {"double": "import os\ndef double(x):\n    os._exit(1)"},
        "untested": lambda notebook: notebook.cells.pop(),
        "unanswered": lambda notebook: notebook.cells.pop(1),
        "own": lambda notebook: notebook.cells.insert(2, nbformat.from_dict(OWN_CELL)),
        # The last one by name: nbgrader ends here.
        "with_a_copy": lambda notebook: notebook.cells.insert(1, starter(notebook.cells[1])),
    },
}
# What a lesson of nbgrader's imports, and nobody has any more.
NOSE = """
import unittest

assert_equal, assert_raises = unittest.TestCase().assertEqual, unittest.TestCase().assertRaises
"""
OWN_CELL = {"cell_type": "code", "metadata": {}, "source": "1 / 0", "outputs": [], "execution_count": None}

# Lessons that nbgrader refuses until `nbgrader update` has written to them: here they are brought up to date in memory.
# They are compared with what nbgrader makes of them after that.
OLD = ["test-v0", "test-v1", "test-v2"]
# Other lessons that nbgrader refuses and ours serves: {lesson: (why, {student: (mark, points)})}.
SERVED = {"cell-type-changed": ("text that was made code lacks outputs, and is code all the same", {"solved": (0, 0)})}
# Whom nbgrader fails to grade, and what we record: {(lesson, student): (why, {cell: auto_score})}.
FAILED = {
    ("scores", "above"): ("a score above the points is capped", {"score": 2.0}),
    ("plain", "ends"): ("a kernel that ends is held", {"test": None}),
    ("plain", "with_a_copy"): ("a second copy of an answer's cell, as it was released, costs nothing", {"test": 3.0}),
    ("submitted-unchanged", "submitted-answer-cell-type-changed"): (
        "a cell of another type is the student's answer all the same",
        {"foo": 1.0, "bar": 0.0, "baz": 0.0, "quux": 0.0},
    ),
    ("submitted-unchanged", "submitted-grade-cell-type-changed"): (
        "a test that was made text is put back",
        {"foo": 1.0, "bar": 0.0, "baz": 0.0, "quux": 0.0},
    ),
}
# Where ours is not what nbgrader's is: {(lesson, student, cell): (why, {column: (nbgrader's, ours)})}.
DIFFERENT = {
    ("scores", "below", "score"): ("a score below nothing is none", {"auto_score": (2.0, 0.0)}),
    ("scores", "none", "score"): ("NaN is no score", {"auto_score": (2.0, 0.0)}),
    ("plain", "warns", "test"): ("a warning costs nothing", {"auto_score": (0.0, 3.0)}),
    ("plain", "untested", "test"): (
        "a test that was deleted is put back",
        {"auto_score": (None, 3.0), "needs_manual_grade": (True, False)},
    ),
    ("plain", "unanswered", "double"): (
        "an answer's cell that was deleted is put back, and nothing is written in it",
        {"auto_comment": (None, "No response.")},
    ),
}


def starter(cell):
    """Return a copy of an answer cell as it is released."""
    return nbformat.from_dict({**cell, "source": "# YOUR CODE HERE\nraise NotImplementedError()"})


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The Books of all lessons, each an assignment with one notebook."""
    root = tmp_path_factory.mktemp("stock") / "files"
    for name, source in (LESSONS | OWN).items():
        folder = root / "source" / name
        folder.mkdir(parents=True)
        for beside in ("jupyter.png", "data.txt"):
            shutil.copy(APPS / beside, folder)
        if name in LESSONS:
            shutil.copy(source, folder / NAME)
        else:
            nbformat.write(source, folder / NAME)
    (root / "source" / "chain" / "beside.py").write_text("WORDS = ['a', 'b']\n", encoding="utf-8")
    (root / "source" / "test_taskcell" / "nose").mkdir()
    (root / "source" / "test_taskcell" / "nose" / "tools.py").write_text(NOSE, encoding="utf-8")
    shutil.copy(APPS / "autotests.yml", root)
    (root / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    stock.configure(root, f"{stock.QUICK}c.CourseDirectory.course_id = 'files'\nc.Rehearsal.exempt = {EXEMPT}\n")
    refused = stock.release(root, *LESSONS, *OWN)
    assert refused > {*OLD, *SERVED}
    for name in OLD:
        stock.update(root, name, NAME)
    refused -= {*OLD} - stock.release(root, *OLD)
    for name in [*LESSONS, *OWN]:
        hand_in(root, name, name in refused)
    for name in OLD:
        shutil.copy(LESSONS[name], root / "source" / name / NAME)
    return stock.compare(root, refused)


def hand_in(root, name, refused):
    """Hand in a lesson for each of its students."""
    if refused:
        stock.submit(root, "solved", name, NAME, root / "source" / name / NAME)
        return
    stock.submit(root, "untouched", name, NAME, stock.released(root, name, NAME))
    stock.submit(root, "solved", name, NAME, stock.solved(root, name, NAME))
    for path in HANDED_IN.get(name, ()):
        stock.submit(root, path.stem, name, NAME, path)
    for student, what in STUDENTS.get(name, {}).items():
        notebook = stock.solved(root, name, NAME)
        if callable(what):
            what(notebook)
        else:
            stock.answered(notebook, what)
        stock.submit(root, student, name, NAME, notebook)


def told(books, name):
    """Return the lines that say that nobody was graded in a lesson."""
    return [line for line in books.errors if line.startswith(f"{name}: nobody was graded, ")]


@pytest.mark.parametrize("name", [*LESSONS, *OWN])
def test_the_same_gradebook(files, name):
    """What nbgrader makes no assignment of is refused in one line; of all else the marks and comments are the same."""
    if name in SERVED:
        handed_in = {(lesson, student) for lesson, student, _ in files.ours if lesson == name and student}
        assert told(files, name) == []
        assert {student: files.marks[name, student] for _, student in handed_in} == SERVED[name][1]
        return
    if name in files.refused:
        assert len(told(files, name)) == 1
        return
    assert told(files, name) == []
    failed = {student for lesson, student in files.failed if lesson == name}
    due = {each: FAILED[each] for each in FAILED if each[0] == name}
    assert failed == {student for _, student in due}
    found = stock.differences(*(of_lesson(rows, name, failed) for rows in (files.stock, files.ours)))
    expected = {
        (name, student, "p1", cell, column): values
        for (lesson, student, cell), (_, columns) in DIFFERENT.items()
        for column, values in columns.items()
        if lesson == name
    }
    assert found == expected
    for each, (_, scores) in due.items():
        row = files.ours[*each, "p1"]
        assert {cell: row[cell]["auto_score"] for cell in scores} == scores
        assert all(row[cell]["needs_manual_grade"] == (score is None) for cell, score in scores.items())


def test_the_same_marks(files):
    """The mark of a whole submission is nbgrader's, too, and held where nbgrader waits for a person."""
    changed = {key[:2] for key in [*FAILED, *DIFFERENT]}
    due = {key: mark for key, mark in files.totals.items() if key not in changed and key[0] not in files.refused}
    assert {key: files.marks.get(key) for key in due} == due


def of_lesson(rows, name, failed):
    """Return those rows of a gradebook that are of a lesson, less of students that could not be graded."""
    return {key: row for key, row in rows.items() if key[0] == name and key[1] not in failed}


def test_no_other_lines(files):
    """What cannot be served is said in one line each, and nothing else is said of it."""
    known = rf"({'|'.join(files.refused)}): nobody was graded, |[0-9]+ of [0-9]+ submissions are held"
    known += r"|\[IPKernelApp\] WARNING"  # said by the kernel in which nbgrader makes tests of ### AUTOTEST
    assert [line for line in files.errors if not re.match(known, line)] == []


P1, P2 = "problem1.ipynb", "problem2.ipynb"
DUE = "2020-01-01 00:00:00 UTC"
# Of a student whose first notebook has another name nbgrader takes the second one alone, and gives 0 for the first.
RENAMED = {
    **{(f"{name}", "auto_score"): (0.0, 1.0) for name in ("correct_squares", "squares_invalid_input")},
    **{(f"{name}", "auto_score"): (0.0, 0.5) for name in ("correct_sum_of_squares", "sum_of_squares_uses_squares")},
    **{(f"sum_of_squares_{name}", "auto_score"): (0.0, None) for name in ("equation", "application")},
    **{(f"sum_of_squares_{name}", "needs_manual_grade"): (False, True) for name in ("equation", "application")},
    ("cell-938593c4a215c6cc", "auto_score"): (0.0, None),
    ("cell-938593c4a215c6cc", "needs_manual_grade"): (False, True),
}
DIFFERENT_QUICK = {("ps1", "renamed", "problem1", *cell): values for cell, values in RENAMED.items()}


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """The Books of the course that `nbgrader quickstart` makes: two notebooks, a header, a picture, a task."""
    root = stock.quickstart(tmp_path_factory.mktemp("quickstart"))
    stock.configure(root, f"{stock.QUICK}c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    refused = stock.release(root, "ps1")
    assert not refused

    def submit(student, one, two, time="", name=P1):
        for target, notebook in ((name, one), (P2, two)):
            if notebook is not None:
                stock.submit(root, student, "ps1", target, notebook, time)

    untouched = [stock.released(root, "ps1", name) for name in (P1, P2)]
    solved = [stock.solved(root, "ps1", name) for name in (P1, P2)]
    broken = stock.answered(stock.solved(root, "ps1", P1), {"squares": "def squares(n) return n"})
    submit("untouched", *untouched)
    submit("solved", *solved)
    submit("source", *(root / "source" / "ps1" / name for name in (P1, P2)))
    submit("partly", stock.solved(root, "ps1", P1, ["squares"]), stock.solved(root, "ps1", P2, ["part-a"]))
    submit("first", solved[0], None)
    submit("second", None, solved[1])
    submit("broken", broken, solved[1])
    submit("late", *solved, "2020-01-02 00:00:00 UTC")
    submit("early", *solved, "2019-12-31 00:00:00 UTC")
    submit("stray", *solved)
    stock.submit(root, "stray", "ps1", "notes.ipynb", untouched[1])
    submit("renamed", *solved, name="problem1 (1).ipynb")
    return stock.compare(root, refused, DUE)


def test_quickstart(quick):
    """Its course is graded as it is made, and its gradebook is the same."""
    assert quick.refused == quick.failed == set()
    assert told(quick, "ps1") == []
    assert {student for _, student, _ in quick.stock} - {""} == {student for _, student, _ in quick.ours} - {""}
    assert stock.differences(quick.stock, quick.ours) == DIFFERENT_QUICK
    due = {key: mark for key, mark in quick.totals.items() if key[1] != "renamed"}
    assert {key: quick.marks.get(key) for key in due} == due


def test_quickstart_is_late(quick):
    """What being late costs, by nbgrader's own plugin: all that was not left to a person."""
    late = {student: row[""] for (_, student, name), row in quick.ours.items() if student and name == "problem1"}
    costs = {student: cells["late_submission_penalty"] for student, cells in late.items()}
    assert costs == dict.fromkeys(late, 0.0) | {"late": 3.0}
    assert late["late"]["total_seconds_late"] == 24 * 3600
