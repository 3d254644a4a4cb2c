"""The prepare step: finds the notebook in what a student handed in, and reads it in whatever state it is.

What is done with its cells stands in rebuild.py: only their text is taken from a submission. Test cells, given cells,
ids, tags, metadata, points and the kernelspec come from the lesson. So it does not matter what became of them on the
student's side.
"""

import io
import json
import re
import stat
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import nbformat

from autograder.cells import MARK, editable
from autograder.errors import SubmissionError
from autograder.prepare.rebuild import Prepared, prepared

__all__ = ["MARK", "Found", "Prepared", "editable", "find", "parse", "prepared", "rebuild"]

MB = 10**6
LARGEST = 50 * MB  # of a notebook; with outputs, a lesson has about 1 MB
LARGEST_ZIP = 200 * MB
DEEPEST = 3  # zip in zip in zip
MEMBERS = 2000
LISTING = 300 * MEMBERS  # bytes of a zip file's list of its members
# Of a notebook: characters of all its cells, and how many there are. A lesson has 60 kB in 80.
CHARACTERS, CELLS = 5 * MB, 5000
HINT = "ask for the file as JupyterLab saves it"


@dataclass(frozen=True)
class Found:
    """The notebook of a submission: its bytes, where it lay, and a remark in one line, "" when there is none."""

    data: bytes
    where: str
    remark: str = ""


def find(folder, name, known=()):
    """Return the notebook that a submission's folder, zip file or notebook file holds.

    folder: the path of any of these; name: the lesson's file name; known: names of files that the lesson itself keeps
    beside it. A notebook of another name, or in a folder below, is taken when it is the only one. Links are not
    followed. Raises SubmissionError with one line.
    """
    folder = Path(folder)
    if folder.is_symlink():
        raise SubmissionError(f"{folder}: a link, and links are not followed; hand in the file itself")
    if folder.is_file():
        return find_in_file(folder, name)
    files = files_in(folder)
    entries = [path for path in files if path.parent == folder]
    for among in (entries, files):
        notebooks = [path for path in among if path.suffix == ".ipynb"]
        zips = [path for path in among if path.suffix.lower() == ".zip"]
        exact = [path for path in notebooks if path.name == name]
        chosen = exact or notebooks or zips
        if chosen:
            break
    if not chosen:
        names = ", ".join(short(path.name) for path in files[:5])
        raise SubmissionError(f"{folder / name}: missing{f'; it holds {names}' if names else ', the folder is empty'}")
    if len(chosen) > 1:
        others = ", ".join(short(path.relative_to(folder)) for path in chosen[:5])
        raise SubmissionError(f"{folder / name}: missing; which of these is the lesson: {others}? Rename it")
    found = find_in_file(chosen[0], name)
    remarks = [found.remark] if found.remark else []
    if exact and len(notebooks) > 1:
        remarks.append(f"{len(notebooks) - 1} more notebooks beside it were left out")
    beside = [path.name for path in files if path != chosen[0] and path.suffix != ".ipynb" and path.name not in known]
    return Found(found.data, found.where, "; ".join(remarks + left_out(beside, found.data)))


def files_in(folder):
    """Return the files below a folder, in order, links among them; leftovers of systems, and too many, aside."""
    found, waiting = [], [(folder, 0)]
    while waiting and len(found) <= MEMBERS:
        place, depth = waiting.pop()
        for path in sorted(place.iterdir()):
            if not path.name.startswith((".", "__MACOSX", "__pycache__")):
                if path.is_dir() and not path.is_symlink():
                    waiting += [(path, depth + 1)] if depth < DEEPEST else []
                else:
                    found.append(path)
    return sorted(found)


def left_out(names, data):
    """Return the remark, in a list, on files that a notebook seems to use and that are not there when it is run."""
    used = [name for name in names if name.endswith(".py") or name.encode(errors="replace") in data]
    if not used:
        return []
    told = ", ".join(short(name) for name in used[:3]) + (" and others" if len(used) > 3 else "")
    return [f"left out, only the notebook is run: {told}"]


def short(name):
    """Return a name from outside as it can be told in a line."""
    text = str(name)
    return text if len(text) <= 60 else f"{text[:57]}..."


