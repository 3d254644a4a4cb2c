"""Which cells grading may leave out, and that leaving them out changes no mark."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder import words
from autograder.cells import editable
from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.execute.job import Job
from autograder.execute.run import execute
from autograder.prepare import idle as lean
from autograder.prepare import rebuild
from autograder.prepare.notebook import parse
from autograder.tests import small

LESSON = [
    new_code_cell("import math\nrate = 2", id="rate"),
    new_code_cell("def twice(x):\n    local = rate * x\n    return local", id="twice"),
    new_code_cell("rate += 0\nprint(rate)", id="change"),
    new_code_cell("unused = [local for local in range(3)]", id="unused"),
    new_code_cell("double_seen = double", id="looks"),
]


ALL = {"rate", "twice", "change", "unused", "looks", "teaching"}


def prepared(tmp_path, **answers):
    """Return (the small lesson with more teaching cells and answers, its skeleton)."""
    root = small.make_course(tmp_path / "course")
    notebook = small.source()
    notebook.cells[3:3] = [nbformat.from_dict(cell) for cell in LESSON]
    nbformat.write(notebook, root / "solutions" / small.NOTEBOOK)
    made = skeleton.make(lessons.lessons(root)[0], load_config(root))
    submitted = small.handed_in(notebook=nbformat.from_dict(notebook), **answers)
    return rebuild.prepared(made, parse(nbformat.writes(submitted).encode(), "x.ipynb")).notebook, made


@pytest.mark.parametrize(
    ("answer", "run"),
    [
        ("def double(x):\n    return 2 * x", set()),
        ("def double(unused):\n    local = 2\n    return local * unused", set()),
        ("def double(x):\n    return rate * x", {"rate", "change", "twice"}),
        ("def double(x):\n    return twice(x)", {"rate", "change", "twice"}),
        ("def double(x):\n    return math.prod([2, x])", {"rate", "change", "twice"}),
        ("double = lambda x: len(unused) * x - x", {"unused"}),
        ("def double(x:\n", set()),
        ("def double(x):\n    return globals()['rate'] * x", {"rate", "change", "twice"}),
        ("def double(x):\n    return eval('rate * x')", {"rate", "change", "twice"}),
        ("%time seen = unused\ndef double(x):\n    return 2 * x", {"unused"}),
        ("%%time\nseen = len(unused)", {"unused"}),
        ("seen = %who_ls\ndouble = int", ALL),
        ("double = dir() and int", ALL),
        ("double = _ and int", ALL),
        ("double = [_ for _ in range(3)]", set()),
        ("double = " + "1 + " * 5000 + "1", ALL),
        ("double = " + "-" * 5000 + "1", ALL),
        ("double = '" + "x" * 300_000 + "'", ALL),
        ("!ls\n" * 5000, set()),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_teaching_cells_are_run_where_an_answer_uses_them(tmp_path, answer, run):
    """By name, also through others; local names do not count."""
    notebook, made = prepared(tmp_path, double=answer)
    left_out = lean.idle_cells(notebook, made)
    assert {cell.id for cell in LESSON} | {"teaching"} == left_out | run
    assert not left_out & run


def test_edited_and_added_cells_are_run(tmp_path):
    """They are the student's."""
    notebook, made = prepared(tmp_path)
    next(cell for cell in notebook.cells if cell.id == "unused").source = "unused = 5"
    notebook.cells.insert(3, new_code_cell("mine = rate", id="own-3-0"))
    assert not {"unused", "own-3-0", "rate"} & lean.idle_cells(notebook, made)


@pytest.mark.slow
@pytest.mark.confined
def test_a_name_that_is_missed_all_the_same_costs_nothing(tmp_path):
    """An answer that hides the name that it uses is run again with all cells."""
    notebook, made = prepared(tmp_path, double="def double(x):\n    return eval('ra' + 'te') * x")
    idle = lean.idle_cells(notebook, made)
    assert {"rate", "change", "twice"} <= idle
    result = execute(Job(nbformat.writes(notebook), idle=idle, config=small.config()))
    assert result.outcomes["test_double"].score == 2
    assert words.IDLE() not in result.notebook


def test_the_lessons_tests_need_no_teaching_cell(lesson):
    """In this course's lessons every teaching cell can be left out."""
    left_out = lean.idle_cells(lesson.notebook, lesson.notebook)
    teaching = {cell.id for cell in lesson.notebook.cells if editable(cell)}
    assert left_out == teaching and len(teaching) > 5
