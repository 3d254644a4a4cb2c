"""Who is who between here and a platform: nobody is taken for another."""

import pytest

from autograder.lms.people import Seen, matched, some
from autograder.lms.roster import Person


def people(*those):
    """Return {id: who}."""
    return {each.id: each for each in those}


ADA, BOB = Person("ada", "Ada Byron", "Ada", "Byron", "ada@x.org", "", "12"), Person("bob", "Bob O'Neil", number="13")


@pytest.mark.parametrize(
    "seen",
    [
        Seen("12", name="Ada Byron"),
        Seen("12"),
        Seen("", ("ADA",)),
        Seen("99", ("", "12"), "", "Byron, Ada"),
        Seen("", (), "ADA@x.org", "Somebody Else"),
        Seen("", (), "", "Byron,  ada"),
        Seen("", (), "", "byronada"),
        Seen("12", (), "other@x.org", "Ada King Byron", strict=True),
    ],
    ids=str,
)
def test_found(seen):
    """By each key; a name in any order, as Canvas writes it in a file's name, too."""
    assert matched([seen, Seen("77", name="Nobody Here")], people(ADA, BOB)) == {0: "ada"}


@pytest.mark.parametrize(
    "seen",
    [
        Seen("12", name="Somebody Else"),
        Seen("13", name="Ada Somebody", strict=True),
        Seen("12", strict=True),
        Seen("", ("12",), "", "Somebody Else"),
        Seen("", ("bo",)),
        Seen(),
        Seen("", (), "", "Ada"),
    ],
    ids=str,
)
def test_not_found(seen):
    """A number or an id of somebody who is called otherwise; half of a name; nothing."""
    assert matched([seen], people(ADA, BOB)) == {}


def test_two_of_one_name():
    """They are told apart by number, id or e-mail, else neither is found; a third of another name is."""
    anna, anne = Person("a1", "Anna Schmidt", number="1"), Person("a2", "Anna Schmidt", email="a2@x.org")
    rows = [Seen("", (), "", "Anna Schmidt"), Seen("", (), "", "Schmidt, Anna"), Seen("", (), "", "Ada Byron")]
    assert matched(rows, people(anna, anne, ADA)) == {2: "ada"}
    rows[:2] = [Seen("5", (), "a2@x.org", "Anna Schmidt"), Seen("1", (), "", "Anna Schmidt")]
    assert matched(rows, people(anna, anne, ADA)) == {0: "a2", 1: "a1", 2: "ada"}
    assert matched([Seen("1"), Seen("1")], people(anna)) == {}


def test_an_id_that_canvas_has_made_of_a_name():
    """As `nbgrader zip_collect` calls folders: found by the name itself, where the gradebook knows no other."""
    assert matched([Seen("12", (), "", "Byron, Ada")], people(Person("byronada"))) == {0: "byronada"}
    assert matched([Seen("12", (), "", "Byron, Ada")], people(Person("Ada Byron"))) == {0: "Ada Byron"}


def test_leading_zeros():
    """A spreadsheet has taken them away; not where two would be the same without them."""
    one, other = Person("000123"), Person("0123")
    assert matched([Seen("", ("123",))], people(one)) == {0: "000123"}
    assert matched([Seen("", ("123",))], people(one, other)) == {}
    assert matched([Seen("", ("0123",)), Seen("", ("000123",))], people(one, other)) == {0: "0123", 1: "000123"}


@pytest.mark.parametrize(
    "name", ["José Núñez", "Jose\u0301 Nu\u0301n\u0303ez", "فاطمة الزهراء", "李 伟", "d'Arc Jeanne-Marie"]
)
def test_names_of_any_script(name):
    """However their accents are written."""
    whole = Person("x", name)
    flipped = ", ".join(name.split(" ")[::-1])
    assert matched([Seen("", (), "", flipped.replace("José", "Jose\u0301"))], people(whole, ADA)) == {0: "x"}


def test_a_line_of_names():
    """The first few, and how many more; one cannot break the line."""
    assert some(["a", "b\nc"]) == "a, b\\nc"
    assert some(map(str, range(9))) == "0, 1, 2, 3, 4 and 4 more"
