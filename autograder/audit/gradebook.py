"""What the gradebook says of a notebook, compared with what the log of marks says that it said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograder import text
from autograder.audit.taken import cells, extra
from autograder.record.recorded import Recorded

# An edit by hand may be what it should be: a mark that a person has given in the formgrader.
SINCE = "by hand since the last run? make grade enters it"


def of_notebook(due: Mapping[str, Any] | None, recorded: Recorded | None) -> Iterator[str]:
    """Yield what is not as it was entered; due: what the last line has of it, None for nothing."""
    if due is None:
        yield "it has a notebook of it that was not entered"
        return
    if recorded is None:
        if due["cells"]:
            yield "it has nothing of it any more"
        return
    now = cells(recorded)
    for key in dict.fromkeys([*due["cells"], *now["cells"]]):
        said = of_cell(due["cells"].get(key), now["cells"].get(key))
        if said:
            yield f"{text.shown(key, 100)}: {said}"
    for key in dict.fromkeys([*due["comments"], *now["comments"]]):
        before, comment = due["comments"].get(key), now["comments"].get(key)
        if before != comment:
            what = (
                "was taken away" if comment is None else "is new" if before is None else "is another than was entered"
            )
            yield f"{text.shown(key, 100)}: its comment {what}: {SINCE}"
    if due["penalty"] != now["penalty"]:
        yield f"what being late costs was {due['penalty']:g} and is {now['penalty']:g}; make grade works it out anew"


def of_cell(due: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> str:
    """Say what differs in one cell, "" for nothing."""
    if due is None or now is None:
        return f"it was {whole(due)} and is {whole(now)}"
    said = []
    given = now["by_hand"] or due["by_hand"] or extra(due) or extra(now)
    if (due["score"], due["by_hand"]) != (now["score"], now["by_hand"]) and given:
        if whole(due) == whole(now):
            hand = [" by hand" if each["by_hand"] else "" for each in (due, now)]
            said.append(f"it was {whole(due)}{hand[0]} and is {whole(now)}{hand[1]}: marked {SINCE}")
        else:
            said.append(f"it was {whole(due)} and is {whole(now)}: marked {SINCE}")
    if due["auto"] != now["auto"]:
        was, now_is = score(due["auto"]), score(now["auto"])
        said.append(f"the grader's own score was {was} and is {now_is}: changed since; make grade puts it back")
    if due["points"] != now["points"]:
        said.append(f"its points were {due['points']:g} and are {now['points']:g}: changed since, for all")
    return "; ".join(said)


def unknown(parts: Mapping[str, Recorded]) -> str:
    """Say which marks there are in notebooks that the log knows nothing of, "" for none."""
    marks = [mark for each in parts.values() for mark in each.marks.values() if mark.score is not None]
    return f"{sum(mark.score or 0 for mark in marks):g} points in {len(marks)} cells" if marks else ""


def whole(cell: Mapping[str, Any] | None) -> str:
    """Return what a cell has, as it is told."""
    if cell is None:
        return "not there"
    return "held" if cell["score"] is None else f"{cell['score']:g} of {cell['points']:g}"


def score(value: float | None) -> str:
    """Return a score, or that there is none."""
    return "held" if value is None else f"{value:g}"
