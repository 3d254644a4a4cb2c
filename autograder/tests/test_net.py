"""Whatever a submission or an earlier run has left behind costs that submission a line, and nobody else anything."""

import json
import os
import sqlite3
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import nbformat
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from autograder import words
from autograder.errors import GraderError
from autograder.execute.job import Result
from autograder.papers import paper
from autograder.prepare.preparer import Preparer
from autograder.record import clean, page
from autograder.record.gradebook import Record
from autograder.settings import Settings
from autograder.tests import canned, small
from autograder.verdicts import Outcome, Verdict

ERRORS = [
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    UnicodeEncodeError("utf-8", "\udce9", 0, 1, "surrogates not allowed"),
    ValueError("Exceeds the limit (4300 digits) for integer string conversion"),
    OverflowError("date value out of range"),
    OSError(5, "Input/output error"),
    SystemExit(1),
    type("PanicException", (BaseException,), {})("a library in another language gave up"),
    type("Wordless", (Exception,), {"__str__": lambda self: 1 / 0})(),
]


@pytest.fixture
def root(tmp_path):
    """A small course in which three have handed in right answers."""
    root = small.make_course(tmp_path / "course")
    for student in ("ada", "bob", "eve"):
        small.submit(root, student)
    return root


def marks(graded):
    """Return {student: mark}."""
    return {name: each.mark for name, each in graded.items()}


ALL = {"ada": 5, "bob": 5, "eve": 5}


def stumbling(function, error, where="bob"):
    """Return a function that raises error where one of its arguments is, or names, bob's submission."""

    def stumble(*arguments, **options):
        if any(where in str(each) for each in arguments):
            raise error
        return function(*arguments, **options)

    return stumble


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "name", "stage"),
    [
        (Preparer, "find", "cannot be read"),
        (Preparer, "ready", "could not be prepared"),
        (paper.Paper, "finish", "executed, but not recorded"),
        (Record, "put", "executed, but not recorded"),
    ],
    ids=["find", "ready", "finish", "put"],
)
def test_any_error_at_any_step_costs_one_line(root, monkeypatch, place, name, stage):
    """The others are graded in that very run; in the next one, when the error is gone, so is bob."""
    whole = getattr(place, name)
    for error in ERRORS:
        with monkeypatch.context() as patch:
            patch.setattr(place, name, stumbling(whole, error))
            graded = canned.grade(root, force=True)
        assert marks(graded) == ALL | {"bob": None}, error
        line = graded["bob"].held
        assert (stage in line and type(error).__name__ in line) or isinstance(error, OSError), line
        assert "\n" not in line and "Traceback" not in line
        assert ("run again" in line) == (isinstance(error, (MemoryError, OSError))), line
        assert marks(canned.grade(root)) == ALL


@pytest.mark.slow
@pytest.mark.parametrize(
    "broken", [BrokenProcessPool("a child was killed"), *ERRORS], ids=lambda error: str(type(error))
)
def test_an_executor_that_fails_is_told_as_such(root, broken):
    """Out of submit() or out of the future: it was not executed, and the next run does it."""

    def step(job):
        raise broken

    class Refuses(canned.AtOnce):
        def submit(self, step, job):
            if self.jobs:
                raise broken
            return super().submit(step, job)

    for executor in (canned.AtOnce(step), Refuses()):
        graded = canned.grade(root, executor, force=True)
        failed = [each for each in graded.values() if each.held]
        assert len(failed) == (2 if isinstance(executor, Refuses) else 3)
        assert all("could not be executed (" in each.held and "run again" in each.held for each in failed)
        assert not any("recorded" in each.held for each in failed)
        again = canned.grade(root)
        # What had been executed before, and is the same, need not be executed again.
        due = 0 if isinstance(executor, Refuses) else 3
        assert marks(again) == ALL and sum(each.fresh for each in again.values()) == due


@pytest.mark.slow
def test_a_stop_is_no_error(root):
    """Ctrl-C comes out of the net, and the next run goes on with those that were not done."""

    def step(job):
        if len(executor.jobs) == 2:
            raise KeyboardInterrupt
        return canned.execute(job)

    executor = canned.AtOnce(step)
    with pytest.raises(KeyboardInterrupt):
        canned.grade(root, executor)
    again = canned.AtOnce()
    assert marks(canned.grade(root, again)) == ALL and 1 <= len(again.jobs) <= 3


