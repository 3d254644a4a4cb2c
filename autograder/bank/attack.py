"""The hostile bank: hostile/NAME.py or NAME.ipynb, each one attack or accident, with the verdict that is due.

Comment lines open a .py file: "# kind: " one of KINDS, and "# attack: what it tries". There are two forms.

An answer says "# exercise: LESSON/EXERCISE" and is the whole of it; all other exercises are answered rightly, and the
teaching cells, which take the longest, have been deleted.
"# verdict: failed" says what is due, or several that are as good, with commas between; "refused" stands for all that
give no points. "# others: lost" where the attack costs the other exercises of its notebook their marks, too. Where an
attack reaches what it is after, its answer is right: so a verdict of failed says that it has not. A .ipynb file holds
the cells of a lesson to hand in changed, by their grade_id, and more cells, and says the same in its metadata, under
"hostile".

What is no notebook says "# lesson: NAME" instead, and hands itself in: its hand_in(folder, lesson, notebook) fills the
folder of a student, submitted/STUDENT, with the lesson's name and the notebook solved. "# due: held" or "all" or "any"
is the mark; "# says: words" are words of the line that tells why. It is of our own making, and runs in this process.

"# copies: 2" where it is handed in by that many students. Attacks that are made by generators are such texts, too: see
random_attacks.py. Those that reach what they are after today stand in open.txt.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from autograder.cells import grade_id_of
from autograder.course import demo, lessons
from autograder.errors import BankError
from autograder.verdicts import Verdict

LINE = re.compile(r"# (kind|attack|exercise|lesson|verdict|due|says|others|copies): (.+)\n")
# What attacks of a kind are after.
KINDS = {
    "tests": "what runs or checks a test is replaced",
    "told": "the same, but a control run is told from the real one, or need not be",
    "lies": "what an answer gives lies when it is compared",
    "claims": "the notebook's metadata claim marks",
    "ends": "an answer does not come back",
    "spoils": "a parser runs wild over the text of a cell",
    "files": "what is handed in is no notebook, or one that spoils the reading",
    "fills": "the memory, disk or output of the machine or the grader is filled",
    "leaks": "the walls are looked over: files, processes, the network, other students",
    "pages": "a page of feedback does what a student wants",
}
# Verdicts that give no points.
REFUSED = {Verdict.FAILED, Verdict.TIMED_OUT, Verdict.DIED, Verdict.NOT_RUN, Verdict.TAMPERED}
MARKS = ("held", "all", "any")
OPEN = "open.txt"


@dataclass(frozen=True)
class Attack:
    """One case of the hostile bank. made: its text where a generator has made it; then path is only a name."""

    path: Path
    made: str = ""

    @property
    def name(self) -> str:
        """The file's name, without its ending."""
        return self.path.stem

    @cached_property
    def about(self) -> dict[str, str]:
        """{"kind", "attack", "exercise" and so on: what is said of it}; raises BankError where something is missing."""
        if self.path.suffix == ".py":
            head = re.match(r"(?:#.*\n)*", self.text)
            found: dict[str, str] = dict(LINE.findall(head[0] if head else ""))
        else:
            found = nbformat.read(self.path, as_version=4).metadata.get("hostile", {})
        needed = {"lesson", "due"} if "lesson" in found else {"exercise", "verdict"}
        missing = {"kind", "attack", *needed} - set(found)
        if missing:
            raise BankError(f"{self.path}: says nothing of {', '.join(sorted(missing))}; see attack.py")
        if found["kind"] not in KINDS or found.get("due", "any") not in MARKS:
            known = f"kinds are {', '.join(KINDS)}; what is due is {', '.join(MARKS)}"
            raise BankError(f"{self.path}: {found['kind']}, {found.get('due', '-')}: {known}; see attack.py")
        return found

    @cached_property
    def text(self) -> str:
        """What the file holds."""
        return self.made or self.path.read_text(encoding="utf-8")

    @property
    def kind(self) -> str:
        """What it is after, one of KINDS."""
        return self.about["kind"]

    @property
    def is_answer(self) -> bool:
        """Whether it is a notebook with an exercise that is attacked, or else hands itself in."""
        return "exercise" in self.about

    @property
    def lesson(self) -> str:
        """The lesson's name."""
        return self.about["exercise"].split("/")[0] if self.is_answer else self.about["lesson"]

    @property
    def exercise(self) -> str:
        """The name of the exercise that is attacked."""
        return self.about["exercise"].split("/")[1]

    @property
    def verdicts(self) -> set[Verdict]:
        """The verdicts of which one is due."""
        said = {each.strip() for each in self.about["verdict"].split(",")}
        return (REFUSED if "refused" in said else set()) | {Verdict(each) for each in said - {"refused"}}

    @property
    def keeps_others(self) -> bool:
        """Whether the other exercises of the notebook get their full marks."""
        return self.about.get("others") != "lost"

    @property
    def copies(self) -> int:
        """How many students hand it in."""
        return int(self.about.get("copies", "1"))

    def hand_in(self, folder: Path, root: Path) -> None:
        """Fill a student's folder, which is there; root: the course's."""
        lesson = lessons.lesson(self.lesson, root)
        if self.is_answer:
            path = folder / lesson.name / lesson.path.name
            path.parent.mkdir()
            path.write_text(json.dumps(self.notebook(root)), encoding="utf-8")
            return
        own: dict[str, Any] = {}
        exec(compile(self.text, self.path, "exec"), own)
        own["hand_in"](folder, lesson.name, demo.answered(released(lesson, root), demo.solved(lesson)))

    def notebook(self, root: Path) -> NotebookNode:
        """Return the notebook that is handed in, of an attack on an exercise."""
        lesson = lessons.lesson(self.lesson, root)
        answers = demo.solved(lesson)
        if self.path.suffix == ".py":
            made = demo.answered(released(lesson, root), answers | {self.exercise: self.text})
            made.cells = [each for each in made.cells if each.cell_type != "code" or "nbgrader" in each.metadata]
            return made
        changed = nbformat.read(self.path, as_version=4)
        made = demo.answered(released(lesson, root), answers)
        for cell in changed.cells:
            name = grade_id_of(cell)
            places = [place for place, each in enumerate(made.cells) if name and kind(each) == (name, True)]
            if places and name not in {grade_id_of(each) for each in changed.cells[: changed.cells.index(cell)]}:
                made.cells[places[0]] = cell
            else:
                made.cells.insert(places[0] + 1 if places else len(made.cells), cell)
        made.metadata.update(changed.metadata)
        return made


def released(lesson: lessons.Lesson, root: Path) -> NotebookNode:
    """Return a lesson's notebook as students get it."""
    return nbformat.read(Path(root, "lessons", lesson.name, lesson.path.name), as_version=4)


def kind(cell: NotebookNode) -> tuple[str | None, bool]:
    """Return (grade_id, whether it is a test or an answer) of a cell."""
    return grade_id_of(cell), is_grade(cell) or is_solution(cell)


def attacks(folder: Path) -> list[Attack]:
    """Return the cases in a bank's folder hostile/, in order."""
    return [Attack(path) for path in sorted(folder.iterdir()) if path.suffix in (".py", ".ipynb")]


def still_open(folder: Path) -> dict[str, str]:
    """Return {attack, or generator: what it gets today, though it should not}, as open.txt in folder says."""
    lines = Path(folder, OPEN).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): told.strip() for name, told in pairs}
