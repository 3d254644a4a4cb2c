"""Finds, in files that students will get, what they must not: lines of solutions and hidden tests, answers of a bank.

Neither spaces nor quotes nor comment marks hide a line, and it is looked for in all that a file may hold: cells and
outputs of a notebook, values of JSON, members of a zip file, what is written in base64. A line under another name for
a variable is another line: nobody gives that away by accident.
"""

import base64
import binascii
import bisect
import contextlib
import gzip
import html
import io
import itertools
import json
import re
import textwrap
import tokenize
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.cells import grade_id_of
from autograder.course.lessons import Lesson

# What is between these lines of a source notebook is not released.
REGIONS = {"SOLUTION": "solution", "HIDDEN TESTS": "hidden test"}
REGION = re.compile(
    rf"^[ \t]*### BEGIN ({'|'.join(REGIONS)})[ \t]*\n(.*?)^[ \t]*### END \1[ \t]*$", re.MULTILINE | re.DOTALL
)
# What of a line does not count, and what may stand in front of it in a comment, a quotation or a list.
UNCOUNTED, MARKS = re.compile(r"[\s'\"\\]+"), re.compile(r"^[\s>#*|-]+")
# A shorter line says nothing of its own: "return result", "rng = ...".
SHORTEST = 20
# By so many characters it is seen first whether a line may be there.
OPENING = 12
# Where a text may have a comment between two lines of code; the text is read with it, too.
COMMENT = re.compile(r"#.*")
# In lines or in one; the last line may be short, or be a word of what follows.
BASE64 = re.compile(r"((?:[A-Za-z0-9+/_-]{20,}\s*){2,})([A-Za-z0-9+/_-]*)")
DEEPEST = 4


@dataclass(frozen=True)
class Secret:
    """What no file may hold: its text, squeezed, and what it is."""

    text: str
    what: str


@dataclass(frozen=True)
class Leak:
    """A secret that was found: in which file, where in it, and what it is."""

    path: str
    where: str
    what: str

    def __str__(self) -> str:
        """Return it as a line for the terminal."""
        return f"{self.path}, {self.where}: {self.what}"


def squeezed(line: str) -> str:
    """Return what of a line counts."""
    return UNCOUNTED.sub("", line)


def without_comments(source: str) -> str:
    """Return Python without its comments; as it is where it is no Python."""
    lines = source.splitlines()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column]
    except (tokenize.TokenError, SyntaxError, IndexError):
        return source
    return "\n".join(lines)


def logical_lines(source: str) -> list[str]:
    """Return the logical lines of Python, squeezed, comments left out; its lines as they are where it is no Python."""
    source = without_comments(textwrap.dedent(source))
    lines, found, first = source.splitlines(), [], 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NEWLINE:
                found.append(squeezed("".join(lines[first : token.end[0]])))
                first = token.end[0]
    except (tokenize.TokenError, SyntaxError):
        return [squeezed(line) for line in lines]
    return [line for line in found if line]


def visible_lines(lesson: Lesson) -> set[str]:
    """Return the squeezed logical lines of the code that a lesson's students see."""
    code = (cell.source for cell in lesson.notebook.cells if cell.cell_type == "code")
    return {line for source in code for line in logical_lines(REGION.sub("", source))}


def of_lesson(lesson: Lesson) -> Iterator[Secret]:
    """Yield the lines of a lesson's solutions and hidden tests, and their comments.

    A line of a hidden test that stands in visible code, too, is none.
    """
    seen = visible_lines(lesson)
    for cell in lesson.notebook.cells:
        for kind, block in REGION.findall(cell.source):
            comments = [squeezed(MARKS.sub("", line)) for line in block.splitlines() if line.lstrip().startswith("#")]
            for line in [*logical_lines(block), *comments]:
                if len(line) >= SHORTEST and not (kind != "SOLUTION" and line in seen):
                    yield Secret(line, f"a line of the {REGIONS[kind]} of {lesson.name}/{grade_id_of(cell)}")


def of_answers(folder: Path, lessons: Iterable[Lesson]) -> Iterator[Secret]:
    """Yield what answers LESSON/EXERCISE/NAME.py in a folder add to the code that students see.

    Of a right one any two lines that follow each other, of a wrong one, whose parts may be right, all of them.
    """
    seen = {lesson.name: visible_lines(lesson) for lesson in lessons}
    for path in sorted(folder.glob("*/*/*.py")):
        lesson, exercise = path.parts[-3:-1]
        lines = [line for line in logical_lines(path.read_text(encoding="utf-8")) if line not in seen.get(lesson, ())]
        if path.name.startswith("right_") and len(lines) > 1:
            texts = [one + other for one, other in itertools.pairwise(lines)]
        else:
            texts = ["".join(lines)]
        for text in texts:
            if len(text) >= SHORTEST:
                yield Secret(text, f"of the answer {lesson}/{exercise}/{path.stem}")


