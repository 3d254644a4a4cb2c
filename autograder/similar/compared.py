"""How alike the answers to one exercise are, and how often answers to it are as alike: figures, no verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from autograder.similar.prints import Prints
from autograder.similar.settings import Similarity

Pair = tuple[str, str]


@dataclass(frozen=True)
class Likeness:
    """How alike two answers to an exercise are.

    shared: the prints that both have; share: of the prints of the one that has fewer; as_alike: how many pairs of the
    exercise are at least as alike, this one among them; n: of how many.
    """

    exercise: str
    shared: int
    share: float
    as_alike: int
    n: int

    @property
    def rate(self) -> float:
        """The base rate: the share of all pairs of the exercise that are at least as alike."""
        return self.as_alike / self.n


@dataclass(frozen=True)
class Found:
    """Two students whose answers in a lesson are alike as few others are; likenesses: the rarest first."""

    pair: Pair
    likenesses: tuple[Likeness, ...]


@dataclass(frozen=True)
class Compared:
    """The pairs of a lesson.

    all: those that are alike as few others are, in the order in which they are told; by_chance: how many of them would
    be alike in two exercises if the exercises had nothing to do with each other; answers: {exercise: how many were
    compared}; little: {exercise: of how many of these too little is left beside what the lesson itself has}.
    """

    all: tuple[Found, ...] = ()
    by_chance: float = 0.0
    answers: Mapping[str, int] = field(default_factory=dict)
    little: Mapping[str, int] = field(default_factory=dict)


def likenesses(exercise: str, prints: Mapping[str, Prints], least: int) -> dict[Pair, Likeness]:
    """Return how alike the answers of each two students are, of those that share as many prints as least.

    prints: {student: the prints of the answer}, of all who have answered.
    """
    own = {student: frozenset(each) for student, each in prints.items()}
    alike: dict[Pair, tuple[float, int]] = {}
    for one, other in combinations(sorted(own), 2):
        shared = len(own[one] & own[other])
        if shared >= least:
            alike[one, other] = shared / min(len(own[one]), len(own[other])), shared
    n = len(own) * (len(own) - 1) // 2
    return {
        pair: Likeness(exercise, shared, share, sum(each >= (share, shared) for each in alike.values()), n)
        for pair, (share, shared) in alike.items()
    }


def compared(lesson: Mapping[str, Mapping[str, Prints]], wanted: Similarity) -> Compared:
    """Return the pairs of a lesson; lesson: {exercise: {student: prints}} of all who have answered."""
    rows: dict[Pair, list[Likeness]] = {}
    for exercise, prints in lesson.items():
        for pair, each in likenesses(exercise, prints, wanted.shared).items():
            if each.share >= wanted.alike and is_rare(each, wanted):
                rows.setdefault(pair, []).append(each)
    found = [Found(pair, tuple(sorted(each, key=rarity))) for pair, each in rows.items()]
    found.sort(key=rank)
    little = {
        exercise: sum(len(each) < wanted.shared for each in prints.values()) for exercise, prints in lesson.items()
    }
    answers = {exercise: len(prints) for exercise, prints in lesson.items()}
    students = {name for each in lesson.values() for name in each}
    return Compared(tuple(found), by_chance(found, len(students)), answers, little)


def by_chance(found: Sequence[Found], students: int) -> float:
    """Return how many pairs one would expect in two exercises at once, were those of each spread over all pairs."""
    counts = Counter(each.exercise for pair in found for each in pair.likenesses)
    pairs = students * (students - 1) / 2
    return sum(one * other / pairs for one, other in combinations(counts.values(), 2))


def is_rare(each: Likeness, wanted: Similarity) -> bool:
    """Tell whether few pairs of an exercise are as alike; in a small class one pair is few, whatever share it is."""
    return each.as_alike <= max(1, wanted.rare * each.n)


def rarity(each: Likeness) -> tuple[float, int]:
    """Return the order of likenesses: the rarest first."""
    return each.rate, -each.shared


def rank(found: Found) -> tuple[int, float, int, Pair]:
    """Return the order of pairs: those alike in more exercises first, then those whose likeness is rarer."""
    rarest = found.likenesses[0]
    return -len(found.likenesses), rarest.rate, -sum(each.shared for each in found.likenesses), found.pair


def pairs_in(found: Sequence[Found], least: int) -> int:
    """Return how many pairs are alike in at least so many exercises."""
    return sum(len(each.likenesses) >= least for each in found)
