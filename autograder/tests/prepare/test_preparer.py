"""Taking submissions in: whatever is in a file, it costs that submission one line, and the grader nothing."""

import gc
import time
import zipfile

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.errors import SubmissionError, TooMuch
from autograder.prepare import preparer
from autograder.prepare.preparer import Preparer
from autograder.record import rendered
from autograder.tests import small

MB = 10**6


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The small lesson's skeleton."""
    root = small.make_course(tmp_path_factory.mktemp("course"))
    return skeleton.make(lessons.lessons(root)[0], load_config(root))


VISIBLE = {"test_double": "expect(double, 3, 6)"}


@pytest.fixture(scope="module")
def taken():
    """A Preparer with small limits."""
    made = Preparer(memory=300 * MB, seconds=120)
    yield made
    made.close()


def handed_in(*cells):
    """Return the bytes of a small notebook with more cells at its end."""
    notebook = small.handed_in()
    notebook.cells += cells
    return nbformat.writes(notebook).encode()


@pytest.mark.slow
def test_a_submission_is_prepared_as_it_would_be_here(lesson, taken, tmp_path):
    """Found, parsed, rebuilt and looked through apart: the same comes of it."""
    path = tmp_path / "small.ipynb"
    path.write_bytes(handed_in(new_code_cell("own = 1"), new_markdown_cell("é")))
    found = taken.find(path, "small.ipynb")
    assert found.data == path.read_bytes() and found.where == str(path)
    for lean in (False, True):
        here = preparer.ready(found.data, "x", lesson, VISIBLE, lean)
        assert taken.ready(found.data, found.where, lesson, VISIBLE, lean) == here
    assert taken.ready(found.data, "x", lesson, VISIBLE, True)[1]


MEMBERS = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": [%s{}]}, "cells": []}'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 100_000,
        b'{"nbformat": 4, "cells": ' + b"[" * 10_000_000,
        (MEMBERS % ("{}," * 1_600_000)).encode(),
        b'{"nbformat": ' + b"1" * 5000 + b', "cells": []}',
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1e999}, 3]}',
        b"\xff\xfe\x00\xd8" * 3,
    ],
    ids=["empty", "deep", "long and deep", "members", "a long number", "no cell", "half a character"],
)
def test_a_broken_notebook_is_one_line(lesson, taken, data):
    """Which says where, and the grader's own memory does not grow."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    with pytest.raises(SubmissionError, match=r"^x\.ipynb: [^\n]+$"):
        taken.ready(data, "x.ipynb", lesson, VISIBLE, True)
    assert psutil.Process().memory_info().rss - before < 100 * MB


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "-" * 5000 + "1",
        "x = " + "(" * 5000,
        "if x:\n " * 3000,
        "x = " + "1" * 5000,
        "!ls\n" * 600,
        "\0",
        "a\fb",
    ],
    ids=["minus signs", "parentheses", "ifs", "a long number", "shell lines", "a zero byte", "a form feed"],
)
def test_a_cell_that_no_parser_takes_costs_that_submission_alone(lesson, taken, source):
    """It is prepared, or refused in one line; the next one is prepared."""
    try:
        prepared, _ = taken.ready(handed_in(new_code_cell(source)), "x.ipynb", lesson, VISIBLE, True)
        assert any(cell.source == source for cell in prepared.notebook.cells)
    except SubmissionError as error:
        assert str(error).startswith("x.ipynb: ") and "\n" not in str(error)
    taken.ready(handed_in(), "x.ipynb", lesson, VISIBLE, True)


@pytest.mark.slow
def test_time_has_an_end(lesson):
    """A text that takes too long is said to be that."""
    made = Preparer(seconds=0.001)
    with pytest.raises(TooMuch, match=r"^x\.ipynb: cannot be read in 0.001 s"):
        made.ready(handed_in(*(new_code_cell("x = 1\n" * 1000) for _ in range(100))), "x.ipynb", lesson, VISIBLE, True)
    made.close()


def test_a_zip_file_of_many_members_is_one_line(taken, tmp_path):
    """However many there are: counting them is done apart, too."""
    path = tmp_path / "small.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(5000):
            archive.writestr(f"{number}{'x' * 200}", b"")
    with pytest.raises(SubmissionError, match="holds more than"):
        taken.find(path, "small.ipynb")


@pytest.mark.slow
def test_markdown_that_takes_too_long_is_shown_as_written(monkeypatch):
    """What an honest student writes is rendered; a text that is made to take long costs seconds, not minutes."""
    assert "<strong>bold</strong>" in rendered.html("**bold**")
    assert "<strong>bold</strong>" in rendered.html("**bold** " * 500)
    monkeypatch.setattr(rendered.APART, "seconds", 1)
    source = "\\\\(<" * 60_000
    start = time.monotonic()
    made = rendered.html(source)
    assert made.startswith("<pre>\\\\(&lt;")
    assert time.monotonic() - start < 60
