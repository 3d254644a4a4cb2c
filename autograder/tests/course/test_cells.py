"""What a cell is, and which exercises a lesson has."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.cells import Kind, View, columns, exercises, language_of, numbers, points, view
from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.course.outputs import normalised
from autograder.course.source import read_notebook, with_ids
from autograder.errors import LessonError
from autograder.prepare.idle import idle_cells
from autograder.prepare.notebook import parse
from autograder.prepare.rebuild import prepared
from autograder.tests import small

ESSAY = small.cell("Write here.", "essay", answer=True, points=4, kind="markdown")
TASK = new_markdown_cell(
    "Do it.\n\n### BEGIN MARK SCHEME\nTwo points.\n### END MARK SCHEME",
    id="task",
    metadata={"nbgrader": {"schema_version": 3, "grade_id": "task", "task": True, "points": 2, "grade": False}},
)
TASK.metadata.nbgrader.update(solution=False, locked=True)
MANUAL = small.cell("def triple(x):\n    return 3 * x", "triple", answer=True, points=2)


def lesson_with(tmp_path, *extra, config="", change=None):
    """Return the small lesson with more cells, its configuration, and the lesson as submissions are rebuilt on it."""
    root = small.make_course(tmp_path / "course", [nbformat.from_dict(each) for each in extra])
    path = root / "solutions" / small.NOTEBOOK
    if change:
        path.write_text(change(path.read_text()))
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(config)
    (lesson,), made = lessons.lessons(root), load_config(root)
    return lesson, made, skeleton.make(lesson, made)


def released(made, config):
    """Return a lesson as its students get it."""
    notebook, visible = nbformat.from_dict(made), skeleton.visible_tests(made, config)
    for cell in notebook.cells:
        cell.source = visible.get(view(cell).grade_id, cell.source)
    return notebook


def rebuilt(notebook, made, config):
    """Return the Prepared of what is handed in; both are valid notebooks."""
    submitted = parse(nbformat.writes(notebook).encode(), "x.ipynb")
    found = prepared(made, submitted, skeleton.visible_tests(made, config))
    nbformat.validate(found.notebook)
    return found


def test_what_a_cell_is():
    """Its kind and points, out of nbgrader's metadata."""
    notebook = small.source([ESSAY, TASK, MANUAL, new_raw_cell("raw"), new_markdown_cell("more")])
    kinds = [view(cell).kind for cell in notebook.cells]
    assert kinds[:6] == [Kind.PROSE, Kind.GIVEN, Kind.TEACHING, Kind.PROSE, Kind.ANSWER, Kind.TEST]
    assert kinds[9:] == [Kind.WRITTEN, Kind.TASK, Kind.ANSWER, Kind.PROSE, Kind.PROSE]
    assert [view(cell).points for cell in notebook.cells[4:6]] == [0, 2] and view(notebook.cells[0]).grade_id == ""
    odd = new_code_cell("x", metadata={"nbgrader": {"grade_id": 5}, "autograder": [1]})
    assert view(odd) == View("", Kind.TEACHING, 0)


def test_columns_are_exercises_and_what_stands_by_itself():
    """An answer that a person marks, too, is one column with its tests."""
    notebook = small.source([ESSAY, TASK])
    assert columns(notebook) == {
        **{"double": ["test_double"], "halve": ["test_halve"]},
        **{"essay": ["essay"], "task": ["task"]},
    }
    assert points(notebook) == {"double": 2, "halve": 3, "essay": 4, "task": 2}
    notebook.cells[4].metadata.nbgrader.update(grade=True, points=5)
    assert columns(notebook)["double"] == ["double", "test_double"] and points(notebook)["double"] == 7
    notebook.cells[3].source = "no heading"
    assert list(columns(notebook)) == ["double", "test_double", "test_halve", "essay", "task"]


def test_a_heading_may_stand_above_what_a_person_marks():
    """Written answers and tasks are no exercises of code, but may be numbered with them."""
    heading = new_markdown_cell("### Exercise 3 - Essay (4 points)")
    notebook = small.source([heading, ESSAY])
    assert [each.name for each in exercises(notebook, "x")] == ["double", "halve"]
    assert numbers(notebook.cells) == {"double": 1, "halve": 2, "essay": 3}
    notebook.cells.pop()
    with pytest.raises(LessonError, match=r"^x: exercise 3 has no starter cell$"):
        exercises(notebook, "x")


