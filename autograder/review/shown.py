"""What the desk shows of one case: why it is held, the answer, what came of its tests, and what others made of it."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution, is_task

from autograder import text
from autograder.bank.bank import Bank
from autograder.cells import HEADING, MARK, grade_id_of, heading_in, own_mark
from autograder.errors import LessonError, attempt
from autograder.papers.desk import kept
from autograder.record import clean
from autograder.record.page import Reader, Shown
from autograder.record.recorded import Mark, Recorded
from autograder.record.state import State
from autograder.record.tables import number
from autograder.report.people import Mask, People
from autograder.review import near
from autograder.review.queue import AGAIN, REQUEST, WHOLE, Case
from autograder.rubric import Rubric
from autograder.verdicts import BREAK, Verdict

# Comments that are offered again, and characters of what a student says.
SNIPPETS, SAID = 9, 5_000
WHY = {
    Verdict.DIED: "Its code ended the kernel that it ran in.",
    Verdict.NOT_RUN: "It was not run.",
    Verdict.TAMPERED: "Its test did not work as it should in this notebook, so that what came of it proves nothing.",
    Verdict.GRADER: "The grader itself failed here, through no fault of the answer; make grade tries it again.",
}
DUE = "No test gives this mark: it is a person's to give."


@dataclass(frozen=True)
class Tested:
    """What came of one test: its verdict, what it says in lines, and its parts, (whether it is hidden, source)."""

    name: str
    verdict: str
    mark: Mark
    lines: tuple[str, ...]
    mistake: str
    parts: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Sight:
    """What is shown of a case. why, notes: lines; asked: what the lesson asks for; places: where its files are."""

    student: str
    lesson: str
    why: tuple[str, ...]
    notes: tuple[str, ...]
    said: str
    asked: Markup
    answers: tuple[Shown, ...]
    tests: tuple[Tested, ...]
    near: near.Near | None
    places: tuple[str, ...]
    snippets: tuple[str, ...]
    comment: str


class Eye:
    """Looks at one case. mask: what must not be told where nobody is to know who is who; None where all may."""

    def __init__(self, rubric: Rubric, people: People, mask: Mask | None, case: Case) -> None:
        """Read what is kept of the submission."""
        self.rubric, self.people, self.mask, self.case = rubric, people, mask, case
        self.state = State.load(rubric.state_path(case.names[0])) or State()
        place = rubric.settings.coursedir
        folder = place.format_path(place.autograded_directory, *case.names[:2])
        self.path = Path(folder, rubric.lesson.path.name)
        found = None if case.kind == WHOLE else kept(self.path, self.state)
        self.executed: NotebookNode = new_notebook() if found is None else found

    def sight(self, recorded: Recorded, others: Sequence[Recorded]) -> Sight:
        """Return what is shown; others: of the same notebook, all who handed it in."""
        case, answers = self.case, self.answers()
        tests = tuple(self.tested(cell, recorded) for cell in case.cells) if case.kind != WHOLE else ()
        named = any(each.mistake for each in tests)
        return Sight(
            student=self.called(),
            lesson=text.shown(case.names[1]),
            why=tuple(map(self.clean, self.why(recorded))),
            notes=tuple(self.clean(text.shown(each, 1000)) for each in self.state.notes),
            said=self.clean(text.writable(case.said[:SAID])),
            asked=self.asked(),
            answers=tuple(map(self.shown, answers)),
            tests=tests,
            near=None if named else self.near(answers),
            places=() if self.mask else self.places(),
            snippets=snippets(others, case.answer, recorded.comments.get(case.answer, ""), self.mask),
            comment=recorded.comments.get(case.answer, ""),
        )

    def called(self) -> str:
        """Return how the student is called."""
        student = self.case.names[0]
        name, code = self.people.name(student), self.people.codes.get(student, student)
        return text.shown(f"{name} ({code})" if name and name != code else code)

    def clean(self, line: str) -> str:
        """Return a text in which nobody is named, where nobody is to be."""
        return self.mask.clean(line) if self.mask else line

    def why(self, recorded: Recorded) -> list[str]:
        """Return why a person is asked, in plain words."""
        case = self.case
        if case.kind == WHOLE:
            return [f"Nothing of it was run: {text.shown(case.why, 1000)}"]
        if case.kind == REQUEST:
            return ["The student says that this is right, though a test refuses it."]
        (cell,) = case.cells
        judged, mark = self.state.tests.get(cell), recorded.marks.get(cell)
        if case.kind == AGAIN and mark is not None and mark.score is not None:
            now = "none" if mark.auto is None else f"{number(mark.auto)} of {number(mark.points)}"
            told = f"A person gave it {number(mark.score)} of {number(mark.points)} before"
            return [f"{told}; it was handed in or graded anew since. The grader's own mark now: {now}."]
        if judged is None or judged.verdict not in WHY or not is_test_here(self.rubric, cell):
            return [DUE]
        return [WHY[judged.verdict]]

    def answers(self) -> list[NotebookNode]:
        """Return the cells of the answer, and below a task the student's own."""
        found, below = [], False
        for cell in self.executed.cells:
            name = grade_id_of(cell)
            if is_task(cell) or is_grade(cell) or is_solution(cell) or heading_in(cell):
                below = is_task(cell) and name in self.case.cells
            if (is_solution(cell) and name == self.case.answer) or (below and own_mark(cell).get("own")):
                found.append(cell)
        return found

    def shown(self, cell: NotebookNode) -> Shown:
        """Return what is shown of a cell of the student's: escaped, or cleaned where it is prose or HTML."""
        notebook = new_notebook(metadata={MARK: {}})
        reader = Reader(notebook, {"assignment": "", "student": ""})
        return reader.safely_shown(masked(cell, self.mask) if self.mask else cell)

    def tested(self, cell: str, recorded: Recorded) -> Tested:
        """Return what came of one test; of what a person marks, its points."""
        judged, mark = self.state.tests.get(cell), recorded.marks.get(cell, Mark(None, 0.0))
        source, _ = attempt(lambda: self.rubric.tests.get(cell, ""))
        lines = [] if judged is None else text.shown(judged.reason, 2000).split(BREAK)
        return Tested(
            text.shown(cell),
            str(judged.verdict) if judged is not None and source else "",
            mark,
            tuple(self.clean(each) for each in lines if each and source),
            text.shown(judged.mistake, 1000) if judged is not None else "",
            parts(source or "", self.rubric),
        )

    def near(self, answers: Sequence[NotebookNode]) -> near.Near | None:
        """Return the wrong answer of the bank that is most like this one."""
        code = "\n".join(each.source for each in answers if each.cell_type == "code")
        bank: Bank = self.rubric.settings.bank
        known, _ = attempt(bank.answers_to, self.rubric.name, self.case.answer)
        return near.nearest(code, known or ()) if code else None

    def asked(self) -> Markup:
        """Return what the lesson says above an exercise, from its heading on."""
        found: list[str] = []
        try:
            cells = self.rubric.lesson.notebook.cells
        except LessonError:
            cells = []
        for cell in cells:
            name = grade_id_of(cell)
            if name is not None and name in (self.case.answer, *self.case.cells) and self.case.kind != WHOLE:
                found += [cell.source] if is_task(cell) else []
                said = HEADING.sub("", "\n\n".join(found)).strip()
                return clean.html(clean.markdown(said), 20_000) if said else Markup("")
            if heading_in(cell) or is_grade(cell):
                found = []
            found += [cell.source] if cell.cell_type == "markdown" and not is_solution(cell) else []
        return Markup("")

    def places(self) -> tuple[str, ...]:
        """Return where what was handed in and what was executed is, those that are there."""
        settings, (student, lesson, _) = self.rubric.settings, self.case.names
        found = [settings.submitted / student / lesson, settings.submitted / student, self.path]
        there = [path for path in found if attempt(path.exists)[0]]
        return tuple(settings.seen(str(path)) for path in there if path != found[1] or found[0] not in there)


