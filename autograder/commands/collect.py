"""The command that brings in what a learning platform gives to download."""

import sys
from pathlib import Path
from typing import ClassVar

from traitlets import Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.commands.app import CourseApp
from autograder.course import lessons
from autograder.errors import AutograderError, UsageError, attempt
from autograder.grading import Grading
from autograder.lms.collect import Collect, Collector
from autograder.lms.roster import Roster
from autograder.settings import Settings

LONGEST = 1000  # characters of a line


class CollectApp(CourseApp):
    """Collect downloads."""

    name = "autograder-collect"
    takes_lessons = True
    description = "Put what a learning platform gives to download, a zip file, to submitted/STUDENT/LESSON."

    lesson = Unicode(
        None, allow_none=True, help="The lesson, by its name or number; else by the notebooks' names."
    ).tag(config=True)
    aliases: ClassVar[dict[str, str]] = {"lesson": "CollectApp.lesson", "zone": "Collect.zone"}
    classes: ClassVar[list[type[Configurable]]] = [Collect, Roster]

    def run(self) -> None:
        """Collect each download; say what is not plain, a line each, and the sum; exit with 1 where one cannot be."""
        if not self.extra_args:
            raise UsageError("which download? make collect ZIP=path/to/download.zip")
        settings = Settings.of(self.config, self.root)
        grading = Grading(settings)
        name = None if self.lesson is None else lessons.lesson(self.lesson, self.root).name
        beside = {rubric.lesson: rubric for rubrics in grading.lessons.values() for rubric in rubrics}
        roster = settings.roster()
        for line in roster.remarks:
            text.say(text.shown(line, LONGEST))
        collector = Collector(
            self.folder,
            settings.submitted,
            list(beside),
            lambda lesson: attempt(lambda: beside[lesson].beside)[0] or (),
            roster,
            Collect(config=settings.config).read_zone(),
            grading.preparer,
        )
        failed = []
        try:
            for argument in self.extra_args:
                report, error = attempt(collector.collect, Path(argument), name)
                if isinstance(error, AutograderError):
                    failed.append(text.shown(f"{type(error).__name__}: {error}", LONGEST))
                elif error is not None:
                    raise error
                else:
                    for line in [*report.lines, report.sum]:
                        text.say(text.shown(settings.seen(line), LONGEST))
        finally:
            grading.preparer.close()
        if failed:
            sys.exit("\n".join(failed))
