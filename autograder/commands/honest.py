"""Compares our marks with those of the plain run, on notebooks to which honest accidents have happened.

The plain run knows nothing of how prepare/ rebuilds a notebook: which cell is a test, the generator of accidents
remembers. Our mark must never be below it, except by a limit.

`python -m autograder honest --n=5000` makes notebooks, prints each difference, and drops accidents one by one as long
as the difference stays.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from autograder.bank import random_accidents
from autograder.bank.draft import Draft
from autograder.bank.random_accidents import rng_of
from autograder.commands.honest_course import SMALL, Mark, courses

MOST = 6  # accidents that happen to one notebook


@dataclass(frozen=True)
class Case:
    """One notebook: a lesson, a seed, the accidents that happen to it, by number and name."""

    lesson: str
    seed: int
    accidents: tuple[tuple[int, str], ...]

    def __str__(self) -> str:
        """Return the options that make it again."""
        return f"--n=1 --seed={self.seed} --lesson={self.lesson}"

    @contextlib.contextmanager
    def named(self) -> Iterator[None]:
        """Let an error that comes meanwhile say which case it is of."""
        try:
            yield
        except Exception as error:
            error.add_note(str(self))
            raise

    def draft(self) -> tuple[Draft, list[str]]:
        """Return the draft, and what has happened to it in words."""
        owner, lesson = courses()[self.lesson]
        with self.named():
            made, said = owner.draft(lesson, rng_of(self.seed, self.lesson)), []
            for number, name in self.accidents:
                done = random_accidents.happen(made, name, rng_of(self.seed, number, name))
                said += [done] if done else []
        return made, said

    def compare(self) -> "Difference | None":
        """Return the Difference, None where our marks are not below those of the plain run."""
        owner, lesson = courses()[self.lesson]
        made, said = self.draft()
        with self.named():
            theirs = owner.plain_marks(lesson, made.plain())
        try:
            ours = owner.marks(lesson, made.bytes())
        except Exception as error:  # a SubmissionError holds the mark, and any other one, too
            ours = dict.fromkeys(theirs, Mark(None, f"{type(error).__name__}: {error}"))
        below = {
            name: (ours[name], score)
            for name, score in theirs.items()
            if score > (ours[name].score or 0) and not ours[name].limited
        }
        return Difference(self, said, below) if below else None


@dataclass(frozen=True)
class Difference:
    """A notebook whose mark is below that of the plain run; tests: {grade_id: (our Mark, plain score)}."""

    case: Case
    said: list[str]
    tests: dict[str, tuple[Mark, float]]

    def lines(self) -> list[str]:
        """Return what is told of it; the first line makes it again."""
        happened = [f"    {each}" for each in self.said]
        seen = [
            f"    {name}: {'held' if ours.score is None else f'{ours.score:g}'}, plain run {plain:g}: "
            f"{ours.reason[:200]}"
            for name, (ours, plain) in self.tests.items()
        ]
        return [str(self.case), *happened, *seen]


def cases(count: int, seed: int = 1, lesson: str | None = None, share: float = 0.2) -> list[Case]:
    """Return count cases; share: of them that are of this course's lessons, which take the longest.

    Case n of a seed is the first one of the seed seed + n: what a difference says makes it again.
    """
    others = [name for name in courses() if name != SMALL]
    made = []
    for number in range(seed, seed + count):
        rng = rng_of("case", number)
        drawn = rng.choice(others) if rng.random() < share else SMALL
        happened = random_accidents.names(rng, rng.randint(1, MOST))
        made.append(Case(lesson or drawn, number, tuple(enumerate(happened))))
    return made


def shrink(difference: Difference) -> Difference:
    """Return a difference of as few accidents as may be: each is dropped that the difference stays without."""
    for each in difference.case.accidents:
        fewer = tuple(other for other in difference.case.accidents if other != each)
        difference = replace(difference.case, accidents=fewer).compare() or difference
    return difference


def differences(
    chosen: Sequence[Case], workers: int = 2, tell: Callable[[int], None] | None = None
) -> Iterator[Difference]:
    """Yield the Difference of each case that has one; tell: called with the number of cases done."""
    with ThreadPoolExecutor(workers) as executor:
        for number, found in enumerate(executor.map(Case.compare, chosen), 1):
            if tell:
                tell(number)
            if found:
                yield found


def said(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def main(count: int, seed: int, lesson: str | None = None, tell: Callable[[str], None] = said) -> int:
    """Compare count cases, tell of each difference, as small as may be; return 1 where there was one, else 0."""
    start, found = time.monotonic(), 0

    def progress(number: int) -> None:
        if number % 100 == 0 or number == count:
            tell(f"{number} of {count} notebooks, {found} differences, {time.monotonic() - start:.0f} s")

    for difference in differences(cases(count, seed, lesson), tell=progress):
        found += 1
        tell("\n".join(shrink(difference).lines()))
    tell(f"{count} notebooks compared with the plain run: {found} below it")
    return int(found > 0)
