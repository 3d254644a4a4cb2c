"""The queue holds what waits for a person, and nothing else, in the order in which one exercise is marked in one go."""

import nbformat
import pytest

from autograder.record.gradebook import Record
from autograder.review.queue import AGAIN, HELD, REQUEST, WHOLE
from autograder.settings import Settings
from autograder.tests import canned, small
from autograder.tests.review import held_class

pytestmark = pytest.mark.slow


@pytest.fixture
def root(tmp_path):
    """A class of which much is held."""
    return held_class.class_of(tmp_path / "course")


def queue(root, anonymous=False):
    """Return (kind, student, title) of the queue, and the sights of its cases."""
    settings = Settings.load(root)
    with Record(settings.coursedir, settings.config) as record:
        desk = held_class.desk(root, record, anonymous)
        sights = [desk.sight(place) for place in range(1, len(desk.cases) + 1)]
        return [(each.kind, each.names[0], each.title) for each in desk.cases], sights


def test_what_waits_by_exercise_and_student(root):
    """Held, due by hand, asked for, whole: each once, by exercise first; what has its mark is not there."""
    found, _ = queue(root)
    double, halve = "Exercise 1 (Double)", "Exercise 2 (Halve)"
    assert found == [
        *[(HELD, "ada", double), (HELD, "bob", double), (REQUEST, "bob", halve), (HELD, "ada", "why")],
        *[(HELD, "ada", "draw"), (HELD, "bob", "draw"), (WHOLE, "dan", "Everything that was handed in")],
    ]


def test_what_is_shown(root):
    """Why, the answer, the test with its hidden part, the nearest mistake, snippets; of a task the student's cells."""
    found, sights = queue(root)
    first = sights[0]
    assert first.why == ("Its code ended the kernel that it ran in.",) and "x + x + x - 1" in first.answers[0].source
    assert first.tests[0].parts == ((False, "expect(double, 3, 6)"), (True, "expect(double, 4, 8)"))
    assert first.near.name == "wrong_adds" and first.near.share > 0.8
    assert first.snippets == ("Say why it holds for all x.",)
    assert sights[2].said == "It is 1 by the definition." and sights[2].tests[0].verdict == "failed"
    assert "<strong>two</strong> halves" in sights[3].answers[0].html and sights[3].why[0].startswith("No test gives")
    assert [each.source for each in sights[4].answers] == ["print('drawn')"]
    assert "<strong>two</strong> lines" in sights[4].asked
    assert "not a notebook, the JSON breaks off" in sights[6].why[0] and not sights[6].answers
    assert "submitted/dan/1-small" in sights[6].places and len(found) == 7


def test_anonymous_names_nobody(root):
    """Neither ids nor names, in reasons, code, comments and what students say."""
    with small.gradebook(root) as book:
        book.update_or_create_student("ada", first_name="Augusta", last_name="Byron")
        book.update_or_create_student("bob", first_name="Bob", last_name="Ross")
        book.db.commit()
    small.by_hand(root, "cyd", comment="As Bob has it.")
    held_class.ask(root, "cyd", "ada and I think so", "")
    held_class.ask(root, "bob", "Ask Augusta.", "halve")
    found, sights = queue(root, anonymous=True)
    assert len(found) == 7 and {each.student for each in sights} <= {"A1", "A2", "A3", "A4"}
    told = repr(sights).lower()
    assert [name for name in ("ada", "augusta", "byron", "bob", "ross", "cyd", "dan") if f"{name}" in told] == []
    assert "# \u2026" in sights[0].answers[0].source or "# \u2026" in sights[1].answers[0].source


def test_what_is_handed_in_anew_is_looked_at_again(root):
    """Its reason says which mark a person gave; marked once more it is gone."""
    held_class.submit(root, "cyd", why="Since it is so.")
    held_class.run(root)
    found, sights = queue(root)
    place = found.index((AGAIN, "cyd", "why"))
    assert sights[place].why[0].startswith("A person gave it 1 of 1 before; it was handed in or graded anew since.")
    small.by_hand(root, "cyd", why=0.5, draw=4)
    assert not [each for each in queue(root)[0] if each[1] == "cyd"]


def test_requests_that_are_open(root):
    """Of which exercise may not be clear; one at a held cell is said there; what has full marks asks for nothing."""
    held_class.submit(root, "eve", why="x", double=f"{canned.WRONG}def double(x):\n    pass\n", halve=canned.HALF)
    held_class.run(root)
    small.by_hand(root, "eve", why=1, draw=4)
    held_class.ask(root, "ada", "Mine ends it on purpose.", "double")
    held_class.ask(root, "ada", "And this is right, too.", "halve")  # it has full marks
    found, sights = queue(root)
    (place,) = [at for at, each in enumerate(found) if each[:2] == (HELD, "ada") and "Double" in each[2]]
    assert sights[place].said == "Mine ends it on purpose."
    assert [each[1] for each in found if each[0] == REQUEST] == ["bob"]
    small.by_hand(root, "bob", test_halve=0)
    assert not [each for each in queue(root)[0] if each[0] == REQUEST]


def test_a_request_of_no_clear_exercise(root):
    """It is asked which one is meant, of those that could gain."""
    held_class.submit(root, "eve", double=f"{canned.WRONG}def double(x):\n    pass\n", halve=f"{canned.HALF}halve = 1")
    held_class.run(root)
    held_class.ask(root, "eve", "All of it is right!", "")
    settings = Settings.load(root)
    with Record(settings.coursedir, settings.config) as record:
        desk = held_class.desk(root, record)
        (place,) = [at for at, each in enumerate(desk.cases, 1) if each.kind == REQUEST and each.names[0] == "eve"]
        case = desk.cases[place - 1]
        assert [each.answer for each in case.choices] == ["double", "halve", "why"] and not case.rows
        assert desk.sight(place).said == "All of it is right!"
        assert desk.choose(place, 1) == f"/case/{place}" and desk.case(place).cells == ["test_halve"]


def test_a_lesson_that_cannot_be_read_costs_no_queue(root):
    """Its cells are named by themselves."""
    path = root / "solutions" / small.NOTEBOOK
    nbformat.write(nbformat.v4.new_notebook(), path)
    found, _ = queue(root)
    assert (HELD, "ada", "test_double") in found
