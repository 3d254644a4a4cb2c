"""Control runs: after a test has passed, it runs once more on a wrong answer of the bank, and must fail.

A test runs in the student's own kernel, where it can be made to pass whatever it is given. Such a test passes the wrong
answer, too. So that what an answer does to the test when it is called is done in the control run as well, the student's
function is called there first, on copies, and what it returns thrown away. It is a tripwire, not a wall: who finds out
which run is which is not caught by it.
"""

from dataclasses import dataclass
from functools import cache

from autograder import bank, fingerprints


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


@cache
def stocks(data=bank.DATA):
    """Return {(test cell's grade_id, its source's hash): the Control with a wrong answer that it refuses}."""
    found = {}
    for folder in fingerprints.folders(data):
        answers = {each.path.stem: each for each in bank.answers(data) if each.path.parent == folder}
        for test_id, entry in fingerprints.load(folder).items():
            # Refused after the fewest calls, so that the control run takes the least time.
            refused = sorted((trace["calls"], name) for name, trace in entry["traces"].items())
            names = [name for _, name in refused if name in answers and answers[name].is_control]
            if names:
                wrong = answers[names[0]]
                found[test_id, entry["test"]] = Control(cell(wrong), "")
    return found


def cell(wrong):
    """Return the cell that binds a wrong answer of the bank for a control run."""
    return BEFORE.format(name=wrong.exercise) + wrong.source + AFTER.format(name=wrong.exercise)


def stock(test_id, test, data=bank.DATA):
    """Return the Control of a test, None where the bank has none.

    test_id: the test cell's grade_id; test: its source, since what the bank knows is of that very source.
    """
    return stocks(data).get((test_id, fingerprints.digest(test)))
