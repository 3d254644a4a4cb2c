"""The log of marks, receipts.jsonl beside run.json: lines of JSON, of which none is ever changed.

A line of kind "mark" says what a student's mark in a lesson was given for. At the end of each run that has entered one
stands a line of kind "run": how many marks there are so far, the root of the tree over them (tree.py), and its seal
with the course's key (record/seal.py). Each line has the hash of the one before. The pages of feedback of a run show
its root, so every student holds a piece of the log.

What it proves: a line that was changed, moved, added or cut out since is found, and with it whatever was changed in the
gradebook, on a page, in run.json or grades.csv, by whoever has not the key. A page that shows a root proves that the
marks under this root are those that the log had when the page was written.
What it does not prove: who reads the key can write another log; so does whoever takes the log and the pages away and
has the class graded anew, but a page that a student has kept shows a root that the new one has not. That the last runs
are cut off is told by the marks and pages that have come since, and by nothing where these were put back, too. It says
nothing of whether a mark was right, of what lay in the folders before it was entered, or of who has given a mark by
hand. So the log and its key belong into a backup.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder import files, text
from autograder.audit.tree import Tree
from autograder.errors import AuditError
from autograder.record import stamp
from autograder.record.seal import Key, same
from autograder.record.tables import is_entry

NAME = "receipts.jsonl"
MARK, RUN = "mark", "run"
VERSION = 1
BACKUP = "put it back from a backup"
NUMBER = (int, float)
MAYBE = (int, float, type(None))
# What a line of a mark has at least, what of each notebook, of each cell of it, and of each test.
FORM = {
    "number": int,
    "student": str,
    "lesson": str,
    "by": str,
    "time": str,
    "before": str,
    "entry": dict,
    "parts": dict,
}
PART = {
    **{"cells": dict, "comments": dict, "penalty": NUMBER, "digest": str, "receipt": str, "basis": dict, "made": str},
    **{"page": str, "executed": str, "sandbox": str},
}
CELL = {"score": MAYBE, "points": NUMBER, "auto": MAYBE, "by_hand": bool}
TEST = {"verdict": str, "score": MAYBE}
# Student and lesson.
Whose = tuple[str, str]


@dataclass(frozen=True)
class Run:
    """The end of a run: how many marks there were, their root, what stands on its pages, the time in UTC."""

    leaves: int
    root: str
    said: bytes
    time: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, counted from 1; whose: who it is about, None where that is nobody."""

    line: int
    said: str
    whose: Whose | None = None


@dataclass
class Log:
    """A log as it was read: its bytes, the marks in order, the ends of runs, and what is wrong with it.

    numbers: {(student, lesson): the places of its marks}; before: the hash of the last line; due: the number of the
    next mark, from 0.
    """

    path: Path
    data: bytes = b""
    marks: list[dict[str, Any]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    numbers: dict[Whose, list[int]] = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)
    before: str = ""
    due: int = 0

    def of(self, whose: Whose) -> dict[str, Any] | None:
        """Return the last mark of a student in a lesson."""
        return self.marks[self.numbers[whose][-1]] if whose in self.numbers else None

    def run_of(self, number: int) -> Run | None:
        """Return the run that has entered a mark, by its number; None where the end of that run is missing."""
        return next((run for run in self.runs if run.leaves > number), None)

    def covers(self, said: bytes, whose: Whose, notebook: str, page: str) -> bool:
        """Tell whether what is said on a page is the receipt of a run at whose end the log had this page."""
        leaves = next((run.leaves for run in self.runs if run.said == said), 0)
        mine = [number for number in self.numbers.get(whose, ()) if number < leaves]
        return bool(mine) and self.marks[mine[-1]]["parts"].get(notebook, {}).get("page") == page

    def read(self, key: Key | None) -> None:
        """Take up all lines; key: that of the seals, None where there is none."""
        lines = self.data.split(b"\n")
        if lines.pop() != b"":
            self.faults.append(Fault(len(lines) + 1, "it is half a line: the log was cut off here"))
        for number, line in enumerate(lines, 1):
            said = self.take(number, line, key)
            if said:
                self.faults.append(said)
            self.before = hashlib.sha256(line).hexdigest()
        if self.tree.size > (self.runs[-1].leaves if self.runs else 0) and not self.faults:
            self.faults.append(self.fault(len(lines), "no run's end follows it: it was added, or the end cut off"))

    def take(self, number: int, line: bytes, key: Key | None) -> Fault | None:
        """Take up one line; return what is wrong with it."""
        plain = loaded(line)
        if plain is None:
            return Fault(number, "it is no line of this log: it was changed")
        chained = plain.get("before") == self.before
        if plain["kind"] == RUN:
            run = Run(plain["leaves"], plain["root"], plain["said"].encode(), plain["time"])
            self.runs.append(run)
            if key is None or dumped(plain) != line or not same(str(plain.get("seal")), key.root(stated(plain))):
                return Fault(number, unsealed(plain, key))
            if chained and (run.leaves, run.root) != (self.tree.size, self.tree.root):
                return Fault(number, "its root is not that of the marks before it: one was changed, added or cut out")
        else:
            due, self.due = self.due, plain["number"] + 1
            self.add(plain)
            self.tree.add(line)
            if plain["number"] != due:
                moved = "lines were cut out, added or moved"
                return Fault(number, f"it is the mark {plain['number'] + 1} where {due + 1} is due: {moved}")
        return None if chained else self.fault(number - 1, "it was changed, or lines after it were added or cut out")

    def add(self, plain: dict[str, Any]) -> None:
        """Add a mark to those that are known."""
        self.numbers.setdefault((plain["student"], plain["lesson"]), []).append(len(self.marks))
        self.marks.append(plain)

    def fault(self, number: int, said: str) -> Fault:
        """Return what is wrong with a line, and who it is about."""
        lines = self.data.split(b"\n")
        plain = loaded(lines[number - 1]) if 0 < number <= len(lines) else None
        return Fault(number, said, (plain["student"], plain["lesson"]) if plain and plain["kind"] == MARK else None)

    def append(self, marks: Sequence[Mapping[str, Any]], key: Key, time: str) -> None:
        """Add marks and the end of their run, all in one step; raises AuditError where they cannot be written."""
        whole = bytearray(self.data)
        for plain in marks:
            known = {"kind": MARK, "number": len(self.marks), **plain, "time": time, "before": self.before}
            line = dumped(known)
            whole += line + b"\n"
            self.add(json.loads(line))
            self.tree.add(line)
            self.before = hashlib.sha256(line).hexdigest()
        root, leaves = self.tree.root, self.tree.size
        said = stamp.stamp(root, leaves)
        end = {"kind": RUN, "version": VERSION, "leaves": leaves, "root": root, "said": said.decode(), "time": time}
        end |= {"before": self.before, "key": key.name}
        line = dumped(end | {"seal": key.root(stated(end))})
        try:
            files.replace(self.path, bytes(whole + line + b"\n"))
        except OSError as error:
            raise AuditError(f"{self.path}: cannot be written ({error.strerror}); nothing was entered") from error
        self.data = bytes(whole + line + b"\n")
        self.before = hashlib.sha256(line).hexdigest()
        self.runs.append(Run(leaves, root, said, time))


