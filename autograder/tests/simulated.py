"""A simulated class: its wrong answers, as they are graded, and what they do where no test looks."""

import pickle
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from autograder.bank import grade
from autograder.bank.answer import answers
from autograder.bank.apart import own
from autograder.bank.grade import Checks
from autograder.cells import Exercise
from autograder.course import lessons as course
from autograder.course.lessons import Lesson
from autograder.tests import behaviour
from autograder.tests.behaviour import Said
from autograder.tests.mutants import known_as, mutants
from autograder.verdicts import LIKELY

SECONDS = 60  # for an answer's tests: what takes longer is out of time, and no mistake
SEEDS = (None, 71, 72)
LATE = ("no end after", "the process died")


@dataclass
class Wrong:
    """A wrong answer of the class: what its tests say, in two processes, and what it does; None: not asked yet."""

    lesson: str
    exercise: str
    source: str
    checks: Checks
    again: Checks
    does: list[Said] | None


def silent(wrong: Wrong) -> Wrong:
    """Return a wrong answer as checks refuse it that name nothing by themselves."""
    return replace(wrong, checks=without_names(wrong.checks), again=without_names(wrong.again))


def without_names(checks: Checks) -> Checks:
    """Return what tests say, but for the lines in which they name the mistake."""
    said = {
        key: [line for line in each.error.split("\n") if not line.startswith(LIKELY)] for key, each in checks.items()
    }
    return {key: replace(each, error="\n".join(said[key])) for key, each in checks.items()}


def drawn(root: Path, data: Path, seed: int, number: int, only: Collection[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Yield (lesson, exercise, source) of changed right answers, number of each exercise; none is in the bank.

    only: LESSON/EXERCISE of those that are wanted, all for none.
    """
    bank = answers(data)
    for lesson in course.lessons(root):
        for exercise in lesson.exercises:
            if only and f"{lesson.name}/{exercise.name}" not in only:
                continue
            mine = [each for each in bank if (each.lesson, each.exercise) == (lesson.name, exercise.name)]
            right = [each.source for each in mine if each.is_right] + [own(lesson, exercise.name)] * 2
            rng = Random(zlib.crc32(f"{seed} {lesson.name} {exercise.name}".encode()))
            found = mutants(right, {known_as(each.source) for each in mine} | {known_as(right[-1])}, rng)
            for source in islice(found, number):
                yield lesson.name, exercise.name, source


@cache
def exercise_of(lesson: str, name: str, root: Path) -> tuple[Lesson, Exercise]:
    """Return the lesson and the exercise of these names."""
    found = course.lesson(lesson, root)
    return found, next(each for each in found.exercises if each.name == name)


def graded(lesson: str, name: str, source: str, root: Path) -> Checks:
    """Return what the tests say of an answer; in a process of its own."""
    found, exercise = exercise_of(lesson, name, root)
    return grade.run(found, exercise, source, grade.visible_tests(lesson, root), SECONDS)


def done(lesson: str, name: str, source: str, root: Path) -> list[Said] | None:
    """Return what an answer does; in a process of its own."""
    found, exercise = exercise_of(lesson, name, root)
    return behaviour.of(found, exercise, source, SEEDS)


def is_wrong(checks: Checks) -> bool:
    """Tell whether answers like this are refused: not where one is out of time, or was not begun."""
    said = [each.error for each in checks.values() if each.error]
    late = any(each.startswith((*LATE, "NotStarted", "NotImplementedError")) for each in said)
    return bool(said) and not late


def of(root: Path, data: Path, seed: int, number: int, kept: Path, only: Collection[str] = ()) -> list[Wrong]:
    """Return a class's wrong answers; kept: where those are stored that are known already, and will be.

    The rest as of drawn().
    """
    found: dict[str, Wrong | None] = pickle.loads(kept.read_bytes()) if kept.is_file() else {}
    with grade.process("1") as one, grade.process("2") as two:
        for lesson, exercise, source in drawn(root, data, seed, number, only):
            key = f"{lesson}/{exercise}/{source}"
            if key in found:
                continue
            case = (lesson, exercise, source, root)
            checks = one.submit(graded, *case).result()
            found[key] = None
            if is_wrong(checks):
                again = two.submit(graded, *case)
                does = one.submit(done, *case)
                found[key] = Wrong(lesson, exercise, source, checks, again.result(), does.result())
            kept.write_bytes(pickle.dumps(found))
    wanted = {f"{'/'.join(each[:2])}/{each[2]}" for each in drawn(root, data, seed, number, only)}
    return [each for key, each in found.items() if each is not None and key in wanted]


def told(wrong: Sequence[Wrong]) -> str:
    """Return how many there are, by lesson."""
    counts = {each.lesson: sum(other.lesson == each.lesson for other in wrong) for each in wrong}
    return ", ".join(f"{name}: {count}" for name, count in counts.items())
