"""The roster, students.csv at the course's root: who takes the course, and who has more time for a lesson.

A line a student, under a line of columns: id, name (or first and last), email, section, number (the learning platform's
own) and "extension LESSON". Of these only id is needed; every other column is the platform's, and left alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from traitlets import Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.errors import RosterError
from autograder.lms import extensions, names
from autograder.lms.extensions import Extension

# How a column may be called, less spaces and marks: also as nbgrader and the platforms export it.
COLUMNS = {
    "id": "id",
    **dict.fromkeys(("name", "fullname"), "name"),
    **dict.fromkeys(("first", "firstname"), "first"),
    **dict.fromkeys(("last", "lastname", "surname"), "last"),
    **dict.fromkeys(("email", "mail", "emailaddress"), "email"),
    "section": "section",
    **dict.fromkeys(("number", "lmsnumber", "lmsuserid"), "number"),
}
EXTENSION = re.compile(r"extension\b[\s:_-]*(.*)", re.DOTALL | re.IGNORECASE)
DELIMITERS = ",;\t"
# What two people must not have in common, and how it is called.
ONCE = {"email": "e-mail address", "number": "number"}


@dataclass(frozen=True)
class Person:
    """Somebody who takes the course; "" where the roster does not say it.

    id: as folders and gradebook have it; number: the learning platform's own; extensions: {lesson: how much longer, or
    until when, in UTC}.
    """

    id: str
    name: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    section: str = ""
    number: str = ""
    extensions: Mapping[str, Extension] = field(default_factory=lambda: MappingProxyType({}))


class Roster(Configurable):
    """Who takes the course, as c.Roster in nbgrader_config.py says where it stands.

    people: {id: Person}, in the file's order; remarks: lines on columns that look mistyped; is_there: whether there is
    a roster at all.
    """

    file = Unicode("students.csv", help="The roster, a CSV file, seen from the course's root.").tag(config=True)

    people: Mapping[str, Person] = MappingProxyType({})
    remarks: tuple[str, ...] = ()
    is_there = False

    @classmethod
    def load(cls, path: Path, lessons: Iterable[str]) -> Roster:
        """Return the roster in a file, of nobody where there is none.

        lessons: the names of the course's. Raises RosterError, in one line with the row, as a spreadsheet counts them.
        """
        roster, known = cls(), list(lessons)
        rows = rows_in(path)
        if rows is not None:
            reader = Reader(path.name, rows, known)
            roster.people, roster.remarks, roster.is_there = reader.people(), tuple(reader.remarks), True
        return roster

    def near(self, student: str) -> str:
        """Return a hint at the id that may be meant where a student's is not on the roster; "" without one."""
        same = [each for each in self.people if names.folded(each) == names.folded(student)]
        found = same or get_close_matches(student, list(self.people), 1)
        return f" (is {text.shown(found[0])} meant?)" if found else ""


