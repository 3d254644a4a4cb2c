"""Reading what students hand in, in whatever state, and rebuilding the lesson around the answers."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.errors import SubmissionError
from autograder.prepare import notebook as prepare
from autograder.prepare import rebuild
from autograder.tests import small


@pytest.fixture(scope="module")
def lesson_skeleton(tmp_path_factory):
    """The small lesson as submissions are rebuilt on it."""
    root = small.make_course(tmp_path_factory.mktemp("course"))
    (lesson,) = lessons.lessons(root)
    return skeleton.make(lesson, load_config(root))


def data(notebook=None):
    """Return a notebook's bytes, those of a right submission if not said otherwise."""
    return nbformat.writes(notebook or small.handed_in()).encode()


def rebuilt(lesson_skeleton, notebook):
    """Return {cell id: source} of the notebook that a submission is rebuilt to, and its ids in order."""
    content = notebook if isinstance(notebook, bytes) else data(notebook)
    made = rebuild.prepared(lesson_skeleton, prepare.parse(content, "x.ipynb")).notebook
    nbformat.validate(made)
    return {cell.id: cell.source for cell in made.cells}, [cell.id for cell in made.cells]


def test_the_skeleton_has_starters_and_whole_tests(lesson_skeleton):
    """Its answers are starters, its tests hold the hidden part, and it stores no output."""
    sources = {cell.id: cell.source for cell in lesson_skeleton.cells}
    assert "NotImplementedError" in sources["double"] and "2 * x" not in sources["double"]
    assert "expect(double, 4, 8)" in sources["test_double"]
    assert all(not cell.get("outputs") for cell in lesson_skeleton.cells)


def test_answers_are_taken_and_nothing_else(lesson_skeleton):
    """Answers come from the student; tests, given cells, points, tags and the kernelspec from the lesson.

    An edited given cell of the student's is an own cell above the lesson's, whose names win.
    """
    notebook = small.handed_in(double="def double(x):\n    return x + x")
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        if "nbgrader" in cell.metadata and cell.metadata.nbgrader.grade:
            cell.metadata.nbgrader.points = 5000
            cell.source = "pass"
        if cell.id == "given":
            cell.source = "def expect(*anything):\n    pass"
    notebook.metadata.kernelspec.name = "nonsense"
    made = rebuild.prepared(lesson_skeleton, prepare.parse(data(notebook), "x.ipynb")).notebook
    edited = made.cells.pop(1)
    assert edited.source.startswith("def expect(*anything)") and edited.metadata == {"autograder": {"own": True}}
    expected = nbformat.from_dict(lesson_skeleton)
    for cell in expected.cells:
        cell.source = {"double": "def double(x):\n    return x + x", "halve": "def halve(x):\n    return x / 2"}.get(
            cell.id, cell.source
        )
    assert made == expected


def move(notebook, name, place):
    """Put a cell elsewhere."""
    index = next(i for i, cell in enumerate(notebook.cells) if cell.id == name)
    notebook.cells.insert(place, notebook.cells.pop(index))


def drop(notebook, *names):
    """Delete cells."""
    notebook.cells = [cell for cell in notebook.cells if cell.id not in names]


def checks_deleted(notebook):
    """Delete every test cell."""
    drop(notebook, "test_double", "test_halve", "given", "title", "heading-1")


def checks_duplicated(notebook):
    """Copy and paste a test cell, as keys c and v do: the copy has the same metadata."""
    copy = nbformat.from_dict(notebook.cells[5])
    copy.id = "copied"
    notebook.cells.insert(6, copy)


def checks_retyped(notebook):
    """Turn test cells and an answer into prose."""
    for index in (4, 5):
        cell = notebook.cells[index]
        notebook.cells[index] = new_markdown_cell(cell.source, id=cell.id, metadata=cell.metadata)


def checks_retagged(notebook):
    """Give a test cell another grade_id."""
    notebook.cells[5].metadata.nbgrader.grade_id = "test_trouble"


def moved(notebook):
    """Put a test above its answer, a given cell and a teaching cell to the end."""
    for name, place in {"test_double": 0, "given": 8, "teaching": 8}.items():
        move(notebook, name, place)


def ids_lost(notebook):
    """Give every cell a new id, as some editors do."""
    for number, cell in enumerate(notebook.cells):
        cell.id = f"new-{number}"


