"""A draft: a notebook on its way from opening it to handing it in, to which accidents happen.

An accident changes a draft with a random generator, and says what it has done; it returns None where there is nothing
for it to happen to.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.language import shows_a_number

KERNEL = {"name": "python3", "display_name": "Python 3"}
# As JSON has it.
Metadata = dict[str, Any]


@dataclass
class Cell:
    """A cell of a notebook on its way: role: answer, test, given, teaching, text or own.

    tests: {a test's grade_id: its text as handed out} for the tests that the cell holds.
    """

    kind: str
    source: str
    metadata: Metadata
    id: str | None
    role: str
    tests: dict[str, str] = field(default_factory=dict)

    @property
    def grade_id(self) -> str:
        """The cell's grade_id, "" where it has none."""
        return str(self.metadata.get("nbgrader", {}).get("grade_id") or "")

    def copy(self, **changes: Any) -> "Cell":
        """Return a copy with changes, by the names of its fields."""
        again = replace(self, metadata=json.loads(json.dumps(self.metadata)), tests=dict(self.tests))
        return replace(again, **changes)


@dataclass
class Draft:
    """A notebook on its way.

    whole: {a test's grade_id: its text with the hidden part}; starters: {an answer's grade_id: text}; wrong: {an
    answer's grade_id: [text]}; tensorflow: whether the lesson uses it.
    """

    cells: list[Cell]
    metadata: Metadata
    whole: dict[str, str]
    starters: dict[str, str]
    wrong: dict[str, list[str]]
    tensorflow: bool = False
    minor: int = 5
    lists: bool = True
    encoding: str = "utf-8"
    format_3: bool = False

    def places(self, *roles: str, kind: str | None = None) -> list[int]:
        """Return the places of the cells with one of some roles; kind: of that type only."""
        return [p for p, each in enumerate(self.cells) if each.role in roles and kind in (None, each.kind)]

    def pick(self, rng: Random, *roles: str, kind: str | None = None) -> int | None:
        """Return the place of a random cell of some roles, of all for none; None where there is none."""
        places = self.places(*roles, kind=kind) if roles else [*range(len(self.cells))]
        return rng.choice(places) if places else None

    def bytes(self) -> bytes:
        """Return the file that is handed in."""
        cells = []
        for number, each in enumerate(self.cells):
            source = each.source.splitlines(keepends=True) if self.lists and not self.format_3 else each.source
            made: Metadata = {"cell_type": each.kind, "metadata": each.metadata, "source": source}
            if self.minor >= 5 and each.id is not None:
                made["id"] = each.id or f"made-{number}"
            if each.kind == "code":
                made |= {"execution_count": None, "outputs": []}
            cells.append(made)
        content: Metadata = {"cells": cells, "metadata": self.metadata, "nbformat": 4, "nbformat_minor": self.minor}
        if self.format_3:
            content = nbformat.convert(nbformat.from_dict(content), 3)
        return json.dumps(content, indent=1, ensure_ascii=False).encode(self.encoding, "surrogatepass")

    def plain(self) -> NotebookNode:
        """Return the notebook of the plain run: as it is, each test whole where it stands."""
        cells = []
        for each in self.cells:
            if each.kind == "code":
                text = self.whole_text(each)
                # A score that others follow in a merged cell is no score: what it would give cannot be said.
                tests = [name for name in each.tests if each.role == "test" or self.counts(text, self.whole[name])]
                cells.append(nbformat.v4.new_code_cell(text, metadata={"tests": sorted(tests)}))
        return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})

    @staticmethod
    def counts(text: str, test: str) -> bool:
        """Tell whether a test that stands in a longer text gives a mark there."""
        return not shows_a_number(test) or text.rstrip().endswith(test)

    def whole_text(self, cell: Cell) -> str:
        """Return a cell's text with its tests whole."""
        if cell.role == "test":
            (name,) = cell.tests
            return self.whole[name]
        text = cell.source
        if cell.tests:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            for name, shown in cell.tests.items():
                text = text.replace(shown, self.whole[name])
        return text


Happening = Callable[[Draft, Random], str | None]


class Accidents(dict[str, tuple[Happening, int]]):
    """Accidents by their names, each with its weight: how often it happens."""

    def known(self, name: str, weight: int = 1) -> Callable[[Happening], Happening]:
        """Return a decorator that makes a function an accident of that name."""

        def added(function: Happening) -> Happening:
            self[name] = (function, weight)
            return function

        return added


def told(cell: Cell) -> str:
    """Return what a cell is called in the words of an accident."""
    return f"{cell.role} {cell.grade_id or cell.id or 'a cell'}"


def new_id(rng: Random) -> str:
    """Return a new cell id, as JupyterLab makes them."""
    return "".join(rng.choices("0123456789abcdef", k=8))
