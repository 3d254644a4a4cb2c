"""The command that brings pages of feedback back to a learning platform."""

import sys
from pathlib import Path
from typing import ClassVar

from traitlets import Unicode

from autograder.commands.platform import PlatformApp
from autograder.errors import LmsError, UsageError
from autograder.files import replace
from autograder.grading import Grading
from autograder.lms import returned
from autograder.lms.forms_out import CANVAS, MOODLE
from autograder.lms.people import some
from autograder.lms.roster import Person
from autograder.record.gradebook import Record
from autograder.record.pages import Pages
from autograder.record.state import State
from autograder.settings import Settings


class ReturnedApp(PlatformApp):
    """Give back feedback."""

    name = "autograder-returned"
    description = "Write build/returned/: the pages of a lesson, zipped under the names by which a platform takes them."

    download = Unicode(
        "", help="The platform's download of submissions, a zip file; of Moodle's also its grading worksheet."
    ).tag(config=True)
    aliases: ClassVar[dict[str, str]] = {"lms": "ReturnedApp.lms", "zip": "ReturnedApp.download"}

    def run(self) -> None:
        """Write the zip file of each lesson; exit with 1 where somebody's page is not in it."""
        platform, settings = self.platform(), Settings.of(self.config, self.root)
        people, course = self.people(settings), Grading(settings)
        chosen = self.named(course)
        if self.download and len(chosen) != 1:
            raise UsageError(f"{self.download} is of one lesson; which is it? LESSON=...")
        failed = False
        for name in chosen:
            try:
                failed |= self.pack(platform, name, people, course)
            except LmsError as error:
                if len(chosen) == 1:
                    raise
                self.say([f"{name}: {error}"])
                failed = True
        if failed:
            sys.exit(1)

    def pack(self, platform: str, name: str, people: dict[str, Person], course: Grading) -> bool:
        """Write the zip file of one lesson; tell whether somebody's page is not in it."""
        pages, old = pages_of(course, name)
        where = returned.places(platform, self.where(platform, name))
        whom = people | {student: Person(student) for student in pages if student not in people}
        data, lines = returned.packed(platform, pages, where, whom)
        target = self.folder / "build" / "returned" / f"{name}-{platform}.zip"
        replace(target, data)
        if old:
            lines.append(f"without a page that says what is recorded now, so none is sent; make grade: {some(old)}")
        if platform == CANVAS:
            lines.append("Canvas shows each page under the name of the file that was handed in; it is a web page.")
        self.say([*lines, f"{name}: pages of {len(pages)} students, for {platform} to take back: {target}"])
        return len(lines) > (platform == CANVAS)

    def where(self, platform: str, name: str) -> Path:
        """Return the download that names are taken from: the one given, else the one `nbgrader zip_collect` keeps."""
        if self.download:
            return Path(self.download)
        folder = self.folder / "downloaded" / name / "archive"
        found = sorted(folder.glob("*.zip"))
        if len(found) == 1:
            return found[0]
        worksheet = ", or the grading worksheet" if platform == MOODLE else ""
        why = f"{len(found)} zip files in {folder}" if found else f"none in {folder}"
        raise LmsError(
            f"which download of submissions{worksheet}? ZIP=...; {platform} makes names anew for each, and {why}"
        )


def pages_of(course: Grading, name: str) -> tuple[dict[str, dict[str, bytes]], list[str]]:
    """Return ({student: {file name: a page's bytes}} of a lesson, whose pages do not show what is recorded now)."""
    settings, found, old = course.settings, dict[str, dict[str, bytes]](), list[str]()
    pages = Pages(settings.coursedir, settings.config)
    with Record(settings.coursedir, settings.config) as record:
        for student in sorted({who for who, lesson, _ in record.known if lesson == name}):
            mine = {}
            for rubric in course.lessons[name]:
                names = (student, name, rubric.notebook)
                state, recorded = State.load(rubric.state_path(student)), record.find(*names)
                if state is None or recorded is None or not pages.shows(names, recorded, state, state.remarks):
                    break
                mine[f"{rubric.notebook}.html"] = pages.path(names).read_bytes()
            else:
                found[student] = mine
                continue
            old.append(student)
    return found, old