def read(path: Path, key: Key | None) -> Log | None:
    """Return the log at path, checked with the key; None where there is none. Raises AuditError: it cannot be read."""
    try:
        log = Log(path, path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AuditError(f"{path}: cannot be read ({error.strerror})") from error
    log.read(key)
    return log


def unsealed(plain: Mapping[str, Any], key: Key | None) -> str:
    """Say why the seal of a run's end does not hold."""
    if key is None:
        return "the key of its seal is missing, so that it cannot be checked"
    if plain.get("key") != key.name:
        return f"it was sealed with another key than {key.path.name}"
    return "its seal is not what it states: it was changed or made by other hands"


def loaded(line: bytes) -> dict[str, Any] | None:
    """Return what a line says, None where it has not the form of one."""
    try:
        plain = json.loads(line)
        return plain if isinstance(plain, dict) and is_line(plain) else None
    except (ValueError, RecursionError):
        return None


def is_line(plain: Mapping[str, Any]) -> bool:
    """Tell whether plain data has the form of a line; raises ValueError for text that is none."""
    if plain.get("kind") == RUN:
        fits = has(plain, {"leaves": int, "root": str, "said": str, "time": str})
        return fits and bool(plain["said"].encode())
    if plain.get("kind") != MARK or not has(plain, FORM) or not is_entry(plain["entry"]):
        return False
    tests, parts = plain["entry"].get("tests", {}), plain["parts"].values()
    if (
        not is_name(plain["student"])
        or not is_name(plain["lesson"])
        or not isinstance(tests, dict)
        or not all(has(each, TEST) for each in tests.values())
    ):
        return False
    return all(has(each, PART) and all(has(cell, CELL) for cell in each["cells"].values()) for each in parts)


def is_name(value: str) -> bool:
    """Tell whether a text may be the name of a folder."""
    return value not in (".", "..") and 0 < len(value.encode()) < 256 and not {"/", "\0"} & set(value)


def has(value: object, form: Mapping[str, Any]) -> bool:
    """Tell whether a value is a dict with the keys of a form, of these kinds."""
    return isinstance(value, dict) and all(key in value and isinstance(value[key], form[key]) for key in form)


def stated(plain: Mapping[str, Any]) -> bytes:
    """Return the bytes of a run's end that are sealed."""
    return dumped({name: value for name, value in plain.items() if name != "seal"})


def dumped(plain: Mapping[str, Any]) -> bytes:
    """Return a line."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii")


def named(whose: Whose | None) -> str:
    """Return how a student and a lesson are called in a line."""
    return ", ".join(text.shown(each, 100) for each in whose) if whose else ""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other run enters marks in a folder; raises AuditError where it is none.

    It is the folder itself that is locked: nothing is left behind.
    """
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError as error:
        raise AuditError(f"{folder}: cannot be locked ({error.strerror}); nothing was entered") from error
    try:
        yield
    finally:
        os.close(lock)
