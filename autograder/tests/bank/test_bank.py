"""The bank grades what has changed, stores nothing while anything is red, and teaches the checks likely mistakes."""

import json
import os
import shutil
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from autograder.bank import mistakes, outcomes, summary, survey, wording
from autograder.bank.bank import Bank
from autograder.course.convert import load_config
from autograder.errors import BankError, LessonError
from autograder.tests import ROOT, small
from autograder.tests.banked import ANSWERS, WRONG, contents, double, make_course


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The course of root(), made and graded once."""
    root = make_course(tmp_path_factory.mktemp("once") / "course")
    assert len(graded(root)[1]) == 15
    return root


@pytest.fixture
def root(once, tmp_path):
    """A course of one exercise, whose checks lie beside the notebook, with its bank; all of it is graded."""
    return shutil.copytree(once, tmp_path / "course", symlinks=True)


@pytest.fixture
def fresh(tmp_path):
    """The same course, of which nothing has been graded."""
    return make_course(tmp_path / "fresh")


def folders(root):
    """Return the folder of the lesson, and that of its exercise in the bank."""
    return root / "solutions" / small.LESSON, root / "known" / "answers" / small.LESSON / "double"


def command(root, *words):
    """Run `python -m autograder bank` in a course; return its exit status, and the lines of stdout and of stderr."""
    line = [sys.executable, "-m", "autograder", "bank", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, cwd=root, capture_output=True, text=True, env=env, timeout=120)
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def surveyed(root):
    """Return what is known of the bank of a course."""
    return survey.Survey(root, Bank(config=load_config(root)))


def graded(root, *words):
    """Grade what has changed and write what is made of it; return the survey and the names of what was graded."""
    found = surveyed(root)
    chosen = found.chosen(words)
    fresh = found.grade(chosen)
    assert found.problems(chosen) == []
    found.write([small.LESSON])
    return found, {each.path.stem for each in fresh}


def edit(path, old, new):
    """Replace a text in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def changed(root):
    """Return the names of the answers that are to be graded again."""
    found = surveyed(root)
    return {each.path.stem for each in found.answers if each not in found.known}


@pytest.mark.slow
def test_it_tells_what_comes_to_another_end_apart(root):
    """Nothing where a test asks the answer alone; one that depends on luck is told, and nothing is written."""
    before = contents(root)
    status, told, errors = command(root, "--apart", "--fresh=1")
    assert (status, errors) == (0, []) and contents(root) == before
    assert told[-1].startswith(f"{small.LESSON}/double | 6 | 10 | 0 | ")
    luck = "import numpy as np\nassert np.random.default_rng(0).integers(10**6) == "
    edit(
        folders(root)[0] / "small.ipynb",
        "assert double(4)",
        f"{luck}{np.random.default_rng(0).integers(10**6)}\nassert double(4)".replace("\n", "\\n"),
    )
    status, told, errors = command(root, "--apart", "--fresh=1", f"{small.LESSON}/double/right_0")
    assert status == 1 and "double/right_0, test_double refuses it on 1 of 1 fresh inputs: " in told[-3]


@pytest.mark.slow
def test_it_grades_what_changed(root):
    """Nothing a second time, but for what a key is made of."""
    lesson, bank = folders(root)
    before = contents(root)
    assert graded(root)[1] == set() and contents(root) == before
    (bank / "right_0.py").write_text(double("x + x"))
    (bank / "wrong_text.py").unlink()
    assert graded(root)[1] == {"right_0"}
    assert "wrong_text" not in (bank / outcomes.NAME).read_text() + (bank / "fingerprints.json").read_text()
    edit(lesson / mistakes.NAME, "Adds 1", "Adds one")  # what is made is no part of the key
    edit(lesson / "small.ipynb", "Double (2", "Twofold (2")
    assert graded(root)[1] == set() and "Adds 1" in (lesson / mistakes.NAME).read_text()
    for path, old, new in (
        (lesson / "small.ipynb", "one pair by heart", "a pair by heart"),
        (lesson / "small.ipynb", "import checks", "import checks, math"),
        (root / "solutions" / "checks.py", "class Case", "class  Case"),  # a link leads there
        (lesson / "checks_lesson.py", "{", "{ "),
    ):
        edit(path, old, new)
        assert len(changed(root)) == 14, path
        edit(path, new, old)
        assert changed(root) == set()


@pytest.mark.slow
def test_what_is_stored_does_not_depend_on_what_was_stored(root):
    """Graded all again, now that the checks name mistakes, it is the same; nothing else lies beside the notebook."""
    before = contents(root)
    found = surveyed(root)
    assert len(found.grade(found.chosen(()), force=True)) == 15
    found.write([small.LESSON])
    assert contents(root) == before
    assert not list((root / "solutions").rglob("__pycache__"))


