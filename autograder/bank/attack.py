"""The hostile bank: hostile/NAME.py or NAME.ipynb, each one attack or accident, with the verdict that is due.

A .py file is a whole answer; comment lines open it: "# attack: what it tries", "# exercise: LESSON/EXERCISE" and
"# verdict: failed", or several that are as good, with commas between; "# others: lost" where the attack costs the other
exercises of its notebook their marks, too. A .ipynb file holds the cells of a lesson to hand
in changed, by their grade_id, and more cells, and says the same in its metadata, under "hostile". All other exercises
are answered rightly. Where an attack reaches what it is after, its answer is right: so a verdict of failed says that it
has not.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from autograder.cells import grade_id_of
from autograder.course import demo, lessons
from autograder.errors import BankError
from autograder.verdicts import Verdict

LINE = re.compile(r"# (attack|exercise|verdict|others): (.+)\n")


@dataclass(frozen=True)
class Attack:
    """One case of the hostile bank."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name, without its ending."""
        return self.path.stem

    @cached_property
    def about(self) -> dict[str, str]:
        """{"attack", "exercise", "verdict": what is said of it}; raises BankError where one of them is missing."""
        if self.path.suffix == ".py":
            found: dict[str, str] = dict(LINE.findall(self.path.read_text(encoding="utf-8")))
        else:
            found = nbformat.read(self.path, as_version=4).metadata.get("hostile", {})
        missing = {"attack", "exercise", "verdict"} - set(found)
        if missing:
            raise BankError(f"{self.path}: says nothing of {', '.join(sorted(missing))}; see attack.py")
        return found

    @property
    def lesson(self) -> str:
        """The lesson's name."""
        return self.about["exercise"].split("/")[0]

    @property
    def exercise(self) -> str:
        """The name of the exercise that is attacked."""
        return self.about["exercise"].split("/")[1]

    @property
    def verdicts(self) -> set[Verdict]:
        """The verdicts of which one is due."""
        return {Verdict(each.strip()) for each in self.about["verdict"].split(",")}

    @property
    def keeps_others(self) -> bool:
        """Whether the other exercises of the notebook get their full marks."""
        return self.about.get("others") != "lost"

    def notebook(self, root: Path) -> NotebookNode:
        """Return the notebook that is handed in."""
        lesson = lessons.lesson(self.lesson, root)
        released = nbformat.read(Path(root, "lessons", lesson.name, lesson.path.name), as_version=4)
        answers = demo.solved(lesson)
        if self.path.suffix == ".py":
            return demo.answered(released, answers | {self.exercise: self.path.read_text(encoding="utf-8")})
        changed = nbformat.read(self.path, as_version=4)
        made = demo.answered(released, answers)
        for cell in changed.cells:
            name = grade_id_of(cell)
            places = [place for place, each in enumerate(made.cells) if name and kind(each) == (name, True)]
            if places and name not in {grade_id_of(each) for each in changed.cells[: changed.cells.index(cell)]}:
                made.cells[places[0]] = cell
            else:
                made.cells.insert(places[0] + 1 if places else len(made.cells), cell)
        made.metadata.update(changed.metadata)
        return made


def kind(cell: NotebookNode) -> tuple[str | None, bool]:
    """Return (grade_id, whether it is a test or an answer) of a cell."""
    return grade_id_of(cell), is_grade(cell) or is_solution(cell)


def attacks(folder: Path) -> list[Attack]:
    """Return the cases in a bank's folder hostile/, in order."""
    return [Attack(path) for path in sorted(folder.iterdir()) if path.suffix in (".py", ".ipynb")]
