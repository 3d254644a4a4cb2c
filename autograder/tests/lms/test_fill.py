"""Marks in a platform's own export, and in a table of our own, read back as the platform reads them."""

import pytest

from autograder.errors import LmsError
from autograder.lms import fill, own, table
from autograder.lms.columns import Column, columns, marks
from autograder.lms.roster import Person
from autograder.tests.lms import platforms
from autograder.tests.lms.platforms import MARKS, PEOPLE

SMALL = Column("1-small", "", 5)


def filled(said, platform, sent=None, encoding="utf-8", **options):
    """Fill marks into an export; return (its bytes then, what was done)."""
    known = table.read(said.encode(encoding))
    done = fill.fill(known, fill.form_of(known, platform), sent or {SMALL: MARKS}, PEOPLE, {}, **options)
    return known.data(), done


def changed(before, after):
    """Return {(row, column): (before, after)} of the cells that differ, as they are written."""
    one, other = table.read(before), table.read(after)
    assert [row.end for row in one.rows] == [row.end for row in other.rows]
    pairs = zip(one.rows, other.rows, strict=True)
    cells = ((at, zip(row.raw, new.raw, strict=True)) for at, (row, new) in enumerate(pairs))
    return {(at, place): pair for at, row in cells for place, pair in enumerate(row) if pair[0] != pair[1]}


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig"])
def test_moodle_s_worksheet(mark):
    """By number where the name agrees, else e-mail, else name; held stays; a stranger's number is nobody's."""
    data, done = filled(platforms.WORKSHEET, "moodle", encoding=mark)
    assert changed(platforms.WORKSHEET.encode(mark), data) == {
        **{(1, 4): ("", "4.5"), (4, 4): ('"1,00"', '"3.33333"')},
        **{(5, 4): ("", "0"), (7, 4): ("", "1")},
    }
    due = {"12": 4.5, "913": 2.0, "914": 5.0, "915": 3.33333, "916": 0.0, "14": 3.0, "918": 1.0}
    assert platforms.worksheet(data) == due
    assert (done.set, done.new, done.refused) == (5, 4, False)
    assert done.lines == [
        "1-small: 5 marks; left as they are: 1 held (bob)",
        "rows there that are nobody's here, left as they are: Somebody Else",
    ]


def test_moodle_s_worksheet_where_marking_is_blind():
    """Participants have no names: found by what their folder was called, never by a number alone."""
    heading = "Identifier,Status,Grade,Maximum Grade,Last modified (grade)"
    known = table.read(f"{heading}\nParticipant 12,,,5.00,-\nParticipant 88,,,5.00,-\n".encode())
    people = {"ada": PEOPLE["ada"], "Participant 88": Person("Participant 88")}
    done = fill.fill(known, fill.form_of(known, "moodle"), {SMALL: {"ada": 4.0, "Participant 88": 3.0}}, people, {})
    assert platforms.worksheet(known.data()) == {"88": 3.0} and done.refused


def test_moodle_s_worksheet_in_german():
    """With a comma in fractions; whoever has a mark and no row is told, each in a line."""
    data, done = filled(platforms.GERMAN, "moodle")
    assert platforms.worksheet(data) == {"12": 4.5, "15": 3.33333}
    assert b'"4,5"' in data and b'"3,33333"' in data
    assert done.refused and [line.partition(" (")[0] for line in done.lines[1:]] == ["eve", "000123", "=1+1"]
    assert "=cmd|' /C calc'!A0 \\n2, x@x.org): has a mark, and no row there" in done.lines[3]


def test_moodle_s_export_of_grades():
    """The column is found by the item's name; "-" is no mark; an id number with its leading zeros."""
    data, _ = filled(platforms.EXPORT, "moodle")
    found = platforms.rows(data)
    assert [row[6:] for row in found[1:]] == [
        ["4.5", "-", "1790000000"],
        ["-", "-", "1790000000"],
        ["0", "-", "1790000000"],
    ]


