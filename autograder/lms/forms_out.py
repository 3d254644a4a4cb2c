"""The tables in which learning platforms give out and take back marks, as data.

Moodle: "Assignment: Offline grading worksheet" and "Grade import" (MoodleDocs; docs.moodle.org/en/Grade_import). What
takes the worksheet back (mod/assign/feedback/offline) needs the columns Identifier, Grade and Last modified (grade),
and passes over a row whose grade is empty. What takes grades (grade/import/csv) finds people by the e-mail address,
ends at the first whom it does not find, and takes a row without an address for one of the person before it.
Canvas: "How do I import grades in the Gradebook?" (Canvas Instructor Guide) and lib/gradebook_importer.rb: Student, ID,
SIS User ID, SIS Login ID, Section, then assignments as "Name (id)"; a row "Points Possible" below the heading.
Brightspace: "Importing Grades" (D2L, article 3538): OrgDefinedId, Username, "Item Points Grade", and the column
End-of-Line Indicator, which says # in each row.

Headings are compared without regard to case. Moodle's are those of its English and of its German translation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

MOODLE, CANVAS, BRIGHTSPACE = PLATFORMS = ("moodle", "canvas", "brightspace")
# What a platform writes in place of a mark that must stay: excused, or not assigned to that student.
KEPT = ("ex", "excused", "n/a")


@dataclass(frozen=True)
class Form:
    """One form of a table.

    of: the platform; called: what people call it; needs: the roles without which it is not this form; roles: {role:
    headings}, of number, ids, email, name, first, last, grade, maximum; item: what the heading of a column of marks is
    like, with the groups name, and id and points where it says them; below: rows under the heading that are nobody's;
    strict: the number is of one assignment alone.
    """

    of: str
    called: str
    needs: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    item: re.Pattern[str] | None = None
    below: re.Pattern[str] = field(default=re.compile(r"(?!)"))
    strict: bool = False

    def places(self, heading: Sequence[str]) -> dict[str, list[int]]:
        """Return {role: the places of its columns}."""
        plain = [each.strip().casefold() for each in heading]
        wanted = {role: [each.casefold() for each in names] for role, names in self.roles.items()}
        return {role: [at for at, each in enumerate(plain) if each in names] for role, names in wanted.items()}

    def fits(self, heading: Sequence[str]) -> bool:
        """Tell whether a table with such a heading is of this form."""
        found = self.places(heading)
        return all(found[role] for role in self.needs)

    def said(self) -> str:
        """Say how it is known."""
        return f"{self.called} ({', '.join(self.roles[role][0] for role in self.needs)})"


NAMES = {
    "email": ("Email address", "E-Mail-Adresse", "Email", "E-Mail"),
    "first": ("First name", "Vorname"),
    "last": ("Last name", "Surname", "Nachname"),
}
FORMS = (
    Form(
        MOODLE,
        "Moodle's grading worksheet",
        ("number", "grade", "modified"),
        {
            **NAMES,
            "number": ("Identifier", "ID"),
            "ids": ("ID number", "ID-Nummer", "Username", "Anmeldename"),
            "name": ("Full name", "Vollständiger Name", "Name"),
            "grade": ("Grade", "Bewertung"),
            "maximum": ("Maximum grade", "Bestwertung"),
            "modified": ("Last modified (grade)", "Zuletzt geändert (Bewertung)"),
        },
        strict=True,
    ),
    Form(
        MOODLE,
        "Moodle's export of grades",
        ("email", "first", "last"),
        {**NAMES, "number": (), "ids": ("ID number", "ID-Nummer", "Username", "Anmeldename"), "name": ()},
        re.compile(r"(?P<name>.+?)(?: \((?:Real|Punkte)\))?"),
    ),
    Form(
        CANVAS,
        "Canvas's export of the gradebook",
        ("name", "number", "section"),
        {
            "name": ("Student",),
            "number": ("ID",),
            "ids": ("SIS User ID", "SIS Login ID", "Integration ID"),
            "email": (),
            "section": ("Section",),
        },
        re.compile(r"(?P<name>.+) \((?P<id>\d+)\)"),
        re.compile(r"\s*(?:Points Possible|Manual Posting)?"),
    ),
    Form(
        BRIGHTSPACE,
        "Brightspace's export of grades",
        ("ids", "end"),
        {
            "number": ("OrgDefinedId",),
            "ids": ("Username", "OrgDefinedId"),
            "email": ("Email",),
            "first": ("First Name",),
            "last": ("Last Name",),
            "name": (),
            "end": ("End-of-Line Indicator",),
        },
        re.compile(r"(?P<name>.+?) Points Grade(?: *<.*?(?:MaxPoints: *(?P<points>[\d.,]+).*)?>)?"),
    ),
)


def recognised(heading: Sequence[str]) -> Form | None:
    """Return the form of a table with such a heading, None where it is none that is known."""
    return next((form for form in FORMS if form.fits(heading)), None)
