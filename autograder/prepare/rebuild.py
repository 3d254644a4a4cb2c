"""Rebuilds a submission: the lesson's cells with the student's, and beside it the notebook as handed in.

Two notebooks come out. One is run first and shown: cells stay cells, in the student's order; the lesson's own tests,
given cells and text stand in place of the student's copies of them; what was deleted is added back, never after what
the student wrote for it; a test or given cell that was moved out of reach is moved back. The other, where it differs,
is what was handed in, with nothing changed but that each test is whole. A test that passes in either has passed: so no
rebuilding can cost a mark.
"""

from dataclasses import dataclass

import nbformat
from nbgrader.utils import is_grade, is_locked, is_solution
from traitlets.config import Config

from autograder import language
from autograder.cells import MARK, editable, grade_id_of, is_test
from autograder.course import skeleton
from autograder.errors import SubmissionError
from autograder.prepare import idle
from autograder.prepare.identify import Known, around, lines_of, normal

REMARKS = 10  # that are told; of more, their number
COPIES = 3  # of a deleted test, below the last cells that may be its answer


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


@dataclass(eq=False)
class Piece:
    """A cell on its way into the rebuilt notebook: the lesson's cell that it is, None for the student's own; its text.

    added: whether it is not the student's: what was deleted, and is put back.
    """

    index: int | None
    source: str
    code: bool = True
    added: bool = False


def prepared(lesson, submitted, visible=None):
    """Return the Prepared of a submission; raises SubmissionError when it is not this lesson's.

    lesson: skeleton.make()'s notebook; submitted: as prepare.parse() returns it; visible: {grade_id: source} of the
    tests as students have them, those that nbgrader's own marks show where it is not said.
    """
    if visible is None:
        visible = skeleton.visible_tests(lesson, Config())
    return Rebuild(lesson, submitted, visible).prepared()


