"""What the server of `make lab` and the formgrader do with notebooks on their way to a browser."""

import asyncio
import copy
import json
import sys

import nbformat
import pytest

from autograder.course.lessons import lessons
from autograder.doors.lab import STORED, LessonContents
from autograder.doors.preprocessors import SanitizeOutputs
from autograder.record.clean import safe_markdown
from autograder.tests import ROOT

LESSON = lessons()[0]
HINT = """<details><summary>A nudge</summary>

Use `a < b`.

</details>"""


@pytest.fixture
def contents(tmp_path):
    """The server's files, in a folder with the first lesson."""
    (tmp_path / "x.ipynb").write_bytes((ROOT / "lessons" / LESSON.name / LESSON.path.name).read_bytes())
    (tmp_path / "x.txt").write_text("plain", encoding="utf-8")
    return LessonContents(root_dir=str(tmp_path))


def test_a_lesson_comes_with_what_its_kernel_will_say(contents, tmp_path):
    """JupyterLab gets the running Python's version, and stores none: the file stays as it was, byte for byte."""
    before = (tmp_path / "x.ipynb").read_bytes()
    model = asyncio.run(contents.get("x.ipynb"))
    assert model["content"]["metadata"]["language_info"]["version"] == sys.version.split()[0]
    assert asyncio.run(contents.get("x.ipynb"))["content"]["metadata"] == model["content"]["metadata"]
    asyncio.run(contents.save(copy.deepcopy(model), "x.ipynb"))
    assert (tmp_path / "x.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}, "language_info": {"name": "R"}},
        {"kernelspec": {"name": "mine", "display_name": "Mine"}, "language_info": {"name": "python", "version": "3.9"}},
        {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    ],
)
def test_other_notebooks_are_as_they_are(contents, tmp_path, metadata):
    """Of what is not a lesson's the server changes nothing, neither on the way in nor out."""
    nbformat.write(nbformat.v4.new_notebook(metadata=metadata), tmp_path / "other.ipynb")
    model = asyncio.run(contents.get("other.ipynb"))
    assert model["content"]["metadata"] == metadata
    asyncio.run(contents.save(model, "other.ipynb"))
    assert json.loads((tmp_path / "other.ipynb").read_text(encoding="utf-8"))["metadata"] == metadata


def test_files_and_folders_come_as_ever(contents):
    """A text, a folder, and a notebook of which only the name is asked."""
    assert asyncio.run(contents.get("x.txt"))["content"] == "plain"
    assert {each["name"] for each in asyncio.run(contents.get(""))["content"]} == {"x.ipynb", "x.txt"}
    assert asyncio.run(contents.get("x.ipynb", content=False))["content"] is None


def test_what_is_stored_is_what_the_lessons_hold():
    """The lessons are written with the few words that the server completes."""
    for lesson in lessons():
        path = ROOT / "lessons" / lesson.name / lesson.path.name
        assert nbformat.read(path, as_version=4).metadata.language_info == STORED


def shown(source):
    """Return a Markdown cell as the formgrader shows it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source)])
    cleaned, _ = SanitizeOutputs().preprocess(notebook, {})
    return safe_markdown(cleaned.cells[0].source)


def test_hints_are_shown_as_hints():
    """A hint stays one, and what is code in it is shown as it was written."""
    html = shown(HINT)
    assert "<details><summary>A nudge</summary>" in html
    assert "<code>a &lt; b</code>" in html


@pytest.mark.parametrize(
    "bite",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<details ontoggle=alert(1) open>x</details>",
        "<a href='javascript:alert(1)'>x</a> [x](javascript:alert(1))",
        "<svg onload=alert(1)></svg><iframe src='javascript:alert(1)'></iframe>",
    ],
)
def test_markdown_runs_nothing(bite):
    """Nothing that could run is left of a student's Markdown."""
    html = shown(f"{bite}\n\nand {bite} amid")
    assert not any(word in html.lower() for word in ("<script", "onerror", "ontoggle", "onload", "href", "<iframe"))


@pytest.mark.parametrize("picture", ["![a cat](attachment:cat.png)", "<img src='attachment:cat.png'>"])
def test_a_pasted_picture_ends_nothing(picture):
    """A picture out of its cell, which the page does not have, is a word or nothing; the text around it is there."""
    html = shown(f"Before {picture} after")
    assert "Before" in html and "after" in html


def test_outputs_are_cleaned_all_the_same():
    """What runs in an output is told as text, or left out."""
    data = {"text/html": "<script>alert(1)</script><b>bold</b>", "application/javascript": "alert(1)"}
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("display_data", data)])
    raw = nbformat.v4.new_raw_cell("<script>alert(1)</script>")
    cleaned, _ = SanitizeOutputs().preprocess(nbformat.v4.new_notebook(cells=[cell, raw]), {})
    assert "<script" not in json.dumps(cleaned) and "application/javascript" not in json.dumps(cleaned)
