"""The command for a picture of the class: report. It is made after each `make grade`, too."""

from pathlib import Path
from typing import ClassVar

from traitlets import Bool, Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.commands.app import CourseApp
from autograder.errors import attempt
from autograder.report import page
from autograder.report.whole import Course
from autograder.settings import Settings

LONGEST = 1000  # characters of a line


class ReportApp(CourseApp):
    """Make the class report."""

    name = "autograder-report"
    description = "Write build/report/index.html: the class's marks, exercises and mistakes, by the last run."

    anonymous = Bool(False, help="Leave out who is who: write anonymous.html.").tag(config=True)
    json = Bool(False, help="Write the figures as JSON, too, beside the page.").tag(config=True)
    grades = Unicode("grades.csv", help="Where the marks were written, with run.json beside it.").tag(config=True)
    flags: ClassVar[dict[str, tuple[dict[str, object], str]]] = {
        "anonymous": ({"ReportApp": {"anonymous": True}}, "Leave out who is who: write anonymous.html."),
        "json": ({"ReportApp": {"json": True}}, "Write the figures as JSON, too, beside the page."),
    }
    classes: ClassVar[list[type[Configurable]]] = []

    def run(self) -> None:
        """Write the page, and say where it is."""
        settings = Settings.of(self.config, self.root)
        run = (self.folder / self.grades).with_name("run.json")
        text.say(f"Class report: {written(settings, run, self.anonymous, self.json)}")


def written(settings: Settings, run: Path, anonymous: bool = False, as_json: bool = False) -> str:
    """Write the report of a run; return where it is. Raises ReportError where there is no run that can be read."""
    place = page.place(settings.root, run, anonymous)
    sections = {each.id: each.section for each in settings.roster().people.values() if each.section}
    paths = page.write(Course(run, place, settings.coursedir, settings.lessons(), anonymous, sections), as_json)
    return ", ".join(map(str, paths))


def after(settings: Settings, run: Path) -> str:
    """Write the report of a run that has just ended; return a line that says where it is, or why it could not be made.

    No mark depends on it.
    """
    place, error = attempt(written, settings, run)
    said = place if error is None else f"cannot be made ({text.told(error)})"
    return text.shown(f"Class report: {said}", LONGEST)
