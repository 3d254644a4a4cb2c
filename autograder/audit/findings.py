"""What is not as the log of marks has it: in the gradebook, on pages, in run.json, in grades.csv, in the log itself."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from autograder import text
from autograder.audit.gradebook import of_notebook, unknown
from autograder.audit.lines import Log, Whose
from autograder.audit.taken import Part, Taken, file_digest, told
from autograder.errors import SubmissionError
from autograder.files import read_json, read_small
from autograder.record import stamp, tables

GRADEBOOK, PAGE, RUN, TABLE = "gradebook", "page", "run.json", "grades.csv"
LOG, EXECUTED, STATE = "log", "autograded", "state"
LARGEST = 20_000_000  # bytes of a page
GONE = object()  # what is not there
MOST = 5  # differences that are told of one entry
NOWHERE = "it is not to be found there"


@dataclass(frozen=True)
class Finding:
    """What was found: about whom, "" for nobody, where, and what it was and is, in a line."""

    whose: Whose
    where: str
    said: str

    @property
    def line(self) -> str:
        """It as a line for the terminal."""
        who = [text.shown(each, 100) for each in self.whose if each]
        return text.shown(": ".join(filter(None, [", ".join(who), self.where, self.said])), 1000)


class Checks:
    """All that is compared with a log. taken: what the folders say now; grades: the path of grades.csv."""

    def __init__(self, log: Log, taken: Taken, grades: Path, wanted: Callable[[Whose], bool] = lambda _: True) -> None:
        """wanted: tells who is looked at; the log itself is looked at whole."""
        self.log, self.taken, self.grades, self.wanted = log, taken, grades, wanted
        self.whom = sorted(whose for whose in log.numbers if wanted(whose))
        self.pages = {
            part["page"]: (whose, notebook)
            for whose, numbers in log.numbers.items()
            for notebook, part in log.marks[numbers[-1]]["parts"].items()
        }

    def all(self) -> Iterator[Finding]:
        """Yield what is found, what concerns the log and whole files first."""
        for fault in self.log.faults:
            yield Finding(fault.whose or ("", ""), LOG, f"line {fault.line}: {fault.said}")
        yield from self.files()
        for whose in self.whom:
            yield from self.of(whose, self.log.marks[self.log.numbers[whose][-1]])
        yield from self.unknown()

    def files(self) -> Iterator[Finding]:
        """Yield which files cannot be read as what they are."""
        _ = self.taken.recorded
        if self.taken.fault:
            yield Finding(("", ""), GRADEBOOK, self.taken.settings.seen(self.taken.fault))
        found = read_json(self.taken.run)
        if not isinstance(found, list):
            yield Finding(("", ""), RUN, "it is missing, or cannot be read; make grade writes it anew")
        elif not all(map(tables.is_entry, found)):
            yield Finding(("", ""), RUN, "it has entries that make grade has not written")
        if not self.grades.is_file() or tables.is_foreign(self.grades):
            yield Finding(("", ""), TABLE, "it is missing, or not the one that make grade writes")

    def of(self, whose: Whose, due: Mapping[str, Any]) -> Iterator[Finding]:
        """Yield what is found of a student's lesson; due: the last line about it."""
        here = {part.notebook: part for part in self.taken.parts(whose)}
        if not self.taken.fault:
            now = self.taken.recorded.get(whose, {})
            for notebook in dict.fromkeys([*due["parts"], *now]):
                lines = of_notebook(due["parts"].get(notebook), now.get(notebook))
                name = f"{text.shown(notebook, 100)}: " if len(due["parts"]) > 1 else ""
                yield from (Finding(whose, GRADEBOOK, f"{name}{line}") for line in lines)
        for notebook, part in due["parts"].items():
            if notebook in here:
                yield from self.of_part(whose, here[notebook], part)
        if whose[1] in self.taken.lessons:  # what the course has no more, no run tells of
            yield from (Finding(whose, RUN, line) for line in self.of_entry(whose, due["entry"]))
            yield from (Finding(whose, TABLE, line) for line in self.of_row(due["entry"]))

    def of_part(self, whose: Whose, part: Part, due: Mapping[str, Any]) -> Iterator[Finding]:
        """Yield what is found of the files of one notebook."""
        said = self.of_page(whose, part, due["page"])
        if said:
            yield Finding(whose, PAGE, f"{self.taken.settings.seen(str(part.page))}: {said}")
        now = self.taken.part(whose, part, None)
        if part.state.is_file() and now["made"] != due["made"]:
            why = "by a run that was stopped, or by other hands; make grade goes on from it"
            yield Finding(whose, STATE, f"what came of its tests is not what was entered: changed since, {why}")
        if due["executed"] and file_digest(part.executed) != due["executed"]:
            what = "is not as it was executed" if part.executed.is_file() else "is missing"
            where = self.taken.settings.seen(str(part.executed))
            yield Finding(whose, EXECUTED, f"{where} {what}; make grade GRADE_ARGS=--force executes it again")

    def of_page(self, whose: Whose, part: Part, due: str) -> str:
        """Say what is wrong with a page, "" for nothing; due: its hash."""
        try:
            data = read_small(part.page, LARGEST)
        except SubmissionError as error:
            return str(error)
        if data is None:
            return "it was written, and is missing; make grade writes it anew" if due else ""
        found, said = stamp.digest(data), stamp.stamp_of(data)
        if found != due:
            return self.other(whose, part, found)
        if not said:
            return "it has no receipt: nbgrader wrote it anew, or it was taken off; make grade puts it back"
        if not self.log.covers(said, whose, part.notebook, due):
            return "its receipt is not the one of its mark: it was changed, or lines of the log are missing"
        return ""

    def other(self, whose: Whose, part: Part, found: str) -> str:
        """Say what page lies in the place of another, by its hash."""
        anew = "make grade writes it anew"
        older = [each for each in self.log.marks if (each["student"], each["lesson"]) == whose]
        times = [each["time"] for each in older if each["parts"].get(part.notebook, {}).get("page") == found]
        if times:
            return f"it is an older one, of {times[-1]:.40}, and not the last that was written; {anew}"
        if found in self.pages:
            other = ", ".join(text.shown(each, 100) for each in self.pages[found][0])
            return f"it is the one that was written for {other}; {anew}"
        mark = markup(self.log.marks[self.log.numbers[whose][-1]]["entry"])
        return f"it is not as it was written, with the mark {mark}: changed since; {anew}"

    def of_entry(self, whose: Whose, due: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is wrong with what run.json says; due: what it said."""
        entries = self.taken.entries.get(whose, [])
        if not entries:
            yield f"{NOWHERE}, where its mark was {markup(due)}"
        if len(entries) > 1:
            yield f"there are {len(entries)} entries of it, where there was one"
        for each in entries:
            found = list(islice(differences(due, told(each)), MOST))
            if found:
                yield "; ".join(found)

    def of_row(self, due: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is wrong with the row of grades.csv; due: what run.json said."""
        entry: Any = due
        row = tables.row(entry)
        found = self.rows.get((row[0], row[1]), [])
        if not found and self.rows:
            yield f"{NOWHERE}, where its mark was {markup(due)}"
        if len(found) > 1:
            yield f"there are {len(found)} rows of it, where there was one"
        for each in found:
            yield from islice(differences(dict(zip(tables.HEADER, row, strict=True)), each), 1)

    @cached_property
    def rows(self) -> dict[Whose, list[dict[str, str]]]:
        """{(student, lesson): the rows of grades.csv}; none where it cannot be read."""
        found: dict[Whose, list[dict[str, str]]] = {}
        try:
            with self.grades.open(encoding="utf-8", newline="") as file:
                lines = [] if tables.is_foreign(self.grades) else list(csv.reader(file))[1:]
        except (OSError, ValueError, csv.Error):
            return {}
        for row in lines:
            named = dict(zip(tables.HEADER, [*row, *[""] * len(tables.HEADER)], strict=False))
            found.setdefault((named["student"], named["lesson"]), []).append(named)
        return found

    def unknown(self) -> Iterator[Finding]:
        """Yield marks that no line of the log is about."""
        rest = "which was never entered in the log"
        for whose, parts in self.taken.recorded.items():
            new = whose not in self.log.numbers and whose[1] in self.taken.lessons and self.wanted(whose)
            if new and (said := unknown(parts)):
                yield Finding(whose, GRADEBOOK, f"it has {said}, {rest}")
        for whose, entries in self.taken.entries.items():
            if whose not in self.log.numbers and self.wanted(whose):
                marks = [markup(told(each)) for each in entries if not isinstance(each["mark"], str)]
                yield from (Finding(whose, RUN, f"it has the mark {mark}, {rest}") for mark in marks)
        known = {(text.cell(student), text.cell(lesson)) for student, lesson in self.log.numbers}
        for whose, rows in self.rows.items():
            if whose not in known and self.wanted(whose):
                marks = [row["mark"] for row in rows if row["mark"] not in (tables.HELD, tables.MISSING)]
                yield from (Finding(whose, TABLE, f"it has the mark {mark}, {rest}") for mark in marks)


def markup(entry: Mapping[str, Any]) -> str:
    """Return a mark of an entry of run.json as it is told."""
    mark = entry.get("mark")
    points = entry.get("points")
    return (
        f"{mark:g} of {points:g}" if isinstance(mark, (int, float)) and isinstance(points, (int, float)) else f"{mark}"
    )


def differences(before: Any, now: Any, path: str = "") -> Iterator[str]:
    """Yield where plain data is not what it was: where, what it was, what it is."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*before, *now]):
            yield from differences(before.get(key, GONE), now.get(key, GONE), f"{path} {text.shown(key, 60)}".strip())
    elif before != now or isinstance(before, bool) != isinstance(now, bool):
        yield f"{path or 'it'}: it was {shown(before)} and is {shown(now)}"


def shown(value: Any) -> str:
    """Return plain data as it is told in a finding."""
    if value is None or value is GONE:
        return "none" if value is None else "not there"
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return text.shown(repr(value) if isinstance(value, str) else value, 100)
