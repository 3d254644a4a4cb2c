"""The bank of answers: each is graded by the very test cells of its lesson, and what is said of the bank is true."""

import shutil

import pytest

from autograder.bank import answer as bank
from autograder.bank import fingerprints, grade, mistakes, summary, survey
from autograder.bank import trace as recorder
from autograder.bank.bank import Bank
from autograder.course import lessons
from autograder.course.convert import load_config
from autograder.errors import BankError
from autograder.tests import ROOT
from autograder.tests.sample import params, sampled

BANK = Bank(config=load_config(ROOT))
ANSWERS = BANK.answers()
LESSONS = lessons.lessons()
SURVEY = survey.Survey(ROOT, BANK)
# What came of each is stored with the digest of all that it depends on, so that a change of that is seen by
# `make check`; `make test` grades all right ones, and of the wrong ones to each exercise every third, anew.
SAMPLE = [
    *(each for each in ANSWERS if each.is_right),
    *sampled([each for each in ANSWERS if not each.is_right], lambda each: (each.lesson, each.exercise), every=3),
]


@pytest.mark.slow
@pytest.mark.parametrize("answer", params(ANSWERS, SAMPLE, ids=lambda answer: answer.key))
def test_answers(answer):
    """A right answer passes every check; a wrong one fails one, with the words that its file promises: as is stored."""
    checks = grade.grade(answer, ROOT)
    today = SURVEY.outcome(answer, checks, checks)
    assert not SURVEY.problem(answer, SURVEY.messages(answer, today, SURVEY.entries(answer.lesson)))
    stored = SURVEY.known.get(answer)
    assert stored, f"{answer.key} has changed since it was graded: run `make bank`"
    refused = {test_id: each.visible for test_id, each in stored.refused.items()}
    assert refused == {test_id: check.visible for test_id, check in checks.items() if check.error}
    for test_id, trace in stored.traces.items():
        same = checks[test_id].trace and fingerprints.alike(checks[test_id].trace, trace)
        assert same, f"{answer.key} leaves another trace than the one stored: run `make bank`"
    for test_id, refusal in stored.refused.items():
        told = checks[test_id].told
        same = refusal.told is None or (told and mistakes.same(told, refusal.told))
        assert same, f"{answer.key} makes its check leave another trace than the one stored: run `make bank`"


def test_every_answer_is_well_formed():
    """Each opens as it must, defines what it is an answer to, and promises words that name its mistake."""
    assert [str(error) for error in SURVEY.malformed(ANSWERS).values()] == []
    assert SURVEY.stray == []


def test_what_is_stored_is_of_today():
    """What came of each answer is known; tables, sums and mistakes.json are what follows from it."""
    assert SURVEY.rest == 0, "run `make bank`"
    for path, text in SURVEY.files(list(SURVEY.lessons)).items():
        there = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert there == text, f"{path} is not what `make bank` makes"


def test_students_see_their_mistakes():
    """In each lesson 95 % of the wrong answers are refused by what students see, and 90 % of all named by it."""
    counts = SURVEY.counts()
    for lesson, each in summary.by_lesson(counts).items():
        hidden = [
            answer.key
            for answer in SURVEY.of(lesson)
            if not answer.is_right and not any(refusal.visible for refusal in SURVEY.known[answer].refused.values())
        ]
        assert each.share(each.visible) >= summary.AIM_VISIBLE, f"these are refused by hidden parts alone: {hidden}"
    every = summary.Counts.all(counts.values())
    assert every.share(every.named) >= summary.AIM_NAMED


def test_every_exercise_has_its_bank():
    """No exercise has fewer than five right and eight wrong answers."""
    assert bank.missing(LESSONS, BANK.data) == []


def test_an_exercise_without_a_bank_is_told_what_to_add(tmp_path):
    """The line says where, how many there are, and how many are due."""
    lesson = LESSONS[0]
    folder = tmp_path / lesson.name / lesson.exercises[0].name
    shutil.copytree(BANK.data / lesson.name, tmp_path / lesson.name)
    assert bank.missing([lesson], tmp_path) == []
    shutil.rmtree(folder)
    assert bank.missing([lesson], tmp_path) == [
        f"{folder}: holds 0 of at least 5 files right_*.py; add 5",
        f"{folder}: holds 0 of at least 8 files wrong_*.py; add 8",
    ]


