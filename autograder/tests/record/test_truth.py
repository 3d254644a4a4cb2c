"""One truth for marks: a mark, held or missing, and through every door the same."""

import shutil
import subprocess
import sys
from datetime import datetime

import nbformat
import pytest

from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.grading import Grading
from autograder.settings import Settings
from autograder.tests import canned, small
from autograder.tests.record.doors import (
    CONFIG,
    doors,
    exported,
    in_gradebook,
    nbgrader,
    on_page,
    page,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def root(tmp_path):
    """A small course with the doors of this one, and with a plugin for those who are late."""
    root = small.make_course(tmp_path / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(CONFIG.format(root=root))
    return root


def run(root):
    """Run `autograder grade`; return what it printed."""
    command = [sys.executable, "-m", "autograder", "grade"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and "graded now" in done.stdout, done.stdout + done.stderr
    return done.stdout


@pytest.mark.confined
def test_every_verdict_through_every_door(root):
    """Passed, partly, failed, timed out, died, broken, missing, late, marked and commented by hand."""
    dies = "import os\ndef double(x):\n    os._exit(1)"
    small.submit(root, "right")
    small.submit(root, "partly", halve="def halve(x):\n    return 1")
    small.submit(root, "wrong", double="def double(x):\n    return 1", halve="def halve(x):\n    return 7")
    small.submit(root, "loops", double="def double(x):\n    while True:\n        pass")
    small.submit(root, "dies", double=dies)
    small.submit(root, "broken").write_text('{"cells": [', encoding="utf-8")
    small.submit(root, "late")
    small.submit(root, "by-hand", double=dies)
    small.submit(root, "told", double=None)
    shutil.copy(small.submit(root, "twice"), root / "submitted" / "twice" / "small.ipynb")
    small.submit(root, "twice", double=None)
    times = {"right": "2026-03-01 11:00:00 UTC", "late": "2026-03-01 13:00:00 UTC"}
    for student, said in times.items():
        (root / "submitted" / student / small.LESSON / "timestamp.txt").write_text(said, encoding="utf-8")
    run(root)
    with small.gradebook(root) as book:
        book.find_assignment(small.LESSON).duedate = datetime(2026, 3, 1, 12)
        book.update_or_create_student("missing")
        book.db.commit()
    small.by_hand(root, "by-hand", test_double=1.5)
    small.by_hand(root, "told", comment="See me, please.", test_double=0.5)
    due = {"right": 5, "partly": 3, "wrong": 0, "loops": 3, "dies": "held", "broken": "held", "late": 4}
    due |= {"by-hand": 4.5, "told": 3.5, "twice": "held", "missing": "missing"}
    for _ in range(2):
        out = run(root)
        for door, said in doors(root, out, due).items():
            assert said == due, door
    assert "For being late 1 point is taken off" in page(root, "late")
    assert "late, 1-small: 4 of 5, 1 taken off for being late" in out
    assert "<b>From your instructor:</b> See me, please." in page(root, "told")
    assert "not a notebook, the JSON breaks off" in page(root, "broken")
    assert "handed in at more than one place, and not the same; leave one" in out
    # Neither an export nor a page of nbgrader's own making says anything else.
    before = (root / "grades.csv").read_text(encoding="utf-8")
    nbgrader(root, "generate_feedback", small.LESSON, "--force")
    assert {name: on_page(root, name) for name in due} == due
    assert (root / "grades.csv").read_text(encoding="utf-8") == before


def test_what_a_person_changes_is_on_the_page_after_the_next_run(root):
    """A mark, a comment, the time when the lesson was due, an extension; where nothing is new, nothing is written."""
    path = small.submit(root, "ada")
    (path.parent / "timestamp.txt").write_text("2026-03-01 13:00:00 UTC", encoding="utf-8")
    assert canned.grade(root)["ada"].mark == on_page(root, "ada") == 5
    shown = root / "feedback" / "ada" / small.LESSON / "small.html"
    written = shown.stat().st_mtime_ns
    canned.grade(root)
    assert shown.stat().st_mtime_ns == written
    small.by_hand(root, "ada", test_halve=1)
    assert canned.grade(root)["ada"].mark == on_page(root, "ada") == 3
    small.by_hand(root, "ada", comment="Well done")
    again = canned.grade(root)["ada"]
    assert not again.fresh and "Well done" in page(root, "ada")
    for due, mark in ((datetime(2026, 3, 1, 12), 2), (datetime(2026, 3, 1, 14), 3)):
        with small.gradebook(root) as book:
            book.find_assignment(small.LESSON).duedate = due
            book.db.commit()
        assert canned.grade(root)["ada"].mark == on_page(root, "ada") == exported(root)["ada"] == mark
    (path.parent / "timestamp.txt").write_text("2026-03-01 15:00:00 UTC", encoding="utf-8")
    again = canned.grade(root)["ada"]
    assert not again.fresh and again.mark == on_page(root, "ada") == exported(root)["ada"] == 2
    with small.gradebook(root) as book:
        book.grant_extension(small.LESSON, "ada", hours=5)
    assert canned.grade(root)["ada"].mark == on_page(root, "ada") == exported(root)["ada"] == 3


def test_a_plugin_that_fails_holds_no_mark(root):
    """What being late costs is a remark then."""
    path = small.submit(root, "ada")
    (path.parent / "timestamp.txt").write_text("2026-03-01 13:00:00 UTC", encoding="utf-8")
    canned.grade(root)
    with small.gradebook(root) as book:
        book.find_assignment(small.LESSON).duedate = datetime(2026, 3, 1, 12)
        book.db.commit()
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace("return 1", "return 1 / 0"), encoding="utf-8")
    graded = canned.grade(root)["ada"]
    assert graded.mark == on_page(root, "ada") == exported(root)["ada"] == 5
    assert "what being late costs could not be worked out anew (ZeroDivisionError" in graded.remark


def test_a_broken_file_after_a_right_one(root):
    """Every door says held and why; marks by hand stay, and where they are all there are, they are the mark."""
    path = small.submit(root, "ada")
    right = path.read_bytes()
    assert canned.grade(root)["ada"].mark == 5
    path.write_text("{", encoding="utf-8")
    for _ in range(2):
        graded = canned.grade(root)["ada"]
        assert graded.held.startswith(f"submitted/ada/{small.NOTEBOOK}: not a notebook, the JSON breaks off")
        assert in_gradebook(root, "ada") == exported(root)["ada"] == on_page(root, "ada") == "held"
    assert graded.held in page(root, "ada").replace("&#39;", "'")
    with small.gradebook(root) as book:
        comment = book.find_comment("double", "small", small.LESSON, "ada")
        assert comment.auto_comment == f"Held: {graded.held}"
    shown = nbformat.read(root / "autograded" / "ada" / small.NOTEBOOK, as_version=4)
    assert graded.held in shown.cells[1].source and "return 2 * x" not in str(shown.cells[5])
    small.by_hand(root, "ada", test_double=1)
    assert canned.grade(root)["ada"].marks == {"double": (1, 2), "halve": (None, 3)}
    small.by_hand(root, "ada", test_halve=1)
    graded = canned.grade(root)["ada"]
    assert graded.mark == in_gradebook(root, "ada") == exported(root)["ada"] == on_page(root, "ada") == 2
    assert not graded.held and "marked by hand: submitted/ada" in graded.remark
    path.write_bytes(right)
    assert canned.grade(root)["ada"].marks == {"double": (1, 2), "halve": (1, 3)}


def test_a_lesson_that_cannot_be_graded_changes_no_mark(root):
    """That is told of the lesson, once; each door says what it said, and afterwards nothing is executed again."""
    small.submit(root, "ada")
    canned.grade(root)
    source = root / "solutions" / small.NOTEBOOK
    whole = source.read_text(encoding="utf-8")
    source.write_text(whole.replace("### END SOLUTION", "### NO END"), encoding="utf-8")
    assert canned.grade(root) == {}
    assert in_gradebook(root, "ada") == exported(root)["ada"] == on_page(root, "ada") == 5
    source.write_text(whole, encoding="utf-8")
    executor = canned.AtOnce()
    assert canned.grade(root, executor)["ada"].mark == on_page(root, "ada") == exported(root)["ada"] == 5
    assert executor.jobs == []


def test_two_places_of_one_submission(root):
    """The same in both is graded, with a remark; else it is held in one line that names them; and so in each run."""
    path = small.submit(root, "ada")
    beside = root / "submitted" / "ada" / "small.ipynb"
    shutil.copy(path, beside)
    for _ in range(2):
        graded = canned.grade(root)
        assert (graded["ada"].mark, graded["ada"].remark) == (5, "the same as in small.ipynb")
    small.submit(root, "ada", double=canned.WRONG)
    for _ in range(2):
        graded = canned.grade(root)
        both = f"submitted/ada/{small.LESSON} and submitted/ada/small.ipynb"
        assert graded["ada"].held == f"{both}: handed in at more than one place, and not the same; leave one"
        assert in_gradebook(root, "ada") == "held"
    beside.unlink()
    assert canned.grade(root)["ada"].mark == 3


def test_a_mark_of_what_is_there_no_more(root):
    """It stays what the gradebook says, in our tables, too."""
    small.submit(root, "ada")
    small.submit(root, "bob")
    canned.grade(root)
    shutil.rmtree(root / "submitted" / "bob")
    graded = canned.grade(root)
    assert graded["bob"].mark == exported(root)["bob"] == 5
    assert graded["bob"].remark == "what was handed in is in submitted/ no more"


def test_an_untouched_answer_has_no_comment(root):
    """nbgrader's "No response." is nobody's, and not told as an instructor's."""
    lesson = skeleton.make(lessons.lesson(small.LESSON, root), load_config(root))
    stub = next(cell for cell in lesson.cells if cell.id == "double")
    small.submit(root, "ada", double=stub.source)
    canned.grade(root)
    with small.gradebook(root) as book:
        assert book.find_comment("double", "small", small.LESSON, "ada").auto_comment == "No response."
    assert "No response." not in page(root, "ada") and "From your instructor" not in page(root, "ada")


def test_feedback_can_be_released(root):
    """`nbgrader release_feedback` finds what it looks for; the exchange's secret is kept; only the page goes out."""
    (root / "exchange").mkdir()
    path = small.submit(root, "ada")
    (path.parent / "timestamp.txt").write_text("2026-03-01 13:00:00 UTC", encoding="utf-8")
    (path.parent / "submission_secret.txt").write_text("ab12" * 32, encoding="utf-8")
    (small.submit(root, "bob").parent / "submission_secret.txt").symlink_to(root / "gradebook.db")
    small.submit(root, "eve").write_text("{", encoding="utf-8")
    for _ in range(2):
        canned.grade(root)
        nbgrader(root, "release_feedback", small.LESSON)
        out = sorted((root / "exchange" / "small" / "feedback").iterdir())
        assert len(out) == 3 and all(each.suffix == ".html" for each in out)
        assert not any("expect(double, 4, 8)" in each.read_text(encoding="utf-8") for each in out)
    secret = root / "feedback" / "ada" / small.LESSON / "submission_secret.txt"
    assert secret.read_text(encoding="utf-8") == "ab12" * 32
    # After pages of nbgrader's own making, too.
    nbgrader(root, "generate_feedback", small.LESSON, "--force")
    nbgrader(root, "release_feedback", small.LESSON)
    assert sorted((root / "exchange" / "small" / "feedback").iterdir()) == out


def test_a_lesson_without_points(root):
    """Where there is nothing to mark it is 0 of 0, and nobody has to look; what cannot be read is held all the same."""
    source = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(source, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    nbformat.write(notebook, source)
    path = small.submit(root, "ada")
    whole = path.read_bytes()
    shown = {"0 of 0": "Mark: 0 of 0 points", "held": "Your mark is held until a person has looked."}
    for content, due in ((whole, "0 of 0"), (b"{", "held"), (whole, "0 of 0")):
        path.write_bytes(content)
        for _ in range(2):
            graded = canned.grade(root)["ada"]
            assert (graded.mark, graded.points, bool(graded.held)) == (None if due == "held" else 0, 0, due == "held")
            assert [line in page(root, "ada") for line in shown.values()] == [name == due for name in shown]
            (known,) = Grading(Settings.of(load_config(root), root)).known()
            assert (known.mark, bool(known.held)) == (graded.mark, bool(graded.held))
    assert exported(root)["ada"] == 0


def test_what_waits_for_a_person_is_named(root):
    """Written answers and tasks, but none that has its mark: one left untouched is 0, one may be marked already."""
    source = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(source, as_version=4)
    task = small.cell("Draw.", "draw", kind="markdown")
    task.metadata.nbgrader.update(task=True, points=4)
    texts = [small.cell("Write.", name, answer=True, points=1, kind="markdown") for name in ("first", "second")]
    notebook.cells += [*texts, task]
    nbformat.write(notebook, source)
    for student in ("ada", "bob"):
        path = small.submit(root, student)
        handed_in = nbformat.read(path, as_version=4)
        handed_in.cells += [nbformat.from_dict(each) for each in (*texts, task)]
        for cell in handed_in.cells[-3:-1]:
            cell.source = "Written." if student == "ada" else "YOUR ANSWER HERE"
        nbformat.write(handed_in, path)
    held = {name: each.held for name, each in canned.grade(root).items()}
    assert held == {"ada": "a mark by hand is due: first, second, draw", "bob": "a mark by hand is due: draw"}
    small.by_hand(root, "ada", first=1, draw=2)
    assert canned.grade(root)["ada"].held == "a mark by hand is due: second"
    small.by_hand(root, "ada", second=1)
    graded = canned.grade(root)["ada"]
    assert (graded.held, graded.mark, graded.points) == ("", 9, 11)
