"""My answer is right: from what was handed in to state, page, run.json and terminal; no mark depends on it."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from autograder import words
from autograder.cells import MARK
from autograder.papers.trial import Applied, Trial
from autograder.prepare.preparer import Preparer
from autograder.record import tables
from autograder.record.state import State
from autograder.tests import canned, small

pytestmark = pytest.mark.slow

WRONG, HALF = f"{canned.WRONG}def double(x):\n    return x", f"{canned.HALF}def halve(x):\n    return x"
FILE = "my-answer-is-right.txt"
OPEN, MARKED, UNCLEAR = words.ASKED(), words.ASKED_MARKED(), words.UNCLEAR_REQUEST()


@pytest.fixture
def root(tmp_path):
    """A small course, in which ada has a wrong answer and half of one."""
    root = small.make_course(tmp_path / "course")
    small.submit(root, "ada", double=WRONG, halve=HALF)
    return root


def folder(root, student="ada"):
    """Return where a submission lies."""
    return root / "submitted" / student / small.LESSON


def say(root, said, student="ada"):
    """Lay a file beside the notebook."""
    (folder(root, student) / FILE).write_text(said, encoding="utf-8")


def state(root, student="ada", name=small.LESSON):
    """Return what is kept of a submission."""
    return State.load(root / "build" / "grading" / student / f"{name}.json")


def page(root, student="ada", name="small"):
    """Return the page of feedback as text."""
    return (root / "feedback" / student / small.LESSON / f"{name}.html").read_text(encoding="utf-8")


def grade(root, **options):
    """Grade; return (what became of ada, how many jobs ran)."""
    executor = canned.AtOnce()
    return canned.grade(root, executor, **options)["ada"], len(executor.jobs)


def mark_by_hand(root, test="test_double", score=1.0):
    """Mark by hand, as the formgrader does."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as book:
        found = book.find_grade(test, "small", small.LESSON, "ada")
        found.manual_score, found.needs_manual_grade = score, False
        book.db.commit()


def test_a_cell_becomes_a_request(root):
    """In the state, in what was executed, on the page, in run.json; the mark is what it is without."""
    made = small.handed_in(double=WRONG, halve=HALF)
    made.cells.insert(6, new_markdown_cell("**My answer is right:** <b>two</b> twos"))
    nbformat.write(made, folder(root) / "small.ipynb")
    graded, jobs = grade(root)
    assert jobs == 1 and (graded.mark, graded.requests) == (1.5, ("double",))
    assert state(root).requests == [{"answer": "double", "said": "<b>two</b> twos"}]
    executed = nbformat.read(root / "autograded" / "ada" / small.LESSON / "small.ipynb", 4)
    assert executed.metadata[MARK].asked == ["double"]
    assert page(root).count(OPEN) == 1 and page(root).index(OPEN) < page(root).index("Exercise 2 - Halve</h2>")
    entry = tables.entry(graded)
    assert entry["requests"] == ["double"] and UNCLEAR not in entry["remark"]
    assert grade(root) == (replace(graded, fresh=False), 0)


def test_a_file_comes_changes_and_goes(root):
    """Beside a notebook that stays: the next run has noticed, and has executed nothing."""
    graded, jobs = grade(root)
    assert (graded.requests, jobs, state(root).requests) == ((), 1, []) and OPEN not in page(root)
    before, mark = state(root), graded.mark
    for said, answers in (("double: two twos", ["double"]), ("2: half\n1: two", ["halve", "double"]), ("", [""])):
        say(root, said)
        graded, jobs = grade(root)
        assert jobs == 0 and graded.mark == mark and graded.requests == tuple(answers) and not graded.fresh
        assert [each["answer"] for each in state(root).requests] == answers
        assert page(root).count(OPEN) == sum(map(bool, answers)) and (UNCLEAR in page(root)) is ("" in answers)
        assert (UNCLEAR in graded.remark) is (UNCLEAR in state(root).remarks) is ("" in answers)
        kept = nbformat.read(root / "autograded" / "ada" / small.LESSON / "small.ipynb", 4)
        assert kept.metadata[MARK].asked == answers
    (folder(root) / FILE).unlink()
    graded, jobs = grade(root)
    assert (graded.requests, graded.mark, jobs) == ((), mark, 0) and OPEN not in page(root)
    assert replace(state(root), page="") == replace(before, page="")