@pytest.mark.parametrize("minor", [0, 2, 4, 5])
def test_ids_are_the_same_in_every_run(tmp_path, minor):
    """Cells of old formats have none; two of the same id get two."""
    notebook = json.loads(nbformat.writes(small.source([new_markdown_cell("same"), new_markdown_cell("same")])))
    notebook["nbformat_minor"] = minor
    for cell in notebook["cells"]:
        del cell["id"]
    if minor == 5:
        notebook["cells"][0]["id"] = notebook["cells"][1]["id"] = "twice"
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(notebook))
    found = read_notebook(path)
    nbformat.validate(found)
    names = [cell.id for cell in found.cells]
    assert found == read_notebook(path) == read_notebook(path.read_bytes()) and len({*names}) == len(names)
    assert names[4:6] == ["double", "test_double"] and names[1] == "given"
    assert (names[0] == "twice") == (minor == 5)


def test_format_3_has_worksheets(tmp_path):
    """Its cells, and their ids, are the same each time they are read."""
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(nbformat.convert(small.source(), 3)))
    found = read_notebook(path)
    assert found == read_notebook(path) and [cell.source for cell in found.cells[4:6]] == [
        small.DOUBLE,
        small.TEST_DOUBLE,
    ]
    data = path.read_bytes()
    assert parse(data, "x") == parse(data, "x")


def test_a_grade_id_that_is_no_id_is_none():
    """An id has letters, digits, - and _, and at most 64 of them."""
    cells = [small.cell("x", "name") for _ in range(4)]
    for cell, name in zip(cells, ("a b", "é", "x" * 65, "ok"), strict=True):
        cell.metadata.nbgrader.grade_id = name
        del cell["id"]
    names = [cell.id for cell in with_ids(nbformat.from_dict({"cells": cells})).cells]
    assert names[3] == "ok" and all(name.startswith("cell-") for name in names[:3])


def test_a_task_and_its_mark_scheme(tmp_path):
    """Students do not get the scheme; that it is missing from their copy is no text of theirs."""
    _, config, made = lesson_with(tmp_path, TASK, ESSAY)
    student = released(made, config)
    assert "BEGIN" not in "".join(cell.source for cell in student.cells) and "Two points" in made.cells[9].source
    found = rebuilt(student, made, config)
    assert [cell.source for cell in found.notebook.cells] == [cell.source for cell in made.cells]
    student.cells[9].source += "\n\nDone."
    student.cells.insert(10, new_code_cell("done = 1"))
    student.cells[11].source = "My essay"
    sources = [cell.source for cell in rebuilt(student, made, config).notebook.cells]
    assert sources[9:] == [made.cells[9].source, "Done.", "done = 1", "My essay"]


def test_other_delimiters(tmp_path):
    """Solutions and hidden tests are where the configuration says that they begin."""
    config = """
c.ClearSolutions.begin_solution_delimeter = "BEGIN ANSWER"
c.ClearSolutions.end_solution_delimeter = "END ANSWER"
c.ClearHiddenTests.begin_test_delimeter = "BEGIN SECRET"
c.ClearHiddenTests.end_test_delimeter = "END SECRET"
"""
    swaps = {" SOLUTION": " ANSWER", "HIDDEN TESTS": "SECRET"}

    def change(text):
        for one, other in swaps.items():
            text = text.replace(one, other)
        return text

    _, made_with, made = lesson_with(tmp_path, config=config, change=change)
    assert "2 * x" not in made.cells[4].source and "expect(double, 4, 8)" in made.cells[5].source
    student = released(made, made_with)
    assert student.cells[5].source == "expect(double, 3, 6)"
    found = rebuilt(student, made, made_with)
    assert found.notebook.cells[5].source == made.cells[5].source and found.remarks == ()


def test_a_header_lies_in_the_courses_folder(tmp_path, monkeypatch):
    """Whatever the current folder is; its cells have ids, though its format has none."""
    config = 'c.IncludeHeaderFooter.header = "solutions/header.ipynb"\n'
    header = new_notebook(cells=[new_markdown_cell("Honour code"), small.cell("rate = 2", "rate")])
    header.nbformat_minor = 2
    for cell in header.cells:
        del cell["id"]

    def change(text):
        (tmp_path / "course" / "solutions" / "header.ipynb").write_text(nbformat.writes(header))
        monkeypatch.chdir(tmp_path)
        return text

    _, made_with, made = lesson_with(tmp_path, config=config, change=change)
    assert [cell.source for cell in made.cells[:2]] == ["Honour code", "rate = 2"] and made.cells[1].id == "rate"
    nbformat.validate(made)
    found = rebuilt(released(made, made_with), made, made_with)
    assert found.notebook.cells == made.cells and found.remarks == ()


