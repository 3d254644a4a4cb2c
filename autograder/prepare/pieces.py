"""The pieces that a rebuilt notebook is put together of, and how they become one."""

from collections.abc import Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.cells import MARK, editable, is_test
from autograder.prepare.identify import normal


@dataclass(eq=False)
class Piece:
    """A cell on its way into the rebuilt notebook: the lesson's cell that it is, None for the student's own; its text.

    added: whether it is not the student's: what was deleted, and is put back.
    """

    index: int | None
    source: str
    code: bool = True
    added: bool = False


def assembled(pieces: Sequence[Piece], lesson: NotebookNode, as_handed_in: bool = False) -> NotebookNode:
    """Return pieces as a notebook with the lesson's metadata.

    as_handed_in: of the lesson's cells take the tests only; all other pieces are the student's.
    """
    cells: list[NotebookNode] = []
    reserved = {cell.get("id") for cell in lesson.cells}
    seen: set[str] = set()
    number = 0
    for piece in pieces:
        if piece.index is None or (as_handed_in and not is_test(lesson.cells[piece.index])):
            while f"own-{number}" in reserved:
                number += 1
            cells.append(own_cell(piece, f"own-{number}"))
            number += 1
            continue
        cell = nbformat.from_dict(lesson.cells[piece.index])
        if not cell.get("id") or cell.id in seen:
            cell.id = f"lesson-{piece.index}-{len(cells)}"
        seen.add(cell.id)
        if piece.source != cell.source:
            cell.source = piece.source
            if editable(cell):
                cell.metadata[MARK] = {"own": True}
        cells.append(cell)
    made: NotebookNode = nbformat.from_dict({**lesson, "cells": cells})
    made.nbformat_minor = max(5, made.get("nbformat_minor", 5))
    return made


def own_cell(piece: Piece, cell_id: str) -> NotebookNode:
    """Return a piece of the student's as a cell, made by hand: nbformat would check each of thousands."""
    made: dict[str, object] = {"cell_type": "code" if piece.code else "markdown", "id": cell_id}
    made |= {"source": piece.source, "metadata": {MARK: {"own": True}}}
    cell: NotebookNode = nbformat.from_dict(made | ({"outputs": [], "execution_count": None} if piece.code else {}))
    return cell


def steps(pieces: Sequence[Piece], lesson: NotebookNode) -> list[tuple[str, int | None]]:
    """Return what is run of pieces, in order: texts of code cells, and which are tests."""
    return [
        (normal(piece.source), piece.index if piece.index is not None and is_test(lesson.cells[piece.index]) else None)
        for piece in pieces
        if piece.code and has_code(piece.source)
    ]


def has_code(source: str) -> bool:
    """Tell whether a text holds more than comments."""
    return any(line.strip() and not line.strip().startswith("#") for line in source.split("\n"))
