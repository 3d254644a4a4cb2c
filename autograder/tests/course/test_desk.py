"""Where am I, am I done: the last cell of a lesson, the start page, the digest of what is handed in, course.json."""

import hashlib
import json
import os
import re
import shutil
import threading
import time
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from traitlets.config import Config

import checks
import desk
from autograder.cells import receipt
from autograder.course import desk as packed
from autograder.course import lessons, release
from autograder.course.convert import load_config
from autograder.errors import LessonError
from autograder.prepare.notebook import receipt_of
from autograder.tests import ROOT, small

FILES = sorted(path for folder in ("lessons", "solutions") for path in (ROOT / folder).rglob("*.ipynb"))
NASTY = {
    "nothing": [],
    "emoji": [{"cell_type": "markdown", "source": "caf\u00e9 \U0001f600 \u2028 \u0000"}],
    "half a character": [{"cell_type": "code", "source": "x = '\ud83d'"}, {"cell_type": "code", "source": "\ude00"}],
    "line ends": [{"cell_type": "code", "source": "a\r\nb\rc\n"}],
    "lists of lines": [{"cell_type": "code", "source": ["a\r", "\nb", 3, None]}],
    "raw cells and pictures": [{"cell_type": "raw", "source": "<x>", "attachments": {"a.png": {"image/png": "AAAA"}}}],
    "no source, no type, no cell": [{"cell_type": "code"}, {"source": "x"}, {"cell_type": [1], "source": 5}, 7, None],
    "what JSON escapes": [{"cell_type": "markdown", "source": 'a "quoted" \\ \t \x1f </script>'}],
}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No result or run of another test, no notebook's kernel, and no notebook that is being saved."""
    monkeypatch.setattr(desk, "SAVING", 0)
    monkeypatch.setattr(checks, "_now", checks.Running())
    monkeypatch.setattr(checks, "_runs", {})
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


# The digest.


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_student_and_the_grader_see_one_digest(path):
    """Of every notebook of the course."""
    seen = desk.digest(desk.cells_in(path))
    assert re.fullmatch(r"[0-9a-f]{4}( [0-9a-f]{4}){2}", seen) and seen == receipt_of(path.read_bytes())


@pytest.mark.parametrize("name", NASTY)
def test_they_see_one_digest_of_nasty_notebooks(name, tmp_path):
    """Whatever stands in them, and as whatever it was written."""
    seen = {desk.digest(NASTY[name]), receipt(NASTY[name])}
    for ascii_only in (True, False):
        content = json.dumps({"nbformat": 4, "cells": NASTY[name]}, ensure_ascii=ascii_only, indent=1)
        data = content.encode("utf-8", "surrogatepass")
        for start in (b"", b"\xef\xbb\xbf"):
            (tmp_path / "x.ipynb").write_bytes(start + data)
            seen |= {desk.digest(desk.cells_in(tmp_path / "x.ipynb")), receipt_of(start + data)}
    assert len(seen) == 1


def test_the_digest_is_what_it_is_said_to_be():
    """SHA-256 of types and texts, in the form that anybody can make: the first twelve digits."""
    cells = [
        {"cell_type": "markdown", "source": "# é"},
        {"cell_type": "code", "source": ["a\r\n", "b"], "outputs": [1]},
    ]
    digits = hashlib.sha256('[["markdown","# é"],["code","a\\nb"]]'.encode()).hexdigest()
    assert desk.digest(cells) == receipt(cells) == f"{digits[:4]} {digits[4:8]} {digits[8:12]}"


def test_every_word_changes_it_and_nothing_else():
    """Not outputs, counts, metadata, ids or the way in which lines are stored; but a word, a cell, an order."""

    def digest_of(*cells, **metadata):
        return desk.digest(json.loads(nbformat.writes(new_notebook(cells=[*cells], metadata=metadata)))["cells"])

    one, other = new_code_cell("x = 1\ny = 2"), new_markdown_cell("text")
    told = digest_of(one, other)
    run = new_code_cell("x = 1\ny = 2", execution_count=3, metadata={"tags": ["a"]}, id="another")
    run.outputs = [new_output("stream", text="3")]
    assert digest_of(run, other, kernelspec={"name": "x", "display_name": "y"}) == told
    for changed in ([one], [other, one], [new_code_cell("x = 1\ny = 3"), other], [one, new_raw_cell("text")]):
        assert digest_of(*changed) != told
    assert len({digest_of(new_code_cell(source)) for source in ("ab", "a b", "ab ", "ab\n", "Ab")}) == 5


