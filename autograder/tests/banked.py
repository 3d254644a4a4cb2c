"""A course of one exercise, whose checks lie beside the notebook and name mistakes, with its bank."""

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.bank import summary
from autograder.tests import small

# A checks module such as lies beside a notebook: a check leaves a trace, and names the likely mistake of a known one.
CHECKS = """
import hashlib, json, math
from dataclasses import dataclass
from pathlib import Path

import checks_lesson


@dataclass
class Case:
    argument: float
    expected: float


class NotYet(AssertionError):
    def __init__(self, text, trace):
        super().__init__(text)
        self.trace = trace


def likely(test_id, trace, entries):
    text = hashlib.sha256(trace["text"].encode()).hexdigest()[:12]
    for each in entries.get(test_id, []):
        if each["text"] == text and all(map(math.isclose, each["numbers"], trace["numbers"])):
            return each["mistake"]
    return ""


def example(function, *case):
    case = Case(*case)
    got = function(case.argument)
    if got == case.expected:
        return
    text = f"{function.__name__} came back with another {type(got).__name__} for {case.argument}"
    trace = {"text": text, "numbers": [float(got)] if isinstance(got, (int, float)) else []}
    path = Path("mistakes.json")
    entries = json.loads(path.read_text()) if path.is_file() else {}
    named = likely(checks_lesson.TESTS[function.__name__], trace, entries)
    raise NotYet(f"{text}: {got}" + (f"\\nLikely mistake: {named}" if named else ""), trace)
"""
TEST = """
checks.example(double, 3, 6)
### BEGIN HIDDEN TESTS
assert double(4) == 8, "double has learned one pair by heart"
### END HIDDEN TESTS
"""
WRONG = "# mistake: {mistake}\n# message: {message}\n{source}\n"
# Wrong answers of one line: {name: (mistake, message, what double(x) returns)}.
ANSWERS = {f"wrong_adds_{n}": (f"Adds {n} pears", f"{n} pears", f"2 * x + {n}") for n in (1, 2, 4, 5, 6)}
ANSWERS |= {
    "wrong_square": ("Squares", "Squares", "x * x"),
    "wrong_power": ("Takes a power", "power", "x ** 2"),
    "wrong_text": ("Gives text", "Gives text", "str(x)"),
    "wrong_heart": ("Knows one pair", "by heart", "6"),
    "wrong_salted": ("Depends on the salt", "another int for 3", "abs(hash('salt'))"),
}


def double(returned):
    """Return an answer that gives back an expression in x."""
    return f"def double(x):\n    return {returned}\n"


def make_course(root):
    """Write the course."""
    folder = root / "solutions" / small.LESSON
    folder.mkdir(parents=True)
    cells = [
        small.cell("import checks", "given"),
        new_markdown_cell("### Exercise 1 - Double (2 points)", id="heading-1"),
        small.cell(small.DOUBLE, "double", answer=True),
        small.cell(TEST, "test_double", points=2),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "small.ipynb")
    (root / "solutions" / "checks.py").write_text(CHECKS)
    (folder / "checks.py").symlink_to("../checks.py")
    (folder / "checks_lesson.py").write_text('TESTS = {"double": "test_double"}\n')
    (root / "nbgrader_config.py").write_text(small.CONFIG + 'c.Bank.folder = "known"\n')
    (root / "README.md").write_text(f"# Small\n\n{summary.BEGIN}\n\n{summary.END}\n\nMore.\n")
    bank = root / "known" / "answers" / small.LESSON / "double"
    bank.mkdir(parents=True)
    for place in range(5):
        (bank / f"right_{place}.py").write_text(double(f"{place} + 2 * x - {place}"))
    for name, (mistake, message, returned) in ANSWERS.items():
        (bank / f"{name}.py").write_text(WRONG.format(mistake=mistake, message=message, source=double(returned)))
    return root


def contents(root):
    """Return {path: bytes} of all files of a course but those in build/."""
    files = (path for path in root.rglob("*") if path.is_file() and "build" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in files}