def metadata_garbled(notebook):
    """Put into metadata what does not belong there."""
    for cell in notebook.cells:
        cell.metadata["nbgrader_"] = 1
    notebook.cells[5].metadata["nbgrader"] = "yes"


@pytest.mark.parametrize(
    "change",
    [checks_deleted, checks_duplicated, checks_retyped, checks_retagged, moved, ids_lost, metadata_garbled],
    ids=lambda change: change.__name__,
)
def test_what_became_of_the_lessons_cells_does_not_matter(lesson_skeleton, change):
    """Deleted, duplicated, retyped, retagged or out of reach: the lesson's cells stand where they stood."""
    notebook = small.handed_in()
    change(notebook)
    content = json.dumps(notebook).encode()
    sources, order = rebuilt(lesson_skeleton, content)
    known = [cell.id for cell in lesson_skeleton.cells if change is not moved or cell.id != "teaching"]
    assert [name for name in order if not name.startswith("own-") and name in known] == known
    assert sources["double"] == "def double(x):\n    return 2 * x"
    assert sources["halve"] == "def halve(x):\n    return x / 2"
    assert "expect(double, 4, 8)" in sources["test_double"]


def test_a_split_answer_stays_split(lesson_skeleton):
    """Both halves of a split cell carry the answer's metadata, and both are run, in their order."""
    notebook = small.handed_in(double="factor = 2")
    half = nbformat.from_dict(notebook.cells[4])
    half.id, half.source = "half", "def double(x):\n    return factor * x"
    notebook.cells.insert(5, half)
    sources, order = rebuilt(lesson_skeleton, notebook)
    assert sources["double"] == "def double(x):\n    return factor * x"
    assert sources[order[order.index("double") - 1]] == "factor = 2"


def test_own_cells_are_kept_where_they_were(lesson_skeleton):
    """A helper above the answer stays above it; edited teaching cells are the student's."""
    notebook = small.handed_in()
    notebook.cells.insert(4, new_code_cell("helper = 2", id="mine"))
    notebook.cells.insert(0, new_markdown_cell("my notes", id="notes"))
    notebook.cells.append(new_code_cell("last = 1", id="last"))
    notebook.cells[3].source = "shown = 5"
    sources, order = rebuilt(lesson_skeleton, notebook)
    own = [name for name in order if name.startswith("own-")]
    assert [sources[name] for name in own] == ["my notes", "helper = 2", "last = 1"]
    assert order.index(own[1]) == order.index("double") - 1
    assert order[0] == own[0] and order[-1] == own[2]
    assert sources["teaching"] == "shown = 5"


def test_an_answer_in_a_cell_of_its_own_counts(lesson_skeleton):
    """Who deletes the starter and writes the answer in a new cell has answered: that cell is the answer's."""
    notebook = small.handed_in()
    notebook.cells[4] = new_code_cell("def double(x):\n    return 2 * x", id="mine")
    sources, order = rebuilt(lesson_skeleton, notebook)
    assert order == [cell.id for cell in lesson_skeleton.cells]
    assert sources["double"] == "def double(x):\n    return 2 * x"


def test_a_deleted_answer_is_a_starter(lesson_skeleton):
    """An answer that is not there is as good as untouched."""
    notebook = small.handed_in()
    drop(notebook, "double")
    sources, _ = rebuilt(lesson_skeleton, notebook)
    assert "NotImplementedError" in sources["double"]
    assert sources["halve"] == "def halve(x):\n    return x / 2"


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.encode("latin-1"),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8 with a mark", "utf-16", "utf-16 without a mark", "utf-16 big end first", "latin-1", "crlf"],
)
def test_encodings_are_repaired(lesson_skeleton, encode):
    """Whatever an editor made of the file, the answer is read, its letters too."""
    notebook = small.handed_in(double="def double(x):\n    return 2 * x  # doppelt für alle")
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    sources, _ = rebuilt(lesson_skeleton, encode(text))
    assert sources["double"].endswith("# doppelt für alle")


