"""Pairs of a made class in the course's own lessons: who copied stands first, and who did not is as chance has it."""

from random import Random

import pytest

from autograder.similar.compared import Likeness, compared, likenesses, pairs_in
from autograder.similar.settings import Similarity
from autograder.tests.similar import made

LESSONS = [each.name for each in sorted(made.BANK.iterdir())]
LINES = frozenset({0})


def own(*runs):
    """Return prints."""
    return dict.fromkeys(map(str, runs), LINES)


def test_a_pair_is_told_with_how_many_are_as_alike():
    """Of six pairs; two who share nothing count among all pairs."""
    class_ = {"a": own(1, 2, 3, 4), "b": own(1, 2, 3, 4, 5, 6), "c": own(1, 2, 9), "d": {}}
    assert likenesses("e", class_, 2) == {
        ("a", "b"): Likeness("e", 4, 1.0, 1, 6),
        ("a", "c"): Likeness("e", 2, 2 / 3, 3, 6),
        ("b", "c"): Likeness("e", 2, 2 / 3, 3, 6),
    }
    assert likenesses("e", class_, 2)["a", "b"].rate == pytest.approx(1 / 6)


def test_what_all_write_alike_is_no_pair():
    """However long it is: half of the class has the same answer."""
    class_ = {
        f"s{number}": own(*range(20)) if number % 2 else own(*range(100 * number, 100 * number + 9))
        for number in range(20)
    }
    assert compared({"e": class_}, Similarity()).all == ()


def test_what_too_little_is_left_of_is_counted():
    """It is said that nothing can be said."""
    found = compared({"e": {"a": own(1), "b": {}, "c": own(1, 2, 3, 4)}}, Similarity())
    assert found.all == () and found.answers == {"e": 3} and found.little == {"e": 2}


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_who_copied_a_lesson_stands_first(lesson):
    """With other names and comments; without a copy nobody is alike in three exercises."""
    for number in range(3):
        random = Random(number)
        class_ = made.answered(lesson, 60, random)
        honest = compared(made.printed(lesson, class_), made.WANTED)
        assert pairs_in(honest.all, 3) == 0
        for texts in class_.values():
            texts["s001"] = made.copied(texts["s000"], random)
        found = compared(made.printed(lesson, class_), made.WANTED)
        first = found.all[0]
        print(
            f"{lesson}, class {number}: nobody copied: {pairs_in(honest.all, 1)} pairs in one exercise or more, "
            f"{pairs_in(honest.all, 2)} in more (by chance {honest.by_chance:.1f}); two did: first of "
            f"{pairs_in(found.all, 2)} in more, alike in {len(first.likenesses)} of {len(class_)}"
        )
        assert first.pair == ("s000", "s001") and len(first.likenesses) >= 2
