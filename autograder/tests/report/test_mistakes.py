"""Mistakes are counted by what they are called, what they do, or what was said of them; examples name nobody."""

import json

import pytest

from autograder.record import tables
from autograder.record.graded import Graded, Points
from autograder.record.state import Judged
from autograder.report import examples, mistakes
from autograder.report.people import Mask, People
from autograder.report.stored import Item
from autograder.verdicts import Verdict

ITEM = Item("one", "One", 2, 1, ("test_one_basic", "test_one_edge"), ("one",), "lesson")


def entry(student, *tests):
    """Return the entry of a student; tests: (verdict, reason, named mistake, trace) of each test."""
    made = {
        name: Judged(verdict, 0.0, 1.0, 0.1, reason, mistake=mistake, trace=trace)
        for name, (verdict, reason, mistake, trace) in zip(ITEM.tests, tests, strict=False)
    }
    return tables.entry(Graded(student, "1", {"one": Points(0, 2)}, tests=made))


def failed(reason, mistake="", trace=""):
    """Return a test that failed."""
    return Verdict.FAILED, reason, mistake, trace


def counted(*entries):
    """Return [(kind, text, count, tests)] of the mistakes of entries."""
    return [(each.kind, each.text, len(each.students), len(each.tests)) for each in mistakes.groups(ITEM, entries)]


def test_mistakes_are_grouped():
    """By the name, else by what they do, else by the message without its numbers; one who made it counts once."""
    found = counted(
        entry("a", failed("AssertionError: 1.5 for 2", "It adds."), failed("AssertionError: other", trace="t9")),
        entry("b", failed("NotYet: double, 3 points | 3 expected | Likely mistake: It adds.")),
        entry("c", failed("AssertionError: 4 of them", trace="t1"), failed("AssertionError: 5 of them", trace="t1")),
        entry("d", failed("AssertionError: 4 of them", trace="t1")),
        entry("e", failed("AssertionError: 4 of them", trace="t2")),
        entry("f", failed("TypeError: f() takes 1 positional argument, at 0x7f12")),
        entry("g", failed("TypeError: f() takes 2 positional argument, at 0xffe1")),
        entry("h", failed("NotImplementedError")),
        entry("i", (Verdict.TIMED_OUT, "3 seconds", "", ""), (Verdict.DIED, "it ended", "", "")),
        entry("j", (Verdict.PASSED, "", "", ""), (Verdict.PARTLY, "", "", "")),
    )
    assert found == [
        ("named", "It adds.", 2, 1),
        ("same", "4 of them", 2, 2),
        ("said", "TypeError: f() takes 1 positional argument, at 0x7f12", 2, 1),
        ("same", "4 of them", 1, 1),
    ]


def test_the_lines_of_a_check_stay_apart():
    """As it said them; a long message is cut."""
    assert mistakes.message("NotYet: \u2717 not yet: one (2 points). | one(2) returned 3 | expected 4") == (
        "one(2) returned 3\nexpected 4"
    )
    assert mistakes.message("AssertionError: no") == "no" and mistakes.message("NotYet: no") == "no"
    assert len(mistakes.message("AssertionError: " + "x" * 1000)) == mistakes.LONGEST + 3


BARE = {
    "x = 1  # by Ada\n\n# a line\ny = 2\n": "x = 1\ny = 2",
    'def f(x):\n    """By Ada,\n    and Bob."""\n    return "# no comment"\n': 'def f(x):\n    return "# no comment"',
    '"""Ada."""\nf("""kept""",\n  "kept")\n': 'f("""kept""",\n  "kept")',
    "def f(:\n    return 1  # Ada\n": "def f(:\n    return 1",
    "x <- 1  # Ada\n": "x <- 1",
    "x = '''no end  # Ada": "x = '''no end",
    "": "",
}


@pytest.mark.parametrize("source", BARE)
def test_comments_and_docstrings_are_left_out(source):
    """Also of what is no Python; strings that are used stay."""
    assert examples.bare(source) == BARE[source]


def test_who_is_named():
    """By id, by a name or a word of one, inside a longer word where it is long; words of the lesson name nobody."""
    mask = Mask(
        ["s17", "o'neil", "max", "lookup", "70012", "12"], {"s17": "Ada Byron-Łukasz", "x": "Li"}, "a lookup of words"
    )
    named = ["ADA_table", "by s17", "o'neil", "ByronNet", "łukasz", "li = 1", "70012"]
    free = ["adam", "max(x)", "lookup", "s177", "list", "", "neither", "x = 12"]
    assert [each for each in named if not mask.holds(each)] == [] and [each for each in free if mask.holds(each)] == []
    assert mask.clean("for Ada and s17") == "for \u2026 and \u2026"
    assert not Mask([], {}, "").holds("anything")


def notebook(path, source):
    """Write an executed notebook with one answer; return the paths of a submission."""
    cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "one"}}, "source": source}
    path.write_text(json.dumps({"cells": [{"metadata": {}}, 1, cell]}), encoding="utf-8")
    return [path]


def test_an_example_names_nobody(tmp_path):
    """The shortest of those that can be read and name nobody; none where all do."""
    mask = Mask(["s17"], {"s17": "Ada Byron"}, "")
    named = notebook(tmp_path / "a", ["x = 'Ada'\n", "y = 1"])
    long, short = notebook(tmp_path / "b", "x = 100  # Ada"), notebook(tmp_path / "c", "x = 1")
    (tmp_path / "d").write_text("no notebook", encoding="utf-8")
    assert examples.example([named, long, short, [tmp_path / "d"], [tmp_path / "e"]], ["one"], mask) == "x = 1"
    assert examples.example([named], ["one"], mask) == examples.example([], ["one"], mask) == ""
    assert examples.example([short], ["other"], mask) == ""
    lines = examples.cut("\n".join(["x"] * 100)).splitlines()
    assert len(lines) == examples.LINES + 1 and lines[-1] == "..."


def test_the_order_of_those_without_names():
    """It is another one than that of the ids, and depends on the run."""
    ids = [f"s{number}" for number in range(1, 31)]
    one, other = (People(ids, {"s1": "Ada"}, True, salt) for salt in ("one", "other"))
    assert list(one.codes.values()) == [f"A{number}" for number in range(1, 31)] and set(one.codes) == set(ids)
    assert list(one.order) != ids and one.order != other.order and one.name("s1") == ""
    assert People(["s10", "s9"], {"s9": "Ada"}, False, "").codes == {"s9": "s9", "s10": "s10"}
