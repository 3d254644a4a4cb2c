"""The trace of a test that was judged apart is like that of the bank, where both have the same to say."""

import pytest

from autograder.bank import fingerprints, heard, trace

TOLD = {"text": "double(#) returned #; expected #", "numbers": [4.25, 7.5, 8.5]}


class NotYet(AssertionError):
    """A check's refusal, which leaves a trace."""

    trace = TOLD


def raising(error):
    """Return the trace of a test that ends in an error, as the bank notes it."""

    def double(x):
        return x + 0.5

    test = "double(1.5)\ndouble(4.25)\nraise error"
    return trace.replay("double", test, {"double": double, "error": error})


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NotYet("✗ not yet\nLikely mistake: any"), TOLD),
        (AssertionError("double(4.25) gave 4.75"), None),
        (TypeError("takes 2 positional arguments"), None),
        (KeyError("unk"), None),
    ],
)
def test_what_is_heard_is_known_again(error, told):
    """By what was said and its numbers; and it tells other numbers, words and kinds of errors apart."""
    left = heard.trace(type(error).__name__, str(error), told)
    assert left["structure"] == heard.HEARD and fingerprints.alike(left, raising(error))
    assert fingerprints.alike(raising(error), left) and fingerprints.alike(left, left)
    assert fingerprints.trace_in(left) == left and fingerprints.same(left) != fingerprints.same(raising(error))
    for other in (NotYet("x"), AssertionError("double(4.25) gave 4.76"), TypeError("takes 3 positional arguments")):
        assert fingerprints.alike(left, raising(other)) == (type(other) is type(error) and told is not None)


def test_what_says_nothing_of_the_answer_is_no_trace():
    """An error without a value says that something is wrong, of answers that may do very different things."""
    assert heard.trace("AssertionError", "it has learned one pair by heart", None) is None
    assert heard.trace("NotYet", "no value", {"text": "double is wrong", "numbers": []}) is not None
