"""Marks that a person gives: entered at once or not at all, never over what somebody else has entered, and told."""

import json
from datetime import datetime

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.errors import MarkError
from autograder.record.by_hand import Hand
from autograder.record.gradebook import Record
from autograder.record.recorded import Mark
from autograder.review.queue import AGAIN, HELD, REQUEST, WHOLE
from autograder.settings import Settings
from autograder.tests import canned, made_class, small
from autograder.tests.review import held_class
from autograder.tests.review.held_class import fields

pytestmark = pytest.mark.slow

LESSON = small.LESSON


@pytest.fixture
def root(tmp_path):
    """A class of which much is held."""
    return held_class.class_of(tmp_path / "course")


@pytest.fixture
def record(root):
    """Its gradebook."""
    settings = Settings.load(root)
    with Record(settings.coursedir, settings.config) as record:
        yield record


def rows(root):
    """Return all that the gradebook says of marks and comments, but for what grading itself has said."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as book:
        found = {}
        for submission in book.assignment_submissions(LESSON):
            for part in submission.notebooks:
                for each in part.grades:
                    found[submission.student.id, each.name] = (
                        each.manual_score,
                        each.auto_score,
                        each.needs_manual_grade,
                    )
                for each in part.comments:
                    found[submission.student.id, each.name, "said"] = each.manual_comment
        return found


def place_of(desk, kind, student, cell):
    """Return the number of a case."""
    (found,) = [
        at
        for at, each in enumerate(desk.cases, 1)
        if (each.kind, each.names[0]) == (kind, student) and cell in each.cells
    ]
    return found


def give(desk, place, way, **told):
    """Give as the form does."""
    return desk.give(place, way, fields(seen=desk.seen(place), **told))


def entry(root, student):
    """Return the entry of run.json, and the row of grades.csv."""
    (found,) = [each for each in json.loads((root / "run.json").read_text("utf-8")) if each["student"] == student]
    lines = (root / "grades.csv").read_text("utf-8").splitlines()
    return found, next(line for line in lines if line.startswith(f"{student},"))


def page(root, student):
    """Return the page of feedback."""
    return (root / "feedback" / student / LESSON / "small.html").read_text("utf-8")


def test_all_that_was_held_is_marked_and_nothing_is_left_to_do(root, record):
    """Each is entered as a mark by hand, and told through every door; the next run has nothing to do."""
    desk = held_class.desk(root, record)
    address, seen = f"/case/{desk.next(0)}", []
    while address != "/done":
        kind, place = address[1:].split("/")
        seen.append(address)
        if kind == "gain":
            desk.offers.pop(int(place))
            address = desk.on(int(place))
        else:
            address = give(desk, int(place), "full", comment="Seen.")
    assert len(seen) == 8 and not [each for each in range(1, 8) if desk.is_open(each)]
    marks = {"ada": 10, "bob": 9, "cyd": 10, "dan": 10}  # bob has left the written answer as it was
    assert desk.summary() == "10 marks of 3 students were entered."
    with small.gradebook(root) as book:
        for student, due in marks.items():
            submission = book.find_submission(LESSON, student)
            assert not submission.needs_manual_grade and submission.score == due, student
    before = {student: page(root, student) for student in ("ada", "bob", "dan")}
    told = {student: entry(root, student) for student in before}
    for name, (each, line) in told.items():
        assert each["mark"] == marks[name] and line == f"{name},1-small,{marks[name]},10,"
    executor = canned.AtOnce()
    graded = held_class.run(root, executor)
    assert executor.jobs == [] and not any(each.fresh for each in graded.values())
    assert {name: each.mark for name, each in graded.items()} == marks
    assert before == {student: page(root, student) for student in before}
    assert {name: entry(root, name)[1] for name in told} == {name: line for name, (_, line) in told.items()}
    assert {name: entry(root, name)[0]["remark"] for name in told} == {
        name: e["remark"] for name, (e, _) in told.items()
    }
    assert "marked by hand: submitted/dan" in entry(root, "dan")[0]["remark"] and entry(root, "ada")[0]["receipt"]


def test_the_page_says_who_marked_and_why_it_was_held(root, record):
    """Marked by your instructor; where nothing was run, that stays; where a request is declined, the test's words."""
    desk = held_class.desk(root, record)
    for student in ("ada", "bob"):
        give(desk, place_of(desk, HELD, student, "test_double"), "part", points_0="1", comment="Half of it.")
    give(desk, place_of(desk, REQUEST, "bob", "test_halve"), "keep", comment="It is x / 2.")
    give(desk, place_of(desk, WHOLE, "dan", "draw"), "nothing")
    shown = page(root, "ada")
    assert "<p>Marked by your instructor.</p>" in shown and "test_double, 1 of 2 points" in shown
    assert "It had been held, since your code ended the kernel that it ran in." in shown
    assert "a person will look at it" not in shown and "<b>From your instructor:</b> Half of it." in shown
    shown = page(root, "bob")
    assert "<p>it failed</p>" in shown and "It is x / 2." in shown and shown.count("Marked by your instructor.") == 2
    shown = page(root, "dan")
    assert "Mark: 0 of 10 points" in shown and "What you handed in was not run: submitted/dan" in shown
    assert shown.count("Marked by your instructor.") == 4


