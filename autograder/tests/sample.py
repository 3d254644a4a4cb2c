"""Of banks whose members take seconds each, `make test` tries some of each kind; `make whole` tries every member."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import count
from typing import Any

import pytest


def sampled(cases: Iterable[Any], kind: Callable[[Any], Hashable], every: int) -> list[Any]:
    """Return of each kind the first case, and every so many-th after it: the same ones in every run."""
    seen: dict[Hashable, Any] = {}
    return [case for case in cases if next(seen.setdefault(kind(case), count())) % every == 0]


def params(cases: Sequence[Any], sample: Sequence[Any], **given: Any) -> list[Any]:
    """Return the parameters of a test of each case: those outside the sample are for `make whole` alone.

    given: `ids`, a function that names a case; `marks`, one that returns its other marks.
    """
    ids, marks = given.get("ids", str), given.get("marks", lambda _: [])
    return [
        pytest.param(case, id=ids(case), marks=[*marks(case), *([] if case in sample else [pytest.mark.whole])])
        for case in cases
    ]
