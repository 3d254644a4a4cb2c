"""The commands that make what students get: handout, before their work; explained, after the deadline."""

from pathlib import Path
from typing import ClassVar

from traitlets import Unicode

from autograder import text
from autograder.bank.bank import Bank
from autograder.commands.app import CourseApp
from autograder.course import branch, handout, leaks, lessons
from autograder.course.convert import source_directory
from autograder.course.leaks import Secret
from autograder.errors import HandoutError
from autograder.record import explained

# So many of what was found are told; the rest is counted.
MOST_TOLD = 20


class HandoutApp(CourseApp):
    """Make what students get."""

    name = "autograder-handout"
    description = "Make build/handout and a zip file of it, what students get: lessons without answers."

    branch = Unicode("", help="Commit it, too, to this branch, which can be pushed for students to pull.").tag(
        config=True
    )
    aliases: ClassVar[dict[str, str]] = {"branch": "HandoutApp.branch"}

    def run(self) -> None:
        """Make it, search it, write it, and say where it is; raise HandoutError where it holds what it must not."""
        asked, every = handout.contents(), lessons.lessons(self.root)
        made = handout.make(self.folder, self.config, every, asked)
        found = handout.check(made, asked, self.secrets(every))
        if found:
            for leak in found[:MOST_TOLD]:
                text.say(str(leak))
            raise HandoutError(f"{len(found)} times what students must not have, see above; nothing was written")
        folder, archive = handout.write(made, self.folder / "build")
        for path in made.left_out:
            text.say(f"{path}: left out, since the list has no such file; see {handout.ROOM / handout.LIST}")
        size = archive.stat().st_size / 1e6
        text.say(f"{folder}: {len(made.files)} files, no known answer in them. {archive}: the same, {size:.1f} MB")
        if self.branch:
            self.commit(made.name, folder)
        else:
            text.say("For students who pull: make handout HANDOUT_ARGS=--branch=handout commits it to a branch, too.")

    def secrets(self, every: list[lessons.Lesson]) -> list[Secret]:
        """Return what students must not have."""
        found = [secret for lesson in every for secret in leaks.of_lesson(lesson)]
        bank = Bank(config=self.config)
        if bank.data is not None:
            found += leaks.of_answers(bank.data, every)
            found += [secret for folder in (bank.hostile, bank.accidents) for secret in leaks.of_files(folder)]
        return found

    def commit(self, course: str, folder: Path) -> None:
        """Commit the folder to the branch, and say how it is pushed."""
        bank = Bank(config=self.config).place
        never = [source_directory(self.config)]
        if bank is not None and bank.is_relative_to(self.folder):
            never.append(str(bank.relative_to(self.folder) / "answers"))
        made = branch.commit(self.folder, folder, self.branch, f"Handout of {course}", never)
        what = f"commit {made[:12]}" if made else "as it was, nothing has changed"
        text.say(f"branch {self.branch}: {what}. To hand it out: git push URL {self.branch}:main")


class ExplainedApp(CourseApp):
    """Make the solutions that students get after the deadline."""

    name = "autograder-explained"
    takes_lessons = True
    description = "Make build/solutions/LESSON.html, solutions with their reasons, for release after the deadline."

    def run(self) -> None:
        """Make the pages of all lessons, or of those named, and say where they are."""
        for lesson in self.chosen():
            text.say(f"{explained.write(lesson, self.folder / 'build' / 'solutions', self.config)}: written")
