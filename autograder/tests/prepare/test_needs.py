"""What the judge needs for a test: the cells that it runs itself, and the names that it asks the answer for."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.prepare.needs import needs
from autograder.tests import small

DOUBLE = "def double(x):\n    return 2 * x"
FILL = "table = []\ndef fill(kept):\n    kept.append(1)"
STATE = "state = 0\ndef move():\n    global state\n    state = 5"
APPLY = "def apply(x):\n    return double(x)"


def of(test, *cells, answer=DOUBLE, after=()):
    """Return (indices of the cells that the judge runs, names) for a test below cells, an answer and more cells."""
    sources = [*cells, *after]
    made = [new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(sources)]
    made.insert(len(cells), small.cell(answer, "answer", answer=True))
    made += [small.cell(test, "test", points=1), new_code_cell("table = double = None", id="below")]
    found = needs(new_notebook(cells=made))["test"]
    assert set(found.given) <= {cell.source for cell in made}
    return [place for place, source in enumerate(sources) if source in found.given], list(found.names)


GIVEN = {
    "nothing": ("assert double(1) == 2", [], []),
    "a given function": ("expect(double, 3, 6)", ["def expect(f, x, y):\n    assert f(x) == y", "unused = 1"], [0]),
    "a chain": ("two(double)", ["def one(): ...", "def two(f):\n    one()", "def three(): ..."], [0, 1]),
    "an import": ("np.testing.assert_equal(double(1), 2)", ["import os", "import numpy as np, math"], [1]),
    "part of an import": ("assert tf.constant(double(1))", ["import tensorflow.keras\nimport tensorflow as tf"], [0]),
    "what a given function looks up": (
        "look(double)",
        ["table = {1: 2}", "def look(f):\n    return table[f(1)]"],
        [0, 1],
    ),
    "a function defined later": ("one(double)", ["def one(f):\n    two()", "def two(): ..."], [0, 1]),
    "a class and its bases": ("Right()", ["k = 2", "class Base:\n    n = k", "class Right(Base): ..."], [0, 1, 2]),
    "what a class's methods look up": (
        "Right()",
        ["class Right:\n    def f(self):\n        return k", "k = 2"],
        [0, 1],
    ),
    "a decorator, a default": ("f()", ["def d(f):\n    return f", "k = 1", "@d\ndef f(x=k): ..."], [0, 1, 2]),
    "a name bound twice": ("assert double(x) == 4", ["x = 1", "y = 7", "x = x + 1"], [0, 2]),
    "a name bound anew": ("assert double(x) == 4", ["x = open('large')", "x = 2"], [1]),
    "a name bound anew, perhaps": ("assert double(x)", ["x = 1", "if x:\n    x = 2"], [0, 1]),
    "added to": ("assert double(x)", ["x = 1", "x += 1", "y = 2"], [0, 1]),
    "changed by a method": ("assert double(1) in table", ["table = [1]", "table.append(2)", "other = [3]"], [0, 1]),
    "changed by an index": (
        "assert table",
        ["table = [1]", "table[0] = 5", "table[0][1].x = 3", "del table[0]"],
        [0, 1, 2, 3],
    ),
    "changed in a loop": ("assert table", ["table = []", "for i in range(3):\n    table.append(i)"], [0, 1]),
    "changed in an if": ("assert table", ["table = {}", "if True:\n    table['a'] = 1"], [0, 1]),
    "changed in passing": (
        "assert table",
        ["table = [1]", "last = table.pop()", "_ = [table.append(i) for i in 'ab']"],
        [0, 1, 2],
    ),
    "changed by a given function": ("assert table", [FILL, "other = []\nfill(other)", "fill(table)"], [0, 2]),
    "shuffled": ("assert table", ["import random\ntable = [1, 2]", "random.shuffle(table)"], [0, 1]),
    "set by a given function": ("assert double(state) == 10", [STATE, "move()", "k = 1"], [0, 1]),
    "looked at": ("assert table", ["table = [1]", "print(table, len(table))", "import m\nm.plot(table)"], [0]),
    "magics": (
        "assert np.sum(double(x))",
        ["%matplotlib inline\nimport numpy as np", "%%time\nx = 3", "!ls\nz = 1"],
        [0, 1],
    ),
    "no Python": ("assert double(y)", ["def broken(:\n  y = 1", "y = 2"], [1]),
    "all names of a module": ("assert double(sqrt(4)) == 4", ["from math import *", "import os"], [0]),
    "all names of a module, of which none": ("assert double(4) == 8", ["from math import *", "import os"], []),
    "a test's own functions": ("def helper(v):\n    return v * base\nassert double(1) == helper(2)", ["base = 1"], [0]),
    "a test's own classes": ("class Case:\n    due = base\nassert double(1) == Case.due", ["base = 2"], [0]),
    "comprehensions": (
        "assert [double(i) for i in items] == {i: j for i, j in items}",
        ["items = [1]", "i = j = 5"],
        [0],
    ),
    "checks": (
        "@checks.test(points=2)\ndef test_double(double):\n    double(3).gives(k)",
        ["import checks", "k = 6"],
        [0, 1],
    ),
    "magics in a test": ("%timeit -n1 double(3)\nassert double(k) == 2", ["k = 1", "n1 = 2"], [0]),
    "names that loops use": ("assert double(n)", ["name = 1", "n = 0\nfor name in 'ab':\n    n += len(name)"], [1]),
    "names that comprehensions use": ("assert double(n)", ["i = 1", "n = [i for i in range(3)]"], [1]),
}


@pytest.mark.parametrize("case", GIVEN)
def test_given_cells(case):
    """Those that a test leans on, however far away, and no others."""
    test, cells, due = GIVEN[case]
    assert of(test, *cells)[0] == due


@pytest.mark.parametrize("case", GIVEN)
def test_the_answer_is_asked_for(case):
    """By its name, where the test or what it leans on looks that up; and nothing else is."""
    test, cells, _ = GIVEN[case]
    assert of(test, *cells)[1] == (["double"] if "double" in test else [])


MADE = {
    "a value": ("assert result == 8", ["result = double(4)"], ["result"]),
    "what is made of that": (
        "assert result == again",
        ["result = double(4)", "again = result + 1"],
        ["again", "result"],
    ),
    "what hides its errors": ("assert r == 2", ["try:\n    r = double(1)\nexcept Exception:\n    r = None"], ["r"]),
    "a name bound anew": ("assert k == 2", ["k = double(k)"], ["k"]),
    "a list that is filled": ("assert filled == [4]", ["filled.append(double(2))"], ["filled"]),
    "by a given function": ("assert r == 4", [APPLY, "r = apply(2)"], ["r"]),
    "by a given class": (
        "assert r",
        ["class Right:\n    def f(self):\n        return double(1)", "r = Right().f()"],
        ["r"],
    ),
    "a decorator": ("assert g", ["@double\ndef g(): ..."], ["g"]),
    "a default": ("assert g() == 4", ["def g(x=double(2)):\n    return x"], ["g"]),
}


@pytest.mark.parametrize("case", MADE)
def test_what_is_made_with_an_answer_is_asked_for(case):
    """It is the student's, as the answer is; the judge runs none of it."""
    test, cells, due = MADE[case]
    given, asked = of(test, "k = 1", "filled = []", after=cells)
    assert asked == due and not {2 + place for place, source in enumerate(cells) if source != APPLY} & set(given) - {2}


