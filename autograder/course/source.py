"""Reads a lesson's source as people publish it: notebooks of format 3 or 4, nbgrader's metadata of whatever age.

What comes out is of today's format, and the same in every run: cells that have no id are given one out of what they
are. Nothing is written to the source.
"""

import hashlib
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat import NotebookNode, reader
from nbgrader.nbgraderformat import SCHEMA_VERSION, MetadataValidator

from autograder import text
from autograder.cells import Kind, entry, grade_id_of, is_marked, kind_of
from autograder.errors import LessonError
from autograder.sandbox import temporary

VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What nbgrader says of each cell that it brings up to date.
UNHEARD = logging.Logger("autograder.unheard", logging.CRITICAL)


def read_notebook(source: Path | bytes, where: str = "") -> NotebookNode:
    """Return the notebook in a file, or in its bytes, in today's format; where: how it is called in messages.

    Raises LessonError, in one line, for what is none.
    """
    where = where or (str(source) if isinstance(source, Path) else "the notebook")
    try:
        data = source.read_bytes() if isinstance(source, Path) else source
        notebook = reader.reads(data.decode("utf-8-sig"))
        if notebook.nbformat != 4:
            notebook = nbformat.convert(notebook, 4)
            for cell in notebook.cells:
                cell.pop("id", None)  # made up just now, another one each time
        for cell in notebook.cells:
            _ = cell.source, cell.metadata.get  # raises where these are missing
            # Left behind, or missing, where a cell's type was changed; no such cell is valid.
            if cell.cell_type != "code":
                cell.pop("outputs", None)
                cell.pop("execution_count", None)
            else:
                cell.setdefault("outputs", [])
                cell.setdefault("execution_count", None)
        upgrade(notebook)
    except Exception as error:  # of many types, nbformat's and nbgrader's
        raise LessonError(f"{where}: the notebook cannot be read ({text.told(error)})") from error
    return with_ids(notebook)


def version_of(cell: NotebookNode) -> int:
    """Return the version of nbgrader's metadata that a cell has, today's where it has none of them."""
    return int(entry(cell).get("schema_version", 0)) if "nbgrader" in cell.metadata else SCHEMA_VERSION


def upgrade(notebook: NotebookNode) -> None:
    """Bring nbgrader's metadata up to date as `nbgrader update` does; raises ValueError where they are of tomorrow."""
    newest = max(map(version_of, notebook.cells), default=SCHEMA_VERSION)
    if newest > SCHEMA_VERSION:
        raise ValueError(f"nbgrader's metadata of version {newest} are not known here")
    old = [cell for cell in notebook.cells if version_of(cell) < SCHEMA_VERSION]
    if old:
        validator = MetadataValidator()
        for each in (validator, validator.v1, validator.v2):
            each.log = UNHEARD
        for cell in old:
            validator.upgrade_cell_metadata(cell)


def with_ids(notebook: NotebookNode) -> NotebookNode:
    """Give an id to each cell that has none, or another's, and return the notebook.

    It is its grade_id, where that can be one, else a hash of its place and text: the same in every run.
    """
    taken: set[str] = set()
    waiting = []
    for place, cell in enumerate(notebook.cells):
        own = cell.get("id")
        if isinstance(own, str) and VALID_ID.fullmatch(own) and own not in taken:
            taken.add(own)
        else:
            waiting.append((place, cell))
    for place, cell in waiting:
        name = grade_id_of(cell) or ""
        if not VALID_ID.fullmatch(name) or name in taken:
            name = f"cell-{hashlib.sha256(f'{place} {cell.source}'.encode('utf-8', 'replace')).hexdigest()[:12]}"
        cell.id = name
        taken.add(name)
    notebook.nbformat_minor = max(5, notebook.get("nbformat_minor", 5))
    return notebook


def check(notebook: NotebookNode, where: str) -> None:
    """Raise LessonError, in one line, where a lesson's marked cells cannot be told apart, or have no points."""
    known: set[str] = set()
    for cell in notebook.cells:
        kind, name = kind_of(cell), grade_id_of(cell)
        if kind in (Kind.OWN, Kind.TEACHING, Kind.PROSE):
            continue
        if name is None:
            start = text.shown(cell.source.partition("\n")[0], 60)
            raise LessonError(f"{where}: a cell is marked as {kind}, but has no grade_id: {start}")
        if name in known:
            raise LessonError(f"{where}: two cells have the grade_id {name}; give one of them another")
        known.add(name)
        points = entry(cell).get("points")
        if is_marked(cell) and (isinstance(points, bool) or not isinstance(points, (int, float)) or points < 0):
            raise LessonError(f"{where}: {name} has no number of points: {text.shown(points, 60)}")
        if cell.cell_type != "code" and kind is Kind.WRITTEN and not entry(cell).get("solution"):
            raise LessonError(f"{where}: {name} has points, but is a text that the student does not write")
        if cell.cell_type == "code" and kind is Kind.TASK:
            raise LessonError(f"{where}: {name} is a task, and so has to be text, not code")


@contextmanager
def up_to_date(folder: Path) -> Iterator[Path]:
    """Give a lesson's folder as nbgrader's own commands can read it: a copy where they cannot read it as it is."""
    unread = [path for path in sorted(folder.glob("*.ipynb")) if is_unread(path)]
    if not unread:
        yield folder
        return
    with temporary.folder("source-") as scratch:
        copy = Path(scratch, folder.name)
        shutil.copytree(folder, copy)
        for path in unread:
            nbformat.write(read_notebook(path), copy / path.name)
        yield copy


def is_unread(path: Path) -> bool:
    """Tell whether nbgrader does not read a notebook: it asks for `nbgrader update`, or a cell's type was changed."""
    try:
        notebook = reader.reads(path.read_text(encoding="utf-8-sig"))
        changed = any((cell.cell_type == "code") != ("outputs" in cell) for cell in notebook.cells)
        return changed or notebook.nbformat < 4 or any(version_of(cell) < SCHEMA_VERSION for cell in notebook.cells)
    except Exception:  # of many types; what is no notebook is refused by who reads it
        return False
