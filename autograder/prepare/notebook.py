"""Reads the notebook that a student handed in, in whatever state it is.

Only the text of its cells is taken from a submission, see rebuild.py. Test cells, given cells, ids, tags, metadata,
points and the kernelspec come from the lesson: so it does not matter what became of them on the student's side.
"""

import json
import re
from dataclasses import dataclass

import nbformat

from autograder import words
from autograder.cells import receipt
from autograder.errors import SubmissionError

MB = 10**6
# Of a notebook: characters of all its cells, and how many there are. A lesson has 60 kB in 80.
CHARACTERS, CELLS = 5 * MB, 5000
IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\(attachment:([^)\n]{0,200})\)")
# The words of the tag by which a student says that an answer is right.
TAG = ("my", "answer", "is", "right")
SURROGATE = re.compile("[\ud800-\udfff]")

# What a file may hold, as json reads it.
Json = dict[str, object]


@dataclass(frozen=True)
class SubmittedCell:
    """What is used of a submitted cell: "code" or "markdown", its text, its grade_id or None, the ids it may go by.

    is_nbgrader: whether nbgrader's metadata says that it is an answer or a test, of whatever lesson. has_image: whether
    words stand in its text in place of a picture. asks: whether a tag says that an answer is right, see requests.py.
    """

    cell_type: str
    source: str
    grade_id: str | None = None
    ids: tuple[str, ...] = ()
    is_nbgrader: bool = False
    has_image: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Submitted:
    """What is used of a submitted notebook: its cells, where it lay, and what could not be read, a line each."""

    cells: tuple[SubmittedCell, ...]
    where: str = "the notebook"
    remarks: tuple[str, ...] = ()


def parse(data: bytes, where: str) -> Submitted:
    """Return the Submitted in bytes, whatever their encoding; raises SubmissionError with one line."""
    if not data.strip():
        raise SubmissionError(f"{where}: {words.EMPTY(count=len(data))}")
    content = load_json(decode(data, where), where)
    if not isinstance(content, dict) or not {"nbformat", "cells", "worksheets"} & set(content):
        raise SubmissionError(f"{where}: {words.NO_CELLS()}; {words.HINT()}")
    remarks: list[str] = []
    try:
        made = tuple(clean(cell, remarks) for cell in cells_in(content, where, remarks))
    except SubmissionError:
        raise
    except Exception as error:  # nbformat raises many types, and whatever it is the file is no notebook
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise SubmissionError(f"{where}: {words.NO_NOTEBOOK(reason=reason)}; {words.HINT()}") from error
    if not any(cell.source.strip() for cell in made):
        raise SubmissionError(f"{where}: {words.BLANK()}")
    if sum(len(cell.source) for cell in made) > CHARACTERS:
        raise SubmissionError(f"{where}: {words.TOO_MUCH_TEXT(megabytes=CHARACTERS // MB)}")
    return Submitted(made, where, tuple(dict.fromkeys(remarks)))


def receipt_of(data: bytes) -> str:
    """Return the receipt of a notebook in bytes, "" where it has no cells; raises SubmissionError where it is none."""
    content = load_json(decode(data, "the notebook"), "the notebook")
    cells = content.get("cells") if isinstance(content, dict) else None
    return receipt(cells) if isinstance(cells, list) else ""


def cells_in(content: Json, where: str, remarks: list[str]) -> list[Json]:
    """Return the cells in a notebook's JSON, of whatever format, those that are none left out with a remark."""
    version = content.get("nbformat") or (4 if isinstance(content.get("cells"), list) else 3)
    if not isinstance(version, (int, float)) or version > 4:
        raise SubmissionError(f"{where}: {words.FORMAT(version=str(version)[:20])}")
    cells = content.get("cells")
    if version != 4:
        cells = nbformat.convert(nbformat.from_dict(content), 4).cells
        for cell in cells:
            cell.pop("id", None)  # made up just now, another one each time
    if not isinstance(cells, list):
        raise SubmissionError(f"{where}: {words.NO_CELLS()}; {words.HINT()}")
    if len(cells) > CELLS:
        raise SubmissionError(f"{where}: {words.TOO_MANY_CELLS(count=len(cells), most=CELLS)}")
    kept = [cell for cell in cells if isinstance(cell, dict)]
    if cells and not kept:
        raise SubmissionError(f"{where}: {words.NO_NOTEBOOK(reason=words.CELLS_ARE_NONE())}; {words.HINT()}")
    if len(kept) < len(cells):
        remarks.append(words.UNREADABLE_CELLS())
    return kept


