"""Answers of the bank judged apart, by a judge and a player: they come to what they come to in one process."""

import contextlib

import pytest

from autograder.bank import apart
from autograder.bank.agreement import Agreement
from autograder.bank.apart import ForkedJudge, Pair
from autograder.bank.bank import Bank
from autograder.bank.survey import Survey
from autograder.course import lessons
from autograder.course.convert import load_config
from autograder.judge.report import Needs
from autograder.prepare.needs import needs
from autograder.rubric import Rubric
from autograder.settings import Settings
from autograder.tests import ROOT

LESSONS = lessons.lessons()
# As many of the answers as fit into a minute or two; the judge hears every right one in test_right_answers.py.
EVERY = 5


def of(lesson, exercise, answers):
    """Return those of the answers to an exercise that are tried in every run."""
    mine = [each for each in answers if (each.lesson, each.exercise) == (lesson, exercise)]
    return sorted(mine, key=lambda each: each.is_right)[::EVERY]


@pytest.fixture(scope="module")
def differences():
    """{(lesson, exercise): in what its answers differ}."""
    survey, settings = Survey(ROOT, Bank(config=load_config(ROOT))), Settings.load(ROOT)
    agreement, cases, found = Agreement(survey), [], {}
    for lesson in LESSONS:
        chosen = [each for exercise in lesson.exercises for each in of(lesson.name, exercise.name, survey.answers)]
        cases += apart.cases(lesson, needs(Rubric(lesson, settings).skeleton), chosen)
    for case, heard in apart.tried_all(cases, ROOT):
        found.setdefault(case.place, []).extend(agreement.compare(case, heard))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lesson", "exercise"), [(lesson.name, exercise.name) for lesson in LESSONS for exercise in lesson.exercises]
)
def test_answers_come_to_the_same_apart(differences, lesson, exercise):
    """Right ones are accepted; wrong ones are refused by the same tests, in the same words."""
    assert differences[lesson, exercise] == []


@pytest.fixture
def ended(tmp_path):
    """A function that returns how a test ends, "" where it passes. beside: {name: text} of modules beside it."""
    with contextlib.ExitStack() as closing:

        def end(answer, test, beside=None, given=(), seed=None):
            for name, text in (beside or {}).items():
                (tmp_path / f"{name}.py").write_text(text)
            judge = closing.enter_context(contextlib.closing(ForkedJudge(tmp_path, 60)))
            pair = closing.enter_context(Pair(judge, tmp_path, [*given, answer]))
            report = pair.test(test, Needs(tuple(given), ("answer",)), seed)
            return report.gone or report.fault or (report.error or {}).get("evalue", "")

        yield end


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        (
            "return ValueError('bad', 3)",
            "got = answer()\nassert isinstance(got, ValueError) and got.args == ('bad', 3)",
        ),
        ("return KeyError", "assert answer() is KeyError"),
        ("return [int, ValueError()]", "one, two = answer()\nassert one is int and isinstance(two, ValueError)"),
        ("raise ValueError(np.int64(7))", "try: answer()\nexcept ValueError as error: assert error.args == (7,)"),
        (
            "raise ValueError(np.zeros(3))",
            "try: answer()\nexcept ValueError as error: assert error.args[0].shape == (3,)",
        ),
        ("raise KeyError(('a', 1))", "try: answer()\nexcept KeyError as error: assert error.args == (('a', 1),)"),
        ("return 1", "assert answer.__name__ == 'answer'"),
        ("return (n for n in 'ab')", "assert list(answer()) == ['a', 'b']"),
        ("return {'a': 1}.keys()", "assert list(answer()) == ['a'] and len(answer()) == 1"),
        ("return range(3), slice(1, None)", "assert answer() == (range(3), slice(1, None))"),
    ],
)
def test_what_an_answer_gives_arrives(ended, answer, test):
    """Errors that are returned, or raised with arguments of NumPy's; classes; what is to be looped over."""
    assert ended(f"import numpy as np\n\ndef answer():\n    {answer}", test) == ""


HELPERS = """
import contextlib

class Refusal(Exception):
    def __init__(self, call, likely=""):
        super().__init__(call, likely)
        self.call, self.likely = call, likely

def taken(*_):
    raise Refusal("that is taken away", "do it yourself")

class Marked(list):
    pass

def marked(n):
    return Marked(range(n))

def lengths(n):
    return [n, [n]]

@contextlib.contextmanager
def watched():
    told = []
    try:
        yield told
    finally:
        told.append("seen")

class Seat:
    pass

seat = Seat()
"""


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        # A function of a module beside the notebook runs where the answer does, and its own errors come back whole.
        (
            "return given(1)",
            "beside.seat.bind(globals(), 'given', beside.taken)\n"
            "try: answer()\nexcept beside.Refusal as error: assert error.likely == 'do it yourself'",
        ),
        # What has a type of its own stays there, what is plain comes over.
        ("return type(x).__name__", "assert answer(beside.seat.there(beside.marked, 3)) == 'Marked'"),
        ("return x", "assert beside.seat.there(beside.lengths, 3) == [3, [3]]"),
        # What was watched is told at the end, also twice, and what is made after that is not taken for it.
        (
            "return lambda: x",
            "for n in range(5):\n    with beside.seat.beside(beside.watched) as seen:\n        f = answer(n)\n"
            "    assert seen.told == ['seen'] and f() == n",
        ),
        # A word that is sent twice is one object, as it is here.
        ("return id(x[0])", "word = ''.join('ab')\nassert answer([word]) == answer(['c', word][1:])"),
        # An error of the test's own function, that the answer lets pass, is that very error; one that it turns, is not.
        (
            "return given(x)",
            "class Own(Exception): pass\ndef given(x): raise Own(x)\nbeside.seat.bind(globals(), 'given', given)\n"
            "try: answer(2)\nexcept Own as error: assert error.args == (2,)",
        ),
        (
            "try: given(x)\n    except IndexError: return 'caught'",
            "def given(x): raise IndexError(x)\nbeside.seat.bind(globals(), 'given', given)\n"
            "assert answer(2) == 'caught'",
        ),
    ],
)
def test_what_a_check_does_where_the_answer_runs(ended, answer, test):
    """It is done there, and what comes of it is told here."""
    cell = f"def answer(x=None):\n    {answer}"
    assert ended(cell, f"import beside\n{test}", {"beside": HELPERS}) == ""


def test_a_name_that_a_test_binds_is_not_given_to_the_next(tmp_path):
    """What lies in the judge after a test is not taken for a given cell's."""
    with (
        contextlib.closing(ForkedJudge(tmp_path, 60)) as judge,
        Pair(judge, tmp_path, ["one = 1", "def answer(): return 2"]) as pair,
    ):
        assert pair.test("left = answer", Needs((), ("answer",)), None).error is None
        again = pair.test("assert 'left' not in vars() or left is not answer", Needs(("one = 1",), ("answer",)), None)
        assert again.error is None


def test_inputs_are_new_ones_with_a_seed(ended):
    """A generator that a test makes from a number starts elsewhere; one that the answer makes does not."""
    cell = "import numpy as np\n\ndef answer():\n    return np.random.default_rng(3).integers(10**9)"
    test = "import numpy as np\nassert np.random.default_rng(3).integers(10**9) == answer()"
    assert ended(cell, test) == ""
    assert ended(cell, test.replace("==", "!="), seed=5) == ""