def test_undo_leaves_nothing(root, record):
    """Marks, comments, pages and tables are as they were, one step after the other."""
    before, tables = rows(root), [(root / name).read_text("utf-8") for name in ("grades.csv", "run.json")]
    desk = held_class.desk(root, record)
    give(desk, place_of(desk, HELD, "ada", "test_double"), "full", comment="Good.")
    give(desk, place_of(desk, REQUEST, "bob", "test_halve"), "full", comment="")
    give(desk, place_of(desk, WHOLE, "dan", "draw"), "each", way_0="full", points_1="1", way_2="nothing", way_3="full")
    assert rows(root) != before and len(desk.steps) == 3
    assert (root / "known" / "answers" / LESSON / "halve" / "right_granted.py").is_file()
    for place in (WHOLE, "dan", "draw"), (REQUEST, "bob", "test_halve"), (HELD, "ada", "test_double"):
        assert desk.undo() == f"/case/{place_of(desk, *place)}" and desk.said.startswith("Taken back: ")
    assert rows(root) == before
    assert [(root / name).read_text("utf-8") for name in ("grades.csv", "run.json")] == tables
    assert not (root / "known" / "answers" / LESSON / "halve" / "right_granted.py").exists()
    assert "Your mark is held" in page(root, "ada") and "Your mark is held" in page(root, "dan")
    with pytest.raises(MarkError, match="nothing was entered"):
        desk.undo()


def test_nobody_s_mark_is_written_over(root, record):
    """What was marked in the formgrader, or graded again, since the page was shown: said, and nothing is entered."""
    desk = held_class.desk(root, record)
    place = place_of(desk, HELD, "ada", "test_double")
    old = desk.seen(place)
    small.by_hand(root, "ada", test_double=1.5)
    after = rows(root)
    with pytest.raises(MarkError, match="Meanwhile this has changed"):
        desk.give(place, "full", fields(seen=old))
    with pytest.raises(MarkError, match="the gradebook says something else by now"):
        record.mark("ada", LESSON, "small", Hand({"test_double": 2.0}), {"test_double": Mark(None, 2.0, looks=True)})
    other = place_of(desk, HELD, "bob", "test_double")
    old = desk.seen(other)
    held_class.submit(root, "bob", double=f"{canned.DIES}double = 7")
    held_class.run(root)
    with pytest.raises(MarkError, match="Meanwhile this has changed"):
        desk.give(other, "full", fields(seen=old))
    # What was entered, and changed by somebody since, is not taken back.
    give(desk, other, "full")
    small.by_hand(root, "bob", test_double=0.25)
    assert desk.undo() and "is left as it is now" in desk.said
    assert (
        rows(root)["bob", "test_double"][0] == 0.25 and rows(root)["ada", "test_double"] == after["ada", "test_double"]
    )