def test_a_notebook_that_is_being_saved_is_read_when_it_is(tmp_path, monkeypatch):
    """JupyterLab empties the file first; what stays half a notebook, or is one for long, is told as such."""
    monkeypatch.setattr(desk, "SAVING", 60)
    path, whole = tmp_path / "x.ipynb", nbformat.writes(new_notebook(cells=[new_code_cell("1")]))
    for half in ("", whole[:30]):
        path.write_text(half)
        saving = threading.Timer(0.3, path.write_text, [whole])
        saving.start()
        assert [desk.text_of(cell) for cell in desk.cells_in(path)] == ["1"]
        saving.join()
    path.write_text(half)
    os.utime(path, (1, 1))
    with pytest.raises(ValueError):
        desk.cells_in(path)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"cells": 3}', b'{"worksheets": []}', b"\xff\xfe", b"[" * 10**5])
def test_what_is_no_notebook_has_no_digest(data, tmp_path):
    """It costs nobody anything but the digest."""
    (tmp_path / "x.ipynb").write_bytes(data)
    with pytest.raises(ValueError):
        desk.cells_in(tmp_path / "x.ipynb")


# The last cell of a lesson.


def judged(**exercises):
    """Let tests have run: {exercise: (points of each test, verdict of each)}."""
    for name, (points, marks) in exercises.items():
        parts = ("_basic", "_edge") if len(points) > 1 else ("",)
        for part, worth, mark in zip(parts, points, marks, strict=True):
            checks._now.results[f"test_{name}{part}"] = (name, worth, mark)


def told(capsys, points=20):
    """Return the lines of the last cell."""
    desk.progress(points)
    return capsys.readouterr().out.splitlines()


def test_points_are_told_by_exercise(capsys):
    """One line an exercise, not a test; then what is open, and what has not run."""
    judged(
        double=([2], [checks.PASSED]),
        half=([1, 2], [checks.PASSED, checks.NOT_YET]),
        third=([2, 2], [checks.NOT_STARTED, checks.NOT_STARTED]),
    )
    assert told(capsys) == [
        "3 of 20 points by the visible checks",
        "By exercise:",
        "  exercise  points  verdict",
        "  double    2 of 2  ✓ passed",
        "  half      1 of 3  ✗ not yet",
        "  third     0 of 4  ○ not started",
        "Checks for 11 points have not run here: Run > Run All Cells runs them.",
        "Open: half; third.",
        desk.SURE,
    ]


def test_who_is_sure_is_told_how_to_say_so(capsys):
    """Where a check still refuses an answer that is not the starter; else it is no matter."""
    for marks, said in (([checks.NOT_YET], True), ([checks.NOT_STARTED], False), ([checks.PASSED], False)):
        judged(double=([2], marks))
        assert (desk.SURE in told(capsys)) is said


