"""A table that a learning platform has exported, as a CSV file: what is not set in it stays as it is, byte by byte.

Python's csv module reads what cells say, and forgets how they were written: which were quoted, the byte order mark, the
encoding, line ends. A platform takes back its own file best where nothing but marks has changed in it.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder import text
from autograder.errors import LmsError

MOST = 20_000_000  # bytes; a class of 10,000 with 100 columns has about 10 million
SEPARATORS = (",", ";", "\t")
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# How a cell begins that is quoted, up to the quote that closes it.
QUOTED = re.compile(r'"(?:[^"]|"")*+"(?!")')
# What files of spreadsheets begin with that are no CSV.
OTHERS = {b"PK\x03\x04": "an Excel or LibreOffice file", b"\xd0\xcf\x11\xe0": "an old Excel file"}
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


@dataclass
class Row:
    """A row: its cells as they are written, quotes and all, and how its line ends, "" where the file does."""

    raw: list[str]
    end: str

    @property
    def values(self) -> list[str]:
        """What the cells say."""
        return [value(each) for each in self.raw]


@dataclass
class Table:
    """The rows of a file, the heading first; separator: of cells; mark: the byte order mark, b"" for none."""

    rows: list[Row]
    separator: str
    encoding: str = "utf-8"
    mark: bytes = b""

    @property
    def heading(self) -> list[str]:
        """What the cells of the first row say."""
        return self.rows[0].values

    def get(self, row: int, column: int) -> str:
        """Return what a cell says, "" where the row is too short."""
        raw = self.rows[row].raw
        return value(raw[column]) if column < len(raw) else ""

    def set(self, row: int, column: int, said: str) -> None:
        """Let a cell say something else: quoted where it was quoted, or has to be."""
        raw = self.rows[row].raw
        raw += [""] * (column + 1 - len(raw))
        if raw[column].startswith('"') or any(each in said for each in (self.separator, '"', "\n", "\r")):
            doubled = said.replace('"', '""')
            said = f'"{doubled}"'
        raw[column] = said

    @property
    def comma(self) -> bool:
        """Whether fractions are written with a comma: as in its numbers, else where commas do not separate cells."""
        said = [each for row in self.rows[1:] for each in row.values if NUMBER.fullmatch(each)]
        points, commas = sum("." in each for each in said), sum("," in each for each in said)
        return commas > points if points or commas else self.separator == ";"

    def data(self) -> bytes:
        """Return the file's bytes."""
        joined = "".join(self.separator.join(row.raw) + row.end for row in self.rows)
        return self.mark + joined.encode(self.encoding)


def value(raw: str) -> str:
    """Return what a cell says that is written so."""
    quoted = QUOTED.match(raw)
    return raw if quoted is None else quoted[0][1:-1].replace('""', '"') + raw[quoted.end() :]


def load(path: Path) -> Table:
    """Return the table of a CSV file; raises LmsError for what is none."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise LmsError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > MOST:
        raise LmsError(f"{path}: longer than {MOST:,} bytes, which no export of marks is")
    for begins, what in OTHERS.items():
        if data.startswith(begins):
            raise LmsError(f"{path}: {what}, no CSV file; let the platform export a CSV file, or save it as one")
    try:
        return read(data)
    except LmsError as error:
        raise LmsError(f"{path}: {error}") from error


def read(data: bytes) -> Table:
    """Return the table that the bytes of a CSV file hold; raises LmsError, without the file's name."""
    mark = next((each for each in MARKS if data.startswith(each)), b"")
    said, encoding = decoded(data[len(mark) :], MARKS.get(mark, ""))
    if "\0" in said:
        raise LmsError("no text, so no CSV file")
    separator = max(SEPARATORS, key=lambda each: width(said, each))
    if width(said, separator) < 2:
        raise LmsError("a table of one column at most; are its cells separated by commas, semicolons or tabs?")
    return Table(list(rows(said, separator)), separator, encoding, mark)


def width(said: str, separator: str) -> int:
    """Return how many cells the first row of a text has with a separator; 0 where they cannot be told."""
    try:
        return len(next(rows(said, separator)).raw)
    except (LmsError, StopIteration):
        return 0


def decoded(data: bytes, encoding: str) -> tuple[str, str]:
    """Return (the text, its encoding); without a mark it is UTF-8, or else what Excel writes in Western Europe."""
    for each in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return data.decode(each), each
        except UnicodeDecodeError:
            continue
    raise LmsError(f"not in {encoding or 'UTF-8'}; save it as UTF-8")


def rows(said: str, separator: str) -> Iterator[Row]:
    """Yield the rows of a text, as RFC 4180 and Python's csv module have it."""
    others = rf"[^{separator}\r\n]*"
    cell = re.compile(rf"({QUOTED.pattern}{others}|{others})({separator}|\r\n|\n|\r|\Z)")
    place, row, number = 0, list[str](), 1
    while place < len(said) or row:
        found = cell.match(said, place)
        if found is None or (found[1].startswith('"') and QUOTED.match(found[1]) is None):
            begun = text.shown(said[place : place + 30])
            raise LmsError(f"in row {number} a quote is not closed: {begun}")
        row.append(found[1])
        place = found.end()
        if found[2] != separator:
            yield Row(row, found[2])
            row, number = [], number + 1
