"""What a class's folders say of a mark now, as a line of the log states it.

Of run.json's entry all is taken but seconds and memory: how long it took is no part of a mark. Of the gradebook's cells
scores and points are, of a comment its hash; of a page, and of the executed notebook, the hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.audit.lines import Whose
from autograder.errors import CertificateError
from autograder.files import read_json
from autograder.record import basis, stamp
from autograder.record.criteria import gradebook
from autograder.record.recorded import Recorded, read
from autograder.record.state import State
from autograder.record.tables import MISSING, Entry, is_entry
from autograder.sandbox.settings import Sandbox
from autograder.settings import Settings

# By what a mark came.
GRADED, BY_HAND, APPLIED, TAKEN_BACK = "graded", "marked by hand", "proposal applied", "taken back"
# The gradebook's points, or what being late costs, are others, and nothing was graded.
ALTERED = "changed in the gradebook"
TIMES = {"seconds", "memory"}


@dataclass(frozen=True)
class Part:
    """Where one notebook of a lesson is kept: of a student's, its page, as executed, and its state."""

    notebook: str
    page: Path
    executed: Path
    state: Path


class Taken:
    """Reads them; each part of it once. run: the path of run.json."""

    def __init__(self, settings: Settings, run: Path) -> None:
        """Nothing is read yet."""
        self.settings, self.run, self.lessons = settings, run, settings.lessons()
        self.fault = ""  # why the gradebook could not be read

    @cached_property
    def entries(self) -> dict[Whose, list[Entry]]:
        """{(student, lesson): the entries of run.json}, of which there may be but one."""
        found: dict[Whose, list[Entry]] = {}
        plain = read_json(self.run)
        for each in plain if isinstance(plain, list) else ():
            if is_entry(each):
                found.setdefault((each["student"], each["lesson"]), []).append(each)
        return found

    @cached_property
    def recorded(self) -> dict[Whose, dict[str, Recorded]]:
        """{(student, lesson): {notebook: what the gradebook says of it}}; nothing where there is no gradebook."""
        found: dict[Whose, dict[str, Recorded]] = {}
        try:
            with gradebook(self.settings.coursedir.db_url) as session:
                for (student, lesson, notebook), each in read(session).items():
                    found.setdefault((student, lesson), {})[notebook] = each
        except CertificateError as error:
            self.fault = str(error)
        return found

    @cached_property
    def sandbox(self) -> str:
        """The line that says which walls there are now."""
        return Sandbox(config=self.settings.config).line()

    def parts(self, whose: Whose) -> list[Part]:
        """Return where a student's lesson is kept, a Part for each of its notebooks."""
        student, lesson = whose
        course, notebooks = self.settings.coursedir, self.lessons.get(lesson, [])
        places = (course.feedback_directory, course.autograded_directory)
        feedback, autograded = (Path(course.format_path(place, student, lesson)) for place in places)
        found = []
        for each in notebooks:
            stem = each.path.stem
            key = f"{lesson}/{stem}" if len(notebooks) > 1 else lesson
            state = self.settings.state / student / f"{key}.json"
            found.append(Part(stem, feedback / f"{stem}.html", autograded / each.path.name, state))
        return found

    def mark(self, whose: Whose, last: Mapping[str, Any] | None, by: str) -> dict[str, Any] | None:
        """Return what a line states of a student's lesson; None where there is nothing to state, or nothing differs.

        last: the last line about it; by: what has just been done.
        """
        entry = next(iter(self.entries.get(whose, [])), None)
        if entry is None or whose[1] not in self.lessons or (entry["mark"] == MISSING and last is None):
            return None
        before: Mapping[str, Any] = last["parts"] if last else {}
        parts = {each.notebook: self.part(whose, each, before.get(each.notebook)) for each in self.parts(whose)}
        said = {"student": whose[0], "lesson": whose[1], "entry": told(entry), "parts": parts}
        made: dict[str, Any] = json.loads(json.dumps(said))
        if last is not None and made == {key: last[key] for key in made}:
            return None
        return made | {"by": reason(last, made, by)}

    def part(self, whose: Whose, part: Part, last: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what a line states of one notebook; last: what the last line about it has.

        Of what was not executed again since, the walls are those of then; so is the executed notebook, whatever lies
        there now.
        """
        state = State.load(part.state) or State()
        tests = {key: each.plain() for key, each in state.tests.items()}
        made = basis.digest([state.digest, state.basis, tests, state.seconds, state.held])
        then = last if last is not None and last["made"] == made and state.is_executed else None
        return {
            **cells(self.recorded.get(whose, {}).get(part.notebook)),
            "digest": state.digest,
            "receipt": state.receipt,
            "basis": state.basis,
            "made": made,
            "page": page_digest(part.page),
            "executed": then["executed"] if then else file_digest(part.executed),
            "sandbox": then["sandbox"] if then else self.sandbox if state.is_executed else "",
        }


def cells(recorded: Recorded | None) -> dict[str, Any]:
    """Return what a line states of what the gradebook has of a notebook."""
    recorded = recorded or Recorded()
    marks = recorded.marks.items()
    known = {
        key: {"score": each.score, "points": each.points, "auto": each.auto, "by_hand": each.by_hand}
        for key, each in marks
    }
    comments = {key: basis.digest(each) for key, each in recorded.comments.items()}
    return {"cells": known, "comments": comments, "penalty": recorded.penalty}


def told(entry: Entry) -> dict[str, Any]:
    """Return what a line states of an entry of run.json."""
    plain: dict[str, Any] = {name: value for name, value in entry.items() if name not in TIMES}
    tests = plain.get("tests")
    if isinstance(tests, dict) and all(isinstance(each, dict) for each in tests.values()):
        plain["tests"] = {
            key: {name: value for name, value in each.items() if name not in TIMES} for key, each in tests.items()
        }
    return plain


def reason(last: Mapping[str, Any] | None, made: Mapping[str, Any], by: str) -> str:
    """Return by what a mark came; by: what has just been done, which need not be what made the difference."""
    if by != GRADED or last is None or made["parts"].keys() != last["parts"].keys():
        return by
    pairs = [(last["parts"][name], part) for name, part in made["parts"].items()]
    if differs(pairs, ("digest", "receipt", "basis", "made")):
        return GRADED
    if any(by_hand(before) != by_hand(now) for before, now in pairs):
        return BY_HAND
    return ALTERED if differs(pairs, ("cells", "penalty")) else GRADED


def differs(pairs: Collection[tuple[Mapping[str, Any], Mapping[str, Any]]], names: Collection[str]) -> bool:
    """Tell whether parts are not the same in what is named."""
    return any(before[name] != now[name] for before, now in pairs for name in names)


def by_hand(part: Mapping[str, Any]) -> list[Any]:
    """Return what a person has given: marks, extra credit, comments."""
    given = {key: each["score"] for key, each in part["cells"].items() if each["by_hand"] or extra(each)}
    return [given, part["comments"]]


def extra(cell: Mapping[str, Any]) -> bool:
    """Tell whether a score is not the grader's own."""
    return bool(cell["score"] != cell["auto"])


def page_digest(path: Path) -> str:
    """Return the hash of a page less its receipt, "" where there is none."""
    try:
        return stamp.digest(path.read_bytes())
    except OSError:
        return ""


def file_digest(path: Path) -> str:
    """Return the hash of a file, "" where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