class Rebuild:
    """One submission being rebuilt."""

    def __init__(self, lesson, submitted, visible):
        """Find out which of the submitted cells is which."""
        self.lesson, self.cells, self.known = lesson, submitted.cells, Known(lesson, visible)
        self.asked = {}
        self.where, self.remarks = submitted.where, [*submitted.remarks]
        self.identified = self.known.identify(self.cells)
        self.defines = [
            self.known.answered_by(cell.source) if cell.cell_type == "code" else set() for cell in self.cells
        ]

    def prepared(self):
        """Return the Prepared."""
        self.hold_foreign()
        self.choose()
        pieces = self.put_back(self.placed())
        plain = self.plain()
        if steps(pieces, self.lesson) == steps(plain, self.lesson):
            plain = None
        notebook = self.notebook(pieces)
        return Prepared(notebook, None if plain is None else self.notebook(plain, as_handed_in=True), self.told())

    def told(self):
        """Return the remarks, not too many."""
        kept = list(dict.fromkeys(self.remarks))
        more = [f"and {len(kept) - REMARKS} more"] if len(kept) > REMARKS else []
        return (*kept[:REMARKS], *more)

    # What it is.

    def hold_foreign(self):
        """Raise SubmissionError when nothing in the notebook is this lesson's."""
        known, title = self.known, first_heading(self.lesson.cells)
        unknown = {cell.grade_id for cell in self.cells if cell.is_nbgrader and cell.grade_id not in known.by_grade_id}
        theirs = first_heading(self.cells)
        foreign = len(unknown) > 1 or bool(theirs and title and theirs != title)
        if known.is_this_lesson(self.cells, self.identified, foreign):
            return
        looks = f"it looks like {theirs[:60]!r}" if theirs and theirs != title else "none of its cells is known here"
        due = f"{title[:60]!r}" if title else "this lesson's notebook"
        raise SubmissionError(f"{self.where}: not this lesson's notebook, {looks}; {due} was due here")

    def choose(self):
        """Choose for each cell of the lesson the submitted cell that stands for it: {index: place}."""
        self.chosen, first = {}, {}
        for place, found in enumerate(self.defines):
            for index in found:
                first.setdefault(index, place)
        for place, index in enumerate(self.identified):
            if index is not None and not is_solution(self.lesson.cells[index]):
                sees_answer = any(first.get(each, place) < place for each in self.owners(index))
                if index not in self.chosen or (is_test(self.lesson.cells[index]) and sees_answer):
                    self.chosen[index] = place
        some_known = any(index is not None and is_solution(self.lesson.cells[index]) for index in self.identified)
        for index, cell in enumerate(self.lesson.cells):
            if is_solution(cell):
                place = self.answer(index, cell)
                if place is not None:
                    self.chosen[index] = place
                    if self.identified[place] != index and some_known:
                        self.remarks.append(f"{grade_id_of(cell)}: the answer was found in a cell of your own")
        self.places = {place: index for index, place in self.chosen.items()}

    def answer(self, index, cell):
        """Return the place of the cell that holds the answer to an exercise, None where there is none of its own."""
        own = [place for place, each in enumerate(self.identified) if each == index]
        if cell.cell_type != "code":
            return own[-1] if own else None
        starter = normal(cell.source)
        free = [
            place
            for place, found in enumerate(self.defines)
            if index in found and self.identified[place] is None and place not in self.chosen.values()
        ]
        of_right_type = [place for place in own if self.cells[place].cell_type == "code"]
        written = [place for place in of_right_type if normal(self.cells[place].source) != starter]
        defining = [place for place in written if index in self.defines[place]]
        tests = [place for place, each in enumerate(self.identified) if each is not None and index in self.owners(each)]
        for group in (defining, free, written, of_right_type, own):
            # Of several the last that a test sees is meant.
            seen = [place for place in group if tests and place < tests[-1]]
            if group:
                return (seen or group)[-1]
        return None

    def owners(self, index):
        """Return the indices of the exercises that a test may belong to: whose names it reads, or the one above it."""
        if not is_test(self.lesson.cells[index]):
            return set()
        _, loaded = idle.names(self.lesson.cells[index].source)
        read = {each for each, names in self.known.names.items() if names & loaded}
        above = [each for each in self.known.names if each < index]
        return read or set(above[-1:])

    # The notebook that is run first.

    def placed(self):
        """Return the pieces of what was handed in, in its order."""
        pieces = []
        for place, cell in enumerate(self.cells):
            index, is_code = self.identified[place], cell.cell_type == "code"
            chosen = self.places.get(place)
            if chosen is not None and is_solution(self.lesson.cells[chosen]):
                pieces += self.answer_piece(chosen, cell, is_code)
            elif index is None or is_solution(self.lesson.cells[index]):
                pieces.append(Piece(None, cell.source, is_code))
            elif chosen is None:
                if is_code or normal(cell.source) not in self.known.texts[index]:
                    pieces.append(Piece(None, cell.source, is_code))
            elif editable(self.lesson.cells[index]):
                source = cell.source if is_code else self.lesson.cells[index].source
                pieces.append(Piece(index, source))
            else:
                pieces += self.lesson_piece(index, cell, is_code)
        return [piece for piece in pieces if piece.index is not None or piece.source.strip()]

    def answer_piece(self, index, cell, is_code):
        """Return the pieces of the cell that holds an answer; one that is text by mistake is code again."""
        name = grade_id_of(self.lesson.cells[index])
        if is_code or self.lesson.cells[index].cell_type != "code":
            return [Piece(index, cell.source, is_code)]
        if any(index in found for found in self.defines) or index not in self.known.answered_by(cell.source):
            self.remarks.append(f"{name}: a text cell stands where the answer was; it was not run")
            return [Piece(None, cell.source, False)]
        self.remarks.append(f"{name}: the answer stood in a text cell; it was run as code")
        return [Piece(index, cell.source)]

    def lesson_piece(self, index, cell, is_code):
        """Return the pieces of a test, a given cell or a text of the lesson: the lesson's own, and what was added."""
        lesson, text = self.lesson.cells[index], normal(cell.source)
        own = Piece(index, lesson.source, lesson.cell_type == "code")
        if text in self.known.texts[index] or not text:
            return [own]
        if lesson.cell_type != "code":
            rest = "\n\n".join(filter(None, around(text, self.known.texts[index]) or (text,)))
            return [own, Piece(None, rest, is_code)]
        if not is_code or is_solution(lesson):
            return [own]
        name = grade_id_of(lesson)
        if not is_grade(lesson):
            self.remarks.append(f"{name} was edited; the lesson's own version ran after yours")
            return [Piece(None, cell.source), own]
        parts = around(text, self.known.texts[index])
        if parts is not None:
            self.remarks.append(f"what was written into the test {name} was run as a cell of its own")
            before, after = (Piece(None, part) for part in parts)
            return [before, own, after]
        if self.known.answered_by(text):
            self.remarks.append(f"the cell of the test {name} held an answer; it was run before the test")
            return [Piece(None, cell.source), own]
        if lines_of(text) - lines_of(self.lesson.cells[index].source):
            self.remarks.append(f"what was written into the test {name} was not run")
        return [own]

    def put_back(self, pieces):
        """Return the pieces with what is missing or out of reach put where it belongs."""
        pieces = self.in_reach(pieces)
        present = {piece.index for piece in pieces}
        missing = [index for index in range(len(self.lesson.cells)) if index not in present]
        cells = self.lesson.cells
        for index in missing:
            if cells[index].cell_type == "code" and not is_grade(cells[index]) and not is_solution(cells[index]):
                self.put_back_code(pieces, index)
        for index in missing:
            if is_test(cells[index]):
                pieces.insert(self.place_of_test(pieces, index), Piece(index, cells[index].source, added=True))
        for index in missing:
            if is_solution(cells[index]):
                self.put_back_answer(pieces, index)
        for index in missing:
            if cells[index].cell_type != "code" and not is_solution(cells[index]):
                place = 0 if index == 0 else self.place_of_text(pieces, index)
                pieces.insert(place, Piece(index, cells[index].source, False, added=True))
        return pieces

    def in_reach(self, pieces):
        """Return the pieces without given cells and tests that stand where they cannot do their part.

        A given cell below a test or an answer that it stands above in the lesson; a test above its answer.
        """
        kept, cells = [], self.lesson.cells
        for place, piece in enumerate(pieces):
            if piece.index is not None and piece.code and not is_solution(cells[piece.index]):
                if is_test(cells[piece.index]):
                    owners = self.owners(piece.index)
                    where = [p for p, each in enumerate(pieces) if self.is_for(each, owners)]
                    if where and place < min(where):
                        continue
                elif is_locked(cells[piece.index]) and any(
                    each.index is not None and each.index > piece.index and is_marked(cells[each.index])
                    for each in pieces[:place]
                ):
                    continue
            kept.append(piece)
        return kept

    def is_for(self, piece, owners):
        """Tell whether a piece may hold the answer to one of some exercises."""
        if not piece.code or piece.added:
            return False
        return piece.index in owners or bool(
            owners and not self.is_lessons(piece) and self.known.answered_by(piece.source) & owners
        )

    def is_lessons(self, piece):
        """Tell whether a piece's text is the lesson's: a test or a given cell."""
        return piece.index is not None and not is_solution(self.lesson.cells[piece.index])

    def put_back_code(self, pieces, index):
        """Put a given or teaching cell back: below the one that it followed, and above what redefines its names."""
        cell = self.lesson.cells[index]
        bound = idle.names(cell.source)[0] or frozenset()
        theirs = [
            place
            for place, piece in enumerate(pieces)
            if piece.code
            and not piece.added
            and (piece.index is None or is_solution(self.lesson.cells[piece.index]))
            and self.bound(piece.source) & bound
        ]
        if theirs and editable(cell):
            return
        later = [p for p, each in enumerate(pieces) if each.index is not None and each.index > index]
        needing = [place for place in later if is_marked(self.lesson.cells[pieces[place].index])]
        place = min([self.below(pieces, index), *theirs, *needing])
        pieces.insert(place, Piece(index, cell.source, added=True))

    def bound(self, source):
        """Return the names that a text binds, by import, too; each text is parsed once."""
        if source not in self.asked:
            self.asked[source] = language.defined(source, imports=True)
        return self.asked[source]

    def below(self, pieces, index):
        """Return the place below the nearest cell that stands above a lesson's cell in the lesson."""
        above = {piece.index: place for place, piece in enumerate(pieces) if piece.index is not None}
        earlier = [each for each in above if each < index]
        return above[max(earlier)] + 1 if earlier else 0

    def place_of_test(self, pieces, index):
        """Return where a test belongs: below its answer, and below the given cells and tests that it follows."""
        owners, cells = self.owners(index), self.lesson.cells
        answers = [place for place, piece in enumerate(pieces) if self.is_for(piece, owners)]
        chosen = [place for place in answers if pieces[place].index in owners]
        if not answers:
            return self.below(pieces, index)
        needed = [
            place
            for place, piece in enumerate(pieces)
            if piece.index is not None
            and piece.index < index
            and piece.code
            and not is_solution(cells[piece.index])
            and (not is_grade(cells[piece.index]) or self.owners(piece.index) & owners)
            and not editable(cells[piece.index])
        ]
        return max([(chosen or answers)[-1], *needed]) + 1

    def put_back_answer(self, pieces, index):
        """Put the cell of an answer back above its test: empty where the answer stands elsewhere, or may."""
        cell = self.lesson.cells[index]
        tests = [p for p, each in enumerate(pieces) if each.index is not None and index in self.owners(each.index)]
        place = min(tests) if tests else self.below(pieces, index)
        source, name, names = cell.source, grade_id_of(cell), self.known.names.get(index, frozenset())
        if any(self.is_for(piece, {index}) for piece in pieces):
            source = f"# The answer of {name} stands in another cell."
            self.remarks.append(f"{name}: the answer was found in another cell")
        elif names and any(may_bind(each.source, names) for each in pieces if each.code and not self.is_lessons(each)):
            source = f"# The cell of {name} was not handed in."
        pieces.insert(place, Piece(index, source, cell.cell_type == "code", added=True))

    def place_of_text(self, pieces, index):
        """Return where a text of the lesson belongs: above the code that follows it in the lesson."""
        places = {piece.index: place for place, piece in enumerate(pieces) if piece.index is not None and piece.code}
        following = [each for each in places if each > index]
        return places[min(following)] if following else len(pieces)

    # The notebook as handed in.

    def plain(self):
        """Return the pieces of the notebook as handed in, tests whole; a deleted test below what may be its answers."""
        pieces, cells = [], self.lesson.cells
        deleted = [each for each, cell in enumerate(cells) if is_test(cell) and each not in self.identified]
        for place, cell in enumerate(self.cells):
            index = self.identified[place]
            if index is not None and is_test(cells[index]):
                # Known by its text alone, it may be a cell of the student's that a test was merged into.
                merged = cell.grade_id is None and not any(each in self.known.by_id for each in cell.ids)
                parts = around(normal(cell.source), self.known.texts[index]) if merged else None
                before, after = (Piece(None, part) for part in parts or ("", ""))
                pieces += [before, Piece(index, cells[index].source), after]
            elif cell.cell_type == "code":
                pieces += self.cut(cell.source, deleted)
        found = {piece.index for piece in pieces}
        for index, cell in enumerate(cells):
            if is_test(cell) and index not in found:
                owners = self.owners(index)
                answers = [place for place, piece in enumerate(pieces) if self.is_for(piece, owners)]
                for place in answers[-COPIES:][::-1] or [len(pieces) - 1]:
                    # Below the tests that are there: those must find what they found in what was handed in.
                    while place + 1 < len(pieces) and self.is_test_piece(pieces[place + 1]):
                        place += 1
                    pieces.insert(place + 1, Piece(index, cell.source, added=True))
        return [piece for piece in pieces if piece.source.strip() or piece.index is not None]

    def cut(self, source, deleted):
        """Return the pieces of a cell that tests were merged into: what stands between them, and each of them whole."""
        for index in deleted:
            parts = around(normal(source), self.known.texts[index])
            if parts is not None:
                rest = [each for each in deleted if each != index]
                test = Piece(index, self.lesson.cells[index].source)
                return [*self.cut(parts[0], rest), test, *self.cut(parts[1], rest)]
        return [Piece(None, source)]

    def is_test_piece(self, piece):
        """Tell whether a piece is a test of the lesson's, or holds nothing."""
        return not piece.source.strip() or (piece.index is not None and is_test(self.lesson.cells[piece.index]))

    def notebook(self, pieces, as_handed_in=False):
        """Return pieces as a notebook with the lesson's metadata."""
        cells = []
        reserved = {cell.get("id") for cell in self.lesson.cells}
        seen, number = set(), 0
        for piece in pieces:
            if piece.index is None or (as_handed_in and not is_test(self.lesson.cells[piece.index])):
                while f"own-{number}" in reserved:
                    number += 1
                cells.append(own_cell(piece, f"own-{number}"))
                number += 1
                continue
            cell = nbformat.from_dict(self.lesson.cells[piece.index])
            if not cell.get("id") or cell.id in seen:
                cell.id = f"lesson-{piece.index}-{len(cells)}"
            seen.add(cell.id)
            if piece.source != cell.source:
                cell.source = piece.source
                if editable(cell):
                    cell.metadata[MARK] = {"own": True}
            cells.append(cell)
        made = nbformat.from_dict({**self.lesson, "cells": cells})
        made.nbformat_minor = max(5, made.get("nbformat_minor", 5))
        return made