def test_done_is_never_all(capsys):
    """What is hidden is said to be, and no file is named where the kernel is no notebook's."""
    judged(double=([3], [checks.PASSED]))
    lines = told(capsys, points=3)
    assert lines[-1] == "Nothing is open. Hidden checks run at grading."
    assert not any("all tests" in line or "hand in" in line for line in lines)
    assert desk.MARKS == (checks.PASSED, checks.NOT_YET, checks.NOT_STARTED)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of three lessons that were handed out, as a student has it; desk.py lies beside the second one."""
    root = tmp_path / "lessons"
    listed = []
    for number in (1, 2, 3):
        folder = root / f"{number}-l"
        folder.mkdir(parents=True)
        notebook = small.handed_in(double=None, halve=None)
        notebook.cells[0].source = f"# {number} - Lesson"
        nbformat.write(notebook, folder / f"l{number}.ipynb")
        about = {"folder": folder.name, "notebook": f"l{number}.ipynb", "title": f"{number} - Lesson"}
        listed.append(about | {"points": 5, "minutes": 10 * number})
    shutil.copy(ROOT / "lessons" / "start.ipynb", root)
    (root / "course.json").write_text(json.dumps({"lessons": listed, "ask": "https://example.org/ask"}))
    monkeypatch.setattr(desk, "HERE", root / "2-l")
    return root


def ran(source):
    """Tell the checks that a cell has run, as IPython does."""
    info = SimpleNamespace(raw_cell=source)
    checks._note_run(SimpleNamespace(error_before_exec=None, error_in_exec=None, info=info))


def test_the_file_to_hand_in_and_its_digest(course, capsys, monkeypatch):
    """As it was last saved, with the time; what ran since and is not in the file has to be saved first."""
    path = course / "2-l" / "l2.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    digest, saved = receipt_of(path.read_bytes()), path.stat().st_mtime
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(saved))
    due = f"File to hand in: lessons/2-l/l2.ipynb, digest {digest}, as last saved ({when})."
    assert due in told(capsys)
    ran("def double(x):\n    raise NotImplementedError")  # what is saved has run
    assert due in told(capsys)
    ran("def double(x):\n    return 2 * x")
    os.utime(path, (saved - 100, saved - 100))
    lines = told(capsys)
    assert any("lessons/2-l/l2.ipynb. It is older than what you ran: save (Ctrl+S)" in line for line in lines)
    assert not any("digest" in line for line in lines)
    notebook = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if cell.id == "double").source = "def double(x):\n    return 2 * x"
    nbformat.write(notebook, path)
    (line,) = [line for line in told(capsys) if "digest" in line]
    assert digest not in line and receipt_of(path.read_bytes()) in line


def test_a_file_that_was_renamed_or_lost(course, capsys, monkeypatch):
    """Each is one line."""
    path = course / "2-l" / "l2.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(course / "2-l" / "mine.ipynb"))
    assert any("mine.ipynb is not there, or cannot be read" in line for line in told(capsys))
    path.rename(course / "2-l" / "mine.ipynb")
    assert "Rename it before you hand it in: l2.ipynb" in told(capsys)
    (course / "2-l" / "mine.ipynb").write_text("{half", encoding="utf-8")
    assert any("mine.ipynb is not there, or cannot be read" in line for line in told(capsys))


def test_links_lead_on(course, capsys, monkeypatch):
    """To the start page, the lessons before and after, and people, as far as there are any."""
    links = [line for line in told(capsys) if ": ../" in line or "https" in line]
    assert links == [
        "Start page: ../start.ipynb",
        "Previous: 1 - Lesson: ../1-l/l1.ipynb",
        "Next: 3 - Lesson: ../3-l/l3.ipynb",
        "Ask a question: https://example.org/ask",
    ]
    assert all((course / "2-l" / line.rpartition(": ")[2]).is_file() for line in links if "../" in line)
    monkeypatch.setattr(desk, "HERE", course / "3-l")
    assert not any("Next" in line for line in told(capsys))
    (course / "course.json").unlink()
    assert told(capsys)[1:] == ["Checks for 20 points have not run here: Run > Run All Cells runs them."]


def test_how_to_hand_in_is_the_courses(course, capsys, monkeypatch):
    """In a line of its configuration, with a sensible one where it has none."""
    monkeypatch.setenv("JPY_SESSION_NAME", str(course / "2-l" / "l2.ipynb"))
    assert any(line.startswith("How: press Validate in the toolbar") for line in told(capsys))
    (course / "course.json").write_text(json.dumps({"hand_in": "Bring it on paper."}))
    assert "How: Bring it on paper." in told(capsys)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"lessons": 3}', '{"lessons": [3, {"folder": "../..", "notebook": "x"}, {"folder": "2-l"}]}']
    + ['{"ask": "javascript:alert(1)", "report": 3}', "[" * 10**5],
)
def test_whatever_course_json_holds(course, capsys, content):
    """What is not right in it is left out, never a traceback, never a link that runs something."""
    (course / "course.json").write_text(content)
    assert told(capsys)[0] == "0 of 20 points by the visible checks" and not desk.lessons_of(desk.course())
    assert list(desk.links(desk.course())) == []


# The start page.


def started(capsys, monkeypatch, course):
    """Return the lines of the start page."""
    monkeypatch.setattr(desk, "HERE", course)
    desk.start()
    return capsys.readouterr().out.splitlines()


def solve(path, **outputs):
    """Store outputs of tests in a notebook."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id in outputs:
            cell.outputs = outputs[cell.id]
    nbformat.write(notebook, path)


