"""The prepare step: reads what a student handed in and rebuilds the lesson's own notebook around the answers.

Only the text of the answer cells, of cells that are the student's to edit, and of cells that the student added is taken
from a submission. Test cells, given cells, ids, tags, metadata, points and the kernelspec come from the lesson. So it
does not matter what became of them on the student's side.
"""

import io
import json
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.errors import SubmissionError

MB = 10**6
LARGEST = 50 * MB  # of a notebook; with outputs, a lesson has about 1 MB
LARGEST_ZIP = 200 * MB
DEEPEST = 3  # zip in zip in zip
MEMBERS = 2000
HINT = "ask for the file as JupyterLab saves it"


@dataclass(frozen=True)
class Found:
    """The notebook of a submission: its bytes, where it lay, and a remark in one line, "" when there is none."""

    data: bytes
    where: str
    remark: str = ""


def find(folder, name):
    """Return the notebook that a submission's folder, zip file or notebook file holds.

    folder: the path of any of these; name: the lesson's file name. A notebook of another name is taken when it is the
    only one. Links are not followed. Raises SubmissionError with one line.
    """
    folder = Path(folder)
    if folder.is_symlink():
        raise SubmissionError(f"{folder}: a link, and links are not followed; hand in the file itself")
    if folder.is_file():
        return find_in_file(folder, name)
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__MACOSX")))
    notebooks = [path for path in entries if path.suffix == ".ipynb"]
    zips = [path for path in entries if path.suffix.lower() == ".zip"]
    exact = [path for path in notebooks if path.name == name]
    chosen = exact or notebooks or zips
    if not chosen:
        held = f"; it holds {', '.join(path.name for path in entries[:5])}" if entries else ", the folder is empty"
        raise SubmissionError(f"{folder / name}: missing{held}")
    if len(chosen) > 1:
        others = ", ".join(path.name for path in chosen[:5])
        raise SubmissionError(f"{folder / name}: missing; which of these is the lesson: {others}? Rename it")
    found = find_in_file(chosen[0], name)
    if exact and len(notebooks) > 1:
        return Found(found.data, found.where, f"{len(notebooks) - 1} more notebooks beside it were left out")
    return found


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
    remark = "" if path.name == name else f"{path.name} was taken for {name}: the file was renamed"
    return Found(data, str(path), remark)


def find_in_zip(data, where, name, depth=1):
    """Return the notebook in a zip file's bytes; nothing is written to disk, and no more is read than is allowed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SubmissionError(f"{where}: no zip file that can be read, is it whole? Send it again") from error
    if len(members) > MEMBERS:
        raise SubmissionError(f"{where}: holds more than {MEMBERS} files; zip the notebook alone")
    for each in members:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", each.filename):
            raise SubmissionError(f"{where}: the member {each.filename!r} points outside the zip file; zip it again")
    members = [each for each in members if not hidden(each.filename)]
    notebooks = [each for each in members if each.filename.endswith(".ipynb")]
    exact = [each for each in notebooks if PurePosixPath(each.filename).name == name]
    inner = [each for each in members if each.filename.lower().endswith(".zip")]
    chosen = exact or notebooks or inner
    if not chosen:
        raise SubmissionError(f"{where}: holds no notebook; {name} was due")
    if len(chosen) > 1:
        others = ", ".join(each.filename for each in chosen[:5])
        raise SubmissionError(f"{where}: which of these is the lesson: {others}? Leave only one")
    member = chosen[0]
    inside = f"{where}/{member.filename}"
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SubmissionError(f"{inside}: a link, and links are not followed; zip the file itself")
    content = read_member(archive, member, inside)
    if member in inner:
        if depth == DEEPEST:
            raise SubmissionError(f"{inside}: a zip file in a zip file, {DEEPEST} deep; zip the notebook alone")
        return find_in_zip(content, inside, name, depth + 1)
    remark = "" if exact else f"{member.filename} was taken for {name}: the file was renamed"
    return Found(content, inside, remark)


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


def parse(data, where):
    """Return the notebook in bytes, whatever their encoding, as nbformat 4; raises SubmissionError with one line."""
    if not data.strip():
        raise SubmissionError(f"{where}: empty, a file of {len(data)} bytes; hand it in again")
    content = load_json(decode(data, where), where)
    if not isinstance(content, dict) or not {"nbformat", "cells", "worksheets"} & set(content):
        raise SubmissionError(f"{where}: not a notebook, it holds no cells; {HINT}")
    version = content.get("nbformat", 4)
    if not isinstance(version, int) or version > 4:
        raise SubmissionError(f"{where}: of notebook format {version}, which is not known here; save it as format 4")
    if version == 4 and not isinstance(content.get("cells"), list):
        raise SubmissionError(f"{where}: not a notebook, it holds no cells; {HINT}")
    try:
        notebook = nbformat.from_dict(content)
        if version < 4:
            notebook = nbformat.convert(notebook, 4)
        cells = [clean(cell) for cell in notebook.cells]
    except Exception as error:  # nbformat raises many types, and whatever it is the file is no notebook
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise SubmissionError(f"{where}: not a notebook that can be read ({reason}); {HINT}") from error
    if not any(cell.source.strip() for cell in cells):
        raise SubmissionError(f"{where}: a notebook without a filled cell; hand in the one you worked in")
    return nbformat.from_dict({**notebook, "cells": cells})


def decode(data, where):
    """Return bytes as text: UTF-8 with or without a mark, UTF-16, else Latin-1, which old editors write."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    unmarked = "utf-16-le" if data[1:2] == b"\0" else "utf-8"
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), unmarked)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise SubmissionError(f"{where}: broken text, {encoding} was expected; {HINT}") from error
    return data.decode("cp1252", errors="replace")


