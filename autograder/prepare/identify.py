"""Tells which cell of the lesson a submitted cell is, whatever became of its metadata.

By nbgrader's grade_id; by the cell's id, unless its text is plainly something else; by its text, as the lesson has it
or as it was handed out. An answer in Python that has lost all of these is known by the name that it defines.
"""

from collections.abc import Mapping, Sequence

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder import language
from autograder.cells import editable, grade_id_of, is_test, language_of
from autograder.prepare import idle
from autograder.prepare.notebook import SubmittedCell, without_images

# Of a lesson's lines, the part that a cell must hold to be taken for it: by its id, and by its text alone.
BY_ID, BY_TEXT = 0.5, 0.7
LINES = 3  # a text of fewer lines is known only when it stands there whole


def normal(text: str) -> str:
    """Return a text without what editors change: blanks at the ends of lines, empty lines around it."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def lines_of(text: str) -> set[str]:
    """Return the set of a text's lines, without blanks around them and without empty ones."""
    return {line.strip() for line in text.split("\n")} - {""}


class Known:
    """What the cells of a lesson are known by."""

    def __init__(self, skeleton: NotebookNode, visible: Mapping[str, str]) -> None:
        """Note it; visible: {grade_id: source} of the tests and tasks as students have them."""
        self.cells: list[NotebookNode] = skeleton.cells
        # What a name is and where one is bound is known of Python only.
        self.python = language_of(skeleton) == "python"
        self.asked: dict[tuple[str, bool], frozenset[str]] = {}
        # By a cell's index: the texts that it may have, as handed out first; a test's lines; an answer's names.
        self.texts: list[tuple[str, ...]] = []
        self.lines: dict[int, set[str]] = {}
        self.names: dict[int, frozenset[str]] = {}
        self.by_grade_id: dict[str, int] = {}
        self.by_id: dict[str, int] = {}
        self.by_text: dict[str, list[int]] = {}
        given: set[str] = set()
        for cell in self.cells:
            if cell.cell_type == "code" and is_locked(cell) and not is_grade(cell):
                given |= self.defined(cell.source)
        for index, cell in enumerate(self.cells):
            self.note(index, cell, visible, given)

    def note(self, index: int, cell: NotebookNode, visible: Mapping[str, str], given: set[str]) -> None:
        """Note a cell; given: the names that are defined for the student."""
        name = grade_id_of(cell) or ""
        sources = [visible.get(name, cell.source), cell.source]
        if cell.cell_type != "code":
            sources += map(without_images, sources[:])
        self.texts.append(tuple(map(normal, sources)))
        if name:
            self.by_grade_id.setdefault(name, index)
        if cell.get("id"):
            self.by_id.setdefault(cell.id, index)
        for text in {*self.texts[index]} - {""}:
            self.by_text.setdefault(text, []).append(index)
        if is_test(cell):
            self.lines[index] = lines_of(self.texts[index][0])
        if is_solution(cell) and cell.cell_type == "code":
            # A starter that defines its exercise's name is the rule; another defines what it defines.
            found = self.defined(cell.source) - given
            self.names[index] = frozenset({name}) if name in found or not found else found

    def answered_by(self, source: str) -> set[int]:
        """Return the indices of the exercises whose names a text defines."""
        found = self.defined(source)
        return {index for index, names in self.names.items() if names & found}

    def defined(self, source: str, imports: bool = False) -> frozenset[str]:
        """Return the names that a text defines; imports: those that it imports, too. Each text is parsed once."""
        key = source, imports
        if key not in self.asked:
            self.asked[key] = language.defined(source, imports) if self.python else frozenset()
        return self.asked[key]

    def bound(self, index: int) -> frozenset[str]:
        """Return the names that a cell of the lesson binds."""
        return (idle.names(self.cells[index].source)[0] if self.python else None) or frozenset()

    def owners(self, index: int) -> set[int]:
        """Return the indices of the exercises that a test may belong to: whose names it reads, or the one above it."""
        cell = self.cells[index]
        if not is_test(cell):
            return set()
        read = idle.names(cell.source)[1] if self.python else idle.words(cell.source)
        above = [each for each in self.names if each < index]
        return {each for each, names in self.names.items() if names & read} or set(above[-1:])

    def is_lessons(self, index: int | None) -> bool:
        """Tell whether the cell with an index is one of the lesson's that the student does not write."""
        return index is not None and not is_solution(self.cells[index])

    def shared(self, index: int, source: str) -> float:
        """Return the part of a lesson's cell's lines, as handed out, that stand in a text."""
        lines = lines_of(self.texts[index][0])
        return len(lines & lines_of(source)) / len(lines) if lines else 0.0

    def test_in(self, source: str) -> int | None:
        """Return the index of the test that a text holds, None when it holds none."""
        text, lines = normal(source), lines_of(source)
        for index, own in self.lines.items():
            if own & lines:
                if around(text, self.texts[index]) is not None:
                    return index
                if len(own) >= LINES and len(lines & own) >= BY_TEXT * len(own):
                    return index
        return None

    def is_plausible(self, index: int, cell: SubmittedCell) -> bool:
        """Tell whether a submitted cell with the id of a lesson's cell may be that cell, by its text."""
        lesson, text = self.cells[index], normal(cell.source)
        if not text or text in self.texts[index]:
            return True
        if text in self.by_text:
            return False
        if is_solution(lesson):
            found = self.answered_by(cell.source)
            return index in found or not found
        if lesson.cell_type != "code":
            return cell.cell_type != "code"
        if editable(lesson):
            return cell.cell_type == "code" and not self.answered_by(cell.source)
        return self.shared(index, cell.source) >= BY_ID

    def identify(self, cells: Sequence[SubmittedCell]) -> list[int | None]:
        """Return for each submitted cell the index of the lesson's cell that it is, None where it is the student's."""
        found = [self.marked(cell) for cell in cells]
        used = set(found)
        for place, cell in enumerate(cells):
            if found[place] is None:
                same = self.by_text.get(normal(cell.source), [])
                found[place] = next((index for index in same if index not in used), same[0] if same else None)
                used |= {found[place]}
        for place, cell in enumerate(cells):
            if found[place] is None and cell.cell_type == "code":
                index = self.test_in(cell.source)
                found[place] = index if index not in used else None
        return found

    def marked(self, cell: SubmittedCell) -> int | None:
        """Return the index of the lesson's cell that a submitted cell is by its metadata, None where they say none."""
        if cell.grade_id is not None and cell.grade_id in self.by_grade_id:
            return self.by_grade_id[cell.grade_id]
        index = next((self.by_id[each] for each in cell.ids if each in self.by_id), None)
        return index if index is not None and self.is_plausible(index, cell) else None

    def is_this_lesson(self, cells: Sequence[SubmittedCell], identified: Sequence[int | None], foreign: bool) -> bool:
        """Tell whether a submission is one of this lesson at all.

        foreign: whether it has marks of another one. Then what lessons share says nothing: given cells, tests of a line
        or two, an answer whose own docstring is not this exercise's.
        """
        anything = False
        for cell, index in zip(cells, identified, strict=True):
            if cell.cell_type == "code" and any(self.is_answer(each, cell) for each in self.answered_by(cell.source)):
                return True
            if index is None:
                continue
            says_much = is_test(self.cells[index]) and len(lines_of(self.texts[index][0])) >= LINES
            # Another lesson's test may look much the same: the first lines, and the verbs of checks.py.
            if says_much and self.shared(index, cell.source) >= (1 if foreign else BY_ID):
                return True
            anything = True
        return anything and not foreign

    def is_answer(self, index: int, cell: SubmittedCell) -> bool:
        """Tell whether a cell that defines an exercise's name is this lesson's: its docstring, if any, says so."""
        starter, lines = self.cells[index].source, lines_of(cell.source)
        if not any(quotes in cell.source and quotes in starter for quotes in ('"""', "'''")):
            return True
        told = {line for line in lines_of(starter) if ('"""' in line or "'''" in line) and len(line) > 3}
        return bool(told & lines)


def around(text: str, texts: Sequence[str]) -> tuple[str, str] | None:
    """Return (what stands before, what stands after) one of some texts in a text; None where none stands in it."""
    for each in texts:
        place = f"\n{text}\n".find(f"\n{each}\n")
        if each and place >= 0:
            return text[:place].strip("\n"), text[place + len(each) :].strip("\n")
    return None
