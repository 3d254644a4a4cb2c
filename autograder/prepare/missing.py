"""Puts back what is missing from a submission, or out of reach in it, where it belongs in the student's order."""

from nbgrader.utils import is_grade, is_locked, is_solution

from autograder import words
from autograder.cells import editable, grade_id_of, is_test
from autograder.prepare import idle
from autograder.prepare.matching import Matching
from autograder.prepare.pieces import Piece


class Missing:
    """What is put back into the pieces of one submission, which change as it is."""

    def __init__(self, matching: Matching, pieces: list[Piece]) -> None:
        """pieces: of what was handed in, in its order."""
        self.matching, self.known, self.cells = matching, matching.known, matching.lesson.cells
        self.pieces = [piece for place, piece in enumerate(pieces) if self.in_reach(pieces, place)]

    def put_back(self) -> list[Piece]:
        """Return the pieces with what is missing put where it belongs."""
        present = {piece.index for piece in self.pieces}
        missing = [index for index in range(len(self.cells)) if index not in present]
        for index in missing:
            cell = self.cells[index]
            if cell.cell_type == "code" and not is_grade(cell) and not is_solution(cell):
                self.put_back_code(index)
        for index in missing:
            if is_test(self.cells[index]):
                self.put(self.place_of_test(index), index)
        for index in missing:
            if is_solution(self.cells[index]):
                self.put_back_answer(index)
        for index in missing:
            if self.cells[index].cell_type != "code" and not is_solution(self.cells[index]):
                self.put(0 if index == 0 else self.place_of_text(index), index)
        return self.pieces

    def put(self, place: int, index: int, source: str | None = None) -> None:
        """Put a cell of the lesson's at a place; source: in place of its own."""
        cell = self.cells[index]
        self.pieces.insert(
            place, Piece(index, cell.source if source is None else source, cell.cell_type == "code", added=True)
        )

    def in_reach(self, pieces: list[Piece], place: int) -> bool:
        """Tell whether a piece stands where it can do its part.

        A given cell cannot below a test or an answer that it stands above in the lesson; a test above its answer.
        """
        piece = pieces[place]
        if piece.index is None or not piece.code or is_solution(self.cells[piece.index]):
            return True
        if is_test(self.cells[piece.index]):
            owners = self.known.owners(piece.index)
            where = [p for p, each in enumerate(pieces) if self.matching.is_for(each, owners)]
            return not where or place >= min(where)
        return not is_locked(self.cells[piece.index]) or not any(
            each.index is not None and each.index > piece.index and self.is_graded(each.index)
            for each in pieces[:place]
        )

    def is_graded(self, index: int) -> bool:
        """Tell whether a cell of the lesson is an answer or a test."""
        return bool(is_solution(self.cells[index]) or is_grade(self.cells[index]))

    def put_back_code(self, index: int) -> None:
        """Put a given or teaching cell back: below the one that it followed, and above what redefines its names."""
        bound = self.known.bound(index)
        theirs = [
            place
            for place, piece in enumerate(self.pieces)
            if piece.code
            and not piece.added
            and not self.known.is_lessons(piece.index)
            and self.known.defined(piece.source, imports=True) & bound
        ]
        if theirs and editable(self.cells[index]):
            return
        needing = [
            place
            for place, each in enumerate(self.pieces)
            if each.index is not None and each.index > index and self.is_graded(each.index)
        ]
        self.put(min([self.below(index), *theirs, *needing]), index)

    def below(self, index: int) -> int:
        """Return the place below the nearest cell that stands above a lesson's cell in the lesson."""
        above = {piece.index: place for place, piece in enumerate(self.pieces) if piece.index is not None}
        earlier = [each for each in above if each < index]
        return above[max(earlier)] + 1 if earlier else 0

    def place_of_test(self, index: int) -> int:
        """Return where a test belongs: below its answer, and below the given cells and tests that it follows."""
        owners, cells = self.known.owners(index), self.cells
        answers = [place for place, piece in enumerate(self.pieces) if self.matching.is_for(piece, owners)]
        chosen = [place for place in answers if self.pieces[place].index in owners]
        if not answers:
            return self.below(index)
        needed = [
            place
            for place, piece in enumerate(self.pieces)
            if piece.index is not None
            and piece.index < index
            and piece.code
            and not is_solution(cells[piece.index])
            and (not is_grade(cells[piece.index]) or self.known.owners(piece.index) & owners)
            and not editable(cells[piece.index])
        ]
        return max([(chosen or answers)[-1], *needed]) + 1

    def put_back_answer(self, index: int) -> None:
        """Put the cell of an answer back above its test: empty where the answer stands elsewhere, or may."""
        name, names = grade_id_of(self.cells[index]), self.known.names.get(index, frozenset())
        tests = [
            place
            for place, each in enumerate(self.pieces)
            if each.index is not None and index in self.known.owners(each.index)
        ]
        source = None
        if any(self.matching.is_for(piece, {index}) for piece in self.pieces):
            source = f"# {words.ELSEWHERE(name=name)}"
            self.matching.remarks.append(words.IN_OTHER_CELL(name=name))
        elif names and any(
            may_bind(each.source, names) for each in self.pieces if each.code and not self.known.is_lessons(each.index)
        ):
            # In other languages a comment may look otherwise.
            source = f"# {words.NOT_HANDED_IN(name=name)}" if self.known.python else ""
        self.put(min(tests) if tests else self.below(index), index, source)

    def place_of_text(self, index: int) -> int:
        """Return where a text of the lesson belongs: above the code that follows it in the lesson."""
        code = {each.index: place for place, each in enumerate(self.pieces) if each.index is not None and each.code}
        following = [each for each in code if each > index]
        return code[min(following)] if following else len(self.pieces)


def may_bind(source: str, names: frozenset[str]) -> bool:
    """Tell whether a cell may bind one of some names in a way that its text does not show at once."""
    found = idle.words(source)
    return bool(found & names) or "import *" in source or bool(found & {"exec", "run", "load"})
