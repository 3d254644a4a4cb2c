"""A small course whose bank learns from its class: checks that leave traces, also in the hidden part."""

import json
import os
import subprocess
import sys

import nbformat

from autograder.tests import ROOT, small
from autograder.tests.banked import WRONG, double, make_course

TEST = """
checks.example(double, 3, 6)
### BEGIN HIDDEN TESTS
checks.example(double, 4, 8)
### END HIDDEN TESTS
"""
# Four who make one mistake, in several words, and name themselves in it; three of whom only a hidden part can tell;
# one whose answer ends in an error of Python's; one whose mistake is known; two who are right.
ANSWERS = {
    "ada.byron": "# by Ada Byron\ndef double(x):\n    byron = 2 * x\n    return byron - 1\n",
    "s2": 'def double(x):\n    """Of s2."""\n    return 2 * x - 1\n',
    "s3": "def double(x):\n    one_less_than_it_should_be = 2 * x - 1\n    return one_less_than_it_should_be\n",
    "s4": "less = 1\n\n\ndef double(x):\n    return 2 * x - less\n",
    "s5": "def double(x):\n    return 6 if x == 3 else 2 * x + 1\n",
    "s6": "def double(x):\n    if x == 3:\n        return 6\n    return 2 * x + 1\n",
    "s7": "def double(x):\n    s7 = 6 if x == 3 else 2 * x + 1\n    return s7\n",
    "s8": "def double(x):\n    return None + x\n",
    "s9": "def double(x):\n    return 1 + 2 * x\n",
    "s10": "def double(x):\n    return 2 * x\n",
    "s11": "def double(x):\n    return x + x\n",
}
HIDDEN = "Pairs are known by heart, and all others come out one too large."


def make(root):
    """Write the course with its bank and its class; return root."""
    make_course(root)
    path = root / "solutions" / small.LESSON / "small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if cell.id == "test_double").source = TEST.strip()
    nbformat.write(notebook, path)
    heart = WRONG.format(mistake="Knows one pair by heart", message="by heart", source=double("6"))
    (root / "known" / "answers" / small.LESSON / "double" / "wrong_heart.py").write_text(heart)
    for student, answer in ANSWERS.items():
        for cell in notebook.cells:
            if cell.id == "double":
                cell.source = answer
            elif cell.id == "test_double":
                cell.source = TEST.strip().splitlines()[0]
        place = root / "submitted" / student / small.LESSON / "small.ipynb"
        place.parent.mkdir(parents=True)
        nbformat.write(notebook, place)
    return root


def command(root, *words):
    """Run a command in the course; return (exit status, what it has printed, what it has said of an error)."""
    line = [sys.executable, "-m", "autograder", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, cwd=root, capture_output=True, text=True, env=env, timeout=300)
    return done.returncode, done.stdout, done.stderr


def entries(root):
    """Return {student: the entry of run.json}."""
    return {each["student"]: each for each in json.loads((root / "run.json").read_text(encoding="utf-8"))}
