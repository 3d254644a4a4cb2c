"""No mark below the plain run's, whatever honest accidents have happened to a notebook."""

import json

import nbformat
import pytest

from autograder.bank.accident import Accident, accidents
from autograder.bank.bank import Bank
from autograder.bank.random_accidents import ACCIDENTS
from autograder.commands import honest, honest_course
from autograder.course.convert import load_config
from autograder.errors import BankError, SubmissionError
from autograder.prepare import notebook
from autograder.tests import ROOT
from autograder.tests.sample import params

SEED = 20_261_125
# So that a failure says about where. `make test` tries the first two, `make whole` all of them.
CHUNKS = 10
SMALL, LESSONS = 182, 18


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("chunk", params(range(CHUNKS), range(2)))
def test_no_mark_is_below_the_plain_run(chunk):
    """Two hundred notebooks of a fixed seed, most of them of the small course."""
    cases = [*honest.cases(SMALL, SEED, honest.SMALL), *honest.cases(LESSONS, SEED + SMALL, share=1)]
    assert len(cases) == 200
    found = honest.differences(cases[chunk::CHUNKS], workers=1)
    assert ["\n".join(each.lines()) for each in found] == []


KNOWN = accidents(Bank(config=load_config(ROOT)).accidents)


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("known", params(KNOWN, KNOWN[::2], ids=lambda known: known.name))
def test_known_accidents(known):
    """Each gets the marks that its file says."""
    owner, lesson = honest_course.courses()[known.about["lesson"]]
    data = owner.handed_in(known)
    if known.about["due"] == "held":
        with pytest.raises(SubmissionError, match="not this lesson's notebook"):
            owner.marks(lesson, data)
        return
    due, marks = owner.points(lesson), owner.marks(lesson, data)
    if known.about["due"] == "plain":
        plain = owner.plain_marks_after(known)
        assert {name: mark.score for name, mark in marks.items()} == plain != due
        return
    assert {name: mark.score for name, mark in marks.items()} == due, marks


def test_known_accidents_are_well_formed(tmp_path):
    """There are some; one that says nothing of what is due is refused."""
    assert len(KNOWN) > 15 and all(known.about["accident"] for known in KNOWN)
    path = tmp_path / "x.py"
    path.write_text("# accident: none\n# lesson: 1-embedding-matrix\n", encoding="utf-8")
    with pytest.raises(BankError, match="says nothing of due"):
        _ = Accident(path).about


@pytest.mark.slow
def test_a_seed_makes_the_same_notebooks():
    """The same bytes, and the same case by itself; accidents of all kinds happen."""
    cases = honest.cases(300, 5)
    again = honest.cases(1, 17)[0]
    assert cases[12] == again
    assert again.draft()[0].bytes() == cases[12].draft()[0].bytes()
    happened = {line.split(" (")[0] for case in cases[:150] for line in case.draft()[1]}
    assert happened == set(ACCIDENTS)


def test_an_error_says_which_case_it_is_of(monkeypatch):
    """By the options that make it again, whether an accident or the plain run ends in it."""
    case = honest.cases(1, 17)[0]
    monkeypatch.setattr(honest_course.Course, "plain_marks", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError) as caught:
        list(honest.differences([case]))
    assert caught.value.__notes__ == [f"--n=1 --seed=17 --lesson={case.lesson}"]
    monkeypatch.setattr(honest.random_accidents, "happen", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError) as caught:
        case.draft()
    assert caught.value.__notes__ == [f"--n=1 --seed=17 --lesson={case.lesson}"]


def test_the_plain_notebook_knows_its_tests():
    """Also where a test was merged into another cell: there its hidden part stands, too."""
    made, _ = honest.Case(honest.SMALL, 3, ()).draft()
    names = [name for cell in made.plain().cells for name in cell.metadata.tests]
    assert names == [
        "test_double",
        "test_halve",
        "test_scaled",
        "test_table",
        "test_Counter_basic",
        "test_Counter_edge",
    ]
    place = next(place for place, cell in enumerate(made.cells) if cell.role == "test")
    made.cells[place - 1 : place + 1] = [
        made.cells[place - 1].copy(
            source=f"{made.cells[place - 1].source}\n{made.cells[place].source}", tests=made.cells[place].tests
        )
    ]
    (cell,) = (cell for cell in made.plain().cells if "test_double" in cell.metadata.tests)
    assert "expect(double, 4, 8)" in cell.source and "def double" in cell.source


@pytest.mark.slow
@pytest.mark.confined
def test_a_difference_is_found_told_and_shrunk(monkeypatch):
    """With a rebuilding that loses own cells: only the accident that matters is left, and the run exits with 1."""
    case = honest.Case(honest.SMALL, 16, ((0, "encoding"), (1, "starter deleted"), (2, "line ends")))
    assert case.draft()[1][1] == "starter deleted (table, in place)" and case.compare() is None
    kept = notebook.parse

    def forgetful(data, where):
        content = json.loads(notebook.decode(data, where))
        content["cells"] = [cell for cell in content["cells"] if cell["metadata"]]
        return kept(json.dumps(content).encode(), where)

    monkeypatch.setattr(honest_course, "parse", forgetful)
    monkeypatch.setattr(honest, "cases", lambda *_: [case])
    said = []
    assert honest.main(1, 1, tell=said.append) == 1
    told = "\n".join(said)
    assert "--n=1 --seed=16 --lesson=1-small" in told and "starter deleted" in told
    assert "encoding" not in told and "line ends" not in told
    nbformat.validate(case.draft()[0].plain())