def load_json(text, where):
    """Return the JSON in a text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SubmissionError(
            f"{where}: not a notebook, the JSON breaks off or is wrong at line {error.lineno}; {HINT}"
        ) from error
    except RecursionError as error:
        raise SubmissionError(f"{where}: not a notebook, its JSON is nested too deeply; {HINT}") from error


def clean(cell):
    """Return of a submitted cell what may be used: its type, id, source as text, and grade_id."""
    source = cell.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    entry = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = entry.get("grade_id") if isinstance(entry, dict) else None
    return nbformat.from_dict(
        {
            "cell_type": "code" if cell.get("cell_type") == "code" else "markdown",
            "id": str(cell.get("id", "")),
            "source": source,
            "grade_id": grade_id if isinstance(grade_id, str) else None,
        }
    )


# The entry that this package makes in a cell's metadata: "own" where the student has written the cell.
MARK = "autograder"


@dataclass(frozen=True)
class Prepared:
    """A submission as it is run.

    notebook: the lesson's cells with the student's answers, as nbformat 4. plain: the notebook as handed in, its tests
    whole and where they stand; None where notebook is just that. remarks: what could not be used, or was found
    elsewhere, a line each.
    """

    notebook: nbformat.NotebookNode
    plain: nbformat.NotebookNode | None = None
    remarks: tuple = ()


def prepared(skeleton, submitted):
    """Return the Prepared of a submission; skeleton and submitted as rebuild() takes them."""
    return Prepared(rebuild(skeleton, submitted))


def rebuild(skeleton, submitted):
    """Return the lesson's notebook with a student's answers in it.

    skeleton: the lesson as nbformat 4, starters in place of answers, its tests whole. submitted: as parse() returns it.
    """
    answers = answers_in(skeleton, submitted)
    known = {cell.id: index for index, cell in enumerate(skeleton.cells)}
    graded = {grade_id_of(cell): index for index, cell in enumerate(skeleton.cells) if grade_id_of(cell)}
    edited, added, anchor, used = {}, {}, -1, set()
    for cell in submitted.cells:
        index = graded.get(cell.grade_id, None if cell.grade_id else known.get(cell.id))
        if index is None:
            index = same_source(skeleton, cell, used)
        if index is not None and index not in used:
            used.add(index)
            anchor = max(anchor, index)
            if editable(skeleton.cells[index]) and cell.cell_type == skeleton.cells[index].cell_type:
                edited[index] = cell.source
        elif index is None and cell.source.strip():
            added.setdefault(anchor, []).append(cell)
    missing = {index for index, cell in enumerate(skeleton.cells) if is_solution(cell) and index not in used}
    cells, extras = [], []
    for index, cell in enumerate(skeleton.cells):
        cell = nbformat.from_dict(cell)
        if is_solution(cell):
            cell.source = answers.get(grade_id_of(cell), cell.source)
        elif edited.get(index, cell.source) != cell.source:
            cell.source = edited[index]
            cell.metadata[MARK] = {"own": True}
        # A starter that the student deleted comes before what was added in its place, which may be the answer.
        if extras and index not in missing:
            cells += extras
            extras = []
        if index == 0:
            cells += own(added.get(-1, []), 0)
        cells.append(cell)
        extras += own(added.get(index, []), len(cells))
    return nbformat.from_dict({**skeleton, "cells": cells + extras})


def own(cells, place):
    """Return a student's additional cells as new cells, with ids that are free."""
    made = []
    for number, cell in enumerate(cells):
        make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        made.append(make(cell.source, id=f"own-{place}-{number}", metadata={MARK: {"own": True}}))
    return made


def grade_id_of(cell):
    """Return the grade_id of a lesson's cell, None where it has none."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def editable(cell):
    """Tell whether a cell of the lesson is the student's to edit: no answer, no test, not locked, no prose."""
    return cell.cell_type == "code" and not (is_solution(cell) or is_grade(cell) or is_locked(cell))


def answers_in(skeleton, submitted):
    """Return {grade_id: text} of the answers; of a cell that was split or copied, its parts in their order."""
    wanted = {grade_id_of(cell) for cell in skeleton.cells if is_solution(cell)}
    parts = {}
    for cell in submitted.cells:
        if cell.grade_id in wanted:
            known = parts.setdefault(cell.grade_id, [])
            if cell.source not in known:
                known.append(cell.source)
    return {grade_id: "\n\n".join(known) for grade_id, known in parts.items()}


def same_source(skeleton, cell, used):
    """Return the index of a lesson's cell of the same text, for submissions whose cells have lost their ids."""
    if cell.grade_id:
        return None
    text = cell.source.strip()
    for index, each in enumerate(skeleton.cells):
        if index not in used and not is_solution(each) and each.source.strip() == text:
            return index
    return None
