"""What a form says is checked, and spread over cells; answers are compared by their tokens; names come into no file."""

import pytest

from autograder.bank.answer import Answer
from autograder.errors import MarkError
from autograder.record.recorded import Mark, Recorded
from autograder.review import given, near
from autograder.review.queue import REQUEST, Case, Row
from autograder.tests.review.held_class import fields

ROW = Row("Exercise 1 (Double)", {"basic": 1.0, "edge": 2.0})
CASE = Case("held", ("ada", "1-small", "small"), ROW.title, (ROW,), "double")


@pytest.mark.parametrize(
    ("said", "points"), [("0", 0), ("3", 3), (" 1,5 ", 1.5), ("0.333", 0.333), ("1e0", 1), ("-0", 0)]
)
def test_points_are_read(said, points):
    """With a point or a comma, in any step."""
    assert given.points_of(said, ROW) == points


@pytest.mark.parametrize("said", ["", " ", "-0.1", "3.01", "nan", "inf", "1e999", "two", "1/2", "\ud800", "1" * 5000])
def test_what_is_no_mark_is_refused(said):
    """In one line that says what may be given."""
    with pytest.raises(MarkError, match="give a number from 0 to 3") as error:
        given.points_of(said, ROW)
    assert len(str(error.value).splitlines()) == 1 and len(str(error.value)) < 200


def test_points_fill_the_first_cells_first():
    """And nothing is lost or added."""
    for points in (0, 0.5, 1, 2.25, 3):
        found = given.spread(points, ROW)
        assert sum(found.values()) == points and found["basic"] == min(points, 1) and list(found) == ["basic", "edge"]


def test_each_exercise_has_to_be_chosen():
    """Else nothing is entered; points that were typed are a part."""
    two = Case("whole", CASE.names, "All", (ROW, Row("Exercise 2", {"other": 4.0})), "double")
    hand = given.hand(two, given.EACH, fields(way_0="full", points_1="2.5"), Recorded())
    assert hand.scores == {"basic": 1, "edge": 2, "other": 2.5}
    with pytest.raises(MarkError, match="Exercise 2: choose nothing, part or full"):
        given.hand(two, given.EACH, fields(way_0="full"), Recorded())
    assert given.hand(two, given.NOTHING, fields(), Recorded()).scores == {"basic": 0, "edge": 0, "other": 0}
    with pytest.raises(MarkError):
        given.hand(two, "all of it", fields(), Recorded())


def test_a_comment_is_entered_where_it_has_changed():
    """Emptied it goes; one that is too long is refused; a request is declined with a reason alone."""
    known = Recorded({"basic": Mark(0.0, 1.0)}, {"double": "See me."})
    assert given.hand(CASE, given.FULL, fields(comment="See me.\r\n"), known).comments == {}
    assert given.hand(CASE, given.FULL, fields(comment=""), known).comments == {"double": None}
    assert given.hand(CASE, given.FULL, fields(comment="a\r\nb"), known).comments == {"double": "a\nb"}
    with pytest.raises(MarkError, match="5000 is the most"):
        given.hand(CASE, given.FULL, fields(comment="a" * 5001), known)
    asked = Case(REQUEST, CASE.names, ROW.title, (ROW,), "double")
    with pytest.raises(MarkError, match="say in the comment why"):
        given.hand(asked, given.KEEP, fields(), Recorded())
    assert given.hand(asked, given.KEEP, fields(comment="No."), Recorded()).keeps == {"basic", "edge"}


def answers(tmp_path, **sources):
    """Return answers of a bank."""
    place = tmp_path / "1-small" / "double"
    place.mkdir(parents=True)
    for name, source in sources.items():
        (place / f"{name}.py").write_text(source, encoding="utf-8")
    return [Answer(path) for path in sorted(place.iterdir())]


def test_the_nearest_wrong_answer(tmp_path):
    """By its tokens, whatever stands in comments; never a right one, nor one whose file is not as it must be."""
    opening = "# mistake: It adds {}.\n# message: added\n"
    known = answers(
        tmp_path,
        right_same="def double(x):\n    return x + x + x\n",
        wrong_broken="def double(x):\n    return x + x + x\n",
        wrong_twice=opening.format("twice") + "def double(x):\n    return x + x + x + 0\n",
        wrong_other=opening.format("others") + "double = sum\n",
    )
    found = near.nearest("# mine\ndef double( x ):\n  return x+x+x  # so\n", known)
    assert (found.name, found.mistake) == ("wrong_twice", "It adds twice.") and 0.85 < found.share < 1
    for source in ("", "# nothing", "\0", "class A:\n" * 300 + "'''", "é" * 10_000):
        near.nearest(source, known)
    assert near.nearest("import os\nos.system('ls')\n", known) is None
