"""A group of failures without a name gets one: an answer of it joins the bank, and its students are told."""

import json
import shutil

import pytest

from autograder.bank.survey import Survey
from autograder.errors import AdoptError, ReportError
from autograder.report.people import Mask
from autograder.review import adopted
from autograder.review.unnamed import Class
from autograder.settings import Settings
from autograder.tests import small
from autograder.tests.banked import contents
from autograder.tests.review import learning

pytestmark = [pytest.mark.slow, pytest.mark.confined]


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The course, its bank and its class graded."""
    root = learning.make(tmp_path_factory.mktemp("once") / "course")
    for word in ("bank", "grade"):
        status, said, error = learning.command(root, word)
        assert status == 0, said + error
    return root


@pytest.fixture
def root(once, tmp_path):
    """A copy of it."""
    return shutil.copytree(once, tmp_path / "course", symlinks=True)


def the_class(root):
    """Return the settings of a course, and its class."""
    settings = Settings.load(root)
    return settings, Class(settings, root / "run.json")


def bank_of(root):
    """Return {path: bytes} of all that adopting may write."""
    kept = ("known", "solutions", "README.md")
    return {path: data for path, data in contents(root).items() if path.startswith(kept)}


def test_who_made_the_mistake_is_told(root):
    """From the list to the page, on the command line: marks stay, names of people do not; hidden parts say no more."""
    before = learning.entries(root)
    _, listed, _ = learning.command(root, "adopt")
    first, second, third, how = listed.splitlines()
    assert first.split()[:3] == ["1", "4", "in"] and "Exercise 1 (Double)" in first and "for 3: 5" in first
    assert second.split()[:2] == ["2", "3"] and "in a hidden part" in second and third.split()[:2] == ["3", "1"]
    assert "GROUP=1" in how
    for words in (["--group=1"], ["--group=2", f"--mistake={learning.HIDDEN}"], ["--group=3"]):
        status, said, error = learning.command(root, "adopt", *words)
        assert status == 0 and not error and "# mistake: " in said and "make grade" in said, said + error
    assert learning.command(root, "bank")[0] == 0
    assert learning.command(root, "grade")[0] == 0
    after = learning.entries(root)
    assert {key: each["mark"] for key, each in after.items()} == {key: each["mark"] for key, each in before.items()}
    settings, found = the_class(root)
    assert found.groups == []
    names = {each.path.stem: each.mistake for each in Survey(root, settings.bank).answers if not each.is_right}
    pages = {key: (root / "feedback" / key / small.LESSON / "small.html").read_text(encoding="utf-8") for key in after}
    new = [each for each in names if f"{each}.py" not in {path.name for path in old_files(root)}]
    told = {key: [name for name in new if names[name].rstrip(".") in page] for key, page in pages.items()}
    assert sorted(map(len, told.values())) == [0, 0, 0, *[1] * 8]
    assert told["ada.byron"] == told["s2"] == told["s3"] == told["s4"] != told["s5"] == told["s6"] == told["s7"]
    assert not told["s9"] and not told["s10"]
    assert all(learning.HIDDEN in pages[key] and "for 4" not in pages[key] for key in ("s5", "s6", "s7"))
    texts = [(root / "known" / "answers" / small.LESSON / "double" / f"{name}.py").read_text() for name in new]
    assert not any(name in text.casefold() for text in texts for name in ("ada", "byron", "s7"))


def old_files(root):
    """Return the paths of the bank's files that the course was made with."""
    made = {f"wrong_{name}" for name in ("heart", "square", "power", "text", "salted")}
    return [
        path
        for path in (root / "known" / "answers" / small.LESSON / "double").glob("*.py")
        if path.stem in made or path.stem.startswith(("right_", "wrong_adds_"))
    ]


