"""A submission laid beside its lesson: which of its cells stands for which of the lesson's, and where answers are."""

from collections.abc import Mapping, Sequence

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder import words
from autograder.cells import grade_id_of, is_test
from autograder.errors import SubmissionError
from autograder.prepare.identify import Known, normal
from autograder.prepare.named import without_words
from autograder.prepare.notebook import Submitted, SubmittedCell
from autograder.prepare.pieces import Piece


class Matching:
    """One submission and its lesson.

    identified: for each submitted cell the index of the lesson's cell that it is, None where it is the student's own.
    chosen, places: {index of a lesson's cell: place of the submitted cell that stands for it}, and the other way round.
    defines: for each submitted cell the exercises whose names it defines. remarks: a line each; rebuilding adds more.
    """

    def __init__(self, lesson: NotebookNode, submitted: Submitted, visible: Mapping[str, str]) -> None:
        """Find out which is which; raises SubmissionError when nothing in the notebook is this lesson's."""
        self.lesson, self.where, self.cells = lesson, submitted.where, submitted.cells
        self.known = Known(lesson, visible)
        image = words.PASTED_IMAGE()
        self.remarks = [each for each in submitted.remarks if each != image or self.has_own_image()]
        self.identified = self.known.identify(self.cells)
        self.defines = [
            self.known.answered_by(cell.source) if cell.cell_type == "code" else set() for cell in self.cells
        ]
        self.hold_foreign()
        self.chosen: dict[int, int] = {}
        self.choose_lessons()
        self.choose_answers()
        self.places = {place: index for index, place in self.chosen.items()}

    def has_own_image(self) -> bool:
        """Tell whether a picture was pasted into a text that is not as the lesson has it, its pictures included."""
        return any(cell.has_image and normal(cell.source) not in self.known.by_text for cell in self.cells)

    def hold_foreign(self) -> None:
        """Raise SubmissionError when nothing in the notebook is this lesson's."""
        known, title = self.known, first_heading(self.lesson.cells)
        unknown = {cell.grade_id for cell in self.cells if cell.is_nbgrader and cell.grade_id not in known.by_grade_id}
        theirs = first_heading(self.cells)
        foreign = len(unknown) > 1 or bool(theirs and title and theirs != title)
        if known.is_this_lesson(self.cells, self.identified, foreign):
            return
        other = theirs and theirs != title
        looks = words.LOOKS_LIKE(title=repr(theirs[:60])) if other else words.NOTHING_KNOWN()
        due = repr(title[:60]) if title else words.THIS_NOTEBOOK()
        raise SubmissionError(f"{self.where}: {words.FOREIGN(looks=looks, due=due)}")

    def choose_lessons(self) -> None:
        """Choose what stands for each cell that the student does not write: of a test, a copy that sees its answer."""
        first: dict[int, int] = {}
        for place, found in enumerate(self.defines):
            for index in found:
                first.setdefault(index, place)
        for place, known in enumerate(self.identified):
            if known is not None and self.known.is_lessons(known):
                sees_answer = any(first.get(each, place) < place for each in self.known.owners(known))
                if known not in self.chosen or (is_test(self.lesson.cells[known]) and sees_answer):
                    self.chosen[known] = place

    def choose_answers(self) -> None:
        """Choose the cells that hold the answers, with a remark on those that were found elsewhere."""
        some_known = any(index is not None and not self.known.is_lessons(index) for index in self.identified)
        for index, cell in enumerate(self.lesson.cells):
            if is_solution(cell):
                place = self.answer(index, cell)
                if place is not None:
                    self.chosen[index] = place
                    if self.identified[place] != index and some_known:
                        self.remarks.append(words.IN_OWN_CELL(name=grade_id_of(cell)))

    def answer(self, index: int, cell: NotebookNode) -> int | None:
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
        tests = [
            place for place, each in enumerate(self.identified) if each is not None and index in self.known.owners(each)
        ]
        for group in (defining, free, written, of_right_type, own):
            # Of several the last that a test sees is meant.
            seen = [place for place in group if tests and place < tests[-1]]
            if group:
                return (seen or group)[-1]
        return None

    def is_for(self, piece: Piece, owners: set[int]) -> bool:
        """Tell whether a piece may hold the answer to one of some exercises."""
        if not piece.code or piece.added:
            return False
        return piece.index in owners or bool(
            owners and not self.known.is_lessons(piece.index) and self.known.answered_by(piece.source) & owners
        )


def first_heading(cells: Sequence[SubmittedCell] | Sequence[NotebookNode]) -> str:
    """Return the text of the first heading of the first level, "" without one; a request is none."""
    for cell in cells:
        if cell.cell_type != "code":
            for line in cell.source.split("\n"):
                if line.startswith("# ") and without_words(line) == line:
                    return str(line).removeprefix("# ").strip()
    return ""
