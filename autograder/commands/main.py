"""The command line: `python -m autograder COMMAND`, in nbgrader's style, reading nbgrader_config.py."""

from typing import ClassVar

from autograder.commands.app import CourseApp
from autograder.commands.bank import BankApp
from autograder.commands.grade import DemoApp, GradeApp
from autograder.commands.lessons import LessonsApp, SolutionsApp, WatchApp
from autograder.commands.measure import BenchApp, HonestApp


class AutograderApp(CourseApp):
    """The command with its subcommands."""

    name = "autograder"
    description = "Make the course's lessons and grade submissions."
    subcommands: ClassVar[dict[str, tuple[type[CourseApp], object]]] = {
        "grade": (GradeApp, GradeApp.description),
        "bank": (BankApp, BankApp.description),
        "bench": (BenchApp, BenchApp.description),
        "demo": (DemoApp, DemoApp.description),
        "honest": (HonestApp, HonestApp.description),
        "lessons": (LessonsApp, LessonsApp.description),
        "solutions": (SolutionsApp, SolutionsApp.description),
        "watch": (WatchApp, WatchApp.description),
    }

    def run(self) -> None:
        """Without a subcommand, say which there are."""
        self.print_help()
