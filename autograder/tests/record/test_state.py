"""The state of a submission on disk: what was saved is read, an older form is upgraded, all else is none."""

import json

import pytest

from autograder.record.state import DONE, KINDS, VERSION, Judged, State
from autograder.verdicts import Verdict

FAILED = Judged(Verdict.FAILED, 0.0, 2.0, 0.5, "AssertionError: no", mistake="It adds.", trace="12ab")
HELD = Judged(Verdict.DIED, None, 3.0, 0.1, "its code ended the kernel")
STATE = State(
    "abc",
    {"the lesson": "1"},
    DONE,
    {"test_a": FAILED, "test_b": HELD},
    ["moved"],
    ["moved", "late"],
    1.5,
    10**9,
    receipt="3f2a 91bc 04de",
)
# As the last version of this package wrote it, for a submission that was executed, and for one that was held.
OLD = {
    **{"version": 2, "digest": "abc", "basis": {"the lesson": "1"}, "done": "recorded", "prepared": [], "remarks": []},
    **{"seconds": 1.0, "memory": 5},
    "tests": {
        "test_a": {
            **{"verdict": "passed", "score": 2.0, "points": 2.0, "seconds": 0.1, "reason": "", "hidden": False},
            "mistake": "",
        }
    },
}
OLD_HELD = {"version": 2, "digest": "", "tests": {}, "held": "It is empty.", "page": "123"}


def test_what_was_saved_is_read(tmp_path):
    """All of it, verdicts and held marks among it."""
    STATE.save(tmp_path / "s" / "state.json")
    assert State.load(tmp_path / "s" / "state.json") == STATE
    assert json.loads((tmp_path / "s" / "state.json").read_text())["version"] == VERSION


@pytest.mark.parametrize("old", [OLD, OLD_HELD], ids=["executed", "held"])
def test_the_last_form_is_upgraded(old, tmp_path):
    """What it did not know has its beginning's value; nobody is graded anew for a new version's sake."""
    path = tmp_path / "state.json"
    path.write_text(json.dumps(old), encoding="utf-8")
    state = State.load(path)
    assert state.digest == old["digest"] and state.held == old.get("held", "") and state.page == old.get("page", "")
    assert state.is_executed == (old is OLD)
    assert {key: each.verdict for key, each in state.tests.items()} == dict.fromkeys(old["tests"], Verdict.PASSED)


def strange():
    """Return what may lie there: of other versions, half of one, of other types, no state at all."""
    whole = {"version": VERSION, **OLD, "page": "", "held": "", "notes": [], "receipt": ""} | {"version": VERSION}
    without = [{key: each for key, each in whole.items() if key != left_out} for left_out in whole]
    values = (None, 3, "3", [1], {"a": 1})
    of_other_types = [whole | {key: each} for key, kind in KINDS.items() for each in values if type(each) is not kind]
    tests = [
        {"test_a": None},
        {"test_a": {}},
        {"test_a": {"verdict": "unheard of"}},
        {"test_a": {"verdict": 3}},
        {"a": 1},
    ]
    versions = [whole | {"version": version} for version in (None, 0, 1, VERSION + 1, "3", 2.5, True, [])]
    return [*without, *of_other_types, *(whole | {"tests": each} for each in tests), *versions, [], None, 3, {}]


@pytest.mark.parametrize("plain", strange(), ids=str)
def test_whatever_else_lies_there_is_no_state(plain, tmp_path):
    """It is graded anew then: never an error, and never a mark that is half read."""
    path = tmp_path / "state.json"
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert State.load(path) is None
    for text in ("", "{", "\x00"):
        path.write_text(text)
        assert State.load(path) is None