@pytest.mark.parametrize(
    ("name", "source", "line"),
    [
        ("wrong_a.py", "def f():\n    pass\n", "opens with the lines '# mistake: ...' and '# message: ...'"),
        ("wrong_b.py", "# mistake: no words\ndef f():\n    pass\n", "opens with the lines"),
        ("wrong_c.py", "# mistake: A.\n# message: b\ndef g():\n    pass\n", "does not define f, but g"),
        ("wrong_g.py", "# mistake: A.\n# message: 6 was due\ndef f():\n    pass\n", "'6 was due' names no mistake"),
        ("right_d.py", "", "does not define f, but nothing"),
        ("right_e.py", "x = 1\ndef f(:\n", "no Python, invalid syntax in line 2"),
        ("right_f.py", "f = 'a\0'\n", "no Python"),
        ("other.py", "f = 1\n", "the name of an answer begins with right_ or wrong_"),
    ],
)
def test_malformed_answers_are_named(tmp_path, name, source, line):
    """A file of the bank that is not as it must be is named in one line."""
    path = tmp_path / "1-lesson" / "f" / name
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    with pytest.raises(BankError) as caught:
        bank.Answer(path).check()
    assert str(caught.value).startswith(f"{path}: ") and line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_answer_of_no_exercise_is_named(tmp_path):
    """A folder that is no exercise of its lesson is named, with those that are."""
    path = tmp_path / LESSONS[0].name / "table_sise" / "right_a.py"
    path.parent.mkdir(parents=True)
    path.write_text("def table_sise():\n    pass\n", encoding="utf-8")
    with pytest.raises(BankError, match="has no such exercise; it has: build_vocabulary, table_size"):
        grade.grade(bank.Answer(path), ROOT)


def test_fingerprints_belong_to_the_tests_of_today():
    """A stored trace of a test cell that has changed since would name nothing any more."""
    for lesson in LESSONS:
        for exercise in lesson.exercises:
            stored = fingerprints.load(BANK.data / lesson.name / exercise.name)
            today = {test.metadata.nbgrader.grade_id: fingerprints.digest(test.source) for test in exercise.tests}
            assert {key: entry["test"] for key, entry in stored.items()} == today, f"{exercise.name}: run `make bank`"


TEST = """
def test_double(double):
    for number in (1.5, 4, 7):
        got = double([number, 0])
        assert got[0] == 2 * number, f"double({number}) returned {got[0]}, but {2 * number} was due."

test_double(double)
"""


def trace(answer):
    """Return what an answer to the small exercise above leaves."""
    namespace = {}
    exec(answer, namespace)
    return recorder.replay("double", TEST, namespace)


def test_a_trace_is_of_what_an_answer_does():
    """Two answers that do the same leave the same trace, however they are written; another mistake another one."""
    square = trace("def double(numbers):\n    return [n ** 2 for n in numbers]")
    same = trace("def double(values):\n    out = []\n    for v in values:\n        out.append(v * v)\n    return out")
    triple = trace("def double(numbers):\n    return [3 * n for n in numbers]")
    changes = trace("def double(numbers):\n    numbers[0] **= 2\n    return numbers")
    assert square["calls"] == 1 and square["numbers"][-1] == 3.0  # "... but 3.0 was due."
    assert fingerprints.alike(square, same)
    assert fingerprints.same(square) == fingerprints.same(same) != fingerprints.same(triple)
    assert not fingerprints.alike(square, triple)
    assert not fingerprints.alike(square, changes)
    assert trace("def double(numbers):\n    return [2 * n for n in numbers]") is None


def test_a_trace_survives_what_an_answer_returns():
    """An object that bites when it is looked at is noted as such."""
    biting = "class Bite:\n    def __getattribute__(self, name):\n        raise SystemError(name)\n"
    found = trace(biting + "def double(numbers):\n    return [Bite(), 0]")
    assert found["calls"] == 1


OWN = """
class NotYet(AssertionError):
    trace = {"text": "double came back with # for 4", "numbers": [16.0]}

raise NotYet(f"double came back with {double(4)} for 4\\nLikely mistake: it squares.")
"""


def test_a_check_with_a_trace_of_its_own_is_known_by_that():
    """What it takes for the mistake depends on what lies beside the notebook; the trace does not."""
    namespace = {}
    exec("def double(x):\n    return x ** 2", namespace)
    found = recorder.replay("double", OWN, namespace)
    assert found["message"] == "AssertionError: double came back with # for 4"
    assert found["numbers"] == [4.0, 16.0, 16.0]
