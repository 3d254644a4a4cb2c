"""What is counted of a lesson where little is known, or where it has several notebooks."""

import nbformat
import pytest

from autograder.course.lessons import lessons
from autograder.record import tables
from autograder.record.graded import Graded, Points
from autograder.record.state import Judged
from autograder.report import counted, mistakes, page, stored, summary
from autograder.report.stored import Item, Plan
from autograder.tests import small
from autograder.verdicts import Verdict

PASSED = Judged(Verdict.PASSED, 2.0, 2.0, 0.1)
ITEM = Item("one", "One", 2, 1, ("test_one",), ("one",), "lesson")
PLAN = Plan("1", "A lesson", (ITEM,), ("lesson.ipynb",))


def entry(student, mark, **told):
    """Return the entry of a student with a mark in the one exercise; None where it is held."""
    return tables.entry(Graded(student, "1", {"one": Points(mark, 2)}, **told))


def figures(*entries, plan=PLAN):
    """Return the figures of a lesson of which nothing was left as it was."""
    groups = mistakes.of_lesson(plan.items, [each for each in entries if each["mark"] != tables.MISSING])
    return counted.lesson(plan, entries, groups, lambda *_: False, lambda _: "", {})


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_lesson_of_few(count):
    """No figure where there is none; what there is has its n, and can be shown."""
    found = figures(*(entry(f"s{number}", number) for number in range(count)))
    assert found["marks"]["n"] == found["exercises"][0]["n"] == count
    assert found["exercises"][0]["mean_share"] == (None, 0, 0.25)[count]
    assert found["reliability"]["value"] is None and "fewer than 10" in found["reliability"]["lacks"]
    assert found["seconds"]["n"] == 0 and found["seconds"]["median"] is None
    sentences = summary.sentences([found], 0)
    assert sentences[0] == f"0 of {count} submissions are held for you to mark."


def test_held_and_missing_are_no_zeros():
    """They are told, and left out of every mean."""
    held = entry("b", None, tests={"test_one": Judged(Verdict.DIED, None, 2.0, 0.1, "it ended")})
    found = figures(entry("a", 2, tests={"test_one": PASSED}), held, tables.entry(Graded("c", "1", missing=True)))
    assert (found["handed_in"], found["held"], found["missing"]) == (2, 1, 1)
    assert found["marks"]["mean"] == 2 and found["exercises"][0]["mean_share"] == 1
    assert (found["exercises"][0]["n"], found["exercises"][0]["held"], found["exercises"][0]["tested"]) == (1, 1, 1)
    assert sum(each["count"] for each in found["histogram"]) == 1


def test_a_lesson_without_points():
    """Nothing is divided by them."""
    plan = Plan("1", "A lesson", (Item("one", "One", 0, None),))
    found = figures(tables.entry(Graded("a", "1", {"one": Points(0, 0)})), plan=plan)
    assert found["exercises"][0]["mean_share"] is None and found["marks"]["n"] == 1
    assert figures(plan=Plan("1", "A lesson", ()))["exercises"] == []


def test_a_lesson_of_several_notebooks(tmp_path):
    """Its exercises are called as run.json calls them; one that is not there was not begun."""
    root = small.make_course(tmp_path)
    nbformat.write(small.source(), root / "solutions" / small.LESSON / "again.ipynb")
    plan = stored.plan(small.LESSON, lessons(root, "solutions"), [])
    assert [each.name for each in plan.items] == ["again/double", "again/halve", "small/double", "small/halve"]
    assert plan.items[2].tests == ("small/test_double",) and plan.items[2].answers == ("double",)
    assert plan.items[2].notebook == "small" and plan.notebooks == ("again.ipynb", "small.ipynb")
    marks = {each.name: Points(0, each.points) for each in plan.items}
    one = tables.entry(
        Graded("a", small.LESSON, marks, tests={"small/test_double": PASSED, "small/test_halve": PASSED})
    )
    assert [each["not_begun"] for each in figures(one, plan=plan)["exercises"]] == [1, 1, 0, 0]


def test_numbers_are_rounded_everywhere():
    """None in the JSON has more decimals than are kept; there is no negative zero."""
    assert page.rounded({"a": [1 / 3, -1e-9, 2, True, None, "x"]}) == {"a": [0.333333, 0.0, 2, True, None, "x"]}
    assert str(page.rounded(-1e-9)) == "0.0" and page.figure(-0.456) == "\N{MINUS SIGN}0.46"
    assert (page.mark(None), page.share(None), page.share(0.416), page.mark(2.50)) == ("–", "–", "42 %", "2.5")