def test_what_needs_nobody(root):
    """Full marks; and what a person has marked, which the page says. The state keeps all."""
    small.submit(root, "ada", double=WRONG)
    say(root, "double: two twos\nhalve: half")
    graded, _ = grade(root)
    assert graded.requests == ("double",) and page(root).count(OPEN) == 1 and len(state(root).requests) == 2
    mark_by_hand(root)
    graded, jobs = grade(root)
    assert (graded.requests, graded.mark, jobs) == ((), 4, 0)
    assert page(root).count(MARKED) == 1 and OPEN not in page(root) and len(state(root).requests) == 2
    mark_by_hand(root, score=2.0)
    grade(root)
    assert page(root).count(MARKED) == 1


def test_what_was_marked_before_it_was_asked_for(root):
    """By a file or a cell: the mark stays, and a person looks again; then that is done, however often it is graded."""
    grade(root)
    mark_by_hand(root)
    graded, _ = grade(root)
    assert (graded.mark, graded.requests) == (2.5, ())
    for said in ("double: two twos", "double: two twos, I am sure"):
        say(root, said)
        for _ in range(2):
            graded, jobs = grade(root)
            assert (graded.mark, graded.requests, jobs) == (2.5, ("double",), 0)
            assert page(root).count(OPEN) == 1 and MARKED not in page(root)
        mark_by_hand(root)
        for _ in range(2):
            graded, jobs = grade(root)
            assert (graded.mark, graded.requests, jobs) == (2.5, (), 0)
            assert page(root).count(MARKED) == 1 and OPEN not in page(root)


def test_the_nearest_with_full_marks_is_not_what_is_meant(root):
    """At the end of the notebook, below an answer that has passed: no request is dropped, a person reads it."""
    made = small.handed_in(double=WRONG)
    made.cells.append(new_markdown_cell("My answer is right: two twos are four"))
    nbformat.write(made, folder(root) / "small.ipynb")
    graded, _ = grade(root)
    assert graded.requests == ("",) and UNCLEAR in page(root)
    assert state(root).requests == [{"answer": "", "said": "two twos are four"}]


@pytest.mark.parametrize("broken", ["no notebook", "", "[" * 10**5, None, "two"])
def test_beside_what_cannot_be_graded(root, broken):
    """A file beside it still counts: the submission is held, and what is asked is kept and told."""
    path = folder(root) / "small.ipynb"
    if broken is None:
        path.unlink()
    elif broken == "two":
        shutil.copy(path, path.with_name("a.ipynb"))
        path.rename(path.with_name("b.ipynb"))
    else:
        path.write_text(broken, encoding="utf-8")
    canned.grade(root)
    say(root, "double: two twos")
    small.submit(root, "bob")
    for _ in range(2):
        graded = canned.grade(root)["ada"]
        assert graded.held and graded.requests == ("double",)
        assert state(root).requests == [{"answer": "double", "said": "two twos"}] and state(root).held
        assert page(root).count(OPEN) == 1


def test_what_cannot_be_read_now_stays_as_it_was(root, monkeypatch):
    """A fault of the grader's costs nobody a request, nor a mark."""
    say(root, "double: two twos")
    before, _ = grade(root)

    def broken(*_):
        raise OSError("no process")

    monkeypatch.setattr(Preparer, "requests", broken)
    graded, jobs = grade(root)
    assert (graded, jobs) == (replace(before, fresh=False), 0) and len(state(root).requests) == 1


def test_a_request_on_its_way_through_proposals(root):
    """A mark that would fall stands, with its request; a preview writes nothing; applied, it is there, too."""
    small.submit(root, "ada", double="def double(x):\n    return 2 * x", halve=HALF)
    grade(root)
    say(root, "halve: half")
    path = root / "solutions" / small.NOTEBOOK
    path.write_text(path.read_text(encoding="utf-8").replace("expect(double, 4, 8)", "expect(double, 5, 10)"))

    def stricter(job):
        job = replace(job, notebook=job.notebook.replace("return 2 * x", f"{canned.WRONG.strip()}"))
        return canned.execute(job)

    kept = (root / "build" / "grading" / "ada" / f"{small.LESSON}.json").read_bytes()
    canned.grade(root, canned.AtOnce(stricter), kind=Trial)
    assert (root / "build" / "grading" / "ada" / f"{small.LESSON}.json").read_bytes() == kept
    graded = canned.grade(root, canned.AtOnce(stricter))["ada"]
    assert graded.proposals and graded.mark == 3.5 and graded.requests == ("halve",)
    assert state(root).requests == [{"answer": "halve", "said": "half"}] and page(root).count(OPEN) == 1
    say(root, "halve: half\ndouble: two twos")
    graded = canned.grade(root, canned.AtOnce(stricter), kind=Applied)["ada"]
    assert graded.mark == 1.5 and graded.requests == ("halve", "double")
    assert len(state(root).requests) == 2 and page(root).count(OPEN) == 2