def find_in_file(path, name):
    """Return the notebook in a file, which is one, or a zip file that holds one."""
    if path.is_symlink():
        raise SubmissionError(f"{path}: a link, and links are not followed; hand in the file itself")
    if not path.is_file():
        raise SubmissionError(f"{path}: no file; {HINT}")
    is_zip = path.suffix.lower() == ".zip"
    limit = LARGEST_ZIP if is_zip else LARGEST
    if path.stat().st_size > limit:
        raise SubmissionError(f"{path}: larger than {limit // MB} MB; clear its outputs and hand it in again")
    data = path.read_bytes()
    if is_zip or data[:4] == b"PK\x03\x04":
        return find_in_zip(data, str(path), name)
    remark = "" if path.name == name else f"{short(path.name)} was taken for {name}: the file was renamed"
    return Found(data, str(path), remark)


def find_in_zip(data, where, name, depth=1):
    """Return the notebook in a zip file's bytes; nothing is written to disk, and no more is read than is allowed."""
    if listing_size(data) > LISTING:
        raise SubmissionError(f"{where}: holds more than {MEMBERS} files; zip the notebook alone")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise SubmissionError(f"{where}: no zip file that can be read, is it whole? Send it again") from error
    if len(members) > MEMBERS:
        raise SubmissionError(f"{where}: holds more than {MEMBERS} files; zip the notebook alone")
    for each in members:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", each.filename):
            told = repr(short(each.filename))
            raise SubmissionError(f"{where}: the member {told} points outside the zip file; zip it again")
    members = [each for each in members if not hidden(each.filename)]
    notebooks = [each for each in members if each.filename.endswith(".ipynb")]
    exact = [each for each in notebooks if PurePosixPath(each.filename).name == name]
    inner = [each for each in members if each.filename.lower().endswith(".zip")]
    chosen = exact or notebooks or inner
    if not chosen:
        raise SubmissionError(f"{where}: holds no notebook; {name} was due")
    if len(chosen) > 1:
        others = ", ".join(short(each.filename) for each in chosen[:5])
        raise SubmissionError(f"{where}: which of these is the lesson: {others}? Leave only one")
    member = chosen[0]
    inside = f"{where}/{short(member.filename)}"
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SubmissionError(f"{inside}: a link, and links are not followed; zip the file itself")
    content = read_member(archive, member, inside)
    if member in inner:
        if depth == DEEPEST:
            raise SubmissionError(f"{inside}: a zip file in a zip file, {DEEPEST} deep; zip the notebook alone")
        return find_in_zip(content, inside, name, depth + 1)
    remarks = [] if exact else [f"{short(member.filename)} was taken for {name}: the file was renamed"]
    beside = [PurePosixPath(each.filename).name for each in members if each not in notebooks and each not in inner]
    return Found(content, inside, "; ".join(remarks + left_out(beside, content)))


def listing_size(data):
    """Return how many bytes a zip file's list of members takes, as its end says; 0 where that is not to be found.

    zipfile reads all of it before it can be asked how many there are.
    """
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0 or len(data) < end + 22:
        return 0
    large = end - 76  # where the end of a large zip file is, if this is one
    if large >= 0 and data[large : large + 4] == b"PK\x06\x06":
        return int.from_bytes(data[large + 40 : large + 48], "little")
    return int.from_bytes(data[end + 12 : end + 16], "little")


def hidden(name):
    """Tell whether a member of a zip file is a leftover of the system that made it."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def read_member(archive, member, where):
    """Return a member's bytes, counted as they are unpacked: what the zip file says of its size is not believed."""
    try:
        with archive.open(member) as file:
            content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        reason = "it has a password" if "password" in str(error) else "it may have broken off"
        raise SubmissionError(f"{where}: cannot be unpacked, {reason}; send it again") from error
    except Exception as error:  # zlib.error and lzma's are of no common type
        raise SubmissionError(f"{where}: cannot be unpacked, it may have broken off; send it again") from error
    if len(content) > LARGEST:
        raise SubmissionError(f"{where}: larger than {LARGEST // MB} MB unpacked; clear its outputs")
    return content


@dataclass(frozen=True)
class SubmittedCell:
    """What is used of a submitted cell: "code" or "markdown", its text, its grade_id or None, the ids it may go by.

    is_nbgrader: whether nbgrader's metadata says that it is an answer or a test, of whatever lesson.
    """

    cell_type: str
    source: str
    grade_id: str | None = None
    ids: tuple = ()
    is_nbgrader: bool = False


@dataclass(frozen=True)
class Submitted:
    """What is used of a submitted notebook: its cells, where it lay, and what could not be read, a line each."""

    cells: tuple
    where: str = "the notebook"
    remarks: tuple = ()


def rebuild(skeleton, submitted):
    """Return the notebook that is run first, see rebuild.Prepared."""
    return prepared(skeleton, submitted).notebook


