"""The form of attacks, of their generators, and of the list of those that are open."""

import pytest

from autograder.bank import attack, attacks_by_files, random_attacks
from autograder.course import lessons
from autograder.errors import BankError
from autograder.tests import ROOT
from autograder.tests.hostile_class import CASES, KNOWN, SAMPLE, parts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_are_well_formed(case):
    """Each says what it tries, where, and what is due."""
    exercises = [each.name for each in lessons.lesson(case.lesson).exercises]
    assert case.kind in attack.KINDS and case.copies >= 1
    assert case.verdicts and case.exercise in exercises if case.is_answer else case.about["due"] in attack.MARKS


def test_each_kind_has_cases_and_each_part_of_the_class_has_some_of_each():
    """So has what `make test` tries of them: a kind without one is seen."""
    for part in [*parts(CASES), SAMPLE]:
        assert {case.kind for case in part} == set(attack.KINDS)
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# attack: none\n", "says nothing of exercise, kind, verdict"),
        ("# kind: tests\n# attack: none\n# lesson: x\n", "says nothing of due"),
        ("# kind: none\n# attack: x\n# exercise: a/b\n# verdict: failed\n", "kinds are tests, told"),
        ("# kind: files\n# attack: x\n# lesson: a\n# due: full\n", "what is due is held, all, any"),
    ],
)
def test_a_case_that_does_not_say_is_told(tmp_path, text, line):
    """The line says what is missing."""
    path = tmp_path / "x.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BankError, match=line):
        _ = attack.Attack(path).about


def test_verdicts_that_give_no_points():
    """One word stands for all of them; what gives points is not among them."""
    made = attack.Attack(ROOT / "x.py", "# kind: told\n# attack: x\n# exercise: a/b\n# verdict: refused\n")
    assert made.verdicts == {"failed", "tampered", "timed out", "kernel died", "not run"}


@pytest.mark.parametrize("name", random_attacks.GENERATORS)
def test_a_seed_makes_the_same_attack_again(name):
    """Other seeds make others, all of them well formed."""
    made = [random_attacks.made(name, seed) for seed in range(40)]
    assert [each.text for each in made] == [random_attacks.made(name, seed).text for seed in range(40)]
    assert len({each.text for each in made}) > 15
    assert all(each.kind in attack.KINDS and random_attacks.generator_of(each) == name for each in made)
    assert [each.name for each in made[:2]] == [f"{name}-0", f"{name}-1"]


def test_a_file_is_the_same_in_every_process(tmp_path):
    """What hands itself in is made from the seed alone."""
    for number in range(2):
        for name in ("broken_json", "broken_bytes", "odd_zip"):
            (tmp_path / f"{number}-{name}").mkdir()
            random_attacks.made(name, 7).hand_in(tmp_path / f"{number}-{name}", ROOT)
    files = [[p.read_bytes() for p in sorted(tmp_path.glob(f"{n}-*/**/*")) if p.is_file()] for n in range(2)]
    assert files[0] == files[1] and len(files[0]) == 3
    assert attacks_by_files.broken({"cells": []}, 1, 1) != b'{"cells": []}'


def test_the_list_of_open_attacks_names_attacks():
    """Those that are there, or generators; each with what it gets."""
    known = {case.name for case in CASES} | set(random_attacks.GENERATORS)
    found = attack.still_open(KNOWN.hostile)
    assert set(found) <= known, set(found) - known
    assert all(found.values())