PASSED = [new_output("stream", text="my own print\n✓ passed: double (2 points by the visible checks)\nWhy.\n")]
NOT_YET = [new_output("error", ename="NotYet", evalue="✗ not yet: halve (3 points).\nhalve(3)", traceback=[])]
LIAR = [new_output("stream", text="✓ passed: halve\n"), *NOT_YET]


def test_the_start_page_lists_all_lessons(course, capsys, monkeypatch):
    """With minutes, points as last run and saved, a bar, what is open, and where to go on."""
    solve(course / "1-l" / "l1.ipynb", test_double=PASSED, test_halve=LIAR)
    lines = started(capsys, monkeypatch, course)
    assert lines == [
        "Continue here: 1 - Lesson, Exercise 2 - Halve (1-l/l1.ipynb)",
        "Points by the visible checks, as last run and saved:",
        "  lesson       minutes  points   progress    state",
        "  1 - Lesson   10       2 of 5   ####......  1 exercise open",
        "  2 - Lesson   20       0 of 5   ..........  2 exercises open",
        "  3 - Lesson   30       0 of 5   ..........  2 exercises open",
        "  All lessons  60       2 of 15  #.........",
        "Ask a question: https://example.org/ask",
    ]


def test_what_is_missing_broken_renamed_or_foreign_is_a_line(course, capsys, monkeypatch):
    """One each, and the others are listed as ever."""
    whole = [new_output("stream", text="✓ passed: it (3 points)\n")]
    (course / "1-l" / "l1.ipynb").rename(course / "1-l" / "mine.ipynb")
    solve(course / "1-l" / "mine.ipynb", test_double=whole, test_halve=whole)
    shutil.copy(course / "1-l" / "mine.ipynb", course / "3-l" / "l3.ipynb")
    (course / "2-l" / "l2.ipynb").write_text('{"cells": [{"cell_type": "code", "metadata": 3, "outputs": [7]', "utf-8")
    lines = started(capsys, monkeypatch, course)
    assert "5 of 5   ##########  saved as mine.ipynb: rename it to l1.ipynb before you hand it in" in lines[3]
    assert "0 of 5   ..........  l2.ipynb cannot be read" in lines[4]
    assert "0 of 5   ..........  l3.ipynb is another notebook" in lines[5]
    assert lines[0] == "Nothing is open in the lessons that can be read; look at: 2 - Lesson; 3 - Lesson."
    (course / "2-l" / "l2.ipynb").unlink()
    shutil.rmtree(course / "3-l")
    lines = started(capsys, monkeypatch, course)
    assert "l2.ipynb is not in 2-l" in lines[4] and "l3.ipynb is not in 3-l" in lines[5]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# notes")]), course / "2-l" / "l2.ipynb")
    assert "l2.ipynb is another notebook" in started(capsys, monkeypatch, course)[4]


@pytest.mark.parametrize("cells", [[{}], [{"metadata": {"nbgrader": {"grade": True}}}], [3], ["x"], [{"outputs": 3}]])
def test_whatever_a_notebook_holds(course, capsys, monkeypatch, cells):
    """It is a line of the table."""
    for cell in [each for each in cells if isinstance(each, dict)]:
        cell["cell_type"] = "code"
    (course / "2-l" / "l2.ipynb").write_text(json.dumps({"cells": cells}))
    assert "l2.ipynb is another notebook" in started(capsys, monkeypatch, course)[4]