def test_pictures_of_the_lesson_are_its_own(tmp_path):
    """A picture pasted into the lesson stays, and no student is told of it; one of the student's is told of."""
    prose = new_markdown_cell("See ![this](attachment:a.png)", attachments={"a.png": {"image/png": "QQ=="}}, id="see")
    essay = nbformat.from_dict(ESSAY)
    essay.source = "### BEGIN SOLUTION\nRight.\n### END SOLUTION\n![that](attachment:b.png)"
    essay.attachments = {"b.png": {"image/png": "QQ=="}}
    _, config, made = lesson_with(tmp_path, prose, essay)
    student = released(made, config)
    found = rebuilt(student, made, config)
    assert found.notebook.cells == made.cells and found.remarks == ()
    bare = nbformat.from_dict(student)
    for each in bare.cells:
        del each["id"]
        each.metadata.pop("nbgrader", None)
    bare.nbformat_minor = 2
    assert rebuilt(bare, made, config).remarks == ()
    student.cells[9].source += "\n\nMine: ![x](attachment:mine.png)"
    student.cells[10].source = "![x](attachment:mine.png)"
    found = rebuilt(student, made, config)
    assert found.remarks == ("an image that was pasted into a text is not shown",)
    told = [cell.source for cell in found.notebook.cells[9:]]
    assert told == [prose.source, "Mine: [image: mine.png]", "[image: mine.png]"]


def test_what_is_stored_of_a_source_keeps_its_pictures_and_its_language():
    """Pictures that the text shows; a kernel that is not Python's."""
    cell = new_markdown_cell("![this](attachment:a.png)", attachments={"a.png": {"image/png": "QQ=="}, "b.png": {}})
    stored = normalised(new_notebook(cells=[cell], metadata=R | {"language_info": {"name": "R", "version": "4"}}))
    assert stored.cells[0].attachments == {"a.png": {"image/png": "QQ=="}}
    assert stored.metadata == R
    assert normalised(new_notebook(metadata={})).metadata.kernelspec.name == "python3"


def test_raw_cells_stay_raw(tmp_path):
    """The lesson's; nothing runs them."""
    _, config, made = lesson_with(tmp_path, new_raw_cell("raw *text*", id="raw"))
    student = released(made, config)
    assert rebuilt(student, made, config).notebook.cells == made.cells
    student.cells.pop()
    assert rebuilt(student, made, config).notebook.cells[-1].cell_type == "raw"


def in_another_language(text, info):
    """Return a notebook's text with another kernel."""
    notebook = json.loads(text)
    notebook["metadata"] = info
    return json.dumps(notebook)


R = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}, "language_info": {"name": "R"}}


@pytest.mark.parametrize(
    ("info", "language"),
    [({}, "python"), (R, "r"), ({"language_info": {"name": "ipython"}}, "python"), ({"kernelspec": 3}, "python")],
)
def test_a_lesson_in_another_language_or_none(tmp_path, info, language):
    """Of another language nothing is guessed: answers are known by metadata and text, and no cell is idle."""
    assert language_of(nbformat.from_dict({"metadata": info})) == language
    if info == {"kernelspec": 3}:
        return
    _, config, made = lesson_with(tmp_path, change=lambda text: in_another_language(text, info))
    assert ("fail()" in made.cells[4].source) == (language == "r")
    student = released(made, config)
    found = rebuilt(student, made, config)
    assert found.notebook.cells == made.cells and found.remarks == ()
    assert idle_cells(found.notebook, made) == (set() if language == "r" else {"teaching"})
    student.cells[4].source = "double <- function(x) 2 * x"
    assert rebuilt(student, made, config).notebook.cells[4].source == student.cells[4].source
    student.cells[4:5] = [new_code_cell("double <- function(x) 2 * x")]
    answer = {cell.id: cell.source for cell in rebuilt(student, made, config).notebook.cells}["double"]
    assert (answer == "") == (language == "r")