def make_time(path, content):
    """Put something in the place of a timestamp.txt."""
    if content is None:
        os.mkfifo(path)
    elif content is Path:
        path.mkdir()
    elif isinstance(content, Path):
        path.symlink_to(content)
    else:
        path.write_bytes(content)


TIMES = {
    "words": b"yesterday evening",
    "another year": b"99999-01-01 00:00:00 UTC",
    "no date": b"12",
    "no time": b"2026-13-45 99:99:99",
    "long": b"2026-03-01 " * 10**6,
    "binary": bytes(range(256))[:200],
    "digits": b"9" * 190,
    "empty": b"",
    "pipe": None,
    "folder": Path,
    "device": Path("/dev/zero"),
}


@pytest.mark.slow
def test_a_time_that_is_none_holds_no_mark(root):
    """It costs a remark, in every run; and nothing is waited for, and no more is read than a time needs."""
    for number, content in enumerate(TIMES.values()):
        make_time(small.submit(root, f"s{number}").parent / "timestamp.txt", content)
    for _ in range(3):
        graded = canned.grade(root)
        for number, name in enumerate(TIMES):
            assert graded[f"s{number}"].mark == 5, name
            assert "the time in timestamp.txt could not be read" in graded[f"s{number}"].remark, name
        assert not graded["ada"].remark


@pytest.mark.slow
def test_a_fault_of_ours_is_tried_again(root):
    """Whether the engine says so of all or of one test, nothing is kept that passes for done."""

    def engine_fails(job):
        result = canned.execute(job)
        return Result(result.notebook, result.outcomes, {}, 0.1, fault="GraderError: no kernel")

    small.submit(root, "bob", double=canned.FAULT)
    graded = canned.grade(root)
    assert marks(graded) == ALL | {"bob": None}
    assert "test_double: grader's own fault" in graded["bob"].held
    executor = canned.AtOnce(engine_fails)
    canned.grade(root, executor)
    assert len(executor.jobs) == 1  # bob's, again
    small.submit(root, "bob")
    canned.grade(root, canned.AtOnce(engine_fails))
    executor = canned.AtOnce()
    assert marks(canned.grade(root, executor)) == ALL and len(executor.jobs) == 1