def test_given_functions_that_call_the_answer_are_the_judges():
    """What they check with is the lesson's, even where the answer's name stands in them."""
    for helper in (APPLY, "apply = lambda x: double(x)", f"BASE = 3\n{APPLY}", f"BASE = 3\n{APPLY}\ndue = abs(BASE)"):
        assert of("assert apply(2) == 4", after=[helper]) == ([0], ["double"])
    shadows = "def expect(double, x, y):\n    assert double(x) == y\ndue = 3\nready = expect"
    assert of("expect(double, 3, 6)", shadows) == ([0], ["double"])


def test_what_is_bound_anew_without_the_answer_is_the_lessons():
    """It was the student's for a while."""
    assert of("assert r == 3", after=["r = double(1)", "r = 3"]) == ([1], [])


def test_all_that_an_answer_binds_is_asked_for():
    """Functions, classes, values."""
    answer = "import math\nW = 1\ndef f():\n    return W\nclass C: ..."
    assert of("assert f() == W and C() and math", answer=answer) == ([], ["C", "W", "f", "math"])


def test_another_tests_cell_gives_nothing():
    """Nor what stands below the test."""
    cells = [small.cell("helper = 1", "one", points=1), small.cell("assert helper", "two", points=1)]
    found = needs(new_notebook(cells=cells))
    assert found["two"].given == found["two"].names == ()
