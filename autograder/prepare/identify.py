"""Tells which cell of the lesson a submitted cell is, whatever became of its metadata.

By nbgrader's grade_id; by the cell's id, unless its text is plainly something else; by its text, as the lesson has it
or as it was handed out. An answer that has lost all of these is known by the name that it defines.
"""

from nbgrader.utils import is_grade, is_locked, is_solution

from autograder import language
from autograder.cells import editable, grade_id_of, is_test

# Of a lesson's lines, the part that a cell must hold to be taken for it: by its id, and by its text alone.
BY_ID, BY_TEXT = 0.5, 0.7
LINES = 3  # a text of fewer lines is known only when it stands there whole


def normal(text):
    """Return a text without what editors change: blanks at the ends of lines, empty lines around it."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def lines_of(text):
    """Return the set of a text's lines, without blanks around them and without empty ones."""
    return {line.strip() for line in text.split("\n")} - {""}


class Known:
    """What the cells of a lesson are known by."""

    def __init__(self, skeleton, visible):
        """Note it; skeleton: the lesson; visible: {grade_id: source} of its tests as students have them."""
        self.cells, self.asked, self.lines = skeleton.cells, {}, {}
        self.by_grade_id, self.by_id, self.by_text, self.texts, self.names = {}, {}, {}, [], {}
        given = set()
        for cell in self.cells:
            if cell.cell_type == "code" and is_locked(cell) and not is_grade(cell):
                given |= language.defined(cell.source)
        for index, cell in enumerate(self.cells):
            shown = visible.get(grade_id_of(cell), cell.source)
            self.texts.append((normal(shown), normal(cell.source)))
            if grade_id_of(cell):
                self.by_grade_id.setdefault(grade_id_of(cell), index)
            if cell.get("id"):
                self.by_id.setdefault(cell.id, index)
            for text in {*self.texts[index]} - {""}:
                self.by_text.setdefault(text, []).append(index)
            if is_test(cell):
                self.lines[index] = lines_of(self.texts[index][0])
            if is_solution(cell) and cell.cell_type == "code":
                name = grade_id_of(cell) or ""
                # A starter that defines its exercise's name is the rule; another defines what it defines.
                found = language.defined(cell.source) - given
                self.names[index] = frozenset({name}) if name in found or not found else found

    def answered_by(self, source):
        """Return the indices of the exercises whose names a text defines."""
        found = self.defined(source)
        return {index for index, names in self.names.items() if names & found}

    def defined(self, source):
        """Return the names that a text defines; each text is parsed once."""
        if source not in self.asked:
            self.asked[source] = language.defined(source)
        return self.asked[source]

    def shared(self, index, source):
        """Return the part of a lesson's cell's lines, as handed out, that stand in a text."""
        lines = lines_of(self.texts[index][0])
        return len(lines & lines_of(source)) / len(lines) if lines else 0.0

    def test_in(self, source):
        """Return the index of the test that a text holds, None when it holds none."""
        text, lines = normal(source), lines_of(source)
        for index, own in self.lines.items():
            if own & lines:
                if around(text, self.texts[index]) is not None:
                    return index
                if len(own) >= LINES and len(lines & own) >= BY_TEXT * len(own):
                    return index
        return None

    def is_plausible(self, index, cell):
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

    def identify(self, cells):
        """Return for each submitted cell the index of the lesson's cell that it is, None where it is the student's."""
        found, used = [], set()
        for cell in cells:
            index = self.by_grade_id.get(cell.grade_id)
            if index is None:
                index = next((self.by_id[each] for each in cell.ids if each in self.by_id), None)
                if index is not None and not self.is_plausible(index, cell):
                    index = None
            found.append(index)
            used |= {index}
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

    def is_this_lesson(self, cells, identified, foreign):
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

    def is_answer(self, index, cell):
        """Tell whether a cell that defines an exercise's name is this lesson's: its docstring, if any, says so."""
        starter, lines = self.cells[index].source, lines_of(cell.source)
        if not any(quotes in cell.source and quotes in starter for quotes in ('"""', "'''")):
            return True
        told = {line for line in lines_of(starter) if ('"""' in line or "'''" in line) and len(line) > 3}
        return bool(told & lines)


def around(text, texts):
    """Return (what stands before, what stands after) one of some texts in a text; None where none stands in it."""
    for each in texts:
        place = f"\n{text}\n".find(f"\n{each}\n")
        if each and place >= 0:
            return text[:place].strip("\n"), text[place + len(each) :].strip("\n")
    return None
