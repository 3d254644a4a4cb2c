"""The groups of failures without a name, as the class report numbers them, and the answers of those who are in one."""

import ast
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import text
from autograder.errors import AdoptError
from autograder.report import page
from autograder.report.examples import sources
from autograder.report.mistakes import NAMED, Group
from autograder.report.stored import Plan
from autograder.report.whole import Course, Whole, stamp
from autograder.review.harmless import beyond, used_in
from autograder.review.joined import nameless
from autograder.settings import Settings

LONGEST = 110  # characters of a message in a line
ALL = "all"


@dataclass(frozen=True)
class Unnamed:
    """One group, of a lesson."""

    plan: Plan
    group: Group

    @property
    def number(self) -> int:
        """The number that the report gives it."""
        return self.group.number

    @property
    def count(self) -> int:
        """How many students are in it."""
        return len(self.group.students)

    @property
    def exercise(self) -> str:
        """The name of its exercise, as the bank has it."""
        return self.group.item.name.rpartition("/")[2]

    @property
    def label(self) -> str:
        """The lesson and the exercise."""
        return f"{self.plan.title}, {self.group.item.label}"


class Class:
    """The last run, as the class report tells of it."""

    def __init__(self, settings: Settings, run: Path) -> None:
        """run: the path of run.json. Raises ReportError where there is none that can be read."""
        self.settings, self.run = settings, run
        self.page = page.place(settings.root, run, anonymous=False)
        self.whole = Whole(Course(run, self.page, settings.coursedir, settings.lessons()))
        plans = self.whole.plans
        groups = ((plans[name], each) for name, found in self.whole.groups.items() for each in found)
        self.groups = [Unnamed(plan, each) for plan, each in groups if each.kind != NAMED]

    def lines(self) -> list[str]:
        """Return a line for each group: its number, the exercise, how many, and what was said of them."""
        found = []
        for each in self.groups:
            said = self.whole.mask(each.plan).clean(text.shown(" ".join(each.group.text.split()), LONGEST))
            hidden = ", in a hidden part" if each.group.hidden else ""
            found.append(f"{each.number:4}  {each.count:3} in {each.label}{hidden}: {said}")
        return found

    def chosen(self, word: str, least: int) -> list[Unnamed]:
        """Return the groups that are meant: by a number, or all of at least so many students.

        Raises AdoptError where there is none, or where the report that gave the number is of another run.
        """
        if word in (ALL, ""):
            found = [each for each in self.groups if each.count >= least]
            if not found:
                raise AdoptError(f"{self.seen}: no group without a name has {least} students or more")
            return found
        if not word.isdecimal():
            raise AdoptError(f"GROUP={word}: the number of a group, as the report has it, or {ALL}")
        known = page.stamp_of(self.page)
        if known and known != stamp(self.run):
            raise AdoptError(f"{self.seen} was written since {self.page.name} was made: make report numbers them anew")
        found = [each for each in self.groups if each.number == int(word)]
        if not found:
            there = f"1 to {len(self.groups)}" if self.groups else "none"
            raise AdoptError(f"GROUP={word}: {self.seen} has no such group without a name; there are: {there}")
        return found

    @property
    def seen(self) -> str:
        """The path of the run, as it is seen from the course."""
        return self.settings.seen(str(self.run))

    def answers(self, group: Unnamed) -> list[str]:
        """Return the answers of those in a group, without names, the smallest first: as far as they can be read.

        An answer that is no Python, that does not define the exercise, that names somebody, or that may do more than
        compute is left out.
        """
        item, mask = group.group.item, self.whole.mask(group.plan)
        known = used_in(self.settings, group.plan.name)
        found: set[str] = set()
        for student in group.group.students:
            paths = [each for each in self.whole.links.paths(student, group.plan) if each.stem == item.notebook]
            told = "\n\n".join(each for path in paths for each in sources(path, item.answers))
            with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
                bare = nameless(told, mask)
                tree = ast.parse(bare)
                if not mask.holds(bare) and group.exercise in defined(tree) and not beyond(tree, known):
                    found.add(bare)
        return sorted(found, key=lambda each: (len(each), each))


def defined(tree: ast.Module) -> Sequence[str]:
    """Return the names that stand at the top of a program, or are given a value there."""
    named = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    targets = [node for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    stored = [each.id for node in targets for each in ast.walk(node) if isinstance(each, ast.Name)]
    return [*named, *stored]
