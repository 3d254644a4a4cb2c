"""Of the class only what computes is run as the bank's: an answer that reaches for more is not tried."""

import ast

import pytest

from autograder.bank.answer import answers
from autograder.review.harmless import beyond, known_in
from autograder.settings import Settings
from autograder.tests import ROOT

KNOWN = known_in(["np.zeros(3).sum()", "tf.gather(x, y)", "%magic", "from math import sqrt"])
COMPUTES = [
    "import numpy as np\nfrom math import sqrt\n\n\ndef f(x):\n    return [sqrt(each) for each in np.zeros(x)].copy()",
    "class F:\n    def __init__(self):\n        super().__init__()\n        self.rows = {}\n\n    def call(self):\n"
    "        return self.rows.get(1, 'open'.upper())",
    "f = lambda x, *, y=1: max(x.sum(), y)",
]
BEYOND = {
    "import os": "os",
    "import os.path as p": "os",
    "from subprocess import run": "subprocess",
    "from . import x": "relative",
    "import requests": "requests",
    "open('x')": "open",
    "x = open": "open",
    "eval('1')": "eval",
    "getattr(x, 'y')": "getattr",
    "np.load('x')": "load",
    "from numpy import load": "load",
    "np.lib": "lib",
    "tf.io.gfile.GFile('x')": "GFile",
    "x.__class__": "__class__",
    "__builtins__": "__builtins__",
    "f.__globals__['x']": "__globals__",
    "checks.seat = 1": "seat",
    "async def f():\n    pass": "asyncfunctiondef",
    "def f():\n    global x": "global",
}


@pytest.mark.parametrize("source", COMPUTES)
def test_what_computes(source):
    """It uses what the lesson uses, plain values, and what it defines itself."""
    assert beyond(ast.parse(source), KNOWN) == ""


@pytest.mark.parametrize("source", BEYOND)
def test_what_may_do_more(source):
    """Files, programs, attributes that nobody knows, and what runs it."""
    found = beyond(ast.parse(source), KNOWN)
    assert found == BEYOND[source]


def test_most_answers_compute():
    """Of the bank's own nearly all would be taken."""
    bank = [each for each in answers(Settings.load(ROOT).bank.data) if each.lesson.startswith("4")]
    known = known_in(each.source for each in bank)
    refused = [each.key for each in bank if beyond(ast.parse(each.source), known)]
    assert 0 < len(refused) < 0.05 * len(bank), refused