@pytest.mark.slow
def test_what_came_of_each_is_stored(root):
    """Whether it is refused, by which part of the test, in which words; and traces that two processes share."""
    lesson, bank = folders(root)
    found = surveyed(root)
    stored = outcomes.load(bank, found.lessons[small.LESSON].exercises["double"])
    assert not stored["right_0"].refused and stored["wrong_text"].refused["test_double"].visible
    heart = stored["wrong_heart"].refused["test_double"]
    assert heart == outcomes.Refusal("AssertionError: double has learned one pair by heart", False)
    adds = stored["wrong_adds_2"].refused["test_double"]
    assert adds.said == "NotYet: double came back with another int for 3: 8" and adds.told["numbers"] == [8.0]
    assert stored["wrong_salted"].refused["test_double"].told is None and not stored["wrong_salted"].traces
    assert set(json.loads((bank / "fingerprints.json").read_text())["test_double"]["traces"]) == {
        name for name in ANSWERS if name != "wrong_salted"
    }
    entries = json.loads((lesson / mistakes.NAME).read_text())["test_double"]
    assert [each["mistake"] for each in entries] == [
        *(f"Adds {n} pears" for n in (1, 2, 4, 5, 6)),
        "Takes a power Or: Squares",
        "Gives text",
    ]
    assert (lesson / mistakes.NAME).read_text().count("\n") == len(entries) + 4
    assert summary.carried(root / "README.md") == summary.sums(found.counts(), "known")
    assert (root / "known" / summary.PAGE).read_text() == summary.page(found.counts(), "known")
    (row,) = found.counts().values()
    assert row == summary.Counts(right=5, accepted=5, wrong=10, refused=10, visible=9, named=9, fingerprint=9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "source", "line"),
    [
        ("right_0", double("x"), "right, but refused: NotYet: double came back with another int for 3: 3"),
        ("wrong_heart", WRONG.format(mistake="M", message="by heart", source=double("2 * x")), "wrong, but passed"),
        (
            "wrong_text",
            WRONG.format(mistake="M", message="is a list", source=double("str(x)")),
            "refused, but without 'is a list': NotYet: double came back with another str for 3: 3\\nLikely mistake: M",
        ),
        ("wrong_text", double("str(x)"), "a wrong answer opens with the lines '# mistake: ...' and '# message: ...'"),
        (
            "wrong_text",
            WRONG.format(mistake="M", message="6 expected", source=double("str(x)")),
            "the message '6 expected' names no mistake; see autograder/bank/wording.py",
        ),
    ],
)
def test_nothing_is_written_while_anything_is_red(root, name, source, line):
    """One line, exit status 1; once that is mended, nothing else is graded again."""
    path = folders(root)[1] / f"{name}.py"
    good = path.read_text()
    path.write_text(source)
    before = contents(root)
    status, told, (red,) = command(root)
    assert status == 1 and red.endswith(line) and name in red
    assert contents(root) == before and told[-1].endswith("; nothing is written")
    path.write_text(good)
    assert graded(root)[1] == set() and contents(root).keys() == before.keys()


