"""A small course without TensorFlow, for tests that grade many submissions or kill kernels."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from traitlets.config import Config

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "small"
c.CourseDirectory.source_directory = "solutions"
c.Execute.timeout = 3
c.WarmProvisioner.preload = ["numpy"]
c.WarmProvisioner.environment = {}
"""

LESSON = "1-small"
NOTEBOOK = f"{LESSON}/small.ipynb"

GIVEN = """
def expect(function, argument, due):
    got = function(argument)
    assert got == due, f"{function.__name__}({argument}) returned {got}, but {due} was due"
"""
DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
HALVE = "def halve(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"
TEST_DOUBLE = "expect(double, 3, 6)\n### BEGIN HIDDEN TESTS\nexpect(double, 4, 8)\n### END HIDDEN TESTS"
# Partial credit as nbgrader has it: the last line's value is the score.
TEST_HALVE = "score = sum(halve(x) == x / 2 for x in (1, 2, 3))\nscore"


def cell(source, name, *, answer=False, points=None, kind="code"):
    """Return a cell of nbgrader's: an answer, a test (with points), or one to be read."""
    make = new_code_cell if kind == "code" else new_markdown_cell
    entry = {"schema_version": 3, "grade_id": name, "solution": answer, "grade": points is not None, "task": False}
    entry["locked"] = not answer
    if points is not None:
        entry["points"] = points
    return make(source.strip(), id=name, metadata={"nbgrader": entry})


def source(extra=()):
    """Return the lesson's source notebook; extra: more cells at its end."""
    cells = [
        new_markdown_cell("# A small lesson", id="title"),
        cell(GIVEN, "given"),
        new_code_cell("shown = [double_of for double_of in (2, 4)]\nshown", id="teaching"),
        new_markdown_cell("### Exercise 1 - Double (2 points)", id="heading-1"),
        cell(DOUBLE, "double", answer=True),
        cell(TEST_DOUBLE, "test_double", points=2),
        new_markdown_cell("### Exercise 2 - Halve (3 points)", id="heading-2"),
        cell(HALVE, "halve", answer=True),
        cell(TEST_HALVE, "test_halve", points=3),
        *extra,
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def make_course(root, extra=()):
    """Write the small course to root, and return root."""
    path = root / "solutions" / NOTEBOOK
    path.parent.mkdir(parents=True)
    nbformat.write(source(extra), path)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return root


def handed_in(double="def double(x):\n    return 2 * x", halve="def halve(x):\n    return x / 2", notebook=None):
    """Return a notebook as a student hands it in, with answers; None leaves a starter."""
    notebook = notebook or source()
    for each in notebook.cells:
        answer = {"double": double, "halve": halve}.get(each.id)
        if answer is not None:
            each.source = answer
        elif each.id in ("double", "halve"):
            each.source = f"def {each.id}(x):\n    raise NotImplementedError"
        elif each.id == "test_double":
            each.source = "expect(double, 3, 6)"
    return notebook


def submit(root, student, **answers):
    """Hand in the small lesson for a student; return the notebook's path."""
    path = root / "submitted" / student / NOTEBOOK
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(handed_in(**answers), path)
    return path


def by_hand(root, student, comment="", **marks):
    """Give marks by hand, as the formgrader does, and a comment on the first answer."""
    with gradebook(root) as book:
        for name, mark in marks.items():
            grade = book.find_grade(name, "small", LESSON, student)
            grade.manual_score, grade.needs_manual_grade = mark, False
        if comment:
            book.find_comment("double", "small", LESSON, student).manual_comment = comment
        book.db.commit()


def gradebook(root):
    """Return the gradebook of the course."""
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small")


def config():
    """Return what of the small course's configuration the execute step needs."""
    return Config({"WarmProvisioner": {"preload": ["numpy"], "environment": {}}})