@pytest.mark.slow
def test_an_old_or_broken_state_means_graded_anew(root):
    """Whatever lies there: of an older form, half written, a list, and an executed notebook that is lost or broken."""
    canned.grade(root)
    state = root / "build" / "grading" / "bob" / f"{small.LESSON}.json"
    executed = root / "autograded" / "bob" / small.NOTEBOOK
    whole, notebook = state.read_text(encoding="utf-8"), executed.read_text(encoding="utf-8")
    known = json.loads(whole)
    broken = ["", "[]", "null", "{}", whole[: len(whole) // 2], "[" * 100_000, '"\\udce9"']
    broken += [
        json.dumps({key: each for key, each in known.items() if key != left_out})
        for left_out in known
        if left_out != "page"
    ]
    broken += [json.dumps(known | {key: None}) for key in known if key != "page"] + [json.dumps(known | {"version": 1})]
    broken += [json.dumps(known | {"tests": {"test_double": {"verdict": "unheard of"}}})]
    for content in broken:
        state.write_text(content, encoding="utf-8")
        graded = canned.grade(root)
        assert marks(graded) == ALL, content
        assert not graded["ada"].fresh
        assert graded["bob"].fresh, content
    for content in ["", "{}", notebook[:100], notebook.replace('"cells"', '"cell"'), "[]", None]:
        executed.unlink() if content is None else executed.write_text(content, encoding="utf-8")
        graded = canned.grade(root)
        assert marks(graded) == ALL and graded["bob"].fresh and not graded["ada"].fresh, content


@pytest.mark.slow
def test_half_a_character_in_prose(root):
    """A lone surrogate in a note, and one in an answer, hold no mark."""
    path = small.submit(root, "bob")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell("HALF ![image.png](attachment:image.png) HALF"))
    next(cell for cell in notebook.cells if cell.id == "double").source += "  # HALF"
    path.write_text(nbformat.writes(notebook).replace("HALF", "\\ud83d"), encoding="utf-8")
    for _ in range(2):
        graded = canned.grade(root)
        assert marks(graded) == ALL and "page" not in graded["bob"].remark
    page = (root / "feedback" / "bob" / small.LESSON / "small.html").read_text(encoding="utf-8")
    assert "image: image.png" in page


def test_what_cannot_be_shown_is_left_out_with_a_word(monkeypatch):
    """A library that stumbles over a student's text costs the place where it stood."""
    assert "<pre>" in clean.markdown("![x](<attachment:y>)") or "attachment" in clean.markdown("a")
    monkeypatch.setattr(clean.rendered, "html", stumbling(clean.rendered.html, RecursionError(), "deep"))
    assert clean.safe_markdown("deep <b>") == "<pre>deep &lt;b&gt;</pre>"
    monkeypatch.setattr(page.Reader, "shown", lambda self, cell: 1 / 0)
    cell = nbformat.v4.new_code_cell("x")
    assert page.Reader.safely_shown(object.__new__(page.Reader), cell).source == words.UNSHOWN()


@pytest.mark.slow
def test_time_outs_are_tried_again_alone_and_last(root, monkeypatch):
    """When all others are done, one after the other; what they come to then counts."""
    small.submit(root, "bob", double=canned.LOOPS)
    small.submit(root, "ada", double=canned.LOOPS)
    running = []

    def step(job):
        running.append(job)
        return canned.execute(job)

    def alone(job, result):
        return f"again {job.notebook.count('loops')}" if "loops" in job.notebook else None

    def submit(self, _, job):
        future = Future()
        order.append("again" if isinstance(job, str) else "first")
        future.set_result(canned.execute(job) if not isinstance(job, str) else job)
        return future

    order = []
    monkeypatch.setattr(paper, "alone", alone)
    monkeypatch.setattr(paper, "merged", lambda result, again: made_right(result) if again == "again 1" else None)
    monkeypatch.setattr(canned.AtOnce, "submit", submit)
    graded = canned.grade(root)
    assert order == ["first", "first", "first", "again", "again"]
    assert next(iter(graded)) == "eve" and marks(graded) == ALL
    # One who stops the run meanwhile finds them undone in the next.
    order.clear()
    small.submit(root, "bob", double=canned.LOOPS, halve=canned.LOOPS)

    def stop(job, result):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(paper, "merged", stop)
        with pytest.raises(KeyboardInterrupt):
            canned.grade(root, force=True)
    monkeypatch.setattr(paper, "merged", lambda result, again: made_right(result))
    assert marks(canned.grade(root)) == ALL and order == ["first", "first", "first", "again", "first", "again"]


def made_right(result):
    """Return a Result with full marks."""
    full = {key: Outcome(Verdict.PASSED, each.points, each.points) for key, each in result.outcomes.items()}
    return Result(result.notebook, full, {}, 1.0)


@pytest.mark.slow
def test_all_or_nothing_is_recorded(root, monkeypatch):
    """Whatever the database refuses in between, nothing of that submission is in the gradebook, not even its name."""
    settings = Settings.load(root)
    canned.grade(root, student="ada")
    executed = nbformat.read(root / "autograded" / "ada" / small.NOTEBOOK, as_version=4)
    with Record(settings.coursedir, settings.config) as record:
        for error in (
            IntegrityError("x", {}, Exception("y")),
            OperationalError("x", {}, Exception("disk full")),
            KeyError(),
        ):
            with monkeypatch.context() as patch:
                patch.setattr("autograder.record.gradebook.is_untouched", stumbling(lambda cell: False, error, ""))
                with pytest.raises(KeyError if isinstance(error, KeyError) else GraderError):
                    record.put("new", small.LESSON, "small", executed, {})
    with sqlite3.connect(root / "gradebook.db") as database:
        assert database.execute("SELECT id FROM student").fetchall() == [("ada",)]
        assert database.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (1,)


@pytest.mark.slow
def test_an_older_gradebook_is_named(root):
    """With the command that upgrades it."""
    canned.grade(root)
    with sqlite3.connect(root / "gradebook.db") as database:
        database.execute("ALTER TABLE grade DROP COLUMN extra_credit")
    with pytest.raises(GraderError, match=r"made by an older nbgrader, .*; upgrade it: nbgrader db upgrade"):
        canned.grade(root)
