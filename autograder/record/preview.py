"""The preview of a change: who would gain, who would lose, and why; as lines, and as a page that stands alone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from autograder import text
from autograder.bank.flips import Flip
from autograder.course.lessons import natural
from autograder.files import replace
from autograder.record.proposals import Proposal
from autograder.record.state import Judged
from autograder.verdicts import BREAK

ROOM = Path(__file__).parent
TEMPLATE, STYLE = "preview.html.j2", "preview.css"
LONGEST = 400  # characters of what a check says
NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True)
class Reason:
    """Why marks would change: a test, what came of it and what would; said: its message now, else the one before."""

    test: str
    was: str
    now: str
    said: str


@dataclass(frozen=True)
class Line:
    """What would become of one student's mark in a lesson."""

    student: str
    lesson: str
    before: float | None
    after: float | None
    way: str  # one of WAYS
    reasons: tuple[Reason, ...]
    fault: str = ""


@dataclass(frozen=True)
class Preview:
    """What a change would do to a class.

    lines: of each that was graded beside its marks; changed: {what has changed: how many it concerns}; flips: answers
    of the bank that are marked wrongly now; graded: how many of them were graded for that; seconds: all of it took;
    refused: a line for each lesson that nobody was graded in, since it does not give its own solution full marks.
    """

    lines: Sequence[Line]
    changed: Mapping[str, int] = field(default_factory=dict)
    flips: Sequence[Flip] = ()
    graded: int = 0
    seconds: float = 0.0
    refused: Sequence[str] = ()

    def of(self, way: str) -> list[Line]:
        """Return the lines of a way."""
        return [each for each in self.lines if each.way == way]


# What may become of a mark, in the order in which it is told.
WAYS = {
    "loses": "would lose",
    "gains": "would gain",
    "differs": "would have the same mark, otherwise made up",
    "fault": "could not be graded again",
    "same": "stay as they are",
}


def line(proposal: Proposal) -> Line:
    """Return the Line of a proposal."""
    before, after = proposal.marks
    way = "fault" if proposal.fault else "same" if not proposal.differing else way_of(proposal)
    student, lesson, _ = proposal.names
    reasons = tuple(
        reason(key, proposal.was.get(key), proposal.now.get(key)) for key in proposal.differing if not proposal.fault
    )
    return Line(student, lesson, before, after, way, reasons, proposal.fault)


def way_of(proposal: Proposal) -> str:
    """Return what becomes of a mark that differs: it loses where any exercise does."""
    before, after = proposal.marks
    if proposal.falls:
        return "loses"
    higher = after is not None and (before is None or after > before)
    return "gains" if higher or any_gain(proposal) else "differs"


def any_gain(proposal: Proposal) -> bool:
    """Tell whether a cell's score would be higher, or one where it is held."""
    for key, mark in proposal.after.items():
        known = proposal.before.get(key)
        if mark.score is not None and (known is None or known.score is None or mark.score > known.score):
            return True
    return False


def reason(test: str, was: Judged | None, now: Judged | None) -> Reason:
    """Return why a test's mark would change."""
    verdicts = ["not there" if each is None else str(each.verdict) for each in (was, now)]
    said = next((each.reason for each in (now, was) if each is not None and each.reason), "")
    return Reason(test, verdicts[0], verdicts[1], "\n".join(text.shown(part) for part in said[:LONGEST].split(BREAK)))


def lines(proposals: Iterable[Proposal]) -> list[Line]:
    """Return the Lines of proposals: by lesson, those who lose first, by what they lose."""
    order = list(WAYS)
    found = [line(each) for each in proposals]
    return sorted(found, key=lambda each: (natural(each.lesson), order.index(each.way), change(each), each.student))


def change(line: Line) -> float:
    """Return by how much a mark would change; where one is held before or after, as if that were 0."""
    return (line.after or 0.0) - (line.before or 0.0)


def counts(preview: Preview) -> list[str]:
    """Return what the preview comes to, a line each."""
    told = [f"{len(preview.of(way))} {words}" for way, words in WAYS.items() if preview.of(way)] or ["none"]
    found = [f"{len(preview.lines)} graded beside their marks, in {preview.seconds:.0f} s: {', '.join(told)}."]
    found += map(text.shown, preview.refused)
    if preview.changed:
        found.append(f"Since they were graded this has changed: {', '.join(preview.changed)}.")
    right = sum(each.is_right for each in preview.flips)
    told = [f"{right} right ones are refused"] * bool(right)
    told += [f"{len(preview.flips) - right} wrong ones pass"] * (right < len(preview.flips))
    if told or preview.graded:
        said = " and ".join(told) or "all are marked as they should be"
        found.append(f"Of the answers of the bank, of which {preview.graded} were graded for it, {said}.")
    return found


def bank(preview: Preview) -> list[str]:
    """Return a line for each answer of the bank that is marked wrongly."""
    ways = {True: "A right answer of the bank is refused", False: "A wrong answer of the bank passes"}
    return [f"{ways[way]}: {named(each)}" for way in ways for each in preview.flips if each.is_right is way]


def named(flip: Flip) -> str:
    """Return an answer's name, and what the check says that refuses it."""
    said = f" by {flip.test}: {text.shown(flip.said.splitlines()[0], LONGEST)}" if flip.said else ""
    return f"{flip.lesson}/{flip.exercise}/{flip.name}{said}"


def shown(mark: float | None) -> str:
    """Show a mark, None as held."""
    return "held" if mark is None else f"{mark:g}"


def told(preview: Preview) -> str:
    """Return the preview as lines for a terminal: what it comes to, then each whose mark would change."""
    found = [*counts(preview), *bank(preview)]
    for name, group in groupby((each for each in preview.lines if each.way != "same"), lambda each: each.lesson):
        found += ["", f"{text.shown(name)}:"]
        for each in group:
            why = "; ".join(dict.fromkeys(f"{r.test} {r.was} -> {r.now}" for r in each.reasons)) or each.fault
            marks = f"{shown(each.before)} -> {shown(each.after)}"
            found.append(f"  {text.shown(each.student, 60)}  {marks}  {text.shown(why, LONGEST)}")
    return "\n".join(found)


@dataclass(frozen=True)
class Cause:
    """A Reason, and the lines that have it."""

    reason: Reason
    lines: Sequence[Line]


def causes(found: Iterable[Line]) -> list[Cause]:
    """Return the reasons of lines, the most frequent first: those whose message differs in numbers alone are one."""
    groups: dict[tuple[str, ...], list[tuple[Reason, Line]]] = {}
    for each in found:
        for why in each.reasons:
            key = (why.test, why.was, why.now, NUMBER.sub("#", why.said))
            groups.setdefault(key, []).append((why, each))
    known = [Cause(group[0][0], [each for _, each in group]) for group in groups.values()]
    return sorted(known, key=lambda each: (-len(each.lines), each.reason.test, each.reason.said))


def page(preview: Preview) -> str:
    """Return the page."""
    environment = Environment(loader=FileSystemLoader(ROOM), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    css = (ROOM / STYLE).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    by_lesson = {name: list(group) for name, group in groupby(preview.lines, lambda each: each.lesson)}
    show: Callable[[float | None], str] = shown
    return environment.get_template(TEMPLATE).render(
        preview=preview,
        counts=counts(preview),
        lessons=by_lesson,
        ways=WAYS,
        causes=causes,
        shown=show,
        css=Markup(css),
        css_hash=f"sha256-{digest}",
    )


def write(preview: Preview, path: Path) -> None:
    """Write the page."""
    replace(path, page(preview))