def of_files(folder: Path) -> Iterator[Secret]:
    """Yield all that the files in a folder, attacks or accidents, say in Python."""
    for path in sorted(folder.glob("*.py")):
        text = "".join(logical_lines(path.read_text(encoding="utf-8", errors="replace")))
        if len(text) >= SHORTEST:
            yield Secret(text, f"the file {folder.name}/{path.name}")


def leaks(
    files: Mapping[str, bytes], secrets: Iterable[Secret], given: Mapping[str, Iterable[str]] | None = None
) -> list[Leak]:
    """Return what of the secrets is in files, {path: content}; given: {path: lines that it gives away on purpose}."""
    by_opening: dict[str, list[Secret]] = {}
    for secret in dict.fromkeys(secrets):
        by_opening.setdefault(secret.text[:OPENING], []).append(secret)
    found: dict[Leak, None] = {}
    for path, data in sorted(files.items()):
        granted = {squeezed(line) for line in (given or {}).get(path, ())}
        for where, text in texts(path, data):
            for bare in dict.fromkeys((text, COMMENT.sub("", text), html.unescape(text))):
                for secret, line in held(bare, by_opening):
                    if secret.text not in granted:
                        place = ", ".join(part for part in (where, f"line {line}") if part)
                        found[Leak(path, place, secret.what)] = None
    return list(found)


def held(text: str, by_opening: Mapping[str, list[Secret]]) -> Iterator[tuple[Secret, int]]:
    """Yield each secret that a text holds, with the number of the line in which it begins."""
    parts = [squeezed(MARKS.sub("", line)) for line in text.splitlines()]
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    whole = "".join(parts)
    here = {whole[at : at + OPENING] for at in range(len(whole) - OPENING + 1)}
    for opening in here & by_opening.keys():
        for secret in by_opening[opening]:
            at = whole.find(secret.text)
            if at >= 0:
                yield secret, bisect.bisect_right(starts, at)


def texts(path: str, data: bytes, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield (where, text) for all texts in a file; what lies too deep in others is not looked into."""
    if depth > DEEPEST:
        return
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as members:
            for name in members.namelist():
                yield from inside(f"member {name}", name, members.read(name), depth)
        return
    if data[:2] == b"\x1f\x8b":
        with contextlib.suppress(OSError, EOFError, zlib.error):
            yield from inside("unpacked", path, gzip.decompress(data), depth)
        return
    text = data.decode("utf-8", "replace")
    parts = list(values(text)) if path.endswith((".ipynb", ".json")) else []
    for where, part in parts or [("", text)]:
        yield where, part
        for block, last in BASE64.findall(part):
            decoded = from_base64(block + last) or from_base64(block)
            if decoded:
                yield from inside(", ".join(filter(None, (where, "in base64"))), path + ".b64", decoded, depth)


def inside(where: str, path: str, data: bytes, depth: int) -> Iterator[tuple[str, str]]:
    """Yield what texts() does of what lies in something else."""
    for inner, text in texts(path, data, depth + 1):
        yield ", ".join(filter(None, (where, inner))), text


def from_base64(block: str) -> bytes:
    """Return what a text in base64 says; nothing where it is none, or neither a text nor an archive."""
    block = "".join(block.split()).replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(block + "=" * (-len(block) % 4))
        if data[:2] not in (b"PK", b"\x1f\x8b"):
            data.decode("utf-8")
    except (binascii.Error, ValueError):
        return b""
    return data


def values(text: str) -> Iterator[tuple[str, str]]:
    """Yield (where, text) for what JSON holds, a notebook's cell by cell; nothing where it is no JSON."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return
    cells = whole.get("cells") if isinstance(whole, dict) else None
    if not isinstance(cells, list):
        yield "", "\n".join(strings(whole))
        return
    for number, cell in enumerate(cells, 1):
        name = cell.get("id") or number
        yield f"cell {name}", "\n".join(strings(cell.get("source")))
        yield f"cell {name}, beside its source", "\n".join(strings({**cell, "source": ""}))
    yield "beside its cells", "\n".join(strings({**whole, "cells": ""}))


def strings(value: object) -> Iterator[str]:
    """Yield all texts in plain data, keys too; a list of lines is one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(isinstance(each, str) for each in value):
            yield "".join(each if each.endswith("\n") else f"{each}\n" for each in value)
        else:
            for each in value:
                yield from strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from strings(each)
