"""The command for a student: what the visible checks of her notebooks say, as Validate says it in JupyterLab."""

import sys
from pathlib import Path

from traitlets import Float, default

from autograder import text, words
from autograder.commands.app import CourseApp
from autograder.course.lessons import natural
from autograder.doors.desk import Desk
from autograder.errors import SubmissionError, UsageError
from autograder.execute.budget import Budget, Limits


class ValidateApp(CourseApp):
    """Run students' notebooks as they stand, and say what their visible checks say."""

    name = "autograder-validate"
    takes_lessons = True
    description = "Run lessons of lessons/, by name or number, or notebooks by path, and say what their checks say."

    cell_seconds = Float(12, help="Seconds a cell may take; up to five times that where the machine is busy.").tag(
        config=True
    )

    @default("root")
    def _root_default(self) -> str:
        """It needs no course, only a folder lessons/, here or above."""
        here = Path.cwd()
        return str(next((each for each in [here, *here.parents] if (each / "lessons").is_dir()), here))

    def run(self) -> None:
        """Go through the notebooks; exit with 1 where something is open in any of them."""
        words.speak(self.config)
        still_open = False
        for path in self.notebooks():
            text.say(f"{text.shown(path.parent.name)}/{text.shown(path.name)}")
            still_open |= self.validated(path)
            text.say()
        sys.exit(int(still_open))

    def validated(self, path: Path) -> bool:
        """Say what a notebook's checks say; return whether something is open."""
        patience = 4 * self.cell_seconds
        try:
            desk = Desk(path, Budget(Limits(cell_seconds=self.cell_seconds), patience=patience))
        except SubmissionError as error:
            text.say(str(error))
            return True
        answer = desk.run(
            {name: dict(self.config[name]) for name in ("WarmProvisioner", "Words") if name in self.config}
        )
        for line in answer.lines():
            text.say(line)
        return answer.open

    def notebooks(self) -> list[Path]:
        """Return the paths of the notebooks to run; raises UsageError for a word that names none."""
        known = sorted(self.folder.glob("lessons/*/*.ipynb"), key=lambda path: natural(path.parent.name))
        found: list[Path] = []
        for word in self.extra_args:
            named = [path for path in known if word in (path.parent.name, path.parent.name.partition("-")[0])]
            given = [Path(word)] if word.endswith(".ipynb") or Path(word).is_file() else []
            if not named and not given:
                names = ", ".join(dict.fromkeys(path.parent.name for path in known)) or "none"
                raise UsageError(f"{word}: no lesson of that name; the lessons are: {names}")
            found += given or named
        if not found and not known:
            raise UsageError(f"{self.folder}: no folder lessons/ here or above; name a notebook")
        return found or known
