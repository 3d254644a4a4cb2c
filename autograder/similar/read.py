"""What is compared: the answers that were graded, less what the lesson itself and the bank's right answers have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.utils import is_solution

from autograder.cells import grade_id_of, language_of
from autograder.course import skeleton
from autograder.course.lessons import Lesson
from autograder.record.tables import MISSING, Entry
from autograder.report.examples import sources
from autograder.report.people import Links
from autograder.report.stored import Item, Known, Plan
from autograder.settings import Settings
from autograder.similar.prints import Prints, prints, runs
from autograder.similar.settings import Similarity
from autograder.similar.tokens import tokens


@dataclass
class Answers:
    """The answers to one exercise. texts, prints: {student: the answer}, {student: its prints}."""

    item: Item
    texts: dict[str, str] = field(default_factory=dict)
    prints: dict[str, Prints] = field(default_factory=dict)


class Reader:
    """Reads the answers to the exercises of one lesson."""

    def __init__(self, plan: Plan, notebooks: Sequence[Lesson], settings: Settings, wanted: Similarity) -> None:
        """notebooks: the lesson's own; raises LessonError where they are none."""
        self.plan, self.settings, self.wanted = plan, settings, wanted
        self.python = {each.path.stem: language_of(each.notebook) == "python" for each in notebooks}
        self.code: set[tuple[str, str]] = set()  # (notebook, grade_id) of the answers that are code
        self.lesson: set[str] = set()
        for each in notebooks:
            name, is_python = each.path.stem, self.python[each.path.stem]
            for cell in [*each.notebook.cells, *skeleton.make(each, settings.config).cells]:
                is_code = is_python and cell.cell_type == "code"
                self.lesson.update(self.runs(cell.source, is_code))
                if is_code and is_solution(cell):
                    self.code.add((name, grade_id_of(cell) or ""))

    def runs(self, source: str, is_code: bool) -> list[str]:
        """Return all runs of a text."""
        return runs(tokens(source, is_code), self.wanted.noise)

    def common(self, item: Item) -> set[str]:
        """Return the runs that tell nothing in an exercise: the lesson's, and those of the bank's right answers."""
        exercise = item.name.removeprefix(f"{item.notebook}/")
        right = [each for each in self.settings.bank.answers_to(self.plan.name, exercise) if each.is_right]
        return self.lesson.union(*(self.runs(each.source, is_code=True) for each in right))

    def answers(self, item: Item, entries: Sequence[Entry], known: Known, links: Links) -> Answers:
        """Return the answers to an exercise; entries: those of the lesson in the run.

        An answer that was left as it was handed out is none.
        """
        found, common = Answers(item), self.common(item)
        is_code = all((item.notebook, each) in self.code for each in item.answers)
        for entry in entries:
            student = entry["student"]
            left = known.untouched.get((student, entry["lesson"], item.notebook), set())
            if entry["mark"] == MISSING or left.issuperset(item.answers):
                continue
            text = "\n\n".join(
                source for path in self.paths(links, student, item) for source in sources(path, item.answers)
            )
            if text.strip():
                found.texts[student] = text
                read = tokens(text, is_code)
                found.prints[student] = prints(read, common, self.wanted.noise, self.wanted.guarantee)
        return found

    def paths(self, links: Links, student: str, item: Item) -> list[Path]:
        """Return the path of the executed notebook that holds an exercise."""
        return [each for each in links.paths(student, self.plan) if each.stem == item.notebook]
