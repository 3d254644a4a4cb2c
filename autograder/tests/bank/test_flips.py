"""Changed tests of another course: each that refuses a right answer, or lets a wrong one pass, is shown as such."""

import shutil

import nbformat
import pytest

from autograder.bank.flips import flips
from autograder.settings import Settings
from autograder.tests import ROOT
from autograder.tests.sample import params, sampled

OTHER = ROOT / "autograder" / "tests" / "other_course"
NUMBERS, WORDS = "1-numbers/numbers.ipynb", "2-words/words.ipynb"
EVEN, LONGEST, EDGE = "test_even_sum", "test_longest_basic", "test_longest_edge"
ALL_EVEN = {f"right_{each}" for each in ("filter", "generator", "lambda", "loop", "recursive")}
ALL_LONGEST = {f"right_{each}" for each in ("index", "loop", "max", "reduce", "sorted")}
STRICT = "assert type(got) is type(expected) and got == expected"
MORE = "### END HIDDEN TESTS"
# (what is changed, notebook, cell, what stands there, what comes in its place, answers that are marked wrongly then)
CHANGES = [
    ("another number is due", NUMBERS, EVEN, "6, ", "7, ", ALL_EVEN),
    ("a tuple comes", NUMBERS, EVEN, "[1, 2, 5]", "(1, 2, 5)", set()),
    ("an iterator comes", NUMBERS, EVEN, "[1, 2, 5]", "iter([1, 2, 5])", set()),
    ("an empty iterator comes", NUMBERS, EVEN, "[])", "iter([]))", {"right_recursive", "wrong_empty"}),
    ("decimal numbers come", NUMBERS, EVEN, "[1, 2, 5]", "[1.0, 2.0, 5.0]", {"right_recursive"}),
    ("the type counts", NUMBERS, "helper", "assert got == expected", STRICT, set()),
    ("a decimal number is due", NUMBERS, EVEN, "6, ", "float('6.5'), ", ALL_EVEN),
    ("no number below zero", NUMBERS, EVEN, "[-2, 3, 4]), 2", "[2, 3, 4]), 6", {"wrong_positive"}),
    ("no empty list", NUMBERS, EVEN, 'same(even_sum([]), 0, "the list may be empty")', "", {"wrong_empty"}),
    ("a check less", NUMBERS, EVEN, 'same(even_sum([2, 4]), 6, "2 and 4 are even")', "", set()),
    ("another order", NUMBERS, EVEN, "[-2, 3, 4]", "[3, 4, -2]", set()),
    ("a long list", NUMBERS, EVEN, MORE, f'same(even_sum([0] * 20000), 0, "long")\n{MORE}', {"right_recursive"}),
    ("other words", NUMBERS, EVEN, "2 and 4 are even", "these are even", set()),
    ("the argument's name", NUMBERS, EVEN, "even_sum([2, 4])", "even_sum(numbers=[2, 4])", set()),
    ("another name of it", NUMBERS, EVEN, "even_sum([2, 4])", "even_sum(values=[2, 4])", ALL_EVEN),
    ("an empty tuple", WORDS, EDGE, "longest([])", "longest(())", set()),
    ("no words from an iterator", WORDS, EDGE, "longest([])", "longest(iter([]))", {"right_index", "right_sorted"}),
    ("the last of two", WORDS, LONGEST, '"hello", "hello comes', '"green", "hello comes', {*ALL_LONGEST, "wrong_last"}),
    (
        *("words without letters", WORDS, LONGEST, MORE),
        *(f'same(longest(["-", "--"]), "-", "no letters")\n{MORE}', {"right_loop", "right_reduce"}),
    ),
    ("None will do", WORDS, EDGE, "longest([])", 'longest([]) or ""', {"wrong_none"}),
    ("no word with hyphens", WORDS, LONGEST, '"a-b-c-d", ', "", {"wrong_characters"}),
    ("a remark", WORDS, LONGEST, MORE, f"# see the text\n{MORE}", set()),
]
SAMPLE = sampled(CHANGES, lambda change: change[1], every=8)


@pytest.fixture
def root(tmp_path):
    """The other course."""
    root = tmp_path / "course"
    shutil.copytree(OTHER, root)
    return root


def change(root, notebook, cell_id, old, new):
    """Change a cell of a lesson."""
    path = root / "source" / notebook
    found = nbformat.read(path, as_version=4)
    (cell,) = (each for each in found.cells if cell_id in (each.id, each.metadata.get("nbgrader", {}).get("grade_id")))
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    nbformat.write(found, path)


@pytest.mark.slow
@pytest.mark.parametrize("changed", params(CHANGES, SAMPLE, ids=lambda each: each[0]))
def test_what_a_changed_test_does_to_the_bank(root, changed):
    """Right answers that are refused, by which test, and wrong ones that pass."""
    _, notebook, cell, old, new, due = changed
    change(root, notebook, cell, old, new)
    settings = Settings.load(root)
    number, found = flips(root, settings.bank, [notebook.split("/")[0]])
    assert number == 13
    assert {each.name for each in found} == due
    for each in found:
        assert each.is_right == each.name.startswith("right_") == bool(each.said)
        assert not each.is_right or each.test.startswith("test_")


def test_where_there_is_no_bank(tmp_path):
    """There is nothing to grade."""
    shutil.copytree(OTHER / "source", tmp_path / "source")
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    assert flips(tmp_path, Settings.load(tmp_path).bank, ["1-numbers"]) == (0, [])