def test_a_lesson_of_several_notebooks(root):
    """Each has its own, of the one file; the first has what names no exercise; one that was not handed in, too."""
    more = nbformat.from_dict(json.loads(json.dumps(small.source()).replace("double", "treble").replace("1 -", "7 -")))
    nbformat.write(more, root / "solutions" / small.LESSON / "more.ipynb")
    mine = nbformat.from_dict(json.loads(json.dumps(small.handed_in(double=WRONG)).replace("double", "treble")))
    nbformat.write(mine, folder(root) / "more.ipynb")
    say(root, "treble: three\nof them\ndouble: two\nExercise 7: seven\nExercise 8: eight")
    graded, _ = grade(root)
    assert set(graded.requests) == {"more/treble", "small/double", ""} and len(graded.requests) == 3
    found = {name: state(root, name=f"{small.LESSON}/{name}").requests for name in ("more", "small")}
    assert found["small"] == [{"answer": "double", "said": "two"}]
    assert (
        found["more"][0] == {"answer": "treble", "said": "three\nof them\nseven"} and found["more"][1]["answer"] == ""
    )
    (folder(root) / "small.ipynb").unlink()
    graded, _ = grade(root)
    assert "small/double" in graded.requests and page(root).count(OPEN) == 1


def test_whoever_asks_gets_the_same_mark(root):
    """Whatever is asked for, in whatever way: marks, tests and what is run are the same."""
    asking = small.handed_in(double=WRONG, halve=HALF)
    for cell in asking.cells:
        cell.metadata["tags"] = ["my-answer-is-right"]
    asking.cells.insert(0, new_markdown_cell("# My answer is right"))
    path = small.submit(root, "bob")
    nbformat.write(asking, path)
    say(root, "double: two twos", "bob")
    found = canned.grade(root)
    ada, bob = found["ada"], found["bob"]
    assert (ada.marks, ada.tests, ada.remark) == (bob.marks, bob.tests, bob.remark) and len(bob.requests) == 2


def autograder(root):
    """Run the grade command; return what it prints."""
    command = [sys.executable, "-m", "autograder", "grade", "--sandbox=none"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return done.stdout


def test_by_command(root):
    """A real run: from a cell and a file to run.json and a line on the terminal; the next executes nothing."""
    small.submit(root, "bob", double="def double(x):\n    # My answer is right: as told\n    return 3 * x")
    say(root, "2: half of it\n\x1b[2J\u202e", "bob")
    small.submit(root, "eve", double=None)
    made = small.handed_in(double=None)
    made.cells.insert(6, new_markdown_cell("I took x for a text.", metadata={"tags": ["my-answer-is-right"]}))
    nbformat.write(made, folder(root, "eve") / "small.ipynb")
    printed = autograder(root)
    assert "2 students ask for another look: make review" in printed
    entries = {each["student"]: each for each in json.loads((root / "run.json").read_text(encoding="utf-8"))}
    assert {name: each["requests"] for name, each in entries.items()} == {
        "ada": [],
        "bob": ["double"],
        "eve": ["double"],
    }
    assert state(root, "bob").requests == [
        {"answer": "double", "said": "as told"},
        {"answer": "halve", "said": "half of it\n\\x1b[2J\\u202e"},
    ]
    assert OPEN in page(root, "eve") and OPEN in page(root, "bob") and OPEN not in page(root)
    say(root, "double: I am sure")
    printed = autograder(root)
    assert "3 students ask for another look: make review" in printed and "0 of 3 graded now" in printed
    for path in (root / "submitted").rglob(FILE):
        path.unlink()
    small.submit(root, "eve", double=None)
    printed = autograder(root)
    assert "1 student asks for another look: make review" in printed
    assert not re.search(r"[\x1b\u202e]", printed)