def is_test_here(rubric: Rubric, cell: str) -> bool:
    """Tell whether a cell is one of the lesson's tests."""
    known, _ = attempt(lambda: cell in rubric.tests)
    return bool(known)


def masked(cell: NotebookNode, mask: Mask) -> NotebookNode:
    """Return a copy of a cell in which nobody is named, but for what a picture may show."""
    cell = copy.deepcopy(cell)
    cell.source = mask.clean(cell.source)
    for output in cell.get("outputs", []):
        for key in ("text", "ename", "evalue"):
            if isinstance(output.get(key), str):
                output[key] = mask.clean(output[key])
        data = output.get("data", {})
        for kind, said in data.items():
            if kind.startswith("text/") and isinstance(said, str):
                data[kind] = mask.clean(said)
    return cell


def parts(source: str, rubric: Rubric) -> tuple[tuple[bool, str], ...]:
    """Return the parts of a test, (whether students do not have it, source), in order."""
    marks = ClearHiddenTests(config=rubric.settings.config)
    edge = re.compile(f"({re.escape(marks.begin_test_delimeter)}|{re.escape(marks.end_test_delimeter)})")
    found: list[tuple[bool, list[str]]] = [(False, [])]
    for line in source.splitlines():
        seen = edge.search(line)
        if seen is None:
            found[-1][1].append(line)
        else:
            found.append((seen[0] == marks.begin_test_delimeter, []))
    kept_lines = ((hidden, "\n".join(lines).strip("\n")) for hidden, lines in found)
    return tuple((hidden, said) for hidden, said in kept_lines if said.strip())


def snippets(others: Sequence[Recorded], cell: str, present: str, mask: Mask | None) -> tuple[str, ...]:
    """Return the comments that persons gave to a cell, the most used first, each once, but the one that is there."""
    counted = Counter(each.comments[cell].strip() for each in others if cell in each.comments)
    known = sorted(counted, key=lambda said: (-counted[said], said))
    return tuple(said for said in known if said != present.strip() and not (mask and mask.holds(said)))[:SNIPPETS]
