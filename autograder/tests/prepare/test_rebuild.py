"""What becomes of cells that honest people have moved, merged, copied, deleted, or robbed of their metadata."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course import demo, lessons, skeleton
from autograder.course.convert import load_config
from autograder.errors import SubmissionError
from autograder.prepare import rebuild
from autograder.prepare.notebook import parse
from autograder.tests import ROOT, small

DOUBLE, HALVE = "def double(x):\n    return 2 * x", "def halve(x):\n    return x / 2"


@pytest.fixture(scope="module")
def lesson_skeleton(tmp_path_factory):
    """The small lesson as submissions are rebuilt on it."""
    root = small.make_course(tmp_path_factory.mktemp("course"))
    (lesson,) = lessons.lessons(root)
    return skeleton.make(lesson, load_config(root))


@pytest.fixture
def made(lesson_skeleton):
    """A function that prepares a notebook; what it makes is valid, also once it has been written and read."""

    def prepared(notebook):
        found = rebuild.prepared(lesson_skeleton, parse(json.dumps(notebook).encode(), "x.ipynb"))
        for each in filter(None, [found.notebook, found.plain]):
            nbformat.validate(nbformat.reads(nbformat.writes(each), as_version=4))
            assert len({cell.id for cell in each.cells}) == len(each.cells)
        names = [each.metadata.nbgrader.grade_id for each in found.notebook.cells if "nbgrader" in each.metadata]
        assert sorted(names) == ["double", "given", "halve", "test_double", "test_halve"]
        return found

    return prepared


def marks_of(notebook):
    """Return {test's grade_id: whether one of its copies passes} of a notebook run from top to bottom."""
    space, marks = {}, {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            test_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            try:
                exec(cell.source, space)
                good = space["score"] == 3 if test_id == "test_halve" else True
            except Exception:
                good = False
            if test_id.startswith("test_"):
                marks[test_id] = good or marks.get(test_id, False)
    return marks


def passes(found):
    """Return the grade_ids of the tests that pass in either notebook of a Prepared."""
    marks = [marks_of(each) for each in (found.notebook, found.plain) if each is not None]
    return {test_id for each in marks for test_id, good in each.items() if good}


BOTH = {"test_double", "test_halve"}


def strip(notebook, ids=False, metadata=True):
    """Take the cells' metadata, or ids, or both."""
    for number, cell in enumerate(notebook.cells):
        if metadata:
            cell.metadata = {}
        if ids:
            cell.id = f"new-{number}"
    return notebook


@pytest.mark.parametrize("ids", [False, True])
@pytest.mark.parametrize("metadata", [False, True])
def test_lost_metadata_costs_nothing(made, lesson_skeleton, ids, metadata):
    """Metadata, ids or both: each cell is what it was, in its place, and no starter comes back."""
    found = made(strip(small.handed_in(), ids, metadata))
    assert [cell.id for cell in found.notebook.cells] == [cell.id for cell in lesson_skeleton.cells]
    assert found.plain is None and found.remarks == ()
    assert passes(found) == BOTH


def test_an_ordinary_submission_has_no_remark_and_no_second_notebook(made):
    """Own cells and notes are ordinary."""
    notebook = small.handed_in()
    notebook.cells[4:4] = [new_code_cell("helper = 2"), new_markdown_cell("my notes")]
    found = made(notebook)
    assert found.plain is None and found.remarks == ()


@pytest.mark.parametrize("place", [0, 3, 5])
def test_all_answers_in_one_own_cell(made, place):
    """Starters deleted: none of them comes back below, and the tests stand where they see the answers."""
    notebook = small.handed_in()
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("double", "halve")]
    notebook.cells.insert(place, new_code_cell(f"{DOUBLE}\n\n{HALVE}"))
    found = made(notebook)
    assert passes(found) == BOTH == {key for key, good in marks_of(found.notebook).items() if good}
    assert "NotImplementedError" not in str(found.notebook)
    assert any("halve: the answer was found in" in line for line in found.remarks)


def test_only_the_answers_in_a_new_notebook(made):
    """Who hands in nothing but answers is graded."""
    found = made(new_notebook(cells=[new_code_cell(DOUBLE), new_code_cell(HALVE)]))
    assert marks_of(found.notebook) == dict.fromkeys(BOTH, True)


@pytest.mark.parametrize("wrong_first", [True, False])
def test_a_copy_of_an_answer_stays_a_cell(made, wrong_first):
    """A right copy below an attempt that raises counts, and the reverse does as Python does."""
    notebook = small.handed_in(double="raise ValueError('not yet')")
    copy = nbformat.from_dict(notebook.cells[4])
    copy.id, copy.source = "copy", DOUBLE
    notebook.cells.insert(5 if wrong_first else 4, copy)
    found = made(notebook)
    assert passes(found) == BOTH and found.plain is None


def test_the_answer_is_the_last_one_that_its_test_sees(made):
    """What is tried out below the test, in a copy of the answer's cell or in an own one, is not taken for it."""
    for metadata in ({}, small.handed_in().cells[4].metadata):
        notebook = small.handed_in()
        notebook.cells.append(new_code_cell("def double(x):\n    return 7", metadata=metadata))
        (cell,) = (each for each in made(notebook).notebook.cells if each.id == "double")
        assert cell.source == DOUBLE


def test_a_merged_answer_and_test(made):
    """Whichever of the two the merged cell was: the answer is run, then the test, whole."""
    for keeps in (4, 5):
        notebook = small.handed_in()
        notebook.cells[keeps].source = f"{DOUBLE}\n{notebook.cells[5].source}"
        del notebook.cells[9 - keeps]
        assert marks_of(made(notebook).notebook) == dict.fromkeys(BOTH, True)
        strip(notebook, ids=True)
        assert passes(made(notebook)) == BOTH


def test_everything_merged_into_one_cell(made):
    """All code in the given cell."""
    notebook = small.handed_in()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    code[0].source = "\n".join(cell.source for cell in code)
    notebook.cells = [notebook.cells[0], code[0]]
    assert passes(made(notebook)) == BOTH


def test_an_answer_pasted_over_a_test(made):
    """The test is the lesson's, and the answer is not lost."""
    notebook = small.handed_in(double=None)
    notebook.cells[5].source = DOUBLE
    found = made(notebook)
    assert passes(found) == BOTH
    assert any("test_double held an answer" in line for line in found.remarks)


def test_what_is_written_into_a_test_is_told(made):
    """It was not run, says the remark."""
    notebook = small.handed_in()
    notebook.cells[5].source = "expect(double, 3, 7)"
    found = made(notebook)
    assert found.remarks == ("what was written into the test test_double was not run",)
    assert "expect(double, 3, 7)" not in str(found.notebook) + str(found.plain)


def test_additions_to_a_given_cell_are_kept(made):
    """An import that was added is run; the lesson's own names win; the plain notebook has the student's version."""
    notebook = small.handed_in(double="def double(x):\n    return int(math.prod([2, x]))")
    notebook.cells[1].source = "import math\n" + notebook.cells[1].source.replace("got == due", "False")
    found = made(notebook)
    assert passes(found) == BOTH and found.remarks == ("given was edited; the lesson's own version ran after yours",)
    assert "False" in found.plain.cells[0].source and "False" not in found.notebook.cells[2].source


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_retyped_cells(made, kind):
    """A test or a given cell is code again; so is an answer, unless it stands elsewhere."""
    for name, elsewhere in (("test_double", False), ("given", False), ("double", False), ("double", True)):
        notebook = small.handed_in()
        place = [cell.id for cell in notebook.cells].index(name)
        make = new_markdown_cell if kind == "markdown" else nbformat.v4.new_raw_cell
        cell = notebook.cells[place]
        notebook.cells[place] = make(cell.source, id=cell.id, metadata=cell.metadata)
        if elsewhere:
            notebook.cells.insert(place, new_code_cell(DOUBLE.replace("2 * x", "x + x")))
        found = made(notebook)
        assert passes(found) == BOTH
        assert len(found.remarks) == (name == "double")


def test_what_was_moved_out_of_reach(made):
    """A given cell below the answers, a test above: each in reach again, and the plain notebook as it was."""
    notebook = small.handed_in()
    notebook.cells.append(notebook.cells.pop(1))
    notebook.cells.insert(0, notebook.cells.pop(4))
    found = made(notebook)
    assert marks_of(found.notebook) == dict.fromkeys(BOTH, True)
    assert marks_of(found.plain) == {"test_double": False, "test_halve": True}


def test_what_was_deleted_comes_back_above_what_replaces_it(made):
    """A given cell that the student wrote anew, a teaching cell whose name the student binds."""
    notebook = small.handed_in(halve="def halve(x):\n    return x / shown")
    notebook.cells[1] = new_code_cell("def expect(function, argument, due):\n    assert function(argument) == due")
    notebook.cells[2] = new_code_cell("shown = 2")
    found = made(notebook)
    assert passes(found) == BOTH
    sources = [cell.source for cell in found.notebook.cells]
    assert sources.index(small.GIVEN.strip()) < sources.index(notebook.cells[1].source)
    assert not any("double_of" in each for each in sources)


def test_deleted_tests_stand_below_each_answer(made):
    """In the plain notebook: which of them is meant nobody can know."""
    notebook = small.handed_in()
    notebook.cells = [cell for cell in notebook.cells if cell.id not in BOTH]
    notebook.cells += [new_code_cell("double = None")]
    found = made(notebook)
    assert passes(found) == BOTH
    assert [cell.metadata.nbgrader.grade_id for cell in found.plain.cells if "nbgrader" in cell.metadata] == [
        "test_double",
        "test_halve",
        "test_double",
    ]


def test_copied_tests_are_each_where_they_stand(made):
    """In the plain notebook, with ids of their own; in the other there is one."""
    notebook = small.handed_in(double="def double(x):\n    return 3 * x")
    copy = nbformat.from_dict(notebook.cells[5])
    copy.id = "copy"
    notebook.cells += [new_code_cell(DOUBLE), copy]
    assert passes(made(notebook)) == BOTH


def test_an_id_alone_is_not_enough(made):
    """Cells pasted over others: each is what its text says."""
    notebook = strip(small.handed_in())
    notebook.cells[1].source, notebook.cells[4].source = DOUBLE, notebook.cells[1].source
    notebook.cells[2].source = small.GIVEN.strip()
    assert passes(made(notebook)) == BOTH


@pytest.mark.parametrize(
    "answer",
    ["%matplotlib inline\n" + DOUBLE, "%%time\n" + DOUBLE, "!ls\n" + DOUBLE, "?len\n" + DOUBLE, ">>> double = abs"],
)
def test_answers_are_known_below_magics(made, answer):
    """In a cell of the student's own, without metadata."""
    notebook = strip(small.handed_in(double=answer), ids=True)
    found = made(notebook)
    (cell,) = (each for each in found.notebook.cells if each.id == "double")
    assert cell.source == answer


def test_own_starters_never_override(made):
    """Where it cannot be told whether a name is bound, no starter is put back."""
    notebook = small.handed_in()
    notebook.cells[4] = new_code_cell("exec('def dou' + 'ble(x):\\n    return 2 * x')")
    found = made(notebook)
    assert passes(found) == BOTH == {key for key, good in marks_of(found.notebook).items() if good}


def test_a_text_of_the_students_is_kept(made):
    """Written into a text of the lesson's: it stands below it."""
    notebook = small.handed_in()
    notebook.cells[3].source += "\n\nI asked Ada."
    sources = [cell.source for cell in made(notebook).notebook.cells]
    assert sources[sources.index("### Exercise 1 - Double (2 points)") + 1] == "I asked Ada."


def released(name):
    """Return a lesson as students get it."""
    lesson = lessons.lesson(name)
    return nbformat.read(ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)


NAMES = [lesson.name for lesson in lessons.lessons()]


@pytest.fixture(scope="module")
def skeletons():
    """{lesson: skeleton} of the course."""
    config = load_config(ROOT)
    return {lesson.name: skeleton.make(lesson, config) for lesson in lessons.lessons()}


@pytest.mark.slow
@pytest.mark.parametrize("stripped", [False, True])
@pytest.mark.parametrize("handed_in", NAMES)
def test_another_lessons_notebook_is_held(skeletons, handed_in, stripped):
    """Answered, and with its metadata or without; in its own lesson it is taken, untouched or answered."""
    for notebook in (demo.answered(released(handed_in), demo.solved(lessons.lesson(handed_in))), released(handed_in)):
        if stripped:
            strip(notebook, ids=True)
        submitted = parse(nbformat.writes(notebook).encode(), "x.ipynb")
        for name, made in skeletons.items():
            if name == handed_in:
                assert rebuild.prepared(made, submitted).remarks == ()
            else:
                with pytest.raises(SubmissionError, match=r"x\.ipynb: not this lesson's notebook, it looks like"):
                    rebuild.prepared(made, submitted)


def test_another_courses_notebook_is_held(skeletons, lesson_skeleton):
    """And one that holds nothing of the kind."""
    essay = new_notebook(cells=[new_markdown_cell("My essay"), new_code_cell("print(1)")])
    for notebook, made in ((essay, lesson_skeleton), (small.handed_in(), skeletons[NAMES[0]])):
        with pytest.raises(SubmissionError, match="not this lesson's notebook"):
            rebuild.prepared(made, parse(nbformat.writes(notebook).encode(), "x.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_one_answer_is_enough(skeletons, name):
    """In a notebook of the student's own, under a title of its own, whichever of the lesson's exercises it is."""
    for exercise in lessons.lesson(name).exercises:
        cells = [new_markdown_cell("# My homework"), new_code_cell(exercise.starter.source)]
        submitted = parse(nbformat.writes(new_notebook(cells=cells)).encode(), "x.ipynb")
        made = rebuild.prepared(skeletons[name], submitted)
        (cell,) = (each for each in made.notebook.cells if each.id == exercise.name)
        assert cell.source == exercise.starter.source


def test_a_lesson_without_ids(lesson_skeleton):
    """Of an older format: the rebuilt notebook has ids, and is valid."""
    old = nbformat.from_dict(lesson_skeleton)
    for cell in old.cells:
        del cell["id"]
    old.nbformat_minor = 2
    found = rebuild.prepared(old, parse(nbformat.writes(small.handed_in()).encode(), "x.ipynb"))
    nbformat.validate(found.notebook)
    assert found.notebook.nbformat_minor == 5 and passes(found) == BOTH


def test_remarks_are_few(made):
    """Ten, and how many more."""
    found = rebuild.told([f"remark {number}" for number in range(30)] * 2)
    assert len(found) == 11 and found[-1] == "and 20 more"


@pytest.mark.parametrize("handed_in", ["My essay on doubling.", None])
def test_a_written_answer(tmp_path, handed_in):
    """It is the student's text, also where its metadata is lost; where it was deleted, the starter stands there."""
    essay = small.cell("Write here.", "essay", answer=True, points=4, kind="markdown")
    root = small.make_course(tmp_path, [essay])
    made = skeleton.make(lessons.lessons(root)[0], load_config(root))
    notebook = small.handed_in(notebook=small.source([nbformat.from_dict(essay)]))
    notebook.cells[9].source = handed_in or ""
    if handed_in is None:
        del notebook.cells[9]
    else:
        notebook.cells[9].metadata = {}
    found = rebuild.prepared(made, parse(nbformat.writes(notebook).encode(), "x.ipynb"))
    (cell,) = (each for each in found.notebook.cells if each.id == "essay")
    assert cell.cell_type == "markdown" and cell.metadata.nbgrader.points == 4
    assert cell.source == (handed_in or made.cells[9].source)
    assert passes(found) == BOTH and found.plain is None
