"""The command that shows which answers are alike beyond what their exercise makes alike; off until it is turned on."""

from pathlib import Path
from typing import ClassVar

from traitlets import Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.commands.app import CourseApp
from autograder.errors import UsageError
from autograder.settings import Settings
from autograder.similar import page
from autograder.similar.settings import Similarity
from autograder.similar.whole import Compare


class SimilarApp(CourseApp):
    """Show answers that are alike."""

    name = "autograder-similar"
    takes_lessons = True
    description = (
        "Write build/similar/index.html: pairs of answers of the last run that are alike, with how often pairs are as "
        "alike in that exercise; for a person to read, on this machine alone. Off until c.Similarity.enabled is True."
    )

    grades = Unicode("grades.csv", help="Where the marks were written, with run.json beside it.").tag(config=True)
    classes: ClassVar[list[type[Configurable]]] = [Similarity]

    def run(self) -> None:
        """Compare, write the page, and say where it is."""
        settings = Settings.of(self.config, self.root)
        wanted = Similarity(config=settings.config)
        if not wanted.enabled:
            raise UsageError(
                "comparing answers is off: it tells of likeness, never of copying, and students should know that it is "
                "done; c.Similarity.enabled = True in nbgrader_config.py turns it on"
            )
        chosen = [each.name for each in self.chosen()] if self.extra_args else []
        run = (self.folder / self.grades).with_name("run.json")
        place = page.place(Path(settings.root), run)
        found = page.write(Compare(run, place, settings, wanted), chosen)
        for each in found["lessons"]:
            pairs = f"alike in more than one exercise: {each['more_than_once']}, in one alone: {each['once']}"
            text.say(f"{each['name']}: pairs of {each['students']} students that are {pairs}")
        text.say(f"For a person to read, and no verdict: {place}")