@pytest.mark.slow
def test_an_answer_meets_the_modules_beside_its_notebook(root, monkeypatch):
    """Not one of the same name that this process has imported from elsewhere."""
    for name in ("checks", "checks_lesson"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    (folders(root)[1] / "right_0.py").write_text(double("x + x"))
    assert graded(root)[1] == {"right_0"}


@pytest.mark.slow
def test_what_is_green_is_not_graded_again_for_what_is_red(root):
    """It is kept in build/ until both are green."""
    _, bank = folders(root)
    (bank / "right_0.py").write_text(double("x + x"))
    (bank / "right_1.py").write_text(double("x"))
    found = surveyed(root)
    assert len(found.grade(found.answers)) == 2 and len(found.problems(found.answers)) == 1
    assert changed(root) == {"right_0", "right_1"}
    (bank / "right_1.py").write_text(double("2 * x + 0"))
    assert graded(root)[1] == {"right_1"} and changed(root) == set()
    assert not (root / survey.CACHE).exists()


@pytest.mark.slow
def test_too_few_and_misplaced_answers_are_red(root):
    """Each with its line."""
    _, bank = folders(root)
    bank.rename(bank.with_name("dubble"))
    before = contents(root)
    status, _, red = command(root)
    assert status == 1 and contents(root) == before
    assert [line.rpartition("/answers/")[2] for line in red] == [
        f"{small.LESSON}/double: holds 0 of at least 5 files right_*.py; add 5",
        f"{small.LESSON}/double: holds 0 of at least 8 files wrong_*.py; add 8",
        f"{small.LESSON}/dubble: no lesson has such an exercise",
    ]


@pytest.mark.slow
def test_one_answer_is_graded_by_its_name(fresh, root):
    """Its message is printed, now and when it is asked for again; of the rest is said that it has changed."""
    name = f"{small.LESSON}/double/wrong_adds_2"
    status, told, red = command(fresh, name)
    assert (status, red) == (0, [])
    assert told[:2] == [f"{name}, test_double:", "    NotYet: double came back with another int for 3: 8"]
    assert told[-2].startswith("14 other answers have changed, too; `make bank`")
    assert told[-1].startswith("1 of 1 answers graded, in ")
    lesson, bank = folders(fresh)
    assert list(json.loads((bank / outcomes.NAME).read_text())) == ["wrong_adds_2"]
    assert not (lesson / mistakes.NAME).exists() and not (fresh / "known" / summary.PAGE).exists()
    _, told, _ = command(root, "1/double/wrong_adds_2.py")
    assert told[:3] == [
        f"{name}, test_double:",
        "    NotYet: double came back with another int for 3: 8",
        "    Likely mistake: Adds 2 pears",
    ]
    assert told[-2].startswith("all: 5 of 5 right accepted, 10 of 10 wrong refused, 90.0 % by a visible check, 90.0 %")
    assert told[-1].startswith("0 of 1 answers graded")


def test_unknown_names_are_told_what_exists(fresh):
    """One line each."""
    found = surveyed(fresh)
    for word, error, line in (
        ("2-big", LessonError, "no lesson is called 2-big; the lessons are: 1-small"),
        ("1-small/triple", BankError, "1-small/triple: 1-small has no such exercise; it has: double"),
        ("1-small/double/wrong_x", BankError, "no such answer; it has: right_0, right_1"),
        ("1-small/double/right_0/x", BankError, "no such answer; it has: right_0, right_1"),
    ):
        with pytest.raises(error) as caught:
            found.chosen([word])
        assert line in str(caught.value) and "\n" not in str(caught.value)
    assert len(found.chosen(["1-small"])) == len(found.chosen(["1", "1-small/double/"])) == 15


def test_equal_traces_share_their_mistakes():
    """Two mistakes are both named, with three none is; what is hidden, or told by no trace, is left out."""
    exercise = SimpleNamespace(tests=[small.cell("", "t", points=1)])

    def known(*parts):
        return [
            (SimpleNamespace(mistake=words), outcomes.Outcome("", {"t": outcomes.Refusal("", visible, told)}))
            for words, visible, told in parts
        ]

    def trace(*numbers, text="x"):
        return {"text": text, "numbers": list(numbers)}

    one, two = ("A", True, trace(1.0)), ("B", True, trace(1.0 + 1e-9))
    other, nan = ("C", True, trace(2.0)), ("D", True, trace(float("nan")))
    parts = [one, two, ("A", True, trace(1.0)), other, nan, nan, ("E", False, trace(3.0)), ("F", True, None)]
    found = mistakes.entries([exercise], known(*parts))["t"]
    assert [each["mistake"] for each in found] == ["A Or: B", "C", "D"]
    assert found[0] == {"text": mistakes.digest("x"), "numbers": [1.0], "mistake": "A Or: B"}
    assert mistakes.entries([exercise], known(one, two, ("C", True, trace(1.0)))) == {}
    assert mistakes.dumps({}) == ""
    assert mistakes.dumps({"t": found[:2]}).splitlines()[2:4] == [
        f'  {{"text": "{mistakes.digest("x")}", "numbers": [1.0], "mistake": "A Or: B"}},',
        f'  {{"text": "{mistakes.digest("x")}", "numbers": [2.0], "mistake": "C"}}',
    ]


@pytest.mark.parametrize(
    "words",
    [
        *("was due", "due", "expected", "They differ first", "differ", "returned", "raised", "nan, due", "is None"),
        *("6", "1.5, 2.5", "[nan, nan]", "6 expected", "raised TypeError", "Likely mistake", "not yet", ""),
        *("came back", "a ValueError was due", "the first difference", "The answer is wrong"),
    ],
)
def test_words_that_only_tell_a_difference(words):
    """They name no mistake."""
    assert not wording.names_mistake(words)


@pytest.mark.parametrize(
    "words",
    [
        *("repeated ids must add up", "swapped", "is there a `return`", "float32 was due", "The sign is wrong"),
        *("use /", "a ValueError was due for a bad label", "not a distance", "36 pairs, not 30", "NaN or infinity"),
    ],
)
def test_words_that_name_a_mistake(words):
    """One word that is about this very mistake will do."""
    assert wording.names_mistake(words)


def test_what_the_checks_take_for_the_mistake_is_told_apart():
    """Its line goes, and nothing else."""
    assert survey.without("NotYet: a\nLikely mistake: B.", "B.") == "NotYet: a"
    assert survey.without("NotYet: a\nb", "") == "NotYet: a\nb"
    assert survey.without("NotYet: B.", "B.") == "NotYet: B."


def test_the_shares_say_where_the_aim_is_missed():
    """95 % visible in each lesson, 90 % named in all."""
    counts = {
        ("1-a", "f"): summary.Counts(right=5, accepted=5, wrong=20, refused=20, visible=19, named=20),
        ("2-b", "g"): summary.Counts(right=5, accepted=4, wrong=20, refused=20, visible=18, named=15),
        ("2-b", "h"): summary.Counts(),
    }
    assert summary.shares(counts) == [
        "1-a: 5 of 5 right accepted, 20 of 20 wrong refused, 95.0 % by a visible check, 100.0 % named by its message",
        "2-b: 4 of 5 right accepted, 20 of 20 wrong refused, 90.0 % by a visible check (aim: 95 %), 75.0 % named by "
        "its message",
        "all: 9 of 10 right accepted, 40 of 40 wrong refused, 92.5 % by a visible check, 87.5 % named by its message "
        "(aim: 90 %)",
    ]
    assert "37 by a check that students see, 35 of them with" in summary.sums(counts, "bank").replace("\n", " ")
    assert "| 2 `g` | 4 / 5 | 20 / 20 | 18 / 20 | 15 / 20 | 0 / 20 |" in summary.page(counts, "bank").splitlines()


def test_a_readme_without_marks_is_named(tmp_path):
    """The line says which."""
    path = tmp_path / "README.md"
    path.write_text(f"# A\n{summary.BEGIN}\n")
    with pytest.raises(BankError, match=r"README.md: the lines .* are missing"):
        summary.put(path, "x")
    path.write_text(f"# A\n{summary.BEGIN}\nold\n{summary.END}\nb\n")
    assert summary.put(path, "new") == f"# A\n{summary.BEGIN}\n\nnew\n\n{summary.END}\nb\n"


@pytest.mark.slow
def test_a_course_without_a_bank_is_told_how_to_get_one(fresh):
    """In one line, whether none is configured or the folder is not there."""
    (fresh / "nbgrader_config.py").write_text(small.CONFIG)
    status, told, (line,) = command(fresh)
    assert (status, told) == (1, [])
    assert line == "BankError: no bank is configured: name the folder that holds its answers/ by c.Bank.folder"
    status, told, (line,) = command(fresh, "--Bank.folder=elsewhere")
    assert (status, told) == (1, [])
    assert line == f"BankError: {fresh}/elsewhere: no such folder; c.Bank.folder in nbgrader_config.py names it"


def test_without_a_bank_nothing_is_known():
    """No name, no words, no control run; and no lesson is held for want of one."""
    bank = Bank()
    assert bank.place is None and bank.data is None
    assert (bank.answers(), bank.folders("1", {"double"}), bank.candidates("1", "double")) == ([], [], [])
    assert (bank.name("t", ""), bank.words("t", "", "x"), bank.controls("1", "t", "")) == ("", "", ())
    trace = {"message": "", "calls": 0, "structure": "", "numbers": []}
    assert bank.mistake("t", "", trace) == "" and not bank.is_guarded("1", {"t": ""})
    with pytest.raises(BankError, match="no bank is configured"):
        _ = bank.hostile


def test_a_bank_lies_where_it_is_configured(fresh):
    """Seen from the course's root, wherever this process is; an absolute folder is that one."""
    config = load_config(fresh)
    assert Bank(config=config).place == fresh / "known"
    assert len(Bank(config=config).answers()) == 15
    assert [path.name for path in Bank(config=config).folders("other", {"double"})] == ["double"]
    config.Bank.folder = str(fresh / "known")
    assert Bank(config=config).data == fresh / "known" / "answers"


@pytest.mark.slow
def test_a_course_without_a_readme_has_its_bank_graded(fresh):
    """The page is made, and no sentence."""
    (fresh / "README.md").unlink()
    assert len(graded(fresh)[1]) == 15
    assert (fresh / "known" / summary.PAGE).is_file() and not (fresh / "README.md").exists()