class Reader:
    """Reads the rows of a roster; where: the file's name; remarks: on columns that look mistyped."""

    def __init__(self, where: str, rows: list[list[str]], lessons: list[str]) -> None:
        """Find out which column is which; raises RosterError where one is there twice, or none has ids."""
        self.where, self.rows, self.remarks = where, rows, list[str]()
        self.places: dict[str, int] = {}
        self.extended: dict[str, int] = {}
        for number, cell in enumerate(rows[0] if rows else []):
            found = EXTENSION.fullmatch(cell.strip())
            if not found and get_close_matches(cell.strip().casefold().partition(" ")[0], ["extension"], 1, 0.8):
                self.remarks.append(f"{where}: the column {text.shown(cell, 60)} is not used; is extension meant?")
            lesson = self.lesson(found[1].strip(), lessons) if found else ""
            known = COLUMNS.get(re.sub(r"[\s_-]", "", cell.casefold()))
            places, name = (self.extended, lesson) if found else (self.places, known)
            if name and name in places:
                raise RosterError(f"{where}: row 1: two columns are {text.shown(rows[0][places[name]])}; leave one out")
            if name:
                places[name] = number
        if "id" not in self.places:
            told = ", ".join(text.shown(cell, 40) for cell in (rows[0] if rows else [])[:10]) or "nothing"
            raise RosterError(f"{where}: row 1: no column is called id; there is: {told}")

    def lesson(self, name: str, lessons: list[str]) -> str:
        """Return the lesson that a column is for, by its name or number; "" and a remark where there is none."""
        for each in lessons:
            if name.casefold() in (each.casefold(), each.partition("-")[0].casefold()):
                return each
        near = get_close_matches(name.casefold(), lessons, 1)
        hint = f"is {near[0]} meant?" if near else f"the lessons are: {', '.join(lessons) or 'none'}"
        told = text.shown(name, 60) or "no lesson"
        self.remarks.append(f"{self.where}: the column of extensions for {told} is not used: no such lesson; {hint}")
        return ""

    def people(self) -> Mapping[str, Person]:
        """Return {id: Person}; raises RosterError with the first row that will not do."""
        found: dict[str, Person] = {}
        seen: dict[tuple[str, str], int] = {}
        for number, row in enumerate(self.rows[1:], 2):
            if any(cell.strip() for cell in row):
                try:
                    person = self.person(row)
                    for what, value, told in identities(person):
                        if (what, value) in seen:
                            raise ValueError(f"{told} is in row {seen[what, value]} already")
                        seen[what, value] = number
                except ValueError as error:
                    raise RosterError(f"{self.where}: row {number}: {text.shown(error, 200)}") from error
                found[person.id] = person
        return MappingProxyType(found)

    def person(self, row: list[str]) -> Person:
        """Return the Person of a row; raises ValueError with what is wrong with it."""
        said = {name: row[place].strip() if place < len(row) else "" for name, place in self.places.items()}
        if not said["id"]:
            raise ValueError("no id")
        reason = names.unfit(said["id"])
        if reason:
            raise ValueError(f"the id {said['id']} cannot be a folder's name: {reason}")
        given = {}
        for lesson, place in self.extended.items():
            cell = row[place].strip() if place < len(row) else ""
            if cell:
                given[lesson] = extensions.parse(cell)
        first, last = said.get("first", ""), said.get("last", "")
        if not first and not last:
            first, last = names.split(said.get("name", ""))
        name = said.get("name") or f"{first} {last}".strip()
        rest = {key: said.get(key, "") for key in ("email", "section", "number")}
        return Person(text.identifier(said["id"]), name, first, last, **rest, extensions=MappingProxyType(given))


def identities(person: Person) -> Iterator[tuple[str, str, str]]:
    """Yield (what, a value, how it is told) of what no two people may have in common."""
    yield "id", names.folded(person.id), f"the id {person.id}, or one that some systems take for the same,"
    for what, told in ONCE.items():
        value = getattr(person, what)
        if value:
            yield what, value.casefold(), f"the {told} {value}"


def rows_in(path: Path) -> list[list[str]] | None:
    """Return the rows of a CSV file as a spreadsheet writes them, whatever its encoding and delimiter; None for none.

    Raises RosterError where it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RosterError(f"{path.name}: cannot be read, {error.strerror}") from error
    try:
        content = decoded(data)
        head, _, rest = content.partition("\n")
        told = re.fullmatch(r"sep=(.)\r?", head)  # as Excel writes it, and hides it
        if told:
            return [*csv.reader(io.StringIO(rest, newline=""), delimiter=told[1], strict=True)]
        return [*csv.reader(io.StringIO(content, newline=""), delimiter=delimiter(content), strict=True)]
    except (csv.Error, ValueError) as error:
        raise RosterError(
            f"{path.name}: cannot be read as CSV ({text.told(error, 100)}); save it as CSV again"
        ) from error


def decoded(data: bytes) -> str:
    """Return the text in bytes: UTF-8, UTF-16 with its mark, or else what a spreadsheet on Windows writes."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def delimiter(content: str) -> str:
    """Return what stands between the cells: with which the first row has the most columns that are known."""

    def known(mark: str) -> tuple[int, int]:
        row = next(csv.reader(io.StringIO(content, newline=""), delimiter=mark), [])
        return sum(re.sub(r"[\s_-]", "", cell.casefold()) in COLUMNS for cell in row), len(row)

    return max(DELIMITERS, key=known)