@pytest.mark.parametrize("score", [-1.0, 2.5, float("nan"), float("inf")])
def test_what_is_no_mark_changes_nothing(root, record, score):
    """All of it or nothing: the cell beside it and its comment, too."""
    before, seen = rows(root), record.find("ada", LESSON, "small").marks
    with pytest.raises(MarkError, match=r"test_double: .* is no mark here; give 0 to 2 points"):
        record.mark("ada", LESSON, "small", Hand({"draw": 1.0, "test_double": score}, {"double": "x"}), seen)
    with pytest.raises(MarkError, match="no such cell"):
        record.mark("ada", LESSON, "small", Hand({"draw": 1.0, "none": 1.0}), seen)
    with pytest.raises(MarkError, match="there is no mark to keep"):
        record.mark("ada", LESSON, "small", Hand({}, keeps=frozenset(("draw",))), seen)
    assert rows(root) == before


def test_extra_credit_and_a_mark_that_is_kept(root, record):
    """A mark that stays is a person's from then on, with what the formgrader has added beside it."""
    held_class.submit(root, "cyd", why="Since it is so.")
    held_class.run(root)
    with small.gradebook(root) as book:
        book.find_grade("why", "small", LESSON, "cyd").extra_credit = 0.5
        book.db.commit()
    desk = held_class.desk(root, record)
    give(desk, place_of(desk, AGAIN, "cyd", "why"), "keep", comment="")
    assert (
        rows(root)["cyd", "why"] == (1.0, None, False) and record.find("cyd", LESSON, "small").marks["why"].score == 1.5
    )


def test_what_being_late_costs_is_counted(root, record):
    """At once, by the course's own plugin."""
    config = (root / "nbgrader_config.py").read_text("utf-8")
    plugin = made_class.CONFIG.replace('c.Bank.folder = "known"\n', "")
    (root / "nbgrader_config.py").write_text(config + plugin, "utf-8")
    with small.gradebook(root) as book:
        book.find_assignment(LESSON).duedate = datetime(2026, 3, 1, 12)
        for student in ("ada", "dan"):
            book.find_submission(LESSON, student).timestamp = datetime(2026, 3, 1, 13)
        book.db.commit()
    settings = Settings.load(root)
    with Record(settings.coursedir, settings.config) as record:
        desk = held_class.desk(root, record)
        for cell in ("test_double", "why", "draw"):
            give(desk, place_of(desk, HELD, "ada", cell), "full")
        give(desk, place_of(desk, WHOLE, "dan", "draw"), "full")
    for student in ("ada", "dan"):
        told, line = entry(root, student)
        assert (told["mark"], told["penalty"], line) == (8.5, 1.5, f"{student},1-small,8.5,10,")
        assert "For being late 1.5 points are taken off" in page(root, student)


def test_what_cannot_be_told_is_said_and_the_mark_stands(root, record):
    """A page that cannot be written is none that says something else; the next run writes it."""
    desk = held_class.desk(root, record)
    path = root / "autograded" / "ada" / small.NOTEBOOK
    kept = path.read_text("utf-8")
    path.unlink()
    give(desk, place_of(desk, HELD, "ada", "test_double"), "full")
    assert "its page of feedback could not be written" in desk.said
    assert not (root / "feedback" / "ada" / small.NOTEBOOK).with_suffix(".html").exists()
    assert rows(root)["ada", "test_double"] == (2.0, None, False)
    path.write_text(kept, "utf-8")
    held_class.run(root)
    assert "Marked by your instructor." in page(root, "ada") and rows(root)["ada", "test_double"] == (2.0, None, False)


