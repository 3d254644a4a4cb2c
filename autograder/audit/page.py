"""Checks a page of feedback that somebody shows: whether it is byte for byte one that was written, and still stands."""

from __future__ import annotations

import html
import re

from autograder import text
from autograder.audit.findings import markup
from autograder.audit.lines import Log, Run, Whose, named
from autograder.record import stamp
from autograder.record.verify import Answer

LARGEST, OPENING = 20_000_000, 20_000  # bytes of a file, and of where it says who it is for
# What a page opens with, whether its receipt is there or not; and who it says that it is for.
OPENS = b'<p class="total">'
FOR = re.compile(rb"<h1>.*?</h1>\s*<p>[^<]*<b>(.*?)</b>", re.DOTALL)


def is_page(data: bytes) -> bool:
    """Tell whether a file is, or claims to be, a page of feedback."""
    return OPENS in data or stamp.stamp_of(data) is not None


def check(log: Log, data: bytes, name: str) -> Answer:
    """Check a page by the log; name: of its file."""
    if log.faults:
        fault = log.faults[0]
        return Answer(False, [f"{name}: cannot be told: line {fault.line} of {log.path.name}: {fault.said}"])
    found, said = stamp.digest(data), stamp.stamp_of(data)
    run = next((each for each in log.runs if each.said == said), None)
    known = [number for number, mark in enumerate(log.marks) if found in pages(mark).values()]
    if not known:
        return unknown(log, data, run, name)
    number = known[-1]
    mark = log.marks[number]
    whose: Whose = (mark["student"], mark["lesson"])
    notebook = next(each for each, page in pages(mark).items() if page == found)
    about = f"{named(whose)}, {markup(mark['entry'])}, entered {mark['time']} ({mark['by']})"
    if not said:
        why = "nbgrader wrote it, or it was taken off"
        return Answer(False, [f"{name}: without a receipt: it shows what was written for {about}, but {why}"])
    if run is None:
        why = "it was changed, or the last lines of the log are missing"
        return Answer(
            False, [f"{name}: forged: it shows what was written for {about}; its receipt is none of the log's, {why}"]
        )
    if not log.covers(said, whose, notebook, found):
        return Answer(
            False,
            [f"{name}: forged: its receipt is of the run of {run.time}, at whose end {named(whose)} had another page"],
        )
    last = log.of(whose) or mark
    if pages(last).get(notebook) != found:
        now = f"since {last['time']} it is {markup(last['entry'])} ({last['by']})"
        return Answer(False, [f"{name}: an older page: it was true when it was written, for {about}; {now}"])
    return Answer(
        True, [f"{name}: as it was written: {about}", f"  receipt {stamp.short(run.root)}, of the run of {run.time}"]
    )


def pages(mark: dict[str, object]) -> dict[str, str]:
    """Return {notebook: the hash of its page} of a line of the log."""
    parts = mark["parts"]
    return {name: each.get("page", "") for name, each in parts.items()} if isinstance(parts, dict) else {}


def unknown(log: Log, data: bytes, run: Run | None, name: str) -> Answer:
    """Return what is said of a page of which nothing was ever written so."""
    lines = [f"{name}: forged: no page with this content was ever written here"]
    if run is not None:
        lines.append(f"  its receipt is of the run of {run.time}: the page was changed, or it is from another one")
    match = FOR.search(data[:OPENING])
    who = html.unescape(match[1].decode("utf-8", "replace")) if match else ""
    for whose, numbers in sorted(log.numbers.items()):
        if who and whose[0] == who:
            lines.append(f"  by the log: {named(whose)}, {text.shown(markup(log.marks[numbers[-1]]['entry']))}")
    return Answer(False, lines)
