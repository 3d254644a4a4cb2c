"""The command that gives a name to mistakes that the class has made: adopt. Answers of the class join the bank."""

from pathlib import Path
from typing import ClassVar

from traitlets import Integer, Unicode

from autograder import text
from autograder.commands.app import CourseApp
from autograder.errors import AdoptError, UsageError
from autograder.review import adopted
from autograder.review.adopted import Adopted, Adoption
from autograder.review.unnamed import ALL, Class
from autograder.settings import Settings

# Characters of a line.
LONGEST = 1000


class AdoptApp(CourseApp):
    """Let answers of the class join the bank, so that their mistakes have names."""

    name = "autograder-adopt"
    description = (
        "List the groups of failures without a name, as the class report numbers them; or let an answer of one join "
        "the bank, without names, so that all who made the mistake are told it by the next run."
    )

    group = Unicode(help=f"The number of a group, as the report has it; or {ALL}. Without: list them.").tag(config=True)
    least = Integer(0, min=0, help="All groups of at least so many students.").tag(config=True)
    mistake = Unicode(help="The mistake in words, as its students are told it; without: a draft.").tag(config=True)
    grades = Unicode("grades.csv", help="Where the marks were written, with run.json beside it.").tag(config=True)
    aliases: ClassVar[dict[str, str]] = {
        "group": "AdoptApp.group",
        "least": "AdoptApp.least",
        "mistake": "AdoptApp.mistake",
    }

    def run(self) -> None:
        """List the groups, or let answers of some join the bank; say what came of each, and what to do next."""
        several = self.group == ALL or bool(self.least)
        if self.least and self.group not in ("", ALL):
            raise UsageError("--least is for all groups of at least so many: leave --group out, or say --group=all")
        if self.mistake and (several or not self.group):
            raise UsageError("--mistake is for one group: say which by --group=3")
        settings = Settings.of(self.config, self.root)
        run = Class(settings, (self.folder / self.grades).with_name("run.json"))
        if not self.group and not self.least:
            self.list(run)
            return
        settings.bank.needed  # noqa: B018 (it raises the error that says how one is configured)
        mistake = " ".join(text.shown(self.mistake, LONGEST).split())
        found = adopted.adopt(settings, run, run.chosen(self.group, max(self.least, 1)), mistake)
        self.tell(found, several)

    def list(self, run: Class) -> None:
        """Print the groups."""
        for line in run.lines() or ["No failure is without a name."]:
            text.say(line)
        if run.groups:
            text.say("make adopt GROUP=1 gives the first one a name; GROUP=all, or ADOPT_ARGS=--least=3, several")

    def tell(self, found: Adopted, several: bool) -> None:
        """Print what came of each group; raises AdoptError where none has joined."""
        joined = [each for each in found.groups if each.answer]
        if not joined and not several:
            raise AdoptError(f"group {found.groups[0].group.number}: {found.groups[0].why}; nothing is written")
        for each in found.groups:
            self.tell_of(each)
        if not joined:
            raise AdoptError("none of these groups can be adopted; nothing is written")
        for path in found.changed:
            text.say(f"{self.seen(path)}: written")
        count = len({student for each in joined for student in each.group.group.students})
        text.say(f"Next: make lessons, then make grade: {count} {'student is' if count == 1 else 'students are'} told")

    def tell_of(self, each: Adoption) -> None:
        """Print what came of one group."""
        what = f"group {each.group.number}, {each.group.count} in {each.group.label}"
        if each.answer is None:
            text.say(text.shown(f"{what}: not adopted: {each.why}", LONGEST))
            return
        text.say(text.shown(f"{what}: {self.seen(each.answer.path)}", LONGEST))
        text.say(text.shown(f"    # mistake: {each.answer.mistake}", LONGEST))
        if each.answer.mistake != self.mistake:
            text.say("    a draft, which students read: make it better there; its words stand in # message:, too")
        text.say("    read the code as well: make bank runs it without walls, as it runs all of the bank")

    def seen(self, path: Path) -> str:
        """Return a path as it is seen from the course."""
        return str(path.relative_to(self.folder)) if path.is_relative_to(self.folder) else str(path)