def parse(data, where):
    """Return the Submitted in bytes, whatever their encoding; raises SubmissionError with one line."""
    if not data.strip():
        raise SubmissionError(f"{where}: empty, a file of {len(data)} bytes; hand it in again")
    content = load_json(decode(data, where), where)
    if not isinstance(content, dict) or not {"nbformat", "cells", "worksheets"} & set(content):
        raise SubmissionError(f"{where}: not a notebook, it holds no cells; {HINT}")
    version = content.get("nbformat") or (4 if isinstance(content.get("cells"), list) else 3)
    if not isinstance(version, (int, float)) or version > 4:
        raise SubmissionError(
            f"{where}: of notebook format {str(version)[:20]}, which is not known here; save it as format 4"
        )
    try:
        cells = content.get("cells") if version == 4 else nbformat.convert(nbformat.from_dict(content), 4).cells
        if not isinstance(cells, list):
            raise SubmissionError(f"{where}: not a notebook, it holds no cells; {HINT}")
        if len(cells) > CELLS:
            raise SubmissionError(f"{where}: {len(cells)} cells, more than {CELLS}; hand in the lesson alone")
        remarks, kept = [], [cell for cell in cells if isinstance(cell, dict)]
        if cells and not kept:
            raise SubmissionError(f"{where}: not a notebook that can be read (its cells are none); {HINT}")
        if len(kept) < len(cells):
            remarks.append("cells that cannot be read were left out")
        made = tuple(clean(cell, remarks) for cell in kept)
    except SubmissionError:
        raise
    except Exception as error:  # nbformat raises many types, and whatever it is the file is no notebook
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise SubmissionError(f"{where}: not a notebook that can be read ({reason}); {HINT}") from error
    if not any(cell.source.strip() for cell in made):
        raise SubmissionError(f"{where}: a notebook without a filled cell; hand in the one you worked in")
    if sum(len(cell.source) for cell in made) > CHARACTERS:
        raise SubmissionError(f"{where}: more than {CHARACTERS // MB} MB of text in its cells; leave them out")
    return Submitted(made, where, tuple(dict.fromkeys(remarks)))


def decode(data, where):
    """Return bytes as text: UTF-8 with or without a mark, UTF-16, else Latin-1, which old editors write."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    unmarked = "utf-16-le" if data[1:2] == b"\0" else "utf-8"
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), unmarked)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding not in ("utf-8", "utf-8-sig"):
            raise SubmissionError(f"{where}: broken text, {encoding} was expected; {HINT}") from error
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def load_json(text, where):
    """Return the JSON in a text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SubmissionError(
            f"{where}: not a notebook, the JSON breaks off or is wrong at line {error.lineno}; {HINT}"
        ) from error
    except (RecursionError, MemoryError) as error:
        raise SubmissionError(f"{where}: not a notebook, its JSON is nested too deeply; {HINT}") from error
    except ValueError as error:  # a number of thousands of digits
        reason = " ".join(str(error).split(";")[0].split())[:100]
        raise SubmissionError(f"{where}: not a notebook that can be read ({reason}); {HINT}") from error


IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\(attachment:([^)\n]{0,200})\)")
SURROGATE = re.compile("[\ud800-\udfff]")


def clean(cell, remarks):
    """Return the SubmittedCell of a submitted cell, whatever it holds; add to remarks what could not be used."""
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    entry = metadata.get("nbgrader")
    entry = entry if isinstance(entry, dict) else {}
    grade_id, is_code = entry.get("grade_id"), cell.get("cell_type") == "code"
    return SubmittedCell(
        "code" if is_code else "markdown",
        text_of(cell.get("source", cell.get("input")), is_code, remarks),
        grade_id if isinstance(grade_id, str) else None,
        # Colab keeps the id among the metadata.
        tuple(each for each in (cell.get("id"), metadata.get("id")) if isinstance(each, str)),
        bool(entry.get("solution") or entry.get("grade")),
    )


def text_of(source, is_code, remarks):
    """Return a cell's text as an editor shows it and a file can hold it; add to remarks what was changed for that."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    text = "" if source is None else str(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    # Two halves of one character that were written one by one belong together.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if SURROGATE.search(text) and SURROGATE.sub("", whole) != text:
        if "\ufffd" in whole and whole.count("\ufffd") > text.count("\ufffd"):
            remarks.append("half a character, which no file can hold, was replaced")
        text = whole
    if not is_code and IMAGE.search(text):
        remarks.append("an image that was pasted into a text is not shown")
        text = IMAGE.sub(r"[image: \2]", text)
    return text