def test_granted_joins_the_bank_and_others_may_gain(root, record):
    """Without names; nothing is given to others before somebody says so, and then to those alone who failed so, too."""
    wrong = "# is wrong, says {0}\ndef halve(x):\n    {1} = x / 2 + {2}\n    return {1}\n"
    for student, number in {"eve": 1, "fay": 1, "gil": 2, "hal": 1}.items():
        held_class.submit(root, student, why="x", halve=wrong.format(student, "half", number))
    held_class.submit(root, "ivy.lee", why="x", halve=wrong.format("ivy.lee", "half", 1).replace("half", "ivy_lee"))
    held_class.run(root)
    small.by_hand(root, "hal", test_halve=0)
    held_class.ask(root, "ivy.lee", "Right!", "halve")
    held_class.ask(root, "eve", "Right, I say.", "halve")
    desk = held_class.desk(root, record)
    before = rows(root)
    place = place_of(desk, REQUEST, "eve", "test_halve")
    assert give(desk, place, "full", comment="So it is.") == f"/gain/{place}"
    path = root / "known" / "answers" / LESSON / "halve" / "right_granted.py"
    assert "joined the bank as known/answers/1-small/halve/right_granted.py: make bank shows" in desk.said
    assert path.read_text("utf-8") == "def halve(x):\n    half = x / 2 + 1\n    return half\n"
    (gain,) = desk.offers[place]  # other code, and what a person has marked, is left out
    assert gain.names[0] == "fay" and (gain.before, gain.after) == (None, None)
    changed = {key for key, each in rows(root).items() if before[key] != each}
    assert changed == {("eve", "test_halve"), ("eve", "halve", "said")}
    desk.share(place, "As for others.")
    assert (
        rows(root)["fay", "test_halve"] == (3.0, 0.0, False) and rows(root)["fay", "halve", "said"] == "As for others."
    )
    assert rows(root)["hal", "test_halve"][0] == 0 and rows(root)["gil", "test_halve"][0] is None
    place = place_of(desk, REQUEST, "ivy.lee", "test_halve")
    give(desk, place, "full")
    text = path.with_name("right_granted_2.py").read_text("utf-8")
    assert "ivy" not in text and "student_student" in text
    executor = canned.AtOnce()
    held_class.run(root, executor)
    assert executor.jobs == []  # a right answer more in the bank is no reason to grade anybody again
    for _ in range(3):
        desk.undo()
    assert rows(root) == before and not path.exists()


def test_by_what_the_answers_did(root, record):
    """Where that was watched, the same trace is the same way, whatever the code looks like."""
    for student, code in {"eve": "1", "fay": "2", "gil": "3"}.items():
        held_class.submit(root, student, why="x", halve=f"{canned.WRONG}def halve(x):\n    return {code}\n")
    held_class.run(root)
    for student, trace in {"eve": "abc", "fay": "abc", "gil": "def"}.items():
        path = root / "build" / "grading" / student / f"{LESSON}.json"
        plain = json.loads(path.read_text("utf-8"))
        plain["tests"]["test_halve"]["trace"] = trace
        path.write_text(json.dumps(plain), "utf-8")
    held_class.ask(root, "eve", "", "halve")
    desk = held_class.desk(root, record)
    place = place_of(desk, REQUEST, "eve", "test_halve")
    give(desk, place, "full")
    assert [each.names[0] for each in desk.offers[place]] == ["fay"]


def test_an_answer_that_cannot_join(root, record):
    """It is said why, in a line, and the mark is granted all the same."""
    config = root / "nbgrader_config.py"
    known = config.read_text("utf-8")
    desk = held_class.desk(root, record)
    place = place_of(desk, REQUEST, "bob", "test_halve")
    path = root / "autograded" / "bob" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    next(each for each in notebook.cells if each.id == "halve").source = "def halve(:"
    nbformat.write(notebook, path)
    give(desk, place, "full")
    assert "did not join the bank: it is no Python" in desk.said and rows(root)["bob", "test_halve"][0] == 3
    desk.undo()
    next(each for each in notebook.cells if each.id == "halve").source = "def other():\n    pass"
    nbformat.write(notebook, path)
    give(desk, place, "full")
    assert "does not define halve, but other" in desk.said
    desk.undo()
    next(each for each in notebook.cells if each.id == "halve").source = "def halve(x):\n    return open(x)"
    nbformat.write(notebook, path)
    give(desk, place, "full")
    assert "It may do more than compute (open)" in desk.said and rows(root)["bob", "test_halve"][0] == 3
    assert not list((root / "known" / "answers" / LESSON).glob("halve/*.py"))
    desk.undo()
    config.write_text(known.replace('c.Bank.folder = "known"\n', ""), "utf-8")
    give(held_class.desk(root, record), place, "full")
