"""Control runs: after a test has passed, it runs once more on a wrong answer of the bank, and must fail.

A test runs in the student's own kernel, where it can be made to pass whatever it is given. Such a test passes the wrong
answer, too. So that what an answer does to the test when it is called is done in the control run as well, the student's
function is called there first, on copies, and what it returns thrown away. It is a tripwire, not a wall: who finds out
which run is which is not caught by it.
"""

import re
from dataclasses import dataclass
from functools import cache

from autograder.bank import answer, fingerprints
from autograder.verdicts import REFUSED


@dataclass(frozen=True)
class Control:
    """A wrong answer for the control run of one test.

    source: the cell that binds it; message: words that the error it must fail with contains, "" where any will do.
    """

    source: str
    message: str = ""


# Around the wrong answer, in one cell with it and with the test. Classes are left as they are. Python's own names are
# asked for by way of the module: a student may have bound them to something else.
BEFORE = "autograder_own = __import__('builtins').globals().get({name!r})\n"
AFTER = """
def autograder_both(own, wrong):
    import builtins, copy, functools, inspect
    @functools.wraps(wrong)
    def both(*arguments, **options):
        try:
            own(*copy.deepcopy(arguments), **copy.deepcopy(options))
        except builtins.Exception:
            pass
        return wrong(*arguments, **options)
    return both if inspect.isfunction(own) and inspect.isfunction(wrong) else wrong
{name} = autograder_both(autograder_own, {name})
"""
# Where what a student has bound gets in the wrong answer's way: on names of its own, Python's as they were.
APART = """
autograder_apart = (lambda python: {{
    key: value for key, value in python.globals().items() if not python.hasattr(python, key)
}})(__import__('builtins'))
__import__('builtins').exec({source!r}, autograder_apart)
{name} = autograder_apart[{name!r}]
"""


# Controls that a test is given at most, the best first.
MOST = 3
# The digits of a message differ from run to run, and so do what stands for fractions and addresses in a stored one.
VARYING = re.compile(r"[\d#.]+")


@cache
def stocks(data=answer.DATA):
    """Return {(test cell's grade_id, its source's hash): {lesson: its Controls, the best first}}.

    The best is one that is refused in the words that its file promises, after the fewest calls: its run takes the least
    time.
    """
    found = {}
    for folder in fingerprints.folders(data):
        answers = {each.path.stem: each for each in answer.answers(data) if each.path.parent == folder}
        for test_id, entry in fingerprints.load(folder).items():
            known = []
            for name, trace in entry["traces"].items():
                if name in answers and answers[name].is_control and trace["message"].startswith(REFUSED):
                    words = answers[name].message
                    promised = words in trace["message"]
                    words = words if promised else constant(trace["message"])
                    known.append((not promised, trace["calls"], name, words))
            known.sort()
            if known:
                best = [(answers[name], words) for *_, name, words in known]
                ways = [Control(cell(best[0][0]), best[0][1]), Control(apart(best[0][0]), best[0][1])]
                controls = tuple([*ways, *(Control(cell(wrong), words) for wrong, words in best[1:])][:MOST])
                found.setdefault((test_id, entry["test"]), {})[folder.parent.name] = controls
    return found


def constant(message):
    """Return the longest part of a stored message that is the same in every run."""
    _, _, said = message.partition(": ")
    return max(VARYING.split(said), key=len).strip()


def cell(wrong):
    """Return the cell that binds a wrong answer of the bank for a control run."""
    return BEFORE.format(name=wrong.exercise) + wrong.source + AFTER.format(name=wrong.exercise)


def apart(wrong):
    """Return the cell that binds a wrong answer on names of its own."""
    name = wrong.exercise
    return BEFORE.format(name=name) + APART.format(name=name, source=wrong.source) + AFTER.format(name=name)


def stock(lesson, test_id, test, data=answer.DATA):
    """Return the Controls of a test that the bank has stored, the best first; () where it has none.

    lesson: its name, though a lesson that was renamed has them, too; test_id: the test cell's grade_id; test: its
    source, since what is stored is of that very source.
    """
    known = stocks(data).get((test_id, fingerprints.digest(test)), {})
    return known.get(lesson) or next(iter(known.values()), ())


def candidates(lesson, exercise, data=answer.DATA):
    """Return what may be tried as the Control of a test for which none is stored, the likeliest first.

    Those answers that are meant for it in the words of their files, then the other wrong ones, then all of them in any
    words.
    """
    wrong = [each for each in answer.answers(data) if each.exercise == exercise and not each.is_right]
    wrong = [each for each in wrong if each.lesson == lesson] or wrong
    wrong.sort(key=lambda each: not each.is_control)
    return [Control(cell(each), each.message) for each in wrong] + [Control(cell(each)) for each in wrong]


def is_guarded(lesson, tests, data=answer.DATA):
    """Tell whether the bank knows a lesson, by its name or one of its tests: what passes in it needs a control run.

    tests: {grade_id: source}.
    """
    known = any(each.lesson == lesson for each in answer.answers(data))
    return known or any(stock(lesson, *test, data) for test in tests.items())
