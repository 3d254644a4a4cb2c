"""No check holds what is due in a frame above the answer while the answer runs: it could be read there."""

import sys
from functools import partial

import numpy as np
import pytest

from autograder.bank import grade, trace
from autograder.bank.forked import forked, preload
from autograder.course import lessons

EXERCISES = [(lesson, exercise) for lesson in lessons.lessons() for exercise in lesson.exercises]


def plain(value):
    """Return a value as data that can be compared; None where it is none."""
    if isinstance(value, (bool, int, float, str)):
        return value.item() if isinstance(value, np.generic) else value
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    try:
        return np.asarray(value).tolist() if hasattr(value, "__array__") else None
    except Exception:  # whatever an object does when it is looked at
        return None


def alike(one, other):
    """Tell whether two pieces of plain data are the same but for rounding."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return bool(np.isclose(one, other))
    return type(one) is type(other) and one == other


def watcher(watched, names):
    """Return a dict, and a profile hook that puts into it the names of locals that hold what an answer then returns.

    names: the namespace of the cells, which is no frame's own; the frames of the checks modules are looked at, too.
    """
    found, seen = {}, {}

    def is_ours(frame):
        return frame.f_globals is names or frame.f_globals.get("__name__") in ("checks", "checks_lesson")

    def watch(frame, event, result):
        if frame.f_code not in watched:
            return
        if event == "call":
            held, above = {}, frame.f_back
            while above and is_ours(above):
                if above.f_locals is not names:
                    held |= {(above.f_code.co_name, name): plain(value) for name, value in above.f_locals.items()}
                above = above.f_back
            given = [plain(frame.f_locals.get(name)) for name in frame.f_code.co_varnames[: frame.f_code.co_argcount]]
            seen[id(frame)] = {key: value for key, value in held.items() if value not in given}
        elif event == "return" and id(frame) in seen:
            held, returned = seen.pop(id(frame)), plain(result)
            if returned not in (None, 0, 1, [], {}, ""):
                for key, value in held.items():
                    if alike(value, returned):
                        found[key] = found.get(key, 0) + 1

    return found, watch


def look(lesson, exercise, shell):
    """Run an exercise's tests on the course's own answer, in a forked process, and return what was found."""
    for source in [*grade.given_cells(lesson), exercise.starter.source]:
        shell.run(source)
    found, watch = watcher(trace.codes(shell.user_ns[exercise.name]), shell.user_ns)
    for test in exercise.tests:
        code = compile(test.source, "<test>", "exec")
        sys.setprofile(watch)
        try:
            exec(code, shell.user_ns)
        finally:
            sys.setprofile(None)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=[f"{a.name}/{b.name}" for a, b in EXERCISES])
def test_what_is_due_is_in_no_frame(lesson, exercise):
    """What an answer has returned before may be kept; what it is to return may not be there yet."""
    preload()
    found = forked(partial(look, lesson, exercise), lesson.path.parent, 60)
    # What the answer itself gave back in an earlier call.
    kept = {("again", "before"), ("depends_on_the_word", "before"), ("lasts", "before")}
    assert set(found) <= kept, f"{found}: work these out after the call"


def test_a_check_that_holds_what_is_due_is_found():
    """The watcher sees what it is there to see."""
    names = {}
    exec(
        "def answer(x):\n    return 2 * x\ndef test():\n    due = 14\n    answer(7)\n    del due\n    answer(8)\n",
        names,
    )
    found, watch = watcher({names["answer"].__code__}, names)
    sys.setprofile(watch)
    names["test"]()
    sys.setprofile(None)
    assert found == {("test", "due"): 1}
