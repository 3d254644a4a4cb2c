"""The figures of the report, beside values that were computed by hand."""

import math

import pytest

from autograder.report import statistics
from autograder.report.statistics import LEAST, discrimination, histogram, is_contrary, reliability, spread

# Ten complete submissions of three exercises; what comes of them is worked out in the tests.
ROWS = [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 1, 0), (2, 2, 1), (2, 2, 0), (3, 2, 0), (3, 3, 0)]


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ([], {"n": 0} | dict.fromkeys(("mean", "lowest", "q1", "median", "q3", "highest"))),
        ([4], {"n": 1} | dict.fromkeys(("mean", "lowest", "q1", "median", "q3", "highest"), 4)),
        ([4, 2], {"n": 2, "mean": 3, "lowest": 2, "q1": 2.5, "median": 3, "q3": 3.5, "highest": 4}),
        ([1, 2, 3, 10], {"n": 4, "mean": 4, "lowest": 1, "q1": 1.75, "median": 2.5, "q3": 4.75, "highest": 10}),
        ([7] * 5, {"n": 5} | dict.fromkeys(("mean", "lowest", "q1", "median", "q3", "highest"), 7)),
    ],
    ids=["none", "one", "two", "four", "all the same"],
)
def test_spread(values, due):
    """Quartiles lie between values as NumPy has them by default."""
    assert spread(values) == due


def test_histogram():
    """A share on a border counts above it, all of the points in the last bar, and more than all there, too."""
    assert [each["count"] for each in histogram([])] == [0] * 10
    found = histogram([0, 0.1, 0.3, 0.7, 3 * 0.1, 0.999, 1, 1.2])
    assert [each["count"] for each in found] == [1, 1, 0, 2, 0, 0, 0, 1, 0, 3]
    assert (found[3]["low"], found[3]["high"]) == (30, 40)


def test_discrimination():
    """Of the first exercise: its marks' sum is 15, the others' 18, their products' 31, squares' 33 and 38."""
    # rest: 1 2 1 2 1 1 3 2 2 3, so the sum is 18, squares 38; products 0+0+1+2+1+2+6+4+6+9 = 31
    due = (10 * 31 - 15 * 18) / math.sqrt((10 * 33 - 15**2) * (10 * 38 - 18**2))
    found = discrimination(ROWS, 0)
    assert found["value"] == pytest.approx(due) and due == pytest.approx(0.5216, abs=1e-4)
    assert (found["n"], found["items"], found["lacks"]) == (10, 3, "")
    assert discrimination(ROWS, 2)["value"] < 0  # who is good elsewhere fails it


def test_what_goes_against_the_rest():
    """Where it is more than chance: the same figure says nothing of ten, and something of a hundred."""
    said = {"items": 3, "lacks": ""}
    assert not is_contrary({"value": -0.3, "n": 10, **said}) and is_contrary({"value": -0.3, "n": 100, **said})
    assert is_contrary({"value": -0.64, "n": 10, **said}) and not is_contrary({"value": 0.9, "n": 100, **said})
    assert not is_contrary({"value": None, "n": 3, **said})


def test_reliability():
    """Variances are 10.5/9, 8.1/9 and 2.5/9 of the exercises, 15.6/9 of the sums... by hand."""
    own = [sum((each - sum(column) / 10) ** 2 for each in column) / 9 for column in zip(*ROWS, strict=True)]
    assert own == pytest.approx([10.5 / 9, 8.1 / 9, 2.5 / 9])
    sums = [sum(row) for row in ROWS]  # 1 2 2 3 2 3 5 4 5 6: 33 in all, squares 133
    assert sum(sums) == 33 and sum(each**2 for each in sums) == 133
    whole = (133 - 33**2 / 10) / 9
    found = reliability(ROWS)
    assert found["value"] == pytest.approx(3 / 2 * (1 - 21.1 / 9 / whole))
    assert (found["n"], found["items"], found["lacks"]) == (10, 3, "")


def test_of_two_items_that_agree_wholly_or_not_at_all():
    """1 where they are the same; below 0 where one is high when the other is low."""
    same = [(number, number) for number in range(LEAST)]
    assert reliability(same)["value"] == pytest.approx(1) and discrimination(same, 0)["value"] == pytest.approx(1)
    other = [(number, 1.5 * (LEAST - number)) for number in range(LEAST)]
    assert reliability(other)["value"] < 0 and discrimination(other, 1)["value"] == pytest.approx(-1)


@pytest.mark.parametrize(
    ("rows", "n", "lacks"),
    [
        ([], 0, "fewer than 10"),
        ([(1, 2)], 1, "fewer than 10"),
        ([(1, 2), (2, 1)], 2, "fewer than 10"),
        ([(each, 1.0) for each in range(LEAST - 1)], 9, "fewer than 10"),
        ([(each,) for each in range(LEAST)], 10, "one exercise alone"),
        ([(0.1, 0.2)] * LEAST, 10, "same"),
    ],
    ids=["none", "one", "two", "nine", "one exercise", "all the same"],
)
def test_where_there_is_no_figure(rows, n, lacks):
    """It is None, with its n and the reason."""
    for found in (discrimination(rows, 0), reliability(rows)):
        assert found["value"] is None and found["n"] == n and lacks in found["lacks"]


def test_one_exercise_that_all_have_the_same_in():
    """It has no discrimination; nor has the other one, whose rest is the same for all. The sums still vary."""
    rows = [(each, 0.1) for each in range(LEAST)]
    assert discrimination(rows, 1)["lacks"] == "all have the same mark"
    assert discrimination(rows, 0)["lacks"] == "all have the same marks in the rest"
    assert reliability(rows)["value"] == pytest.approx(0)
    assert statistics.NOTHING < 1e-6
