"""Rebuilds a submission: the lesson's cells with the student's, and beside it the notebook as handed in.

Two notebooks come out. One is run first and shown: cells stay cells, in the student's order; the lesson's own tests,
given cells and text stand in place of the student's copies of them; what was deleted is added back, never after what
the student wrote for it; a test or given cell that was moved out of reach is moved back. The other, where it differs,
is what was handed in, with nothing changed but that each test is whole. A test that passes in either has passed: so no
rebuilding can cost a mark.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config

from autograder import words
from autograder.cells import editable, grade_id_of, is_test
from autograder.course import skeleton
from autograder.prepare.identify import around, lines_of, normal
from autograder.prepare.matching import Matching
from autograder.prepare.missing import Missing
from autograder.prepare.notebook import Submitted, SubmittedCell
from autograder.prepare.pieces import Piece, assembled, steps

REMARKS = 10  # that are told; of more, their number
COPIES = 3  # of a deleted test, below the last cells that may be its answer


@dataclass(frozen=True)
class Prepared:
    """A submission as it is run.

    notebook: the lesson's cells with the student's answers, as nbformat 4. plain: the notebook as handed in, its tests
    whole and where they stand; None where notebook is just that. remarks: what could not be used, or was found
    elsewhere, a line each. notes: what notes.py has to tell the instructor.
    """

    notebook: NotebookNode
    plain: NotebookNode | None = None
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def prepared(lesson: NotebookNode, submitted: Submitted, visible: Mapping[str, str] | None = None) -> Prepared:
    """Return the Prepared of a submission; raises SubmissionError when it is not this lesson's.

    lesson: skeleton.make()'s notebook; visible: {grade_id: source} of the tests and tasks as students have them, those
    that nbgrader's own marks show where it is not said.
    """
    if visible is None:
        visible = skeleton.visible_tests(lesson, Config())
    rebuild = Rebuild(Matching(lesson, submitted, visible))
    pieces, plain = Missing(rebuild.matching, rebuild.pieces()).put_back(), rebuild.plain()
    differs = steps(pieces, lesson) != steps(plain, lesson)
    return Prepared(
        assembled(pieces, lesson),
        assembled(plain, lesson, as_handed_in=True) if differs else None,
        told(rebuild.matching.remarks),
    )


def told(remarks: Sequence[str]) -> tuple[str, ...]:
    """Return remarks, each once, and not too many."""
    kept = list(dict.fromkeys(remarks))
    more = [words.MORE_REMARKS(count=len(kept) - REMARKS)] if len(kept) > REMARKS else []
    return (*kept[:REMARKS], *more)


class Rebuild:
    """What was handed in, cut into pieces in two ways."""

    def __init__(self, matching: Matching) -> None:
        """matching: which of the submitted cells is which."""
        self.matching, self.known, self.remarks = matching, matching.known, matching.remarks
        self.cells, self.lesson = matching.cells, matching.lesson.cells

    # For the notebook that is run first.

    def pieces(self) -> list[Piece]:
        """Return the pieces of what was handed in, in its order, the lesson's own cells in place of their copies."""
        found = [piece for place, cell in enumerate(self.cells) for piece in self.pieces_of(place, cell)]
        return [piece for piece in found if piece.index is not None or piece.source.strip()]

    def pieces_of(self, place: int, cell: SubmittedCell) -> list[Piece]:
        """Return the pieces of one submitted cell."""
        index, is_code = self.matching.identified[place], cell.cell_type == "code"
        chosen = self.matching.places.get(place)
        if chosen is not None and is_solution(self.lesson[chosen]):
            return self.answer_piece(chosen, cell, is_code)
        if index is None or is_solution(self.lesson[index]):
            return [Piece(None, cell.source, is_code)]
        if chosen is None:
            is_copy = not is_code and normal(cell.source) in self.known.texts[index]
            return [] if is_copy else [Piece(None, cell.source, is_code)]
        if editable(self.lesson[index]):
            return [Piece(index, cell.source if is_code else self.lesson[index].source)]
        return self.lesson_piece(index, cell, is_code)

    def answer_piece(self, index: int, cell: SubmittedCell, is_code: bool) -> list[Piece]:
        """Return the pieces of the cell that holds an answer; one that is text by mistake is code again."""
        name = grade_id_of(self.lesson[index])
        if self.lesson[index].cell_type != "code":
            is_starter = normal(cell.source) in self.known.texts[index]
            return [Piece(index, self.lesson[index].source if is_starter else cell.source, is_code)]
        if is_code:
            return [Piece(index, cell.source)]
        if any(index in found for found in self.matching.defines) or index not in self.known.answered_by(cell.source):
            self.remarks.append(words.TEXT_INSTEAD(name=name))
            return [Piece(None, cell.source, False)]
        self.remarks.append(words.IN_TEXT(name=name))
        return [Piece(index, cell.source)]

    def lesson_piece(self, index: int, cell: SubmittedCell, is_code: bool) -> list[Piece]:
        """Return the pieces of a test, a given cell or a text of the lesson: the lesson's own, and what was added."""
        lesson, text = self.lesson[index], normal(cell.source)
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
            self.remarks.append(words.EDITED(name=name))
            return [Piece(None, cell.source), own]
        parts = around(text, self.known.texts[index])
        if parts is not None:
            self.remarks.append(words.IN_TEST(name=name))
            before, after = (Piece(None, part) for part in parts)
            return [before, own, after]
        if self.known.answered_by(text):
            self.remarks.append(words.ANSWER_IN_TEST(name=name))
            return [Piece(None, cell.source), own]
        if lines_of(text) - lines_of(self.lesson[index].source):
            self.remarks.append(words.NOT_RUN_IN_TEST(name=name))
        return [own]

    # For the notebook as handed in.

    def plain(self) -> list[Piece]:
        """Return the pieces of the notebook as handed in, tests whole; a deleted test below what may be its answers."""
        pieces: list[Piece] = []
        missing = [
            index for index, cell in enumerate(self.lesson) if is_test(cell) and index not in self.matching.identified
        ]
        for place, cell in enumerate(self.cells):
            index = self.matching.identified[place]
            if index is not None and is_test(self.lesson[index]):
                # Known by its text alone, it may be a cell of the student's that a test was merged into.
                merged = cell.grade_id is None and not any(each in self.known.by_id for each in cell.ids)
                parts = around(normal(cell.source), self.known.texts[index]) if merged else None
                before, after = (Piece(None, part) for part in parts or ("", ""))
                pieces += [before, Piece(index, self.lesson[index].source), after]
            elif cell.cell_type == "code":
                pieces += self.cut(cell.source, missing)
        found = {piece.index for piece in pieces}
        for index, lesson in enumerate(self.lesson):
            if is_test(lesson) and index not in found:
                self.add_test(pieces, index)
        return [piece for piece in pieces if piece.source.strip() or piece.index is not None]

    def add_test(self, pieces: list[Piece], index: int) -> None:
        """Add a deleted test to pieces, below each of the last that may hold its answer."""
        owners = self.known.owners(index)
        answers = [place for place, piece in enumerate(pieces) if self.matching.is_for(piece, owners)]
        for place in answers[-COPIES:][::-1] or [len(pieces) - 1]:
            # Below the tests that are there: those must find what they found in what was handed in.
            while place + 1 < len(pieces) and self.is_test_piece(pieces[place + 1]):
                place += 1
            pieces.insert(place + 1, Piece(index, self.lesson[index].source, added=True))

    def cut(self, source: str, deleted: Collection[int]) -> list[Piece]:
        """Return the pieces of a cell that tests were merged into: what stands between them, and each of them whole."""
        for index in deleted:
            parts = around(normal(source), self.known.texts[index])
            if parts is not None:
                rest = [each for each in deleted if each != index]
                test = Piece(index, self.lesson[index].source)
                return [*self.cut(parts[0], rest), test, *self.cut(parts[1], rest)]
        return [Piece(None, source)]

    def is_test_piece(self, piece: Piece) -> bool:
        """Tell whether a piece is a test of the lesson's, or holds nothing."""
        return not piece.source.strip() or (piece.index is not None and is_test(self.lesson[piece.index]))
