"""Whatever a submission or an earlier run has left behind costs that submission a line, and nobody else anything."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path

import nbformat
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

import autograder
from autograder import basis, grading, text, words
from autograder.course.convert import load_config
from autograder.errors import GraderError, SubmissionError
from autograder.execute.run import Limits, Result
from autograder.prepare import times
from autograder.prepare.intake import Intake
from autograder.record import clean, page, progress, tables
from autograder.record.gradebook import Record
from autograder.tests import canned, small

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
        (Intake, "find", "cannot be read"),
        (Intake, "ready", "could not be prepared"),
        (grading.Grading, "finish", "executed, but not recorded"),
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


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026-03-01 12:00:00.5 UTC", datetime(2026, 3, 1, 12, 0, 0, 500000)),
        ("2026-03-01 12:00:00 +0100", datetime(2026, 3, 1, 11)),
        ("2026-03-01 12:00:00 Europe/Berlin", datetime(2026, 3, 1, 11)),
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12)),
        ("\ufeff2026-03-01 01:00 PM\r\n", datetime(2026, 3, 1, 13)),
    ],
)
def test_times_that_can_be_read(tmp_path, said, due):
    """As the exchange writes them, and a little beyond."""
    (tmp_path / "timestamp.txt").write_text(said, encoding="utf-8")
    assert times.read(tmp_path) == (due, "")


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
def test_what_a_mark_depends_on_is_seen(root, monkeypatch):
    """Each part that changes means that all are graded again, and the run says which it was."""
    lesson, data = root / "solutions" / small.LESSON, root / "data"
    data.mkdir()
    (lesson / "helper.py").write_text("one = 1", encoding="utf-8")
    canned.grade(root)

    def again(**options):
        changed = {}
        fresh = {name: each.fresh for name, each in canned.grade(root, changed=changed, **options).items()}
        assert len(set(fresh.values())) == 1
        assert not any(each.fresh for each in canned.grade(root, **options).values())
        return list(changed) if all(fresh.values()) else "as it was"

    assert again() == "as it was"
    (lesson / "helper.py").write_text("one = 2", encoding="utf-8")
    assert again() == ["its files"]
    (data / "words.txt").write_text("a", encoding="utf-8")
    assert again() == ["its data"]
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\nc.Sandbox.processes = 300\n")
    assert again() == ["the configuration"]
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\nc.GradeApp.workers = 1\n")
    assert again() == "as it was"
    notebook = nbformat.read(lesson / "small.ipynb", as_version=4)
    notebook.cells[0].source = "# The same small lesson"
    nbformat.write(notebook, lesson / "small.ipynb")
    assert again() == ["the lesson"]
    monkeypatch.setattr(basis, "bank_folders", lambda lesson, exercises: [lesson_bank(root)])
    assert again() == ["its bank"]
    monkeypatch.setattr(basis, "versions", lambda: "others")
    assert again() == ["versions"]
    monkeypatch.setattr(basis, "grader", lambda: "another")
    assert again() == ["the grader"]
    assert again(limits=Limits(cell_seconds=4)) == ["limits"]


def lesson_bank(root):
    """Return a folder with one answer."""
    folder = root / "bank" / small.LESSON / "double"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "right_one.py").write_text("def double(x): return 2 * x", encoding="utf-8")
    return folder


NAMES = [
    b"caf\xe9",
    "Ren\u00e9".encode(),
    b"line\nbreak",
    b"\x1b[31mred",
    "\u202eturned".encode(),
    b"=1+1",
    b"-x",
    b"@sum",
]


def hand_in(root, name):
    """Hand in right answers in a folder of that name, in bytes."""
    folder = root / "submitted" / os.fsdecode(name) / small.LESSON
    folder.mkdir(parents=True)
    (folder / "small.ipynb").write_text(nbformat.writes(small.handed_in()), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "latin-1"])
def test_names_of_any_bytes(root, encoding):
    """They are graded in every run, and shown with escapes, on a terminal of any encoding."""
    for name in NAMES:
        hand_in(root, name)
    env = os.environ | {"PYTHONIOENCODING": f"{encoding}:strict", "LC_ALL": "C"}
    for _ in range(2):
        command = [sys.executable, "-m", "autograder", "grade"]
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        shown = done.stdout.decode(encoding)
        assert shown.count(f", {small.LESSON}: 5 of 5\n") == len(NAMES) + 3
        assert "caf\\xe9, " in shown and "line\\nbreak, " in shown and "\\x1b[31mred" in shown
        assert "\x1b" not in shown and "\u202e" not in shown
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row["mark"] for row in csv.DictReader(file)}
    assert set(rows.values()) == {"5"} and len(rows) == len(NAMES) + 3
    assert {"caf\\xe9", "Ren\u00e9", "line\\nbreak", "'=1+1", "'-x", "'@sum"} <= set(rows)
    for name in ("caf\\xe9", "Ren\u00e9"):
        assert "Mark: 5 of 5" in (root / "feedback" / name / small.LESSON / "small.html").read_text(encoding="utf-8")


def test_one_line_of_any_text():
    """Whatever a text holds, it can be printed, and nothing of it moves a cursor, forges a line or is a formula."""
    strange = "a\nb\x1b[2J\x00\u202e\u2028\udce9\ud83d" + "x" * 1000
    line = text.shown(strange)
    assert line.startswith("a\\nb\\x1b[2J\\x00\\u202e\\u2028\\xe9\\ud83dx") and line.endswith("x...")
    assert line.isprintable() and line.encode() and len(line) < 400
    assert text.shown("Zoë 李伟 \U0001f600 \u0645\u06cc\u200c\u062e") == "Zoë 李伟 \U0001f600 \u0645\u06cc\u200c\u062e"
    assert [text.cell(each)[0] for each in ("=1", "+1", "-1", "@1", "\t1", "\r1")] == ["'"] * 6
    assert text.told(ERRORS[-1]) == "Wordless"
    long = text.identifier("\udce9" * 200)
    assert len(long.encode()) < 255 and long != text.identifier("\udce9" * 199 + "\udcea")


def test_a_stream_that_is_closed_or_strict_ends_nothing():
    """What cannot be printed is printed with escapes, or not at all."""
    stream = TextIOWrapper(BytesIO(), encoding="ascii", errors="strict")
    text.say("é \udce9 \U0001f600", stream)
    stream.flush()
    assert stream.buffer.getvalue() == b"\\xe9 \\udce9 \\U0001f600\n"
    with progress.progress(lambda: 1, stream) as tell:
        stream.close()
        tell(grading.Graded("ada", "1", {"one": (1, 1)}))


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
    monkeypatch.setattr(grading, "alone", alone)
    monkeypatch.setattr(grading, "merged", lambda result, again: made_right(result) if again == "again 1" else None)
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
        patch.setattr(grading, "merged", stop)
        with pytest.raises(KeyboardInterrupt):
            canned.grade(root, force=True)
    monkeypatch.setattr(grading, "merged", lambda result, again: made_right(result))
    assert marks(canned.grade(root)) == ALL and order == ["first", "first", "first", "again", "first", "again"]


def made_right(result):
    """Return a Result with full marks."""
    full = {
        key: grading.Outcome(grading.Verdict.PASSED, each.points, each.points) for key, each in result.outcomes.items()
    }
    return Result(result.notebook, full, {}, 1.0)


@pytest.mark.slow
def test_all_or_nothing_is_recorded(root, monkeypatch):
    """Whatever the database refuses in between, nothing of that submission is in the gradebook, not even its name."""
    config = load_config(root)
    job = grading.Grading(config, root)
    canned.grade(root, student="ada")
    executed = nbformat.read(root / "autograded" / "ada" / small.NOTEBOOK, as_version=4)
    with Record(job.coursedir, job.config) as record:
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


def entries(count):
    """Return Graded of that many."""
    return [grading.Graded(f"s{number}", "1", {"one": (1, 1)}) for number in range(count)]


def test_the_reports_forget_nothing_and_read_no_strange_file(tmp_path):
    """An old grades.csv of any form ends nothing; what a part of the class keeps comes from run.json."""
    path = tmp_path / "run.json"
    tables.write_run([tables.entry(each) for each in entries(3)], path)
    assert [each["student"] for each in tables.kept(path, entries(1))] == ["s1", "s2"]
    for content in (
        "",
        "{}",
        "[1]",
        '[{"student": "a", "lesson": "b"}]',
        "[" * 100_000,
        '[{"student": "a", "mark": "?"}]',
    ):
        path.write_text(content, encoding="utf-8")
        assert tables.kept(path, entries(1)) is None
    old = tmp_path / "grades.csv"
    assert not tables.is_foreign(old)
    old.write_text("assignment,score\n" + "x" * 200_000, encoding="utf-8")
    assert tables.is_foreign(old)
    strange = grading.Graded("s\udce9", "=1", problem="-" + "x" * 200_000)
    tables.write_csv([tables.entry(strange)], old)
    assert not tables.is_foreign(old)
    with old.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["student"], row["lesson"], row["mark"]) == ("s\\xe9", "'=1", "held") and row["problem"].startswith(
        "'-x"
    )


def command(root, *arguments):
    """Run `autograder grade` and return the finished process."""
    line = [sys.executable, "-m", "autograder", "grade", *arguments]
    return subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--studnet=ada", "--studnet: no such option; is student meant?"),
        ("--GradeApp.studnet=ada", "--GradeApp.studnet: GradeApp has no such option; is student meant?"),
        ("--Gradeapp.student=ada", "nothing that can be configured is called Gradeapp"),
        ("--forse", "--forse"),
        (small.LESSON, f"is --assignment={small.LESSON} or --student={small.LESSON} meant?"),
        ("--student=adda", "--student=adda: nobody of that name is in"),
        ("--assignment=2-none", "--assignment=2-none: no such lesson; the lessons are: 1-small"),
    ],
)
def test_what_is_not_known_on_the_command_line(root, argument, said):
    """It costs a line and the exit status 2, and nothing is graded."""
    done = command(root, argument)
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert not (root / "grades.csv").exists() and not (root / "gradebook.db").exists()


@pytest.mark.slow
@pytest.mark.confined
def test_a_part_of_the_class_beside_a_foreign_file(root):
    """One line says so, and grades.csv is made anew from what the gradebook knows of the others."""
    canned.grade(root)
    (root / "grades.csv").write_text("assignment,student_id,score\n1-small,ada,18.0\n", encoding="utf-8")
    done = command(root, "--student", "ada")
    assert done.returncode == 0, done.stderr
    assert "grades.csv: not written by this command (by `nbgrader export`?); it is written anew" in done.stdout
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert {row["student"]: row["mark"] for row in csv.DictReader(file)} == dict.fromkeys(ALL, "5")


def test_what_an_unreadable_file_is(tmp_path):
    """A small file is read without waiting and without following links."""
    with pytest.raises(SubmissionError, match="no regular file"):
        grading.times.read_small(tmp_path, 10)
    assert grading.times.read_small(tmp_path / "none", 10) is None
    assert isinstance(BrokenProcessPool("x"), BrokenExecutor)


@pytest.mark.parametrize("room", ["bank", "execute", "record", "sandbox"])
def test_the_source_of_every_room_counts(room, tmp_path, monkeypatch):
    """A mark is of today's grader only where nothing of it has changed, in whatever room; tests and data are none."""
    package = Path(autograder.__file__).parent
    copy = tmp_path / "autograder"
    for path in basis.sources(package):
        (copy / path.relative_to(package)).parent.mkdir(parents=True, exist_ok=True)
        (copy / path.relative_to(package)).write_bytes(path.read_bytes())
    before = basis.grader(copy)
    changed = next(path for path in sorted((copy / room).iterdir()) if path.suffix == ".py")
    changed.write_text(changed.read_text() + "# changed\n")
    basis.grader.cache_clear()
    assert basis.grader(copy) != before
    inside = [path.relative_to(package) for path in basis.sources(package)]
    assert not [path for path in inside if {"tests", "answers", "hostile", "demo_class"} & set(path.parts)]