def test_canvas_s_gradebook():
    """Excused stays excused, what is not assigned stays so; the rows below the heading are nobody's."""
    data, done = filled(platforms.CANVAS, "canvas")
    assert changed(platforms.CANVAS.encode(), data) == {(3, 5): ("", "4.5"), (6, 5): ("1.0", "3.33333")}
    found, points = platforms.canvas(data)
    assert points["1-small (77)"] == "5.00"
    assert {key[0]: row["1-small (77)"] for key, row in found.items()} == {
        **{"12": "4.5", "13": "2", "14": "EX", "1015": "3.33333", "1016": "N/A", "99": ""},
    }
    assert "1-small: excused there, and left so: eve, 000123" in done.lines


def test_canvas_s_column_by_its_number():
    """As c.Canvas.assignments has it; and by another name that is given."""
    known = table.read(platforms.CANVAS.encode())
    form = fill.form_of(known, "canvas")
    for name in ("78", "old WORK"):
        column = Column("2-other", "", 10)
        assert fill.column_places(known, form, [column], {"2-other": [name]}) == {column: [6]}


def test_brightspace_s_grades():
    """The heading has the points, ids their #."""
    data, _ = filled(platforms.BRIGHTSPACE, "brightspace")
    assert platforms.brightspace(data, "1-small") == {"ada": "4.5", "bob": "2", "eve": "5", "fz": "0"}
    assert changed(platforms.BRIGHTSPACE.encode(), data).keys() == {(1, 4), (4, 4)}


def test_the_same_again_changes_nothing():
    """What is there already is not written anew, however it is written."""
    for said, platform in ((platforms.WORKSHEET, "moodle"), (platforms.CANVAS, "canvas")):
        data, _ = filled(said, platform)
        again, done = filled(data.decode(), platform)
        assert again == data and done.new == 0


def test_other_points():
    """A column that gives other points there is not filled, unless the same share is asked for."""
    with pytest.raises(LmsError, match="1-small: not filled, 5 points there, 20 here; SCALE=1"):
        filled(platforms.WORKSHEET, "moodle", {Column("1-small", "", 20): {"ada": 18.0}})
    sent = {Column("1-small", "", 20): {"ada": 18.0}}
    assert platforms.worksheet(filled(platforms.WORKSHEET, "moodle", sent, scale=True)[0])["12"] == 4.5


def test_one_column_of_several():
    """What cannot be filled is told, the others are."""
    sent = {SMALL: MARKS, Column("2-other", "", 5): MARKS}
    data, done = filled(platforms.CANVAS, "canvas", sent)
    assert done.refused and "2-other: not filled, no columns of that name" in done.lines
    assert platforms.canvas(data)[0]["12", "ada", "Byron, Ada"]["1-small (77)"] == "4.5"
    with pytest.raises(LmsError, match=r"no columns of that name\. Its columns are: 1-small \(77\), Old work \(78\)"):
        filled(platforms.CANVAS, "canvas", {Column("2-other", "", 5): MARKS})
    with pytest.raises(LmsError, match="is of one assignment; which lesson is it"):
        filled(platforms.WORKSHEET, "moodle", sent)
    twice = platforms.CANVAS.replace("Old work (78)", "1-small (78)")
    with pytest.raises(LmsError, match="2 columns of that name"):
        filled(twice, "canvas")


@pytest.mark.parametrize(
    ("said", "platform", "what"),
    [
        ("a,b\n1,2\n", "moodle", "of no form that is known; for moodle there are: Moodle's grading worksheet (Ident"),
        (platforms.CANVAS, "brightspace", "Canvas's export of the gradebook; for brightspace there are: Brightsp"),
        ("Identifier,Grade\nParticipant 1,2\n", "moodle", "of no form that is known"),
    ],
)
def test_a_form_that_is_not_known(said, platform, what):
    """One line: which there are, and what was seen."""
    with pytest.raises(LmsError) as error:
        filled(said, platform)
    told = str(error.value)
    seen = ", ".join(said.splitlines()[0].split(","))
    assert told.startswith(what) and told.endswith(f"Its first row is: {seen}") and "\n" not in told


