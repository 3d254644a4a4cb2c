"""The bank learns from a simulated class: who made a mistake is told it, and nobody is told another; a sample.

The whole: `python -m autograder.tests.adoption`.
"""

from itertools import islice
from random import Random

import pytest

from autograder.bank import fingerprints, trace
from autograder.settings import Settings
from autograder.tests import ROOT
from autograder.tests.adoption import Course, copy, graded_for_real
from autograder.tests.mutants import known_as, mutants
from autograder.tests.simulated import of, silent

EXERCISES = ("4-partitioned-lookup/mod_position", "4-partitioned-lookup/split_table")
SOURCE = '''
def rows(ids, size=4, *, axis=0):
    """Return rows."""
    found = np.zeros(size, dtype="float32")
    for one in ids[1:]:
        if one >= 0 and not one == size:
            found[one] += min(one, 1)
    return found, sum(found, axis)
'''
# Two tests of a function each, of which the first one refuses both answers alike.
TEST = """
assert answer(2) == 4, answer(2)
for n in (3, 4):
    assert answer(n) == 2 * n, f"{n} gave {answer(n) + 0.5}"
"""


def test_one_thing_is_changed():
    """All are Python, and each is another answer; the same number makes the same ones."""
    one, again, other = (list(islice(mutants([SOURCE], {known_as(SOURCE)}, Random(seed)), 60)) for seed in (1, 1, 2))
    assert one == again != other and len({known_as(each) for each in [SOURCE, *one]}) == 61
    for changed in ("one > 0", "or not", "+= max", "np.ones", "sum(axis, found)", "size=5", "ids:", "-= min"):
        assert any(changed in each for each in one + other), changed
    assert all("def rows(ids, size=" in each and "axis=" in each for each in one)


def test_what_all_checks_say_tells_mistakes_apart():
    """Two answers that the first check refuses alike, and that are alike in nothing else."""
    left = []
    for function in (lambda n: 5, lambda n: n + 3, lambda n: n + 3):
        names = {"answer": function}
        left.append(trace.replay("answer", TEST, names, TEST))
        assert names.keys() == {"answer", "n", "__builtins__"}
    one, other, same = left
    assert one["message"] == other["message"] == "AssertionError: 5" and one["numbers"] == other["numbers"]
    assert not fingerprints.alike(one, other) and fingerprints.alike(other, same)
    assert fingerprints.same(one) != fingerprints.same(other) == fingerprints.same(same)
    for each in (one, other):
        short = {key: value for key, value in each.items() if key not in ("rest", "more")}
        assert fingerprints.alike(short, one) and fingerprints.alike(other, short)  # of which less is known
    assert trace.replay("answer", TEST, {"answer": lambda n: 2 * n}, TEST) is None


@pytest.fixture(scope="module")
def wrongs(tmp_path_factory):
    """Wrong answers of a class to two exercises."""
    settings = Settings.load(ROOT)
    kept = tmp_path_factory.mktemp("class") / "class.pickle"
    return of(ROOT, settings.bank.data, 7, 8, kept, EXERCISES)


@pytest.mark.slow
def test_nobody_is_told_another_mistake(wrongs, tmp_path):
    """Before answers join the bank and after, where checks name nothing by themselves; after it nearly all are told."""
    wrongs = [silent(each) for each in wrongs]
    assert len(wrongs) >= 8
    where = Course(copy(ROOT, tmp_path / "course"), tmp_path / "does.pickle")
    before = where.figures(wrongs)
    done = where.adopt(wrongs, 1)
    after = where.figures(wrongs)
    print(before.line("before"), after.line("after"), sep="\n")
    assert before.wrongly == after.wrongly == []
    joined = [each for each in done if each.answer]
    assert joined and all(each.why for each in done if not each.answer)
    unnamed = {id(each.wrong) for each in after.told if not each.name}
    assert len(unnamed) < len({id(each.wrong) for each in before.told if not each.name})
    assert len(unnamed) <= 0.1 * len(wrongs)


@pytest.mark.slow
@pytest.mark.confined
def test_the_grader_tells_what_the_bank_does(wrongs, tmp_path):
    """In the sandbox, after a round of adopting."""
    where = Course(copy(ROOT, tmp_path / "course"), tmp_path / "does.pickle")
    some = wrongs[::3]
    where.adopt(some, 1)
    count, lines = graded_for_real(where, some)
    assert count >= len(some) and not lines
