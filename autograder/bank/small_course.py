"""A small course without TensorFlow, of five exercises, to which accidents happen fast, and answers to them."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LESSON = "1-small"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "small"
c.CourseDirectory.source_directory = "solutions"
c.Execute.timeout = 3
c.WarmProvisioner.preload = ["numpy"]
c.WarmProvisioner.environment = {}
"""
# What answers to its exercises may be: right ones, and wrong ones.
RIGHT = {
    "double": [
        "def double(x):\n    return 2 * x",
        "double = lambda x: x + x",
        "def double(x):\n    return shown[0] * x",
        "def double(x):\n    return globals()['shown'][0] * x",
        "def double(x):\n    return eval('sho' + 'wn')[0] * x",
        "import operator\n\n\ndef double(x):\n    return operator.mul(x, 2)",
        'def double(x):\n    """Return twice x."""\n    return sum([x, x])',
    ],
    "halve": [
        "def halve(x):\n    return x / 2",
        "half = 0.5\n\n\ndef halve(x):\n    return half * x",
        "class halve(float):\n    def __new__(cls, x):\n        return x / 2",
        "def halve(x):\n    return min(x / 2, max(x, 0))",
    ],
    "scaled": [
        "def scaled(rows):\n    rows = np.asarray(rows, dtype=float)\n    return rows / rows.sum()",
        "def scaled(rows):\n    total = sum(rows)\n    return np.array([row / total for row in rows])",
    ],
    "table": [
        "table = {'a': 1, 'b': 2, 'c': 3}",
        "table = dict(zip('abc', range(1, 4)))",
        "table = {}\nfor number, letter in enumerate('abc', 1):\n    table[letter] = number",
    ],
    "Counter": [
        "class Counter:\n    def __init__(self):\n        self.n = 0\n\n    def add(self):\n        self.n += 1\n"
        "        return self.n",
        "from itertools import count\n\n\nclass Counter:\n    def __init__(self):\n        self.numbers = count(1)\n\n"
        "    def add(self):\n        return next(self.numbers)",
    ],
}
WRONG = {
    "double": ["def double(x):\n    return 6", "def double(x):\n    return 3 * x", "def double(x)\n    return 2 * x"],
    "halve": ["def halve(x):\n    return x // 2", "def halve(x):\n    return"],
    "scaled": ["def scaled(rows):\n    return np.array([0.25, 0.75])", "def scaled(rows):\n    return rows"],
    "table": ["table = {'a': 1}", "table = [1, 2, 3]"],
    "Counter": ["class Counter:\n    n = 0\n\n    def add(self):\n        Counter.n += 1\n        return self.n"],
}


def text(name: str, source: str) -> NotebookNode:
    """Return a cell to be read."""
    return new_markdown_cell(source, id=name)


def taught(name: str, source: str) -> NotebookNode:
    """Return a teaching cell, which is the student's to edit."""
    return new_code_cell(source.strip(), id=name)


def given(name: str, source: str, *, answer: bool = False, points: int | None = None) -> NotebookNode:
    """Return a cell of nbgrader's: one that is given; an answer; or a test, with its points."""
    entry = {"schema_version": 3, "grade_id": name, "solution": answer, "grade": points is not None, "task": False}
    entry |= {"locked": not answer} | ({} if points is None else {"points": points})
    return new_code_cell(source.strip(), id=name, metadata={"nbgrader": entry})


CELLS = [
    text("title", "# A small lesson"),
    given(
        "given",
        """
def expect(function, argument, due):
    got = function(argument)
    assert got == due, f"{function.__name__}({argument}) returned {got}, but {due} was due"
""",
    ),
    taught("teaching", "shown = [double_of for double_of in (2, 4)]\nshown"),
    text("heading-1", "### Exercise 1 - Double (2 points)"),
    given("double", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION", answer=True),
    given(
        "test_double",
        """
expect(double, 3, 6)
### BEGIN HIDDEN TESTS
expect(double, 4, 8)
### END HIDDEN TESTS
""",
        points=2,
    ),
    text("heading-2", "### Exercise 2 - Halve (3 points)"),
    given("halve", "def halve(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION", answer=True),
    # Partial credit as nbgrader has it: the last line's value is the score.
    given("test_halve", "score = sum(halve(x) == x / 2 for x in (1, 2, 3))\nscore", points=3),
    text("heading-3", "### Exercise 3 - Scale (2 points)"),
    given(
        "close",
        """
import numpy as np


def close(got, due):
    assert isinstance(got, np.ndarray), f'{got} is no array'
    assert np.allclose(got, due), f'{got} is not close to {due}'
""",
    ),
    given(
        "scaled",
        """
def scaled(rows):
    ### BEGIN SOLUTION
    return np.array(rows) / sum(rows)
    ### END SOLUTION
""",
        answer=True,
    ),
    given(
        "test_scaled",
        """
close(scaled([1, 3]), [0.25, 0.75])
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
rows = list(rng.integers(1, 9, 5))
close(scaled(rows), np.array(rows) / np.sum(rows))
### END HIDDEN TESTS
""",
        points=2,
    ),
    taught("letters", "letters = 'abc'\nnumbers = [1, 2, 3]\nprint(letters, numbers)"),
    text("heading-4", "### Exercise 4 - A table (2 points)"),
    given("table", "### BEGIN SOLUTION\ntable = {'a': 1, 'b': 2, 'c': 3}\n### END SOLUTION", answer=True),
    given(
        "test_table",
        """
assert isinstance(table, dict), 'table is no dict'
assert len(table) == 3, 'table has not three entries'
### BEGIN HIDDEN TESTS
assert [table[key] for key in 'abc'] == [1, 2, 3]
### END HIDDEN TESTS
""",
        points=2,
    ),
    text("heading-5", "### Exercise 5 - Count (2 points)"),
    given(
        "Counter",
        """
class Counter:
    ### BEGIN SOLUTION
    n = 0

    def add(self):
        self.n += 1
        return self.n
    ### END SOLUTION
""",
        answer=True,
    ),
    given("test_Counter_basic", "counter = Counter()\nassert counter.add() == 1\nassert counter.add() == 2", points=1),
    given(
        "test_Counter_edge",
        """
assert Counter().add() == 1
### BEGIN HIDDEN TESTS
one, other = Counter(), Counter()
assert (one.add(), one.add(), other.add()) == (1, 2, 1)
### END HIDDEN TESTS
""",
        points=1,
    ),
]


def notebook() -> NotebookNode:
    """Return the lesson's source notebook."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(cells=CELLS, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def make_course(root: Path) -> Path:
    """Write the course to root, and return root."""
    path = root / "solutions" / LESSON / "small.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook(), path)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return root
