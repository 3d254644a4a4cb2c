"""Control runs: after a test has passed, it runs once more on a wrong answer of the bank, and must fail.

A test runs in the student's own kernel, where it can be made to pass whatever it is given. Such a test passes the wrong
answer, too. How the runs are made alike, and in which order they come, is told in execute/control.py and
execute/in_kernel.py. It is a tripwire, not a wall: who finds out which run is which is not caught by it.

folder is the bank's folder answers/ everywhere here, None where there is no bank: then there are no control runs.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from autograder.bank import fingerprints
from autograder.bank.answer import Answer, answers
from autograder.verdicts import REFUSED


@dataclass(frozen=True)
class Control:
    """A wrong answer for the control run of one test.

    source: its text; message: words that the refusal it must end in contains, "" where any refusal will do; name: of
    the answer that it is one to, "" for the one above the test.
    """

    source: str
    message: str = ""
    name: str = ""


# {lesson: its Controls, the best first}
Stock = dict[str, tuple[Control, ...]]
# Controls that a test is given at most, the best first.
MOST = 3
# The digits of a message differ from run to run, and so do what stands for fractions and addresses in a stored one.
VARYING = re.compile(r"[\d#.]+")


@cache
def stocks(folder: Path | None) -> dict[tuple[str, str], Stock]:
    """Return {(test cell's grade_id, its source's hash): Stock}.

    The best is one that is refused in the words that its file promises, after the fewest calls: its run takes the least
    time.
    """
    found: dict[tuple[str, str], Stock] = {}
    for place in fingerprints.folders(folder):
        here = {each.path.stem: each for each in answers(folder) if each.path.parent == place}
        for test_id, entry in fingerprints.load(place).items():
            best = ranked(entry, here)
            if best:
                ways = tuple(Control(wrong.source, words, wrong.exercise) for wrong, words in best[:MOST])
                found.setdefault((test_id, entry["test"]), {})[place.parent.name] = ways
    return found


def ranked(entry: fingerprints.Entry, known: dict[str, Answer]) -> list[tuple[Answer, str]]:
    """Return the answers that may control a test, with the words of their refusal, the best first.

    entry: what is stored of the test; known: {name: answer} of its exercise.
    """
    found = []
    for name, trace in entry["traces"].items():
        if name in known and known[name].is_control and trace["message"].startswith(REFUSED):
            words = known[name].message
            promised = words in trace["message"]
            found.append((not promised, trace["calls"], name, words if promised else constant(trace["message"])))
    return [(known[name], words) for *_, name, words in sorted(found)]


def constant(message: str) -> str:
    """Return the longest part of a stored message that is the same in every run."""
    _, _, said = message.partition(": ")
    return max(VARYING.split(said), key=len).strip()


def stock(folder: Path | None, lesson: str, test_id: str, test: str) -> tuple[Control, ...]:
    """Return the Controls of a test that the bank has stored, the best first; () where it has none.

    lesson: its name, though a lesson that was renamed has them, too; test_id: the test cell's grade_id; test: its
    source, since what is stored is of that very source.
    """
    known = stocks(folder).get((test_id, fingerprints.digest(test)), {})
    return known.get(lesson) or next(iter(known.values()), ())


def candidates(folder: Path | None, lesson: str, exercise: str) -> list[Control]:
    """Return what may be tried as the Control of a test for which none is stored, the likeliest first.

    Those answers that are meant for it in the words of their files, then the other wrong ones, then all of them in any
    words.
    """
    wrong = [each for each in answers(folder) if each.exercise == exercise and not each.is_right]
    wrong = [each for each in wrong if each.lesson == lesson] or wrong
    wrong.sort(key=lambda each: not each.is_control)
    said = [Control(each.source, each.message, each.exercise) for each in wrong]
    return said + [replace(each, message="") for each in said]


def is_guarded(folder: Path | None, lesson: str, tests: dict[str, str]) -> bool:
    """Tell whether the bank knows a lesson, by its name or one of its tests: what passes in it needs a control run.

    tests: {grade_id: source}.
    """
    known = any(each.lesson == lesson for each in answers(folder))
    return known or any(stock(folder, lesson, *test) for test in tests.items())
