"""A draft of a mistake's words says what went wrong and where to look, and never how it is right."""

import re

import pytest

from autograder.bank.wording import names_mistake
from autograder.review.draft import draft, place, what

CHECK = "NotYet: ✗ not yet: rows (2 points).\nrows([3, 1], 4)\n"
RIGHT = """
def rows(ids, size):
    if size < 0:
        raise ValueError("size")
    found = np.zeros(size, dtype="float32")
    for one in ids:
        found[one] += 1
    return found
"""
# What is changed in the right answer, and a part of what is said of where to look.
CHANGED = {
    ("size < 0", "size <= 0"): "comparison, and at what should happen at the very edge",
    ("+= 1", "-= 1"): "the arithmetic",
    ("+= 1", "+= 2"): "where does counting start",
    ('dtype="float32"', 'dtype="int"'): "the values that are written out",
    (', dtype="float32"', ""): "a call lacks an option",
    ("    return found\n", "    found\n"): "what is returned",
    ("found[one]", "found[size]"): "which variable is used where",
    ("np.zeros", "np.ones"): "whether each function that is called",
    ('    if size < 0:\n        raise ValueError("size")\n', ""): "a case has to be told apart",
}
SAID = {
    "returned None; expected [1, 2].": "Nothing is returned.",
    "raised IndexError: index 3 is out of bounds": "It ends in an IndexError.",
    "raised TypeError: no; expected a ValueError.": "A TypeError is raised where the contract asks for a ValueError.",
    "returned [1, 2]; expected an error: the input is not valid.": "Input that is not valid is not refused.",
    "changed ids, which belongs to the caller.": "What the caller has given as ids is changed.",
    "has shape (3,); expected (3, 1).": "The result has another shape than is asked for.",
    "returned 7; expected 8. Length 3 instead of 4.": "The result has another length than is asked for.",
    "is float64; expected float32.": "The result has another dtype than is asked for.",
    "returned 7; expected 8.": "Another result comes out than is asked for.",
    "is odd": "It does not do yet what the contract asks for.",
}


@pytest.mark.parametrize("change", CHANGED)
def test_where_to_look(change):
    """By what differs from the nearest right answer; nothing that stands in one."""
    far = "def rows(ids, size):\n    return [sum(each == one for each in ids) for one in range(size)]\n"
    wrong = RIGHT.replace(*change)
    assert wrong != RIGHT and CHANGED[change] in place(wrong, [far, RIGHT])
    words = draft(CHECK + "returned 7; expected 8.", wrong, [far, RIGHT])
    assert words.startswith("Another result comes out than is asked for: ") and words.endswith((".", "?"))
    assert not re.search(r"\d|zeros|float32|ValueError|\+=|<", words) and names_mistake(words)


@pytest.mark.parametrize("said", SAID)
def test_what_went_wrong(said):
    """In words, without a number or a value of the test."""
    assert draft(CHECK + said, "", []) == SAID[said] and names_mistake(SAID[said])


def test_what_the_check_says_comes_first():
    """Where it names the mistake, though its students are not told; its numbers are none."""
    assert draft(CHECK + "returned 7.\nLikely mistake: ids end at 7: one less.", "x", ["y"]) == (
        "Ids end at some number: one less."
    )
    assert what("TypeError: 'int' object is not iterable") == "It ends in a TypeError"
    assert what("AssertionError: it returned 5 for 3, but 6 was due") == "Another result comes out than is asked for"


def test_answers_that_are_like_none():
    """And those that are no Python, or the same: nothing is said of where to look."""
    assert place("def rows(:", [RIGHT]) == place("x = 1", [RIGHT]) == place(RIGHT, [RIGHT]) == place(RIGHT, []) == ""
