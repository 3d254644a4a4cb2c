"""The command for what a student gets in the end: certificates."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import ClassVar

from traitlets import Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.commands.app import CourseApp, near
from autograder.errors import UsageError
from autograder.record import certificates
from autograder.record.criteria import Certificates, criteria, everyone
from autograder.record.seal import is_open
from autograder.settings import Settings

LONGEST = 1000  # characters of a line


class CertificatesApp(CourseApp):
    """Issue certificates."""

    name = "autograder-certificates"
    description = "Write certificates/STUDENT.html and .svg for who fulfils c.Certificates by the gradebook's marks."

    student = Unicode(None, allow_none=True, help="Look at this student only.").tag(config=True)
    aliases: ClassVar[dict[str, str]] = {"student": "CertificatesApp.student"}
    classes: ClassVar[list[type[Configurable]]] = [Certificates]

    def run(self) -> None:
        """Issue what is due, and tell in a line what became of each student's."""
        settings = Settings.of(self.config, self.root)
        wanted = criteria(settings.config, self.folder, settings.lessons())
        students = everyone(settings.coursedir.db_url, wanted)
        if self.student is not None and self.student not in students:
            raise UsageError(
                f"--student={self.student}: nobody of that name is in the gradebook{near(self.student, students)}"
            )
        told = certificates.issue(wanted, students, date.today().isoformat(), self.student)
        for each in told:
            text.say(text.shown(settings.seen(f"{text.shown(each.student)}: {each.line}"), LONGEST))
        warn(wanted.key)
        counts = Counter(each.what for each in told)
        said = ", ".join(f"{count} {what}" for what, count in counts.items()) or "nobody is in the gradebook"
        text.say(f"{said}. Certificates, and their register: {wanted.folder}")


def warn(key: Path) -> None:
    """Say so where others than its owner may read a key."""
    if is_open(key):
        text.say(f"{key}: others may read the key, and forge certificates: chmod 600 {key}")