def test_format_3_is_read(lesson_skeleton):
    """An old notebook is brought up to date; its cells are known by their text."""
    notebook = small.handed_in()
    old = nbformat.convert(notebook, 3)
    sources, order = rebuilt(lesson_skeleton, json.dumps(old).encode())
    assert sources["double"] == "def double(x):\n    return 2 * x"
    assert not [name for name in order if name.startswith("own-")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "empty, a file of 0 bytes"),
        (b" \n ", "empty, a file of 3 bytes"),
        (b'{"cells": [', "the JSON breaks off or is wrong at line 1"),
        (b"print('hello')", "the JSON breaks off or is wrong at line 1"),
        (b"[1, 2]", "not a notebook, it holds no cells"),
        (b'{"a": 1}', "not a notebook, it holds no cells"),
        (b'{"nbformat": 4, "cells": 3}', "not a notebook, it holds no cells"),
        (b'{"nbformat": 4, "cells": ["x"]}', "not a notebook that can be read"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "without a filled cell"),
        (b'{"nbformat": 5, "cells": []}', "of notebook format 5"),
        (b'{"nbformat": "four", "cells": []}', "of notebook format four"),
        (b"[" * 100000, "x.ipynb: not a notebook"),
        (b"\xff\xfe\x00", "broken text, utf-16 was expected"),
        (bytes(range(256)), "x.ipynb: "),
        (b'{"nbformat": 4, "cells": [{}, ' + b"9" * 5000 + b"]}", "not a notebook that can be read (Exceeds the limit"),
        (b'{"nbformat": 4, "cells": ' + b"[" * 5000 + b"]" * 5000 + b"}", "not a notebook"),
        (b'{"nbformat": 3, "worksheets": 5}', "not a notebook that can be read"),
        (b'{"nbformat": -1, "cells": []}', "not a notebook that can be read"),
        (b'{"nbformat": 4, "cells": [' + b"{}," * 5000 + b"{}]}", "5001 cells, more than 5000"),
        (json.dumps({"cells": [{"source": "x" * (prepare.CHARACTERS + 1)}]}).encode(), "more than 5 MB of text"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_notebook_is_told_in_one_line(content, line):
    """Each kind of broken file gets one line that says what, where and what to do."""
    with pytest.raises(SubmissionError) as caught:
        prepare.parse(content, "x.ipynb")
    assert line in str(caught.value) and str(caught.value).startswith("x.ipynb: ")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ({"source": None}, ""),
        ({"source": 5}, "5"),
        ({"source": ["a\r\n", "b\r", "c", None, 3]}, "a\nb\nc"),
        ({"source": "\ufeffx = 1"}, "x = 1"),
        ({"source": "half \ud83d"}, "half \ufffd"),
        ({"source": "whole \ud83d\ude00"}, "whole 😀"),
        ({"source": "a\0b\f\u2028"}, "a\0b\f\u2028"),
        ({"input": "old"}, "old"),
        ({}, ""),
        ({"source": {"a": 1}}, "{'a': 1}"),
        ({"source": "see ![pasted](attachment:image.png)", "cell_type": "raw"}, "see [image: image.png]"),
        ({"source": "x", "metadata": [1], "id": 7}, "x"),
        ({"source": "x", "metadata": {"nbgrader": [1], "id": None, "big": float("nan")}}, "x"),
        ({"source": "x", "metadata": {"nbgrader": {"grade_id": {"a": 1}}}}, "x"),
    ],
    ids=str,
)
def test_cells_are_read_in_whatever_state(cell, text):
    """Text as an editor shows it, and as a file can hold it; what is no text or no metadata is none."""
    content = {
        "nbformat": 4,
        "nbformat_minor": 2,
        "metadata": 3,
        "cells": [{"source": "1"}, {"cell_type": "code"} | cell],
    }
    submitted = prepare.parse(json.dumps(content).encode(), "x.ipynb")
    assert submitted.cells[1].source == text and submitted.cells[1].grade_id is None
    told = " ".join(submitted.remarks)
    assert ("half a character" in told) == ("half" in text) and ("an image" in told) == ("image" in text)
    text.encode()


def test_cells_that_are_none_are_left_out_with_a_remark(lesson_skeleton):
    """The others are graded."""
    content = json.loads(data())
    content["cells"][2:2] = ["x", 5, None]
    submitted = prepare.parse(json.dumps(content).encode(), "x.ipynb")
    found = rebuild.prepared(lesson_skeleton, submitted)
    assert found.remarks == ("cells that cannot be read were left out",) and len(submitted.cells) == 9