def test_what_the_report_says_can_be_adopted(root):
    """Its numbers are those of the command; an older report's are not taken."""
    page = root / "build" / "report" / "index.html"
    assert learning.command(root, "report", "--json")[0] == 0
    told = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["lessons"][0]["mistakes"]
    _, found = the_class(root)
    unnamed = {each["number"]: each["count"] for each in told if each["number"]}
    assert unnamed == {each.number: each.count for each in found.groups} == {1: 4, 2: 3, 3: 1}
    assert [(each.group.kind, each.group.hidden) for each in found.groups][:2] == [("same", False), ("same", True)]
    assert all((each["kind"] == "named") == (each["number"] == 0) for each in told)
    text = page.read_text(encoding="utf-8")
    assert all(f"<code>make adopt GROUP={number}</code>" in text for number in unnamed)
    run = root / "run.json"
    run.write_text(run.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(AdoptError, match="written since"):
        the_class(root)[1].chosen("1", 1)
    assert len(the_class(root)[1].chosen("all", 1)) == 3  # which no number means


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--group=9"], "has no such group without a name; there are: 1 to 3"),
        (["--group=x"], "the number of a group"),
        (["--least=9"], "no group without a name has 9 students or more"),
        (["--group=2"], "it passes all that students see: look whether it is wrong at all"),
        (["--group=1", "--mistake=wrong result"], "names no mistake"),
        (["--group=1", "--mistake=What Ada did"], "name nobody of the class"),
        (["--group=all", "--mistake=All of them"], "--mistake is for one group"),
        (["--group=1", "--least=2"], "--least is for all groups"),
        (["--mistake=None of them"], "--mistake is for one group"),
        (["--group=1", "--AdoptApp.grades=other/grades.csv"], "no run to report on"),
    ],
)
def test_what_cannot_be_adopted_is_one_line(once, words, said):
    """What, and what to do; the bank is as it was."""
    before = bank_of(once)
    status, _, error = learning.command(once, "adopt", *words)
    assert status in (1, 2) and said in error and len(error.splitlines()) == 1
    assert bank_of(once) == before


def test_several_at_once(root):
    """Those that can; of the others a line says why."""
    settings, found = the_class(root)
    done = adopted.adopt(settings, found, found.chosen("all", 1))
    assert [bool(each.answer) for each in done.groups] == [True, False, True]
    assert "look whether it is wrong" in done.groups[1].why and done.changed
    assert [each.answer.message for each in done.groups if each.answer and each.answer.message] != []
    again = adopted.adopt(settings, found, found.chosen("1", 1))
    assert "the bank knows it by now" in again.groups[0].why and not again.changed
    for each in done.groups:
        if each.answer:
            each.answer.check()
            assert each.answer.message in each.answer.mistake


def test_an_answer_that_is_right_now_is_not_adopted(root):
    """Today's tests accept it, or a right answer of the bank is the same."""
    settings, found = the_class(root)
    (group,) = found.chosen("1", 1)
    before = bank_of(root)
    found.answers = lambda each: [learning.ANSWERS["s10"]]
    assert "it is right now" in adopted.adopt(settings, found, [group]).groups[0].why
    found.answers = lambda each: []
    assert "no answer of it can be read" in adopted.adopt(settings, found, [group]).groups[0].why
    found.answers = lambda each: [learning.ANSWERS["s9"]]
    assert "does by itself, in the bank, what it did" in adopted.adopt(settings, found, [group]).groups[0].why
    assert bank_of(root) == before


@pytest.mark.parametrize("where", ["write", "problems", "entries"])
def test_the_bank_is_as_it_was_whatever_happens(root, monkeypatch, where):
    """Byte for byte, also where half of it was written."""
    settings, found = the_class(root)
    before, real = bank_of(root), Survey.write

    def broken(survey, *arguments):
        if where == "write":
            real(survey, *arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(Survey, where, broken)
    with pytest.raises(KeyboardInterrupt):
        adopted.adopt(settings, found, found.chosen("1", 1))
    assert bank_of(root) == before


def test_a_bank_that_is_red_or_has_changed_stays(root):
    """An answer that nobody has graded yet: make bank first."""
    settings, found = the_class(root)
    place = root / "known" / "answers" / small.LESSON / "double" / "right_0.py"
    place.write_text("def double(x):\n    return 3 * x\n", encoding="utf-8")
    before = bank_of(root)
    with pytest.raises(AdoptError, match="1 answers of the bank have changed; `make bank` first"):
        adopted.adopt(settings, found, found.chosen("1", 1))
    assert bank_of(root) == before


def test_without_a_bank_or_a_run(root):
    """One line each."""
    path = root / "nbgrader_config.py"
    path.write_text(path.read_text().replace("c.Bank.folder", "known"), encoding="utf-8")
    status, _, error = learning.command(root, "adopt", "--group=1")
    assert status == 1 and "no bank is configured" in error and len(error.splitlines()) == 1
    assert learning.command(root, "adopt")[0] == 0  # to list them none is needed
    with pytest.raises(ReportError, match="no run to report on"):
        Class(Settings.load(root), root / "other" / "run.json")


def test_the_words_of_a_mistake():
    """Its message is what in it has no number; a name of somebody is none."""
    assert adopted.message_of("It counts from 1, where 0 was asked for.") == "It counts from"
    assert adopted.message_of("The result is wrong.") == "" == adopted.message_of("7 8 9")
    assert adopted.file_name("It counts from 1, where 0 was due: édité!") == "wrong_it_counts_from_where_was_due"
    mask = Mask(["s17"], {"s17": "Ada Byron"}, "")
    assert adopted.unfit("As Byron did it, a copy is missing", mask) and not adopted.unfit("A copy is missing", mask)
