"""What the commands for a learning platform share: which it is, which lessons, which students."""

from collections.abc import Iterable
from typing import ClassVar

from traitlets import Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.commands.app import CourseApp, near
from autograder.course import lessons
from autograder.errors import CertificateError, LmsError, UsageError
from autograder.grading import Grading, points
from autograder.lms.canvas import Canvas
from autograder.lms.forms_out import PLATFORMS
from autograder.lms.people import everyone
from autograder.lms.roster import Person
from autograder.lms.settings import Platform
from autograder.record.criteria import gradebook
from autograder.settings import Settings

LONGEST = 1000  # characters of a line


class PlatformApp(CourseApp):
    """What both have in common: the platform, the lessons, the students."""

    takes_lessons = True

    lms = Unicode("", help="The learning platform: moodle, canvas or brightspace.").tag(config=True)
    classes: ClassVar[list[type[Configurable]]] = [Platform, Canvas]

    def platform(self) -> str:
        """Return the platform; raises UsageError where it is none that is known."""
        chosen = (self.lms or Platform(config=self.config).lms).casefold()
        if chosen not in PLATFORMS:
            said = f"{chosen}: no such platform{near(chosen, PLATFORMS)}" if chosen else "which platform?"
            raise UsageError(f"{said}; LMS= one of {', '.join(PLATFORMS)}")
        return chosen

    def named(self, course: Grading) -> list[str]:
        """Return the names of the lessons that are asked for, all of those that give points without any."""
        if not self.extra_args:
            return [name for name, rubrics in course.lessons.items() if sum(points(rubrics).values())]
        return [lessons.lesson(each, self.root).name for each in self.extra_args]

    def people(self, settings: Settings) -> dict[str, Person]:
        """Return {id: who} of the students, by the roster, else the gradebook; LmsError where none is there yet."""
        try:
            with gradebook(settings.coursedir.db_url) as session:
                known = everyone(session)
        except CertificateError as error:
            raise LmsError(str(error)) from error
        return known | dict(settings.roster().people)

    def say(self, lines: Iterable[str]) -> None:
        """Print lines."""
        for line in lines:
            text.say(text.shown(line, LONGEST))