def test_a_table_of_our_own_for_moodle():
    """Nobody without an address, nor two with the same; who has no mark at all has no row; no formula."""
    more = {"no": Person("no", "No Mail"), "two": Person("two", "Two", email="ADA@x.org")}
    sent = {SMALL: MARKS | {"no": 1.0, "two": 2.0}, Column("2-b", "", 3): {"eve": "missing", "name_1": 3.0}}
    said, lines = own.made("moodle", sent, PEOPLE | more)
    due = {"eve@x.org": 5.0, "jg@x.org": 3.33333, "fz@x.org": 0.0, "x@x.org": 1.0}
    assert platforms.grade_import(said.encode(), "1-small") == due
    assert platforms.grade_import(said.encode(), "2-b") == dict.fromkeys(due) | {"jg@x.org": 3.0}
    assert "\r\n'=cmd|' /C calc'!A0,'\\n2,x@x.org,1,\r\n" in said
    assert lines == [
        "left out, since Moodle finds people by e-mail, and there is no address of them: no",
        "left out, since more than one of them has that e-mail address: ada, two",
    ]


def test_an_empty_cell_between_marks():
    """It may take away what a platform has, which is said."""
    both = {SMALL: MARKS, Column("2-b", "", 3): MARKS | {"eve": "held"}}
    assert own.gaps({SMALL: MARKS}) == own.gaps({SMALL: MARKS, Column("2-b", "", 3): MARKS}) == []
    (line,) = own.gaps(both)
    assert line.startswith("an empty cell may take away a mark that is there: import one lesson at a time")


def test_a_table_of_our_own_for_canvas_and_brightspace():
    """Points below the heading; ids with #."""
    said, lines = own.made("canvas", {SMALL: MARKS}, PEOPLE)
    found, points = platforms.canvas(said.encode())
    assert points == {"1-small": "5"} and lines == []
    assert {key[1]: row["1-small"] for key, row in found.items()} == {
        **{"ada": "4.5", "eve": "5", "name_1": "3.33333", "000123": "0", "'=1+1": "1"},
    }
    assert ("12", "ada", "Byron, Ada") in found and ("14", "eve", 'von Stein, Jr., Eve "Evi"') in found
    said, _ = own.made("brightspace", {SMALL: MARKS}, PEOPLE)
    due = {"ada": "4.5", "eve": "5", "name_1": "3.33333", "000123": "0", "=1+1": "1"}
    assert platforms.brightspace(said.encode(), "1-small") == due


def entry(student, mark, **exercises):
    """Return what of an entry of run.json columns need."""
    parts = {name: {"mark": each, "points": 5} for name, each in exercises.items()}
    return {"student": student, "lesson": "1-small", "mark": mark, "exercises": parts}


def test_what_is_sent_of_whom():
    """Held and missing are no number; of a held submission no exercise is sent either; a penalty is in the lesson's."""
    wanted = columns({"1-small": {"double": 2, "halve": 3}}, exercises=True)
    assert [(each.name, each.points) for each in wanted] == [
        *[("1-small", 5), ("1-small/double", 2), ("1-small/halve", 3)],
    ]
    entries = [entry("ada", 4.0, double=2, halve=3), entry("bob", "held", double=2, halve=None)]
    entries += [entry("eve", "missing"), entry("new", 2.0, double=2)]
    people = ["ada", "bob", "eve", "new", "zoe"]
    assert [marks(each, entries, people) for each in wanted] == [
        {"ada": 4.0, "bob": "held", "eve": "missing", "new": 2.0, "zoe": "missing"},
        {"ada": 2, "bob": "held", "eve": "missing", "new": 2, "zoe": "missing"},
        {"ada": 3, "bob": "held", "eve": "missing", "new": "held", "zoe": "missing"},
    ]
