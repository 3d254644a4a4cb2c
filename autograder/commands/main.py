"""The command line: `python -m autograder COMMAND`, in nbgrader's style, reading nbgrader_config.py."""

from collections.abc import Iterator
from importlib.util import find_spec
from textwrap import indent
from typing import ClassVar

from traitlets.utils.importstring import import_item

from autograder.commands.app import CourseApp

# The class of each command, which is imported when it is called: students are given few of them.
COMMANDS = {
    "grade": "autograder.commands.grade.GradeApp",
    "adopt": "autograder.commands.adopt.AdoptApp",
    "bank": "autograder.commands.bank.BankApp",
    "bench": "autograder.commands.measure.BenchApp",
    "certificates": "autograder.commands.certificates.CertificatesApp",
    "collect": "autograder.commands.collect.CollectApp",
    "demo": "autograder.commands.grade.DemoApp",
    "explained": "autograder.commands.handout.ExplainedApp",
    "handout": "autograder.commands.handout.HandoutApp",
    "honest": "autograder.commands.measure.HonestApp",
    "lessons": "autograder.commands.lessons.LessonsApp",
    "marks": "autograder.commands.marks.MarksApp",
    "pages": "autograder.commands.lessons.PagesApp",
    "report": "autograder.commands.report.ReportApp",
    "review": "autograder.commands.review.ReviewApp",
    "returned": "autograder.commands.returned.ReturnedApp",
    "similar": "autograder.commands.similar.SimilarApp",
    "solutions": "autograder.commands.lessons.SolutionsApp",
    "validate": "autograder.commands.validate.ValidateApp",
    "verify": "autograder.commands.verify.VerifyApp",
    "watch": "autograder.commands.lessons.WatchApp",
}


class AutograderApp(CourseApp):
    """The command with its subcommands."""

    name = "autograder"
    description = "Make the course's lessons and grade submissions."
    subcommands: ClassVar[dict[str, tuple[str, str]]] = {
        name: (place, "") for name, place in COMMANDS.items() if find_spec(place.rpartition(".")[0]) is not None
    }

    def emit_subcommands_help(self) -> Iterator[str]:
        """Yield the lines that say which there are, and what each does."""
        for line in super().emit_subcommands_help():
            yield line
            if line in self.subcommands:
                yield indent(import_item(self.subcommands[line][0]).description, " " * 4)

    def run(self) -> None:
        """Without a subcommand, say which there are."""
        self.print_help()