def test_it_works_without_course_json(course, capsys, monkeypatch):
    """By what the folders hold; and where there is nothing, it says so."""
    (course / "course.json").unlink()
    lines = started(capsys, monkeypatch, course)
    assert lines[2:4] == [
        "  lesson       points   progress    state",
        "  1 - Lesson   0 of 5   ..........  2 exercises open",
    ]
    for number in (1, 2, 3):
        shutil.rmtree(course / f"{number}-l")
    assert started(capsys, monkeypatch, course) == ["No lesson is here: open this page in the folder of the lessons."]


def test_both_forms_say_the_same(course, capsys, monkeypatch):
    """The HTML has the words of the text, a name for each bar, and escapes what a notebook holds."""
    listed = json.loads((course / "course.json").read_text())
    listed["lessons"][0]["title"] = '1 - <b onclick="x">'
    (course / "course.json").write_text(json.dumps(listed))
    monkeypatch.setattr(desk, "HERE", course)
    pages = []
    monkeypatch.setattr(desk.Page, "show", lambda page: pages.append(page))
    desk.start()
    (page,) = pages
    html = "".join(page.html)
    assert html.count("<progress ") == html.count('aria-label="') == 4 and "<b onclick" not in html
    for word in ("2 exercises open", "0 of 15", "Continue here", "1-l/l1.ipynb#cell-id=double"):
        assert word in html
    assert '<a href="https://example.org/ask" target="_blank" rel="noopener">' in html


# What `make lessons` makes of it.


def configured(**options):
    """Return a configuration of the desk."""
    return Config({"Desk": options})


def test_course_json_is_the_courses():
    """Lessons in order, with titles, points and minutes as their openings say; empty links are left out."""
    stored = json.loads((ROOT / "lessons" / "course.json").read_text(encoding="utf-8"))
    assert list(stored) == ["lessons"]
    assert [each["folder"] for each in stored["lessons"]] == [each.name for each in lessons.lessons()]
    assert all(each["points"] == 20 and 45 <= each["minutes"] <= 70 for each in stored["lessons"])
    assert stored["lessons"][0]["title"] == "1 - The embedding matrix"


@pytest.mark.parametrize(
    "link", ["example.org/ask", "http://example.org", "javascript:x", "https://", "https://a b", " "]
)
def test_a_link_that_is_none_is_told_in_a_line(link):
    """Which setting, what it is, and what is due."""
    for name in ("ask", "report"):
        with pytest.raises(LessonError, match=rf"^c\.Desk\.{name} = .*https://\.\.\. or mailto:\.\.\. is$"):
            packed.Desk(config=configured(**{name: link})).told()
    good = {"ask": "mailto:ask@example.org", "report": "https://example.org/x?y#z", "hand_in": "On\npaper."}
    assert packed.Desk(config=configured(**good)).told() == good | {"hand_in": "On paper."}


def test_the_start_page_is_laid_with_what_it_imports(tmp_path, config):
    """Without outputs; where a course has none, nothing is laid."""
    packed.lay(lessons.lessons(), tmp_path, config)
    assert {path.name for path in tmp_path.iterdir()} == {"start.ipynb", "desk.py", "course.json"}
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (ROOT / "lessons" / path.name).read_bytes(), "run make lessons"
    other = small.make_course(tmp_path / "other")
    release.release_all(lessons.lessons(other), tmp_path / "out", load_config(other))
    assert [path.name for path in (tmp_path / "out").iterdir()] == [small.LESSON]


# Links in the notebooks.


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_link_resolves(path):
    """What a notebook links to inside the course is there; each lesson leads to start page and neighbours."""
    texts = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    inside = [link for text in texts for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in inside if not (path.parent / link).is_file()] == []
    found = lessons.lessons()
    names = [each.name for each in found]
    if path.parent.name in names:
        at = names.index(path.parent.name)
        near = [found[place] for place in (at - 1, at + 1) if 0 <= place < len(found)]
        due = {"../start.ipynb", *(f"../{each.name}/{each.path.name}" for each in near)}
        closing = next(text for text in texts if "## What comes next" in text)
        for text in (texts[0], closing):
            assert due <= set(re.findall(r"\]\(([^)]+)\)", text))
        assert re.search(r"\*\*Hand in\b.*\*Validate\*", texts[0])
