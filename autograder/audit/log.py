"""Enters marks in their log (lines.py): called wherever tables are written after marks; and stamps the pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder import text
from autograder.audit.lines import BACKUP, NAME, Log, Whose, alone, named, read
from autograder.audit.taken import GRADED, Taken
from autograder.errors import AuditError, attempt
from autograder.files import replace
from autograder.record import seal, stamp
from autograder.record.criteria import places
from autograder.record.issued import NAME as REGISTER
from autograder.settings import Settings

LONGEST = 1000  # characters of a line


@dataclass(frozen=True)
class Entered:
    """What was entered: how many marks, how many there are in all, their root; how many pages were stamped.

    strange: of these, how many had a receipt that is none of this log's.
    """

    marks: int
    of: int
    root: str
    pages: int
    strange: int = 0

    @property
    def line(self) -> str:
        """That in a line."""
        what = f"{self.marks} entered" if self.marks else "nothing new"
        strange = f"; {self.strange} pages had a receipt that is none of this log's" if self.strange else ""
        return f"{what}, {self.of} in all; root {stamp.short(self.root)}{strange}"


def enter(settings: Settings, run: Path, whom: Collection[Whose], by: str = GRADED) -> Entered:
    """Enter each mark that is another than its last line says, and stamp the pages that have no receipt of theirs.

    run: the path of run.json, which is written; whom: the (student, lesson) that have just been graded or marked, of
    which nothing but their own is looked at; by: what was done, see taken.py. Where nothing is new, nothing is written.
    Raises AuditError where nothing could be entered, CertificateError where the key cannot be used.
    """
    path = run.with_name(NAME)
    with alone(path.parent):
        key = key_of(settings, path)
        log = read(path, key) or Log(path)
        if log.faults:
            fault = log.faults[0]
            said = f"line {fault.line}{f' ({named(fault.whose)})' if fault.whose else ''}: {fault.said}"
            again = "or move it away to begin anew; make verify says more"
            raise AuditError(f"{path}: {said}; nothing was entered: {BACKUP}, {again}")
        taken, chosen = Taken(settings, run), sorted(set(whom))
        new = [made for whose in chosen if (made := taken.mark(whose, log.of(whose), by)) is not None]
        if new:
            log.append(new, key, now())
        before = [each for whose in chosen for each in stamp_pages(taken, log, whose)]
    return Entered(len(new), len(log.marks), log.tree.root, len(before), sum(map(bool, before)))


def after(settings: Settings, run: Path, whom: Collection[Whose], by: str = GRADED) -> str:
    """Enter marks; return a line that says what came of it. No mark depends on it."""
    entered, error = attempt(enter, settings, run, whom, by)
    said = f"nothing was entered ({text.told(error, LONGEST)})" if error else f"{run.with_name(NAME)}, {entered.line}"
    return text.shown(f"Log of marks: {said}", LONGEST)


def now() -> str:
    """Return the time in UTC, in seconds."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def key_of(settings: Settings, path: Path) -> seal.Key:
    """Return the course's key, made where nothing was sealed yet; path: of the log. Raises AuditError, or its own."""
    folder, place = places(settings.config, settings.root)
    key = seal.load(place)
    if key is not None:
        return key
    for sealed in (path, folder / REGISTER):
        if sealed.exists():
            raise AuditError(f"{place}: the key is missing that {sealed} was sealed with; {BACKUP}")
    return seal.make(place)


def stamp_pages(taken: Taken, log: Log, whose: Whose) -> Iterator[bytes]:
    """Stamp the pages of a student's lesson that are as the log has them, and have not its receipt.

    A page that was put back with the receipt of an earlier run, under which it was entered, keeps that. Yields of each
    that is stamped what stood there before, b"" for nothing.
    """
    last = log.of(whose)
    run = log.run_of(log.numbers[whose][-1]) if last is not None else None
    if last is None or run is None:
        return
    for part in taken.parts(whose):
        try:
            page = part.page.read_bytes()
        except OSError:
            continue
        said, found = stamp.stamp_of(page), stamp.digest(page)
        if said is None or said == run.said or found != last["parts"].get(part.notebook, {}).get("page"):
            continue
        if not said or not log.covers(said, whose, part.notebook, found):
            replace(part.page, stamp.stamped(page, run.said))
            yield said