def own_cell(piece, cell_id):
    """Return a piece of the student's as a cell, made by hand: nbformat would check each of thousands."""
    made = {"cell_type": "code" if piece.code else "markdown", "id": cell_id, "source": piece.source}
    made |= {"metadata": {MARK: {"own": True}}}
    return nbformat.from_dict(made | ({"outputs": [], "execution_count": None} if piece.code else {}))


def is_marked(cell):
    """Tell whether a lesson's cell is an answer or a test."""
    return is_solution(cell) or is_grade(cell)


def steps(pieces, lesson):
    """Return what is run of pieces, in order: texts of code cells, and which are tests."""
    return [
        (normal(piece.source), piece.index if piece.index is not None and is_test(lesson.cells[piece.index]) else None)
        for piece in pieces
        if piece.code and has_code(piece.source)
    ]


def has_code(source):
    """Tell whether a text holds more than comments."""
    return any(line.strip() and not line.strip().startswith("#") for line in source.split("\n"))


def may_bind(source, names):
    """Tell whether a cell may bind one of some names in a way that its text does not show at once."""
    words = idle.words(source)
    return bool(words & names) or "import *" in source or bool(words & {"exec", "run", "load"})


def first_heading(cells):
    """Return the text of the first heading of the first level, "" without one."""
    for cell in cells:
        if cell.cell_type != "code":
            for line in cell.source.split("\n"):
                if line.startswith("# "):
                    return line.removeprefix("# ").strip()
    return ""
