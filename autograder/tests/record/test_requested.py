"""Which requests for another look wait for a person, once marks are known."""

import pytest

from autograder.prepare.requests import Request
from autograder.record import requested
from autograder.record.recorded import Mark
from autograder.tests import small

HAND = small.cell("YOUR ANSWER HERE", "why", answer=True, points=2, kind="markdown")
PARTS = {"double": ["test_double"], "halve": ["test_halve"], "why": ["why"]}


def marks(score, by_hand=False, looks=False):
    """Return the marks of the small lesson: a score of 2 for its first exercise, the others held."""
    return {"test_double": Mark(score, 2, by_hand, looks=looks), "test_halve": Mark(None, 3), "why": Mark(None, 2)}


def test_what_gives_an_answer_its_points():
    """Tests, or itself where a person marks it."""
    assert requested.parts(small.source([HAND])) == PARTS


@pytest.mark.parametrize(
    ("known", "waits"),
    [
        (marks(0), True),
        (marks(1.5), True),
        (marks(None), True),
        (marks(2), False),
        (marks(2.5), False),
        (marks(1, by_hand=True), False),
        (marks(1, by_hand=True, looks=True), True),
        ({}, True),
    ],
    ids=["none", "part", "held", "full", "more", "by hand", "handed in since", "not recorded"],
)
def test_what_waits(known, waits):
    """Below full marks, or without a mark; not where a person has marked it. What is not clear waits for any person."""
    asked = [{"answer": "double", "said": "a"}, {"answer": "", "said": "b"}, {"answer": "double", "said": "c"}]
    unclear = ("",) if not any(each.by_hand and not each.looks for each in known.values()) else ()
    assert requested.waiting(asked, known, PARTS) == (*["double"] * waits, *unclear)
    before = {"test_double"} if known and known["test_double"].by_hand and not waits else set()
    assert requested.marked_before(asked, known, PARTS) == before
    assert len(requested.remarks(asked)) == 1 and requested.remarks(asked[:1]) == []


def test_what_a_state_keeps():
    """All that is named; of what only stands nearest, and has full marks, that it is not clear."""
    found = [Request("double", "a", is_near=True), Request("halve", "b", is_near=True), Request("double", "c")]
    for score, answers in ((2, ["", "halve", "double"]), (1, ["double", "halve", "double"])):
        kept = requested.placed(found, marks(score), PARTS)
        assert [each["answer"] for each in kept] == answers and [each["said"] for each in kept] == ["a", "b", "c"]