def decode(data: bytes, where: str) -> str:
    """Return bytes as text: UTF-8 with or without a mark, UTF-16, else Latin-1, which old editors write."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    unmarked = "utf-16-le" if data[1:2] == b"\0" else "utf-8"
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), unmarked)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding not in ("utf-8", "utf-8-sig"):
            raise SubmissionError(f"{where}: {words.ENCODING(encoding=encoding)}; {words.HINT()}") from error
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def load_json(text: str, where: str) -> object:
    """Return the JSON in a text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SubmissionError(f"{where}: {words.BROKEN_JSON(line=error.lineno)}; {words.HINT()}") from error
    except (RecursionError, MemoryError) as error:
        raise SubmissionError(f"{where}: {words.DEEP_JSON()}; {words.HINT()}") from error
    except ValueError as error:  # a number of thousands of digits
        reason = " ".join(str(error).split(";")[0].split())[:100]
        raise SubmissionError(f"{where}: {words.NO_NOTEBOOK(reason=reason)}; {words.HINT()}") from error


def clean(cell: Json, remarks: list[str]) -> SubmittedCell:
    """Return the SubmittedCell of a submitted cell, whatever it holds; add to remarks what could not be used."""
    metadata = dict_in(cell, "metadata")
    entry = dict_in(metadata, "nbgrader")
    grade_id, is_code = entry.get("grade_id"), cell.get("cell_type") == "code"
    text = text_of(cell.get("source", cell.get("input")), remarks)
    shown = text if is_code else without_images(text)
    if shown != text:
        remarks.append(words.PASTED_IMAGE())
    return SubmittedCell(
        "code" if is_code else "markdown",
        shown,
        grade_id if isinstance(grade_id, str) else None,
        # Colab keeps the id among the metadata.
        tuple(each for each in (cell.get("id"), metadata.get("id")) if isinstance(each, str)),
        bool(entry.get("solution") or entry.get("grade")),
        shown != text,
        is_tagged(metadata),
    )


def is_tagged(metadata: Json) -> bool:
    """Tell whether a cell's metadata have the tag, in any spelling, or cut at its blanks, as some editors cut tags."""
    found = metadata.get("tags")
    tags = re.split("[,;]", found[:1000]) if isinstance(found, str) else found
    listed = tags if isinstance(tags, (list, dict)) else []
    parts = [tuple(re.findall(r"[a-z]+", each[:100].lower())) for each in listed if isinstance(each, str)]
    return TAG in parts or {(part,) for part in TAG} <= set(parts)


def dict_in(whole: Json, key: str) -> Json:
    """Return the dict that stands under a key, an empty one where there is none."""
    found = whole.get(key)
    return found if isinstance(found, dict) else {}


def text_of(source: object, remarks: list[str]) -> str:
    """Return a cell's text as an editor shows it and a file can hold it; add to remarks what was changed for that."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    text = "" if source is None else str(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    # Two halves of one character that were written one by one belong together.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if SURROGATE.search(text) and SURROGATE.sub("", whole) != text:
        if "\ufffd" in whole and whole.count("\ufffd") > text.count("\ufffd"):
            remarks.append(words.HALF_CHARACTER())
        return whole
    return text


def without_images(text: str) -> str:
    """Return a text with words in place of pictures that were pasted into it."""
    return IMAGE.sub(r"[image: \2]", text)
