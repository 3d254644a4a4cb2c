"""Tokens that a change of names, layout and comments leaves as they are; prints that long common runs always share."""

from random import Random

import pytest

from autograder.similar.prints import prints, runs
from autograder.similar.tokens import tokens

PLAIN = """
def build(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda each: (-counts[each], each))
"""
DISGUISED = '''
def build(text):
    """All my own work."""
    # nobody else's
    my_dict = {}
    for t in text:
            my_dict[ t ] = (
                my_dict.get(t, 0) + 1)
    "a text that stands by itself"
    return sorted(my_dict, key=lambda x: (-my_dict[x], x))
'''


def said(source, is_code=True):
    """Return what the tokens of a text say."""
    return [each.said for each in tokens(source, is_code)]


def test_names_layout_and_comments_say_nothing():
    """Brackets that nobody needs are all that is left of the disguise."""
    disguised = DISGUISED.replace("(\n                my_dict", "my_dict").replace("+ 1)", "+ 1")
    assert said(PLAIN) == said(disguised)
    assert said(PLAIN) != said(PLAIN.replace("+ 1", "+ 2"))


def test_names_that_are_not_the_answers_own_stay():
    """What is imported, built in, an attribute, or a given name tells how it was done."""
    assert said("def f(x):\n    return np.sum(helper(x), axis=0).sum()") != said(
        "def f(x):\n    return np.max(helper(x), axis=0).max()"
    )
    assert said("for sum in x:\n    sum.sum") == ["for", "sum", "in", "x", ":", "sum", ".", "sum"]


def test_what_is_no_python_is_read_word_by_word():
    """Code with a fault, text, nothing at all; with the lines that each stands in."""
    assert said("def f(:\n  return") == ["def", "f", "(", ":", "return"]
    assert said("The rows, then.", is_code=False) == ["the", "rows", ",", "then", "."]
    assert tokens("") == [] and tokens("\n# only\n") == []
    assert [(each.first, each.last) for each in tokens("a\n\nb c", is_code=False)] == [(0, 0), (2, 2), (2, 2)]


@pytest.mark.parametrize("number", range(20))
def test_a_run_as_long_as_guaranteed_always_shares_a_print(number):
    """Wherever it stands, whatever is around it; one shorter than noise never does."""
    random = Random(number)

    def noise(count, letters):
        return " ".join("".join(random.choices(letters, k=4)) for _ in range(count))

    common = noise(12, "xyz")
    texts = [f"{noise(random.randrange(20), 'abc')} {common} {noise(random.randrange(20), 'abc')}" for _ in range(2)]
    one, other = (prints(tokens(each, is_code=False), frozenset(), 8, 12) for each in texts)
    assert one.keys() & other.keys()
    short = " ".join(common.split()[:7])
    texts = [f"{noise(9, letters)} {short} {noise(9, letters)}" for letters in ("abc", "def")]
    one, other = (prints(tokens(each, is_code=False), frozenset(), 8, 12) for each in texts)
    assert one and other and not one.keys() & other.keys()


def test_what_the_lesson_has_leaves_no_print():
    """Of an answer that is the lesson's own nothing is left, and of another what is its own, with its lines."""
    common = frozenset(runs(tokens(PLAIN), 8))
    assert prints(tokens(PLAIN), common, 8, 12) == {}
    longer = PLAIN + "\ndef other(rows):\n    return [max(row) - min(row) for row in rows if len(row) > 3]\n"
    found = prints(tokens(longer), common, 8, 12)
    assert found and min(min(lines) for lines in found.values()) >= 5
