"""Tables of our own for a platform to import, where there is no export of its to be filled; see forms_out.py."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from autograder import text
from autograder.lms.columns import Column, Marks, number
from autograder.lms.forms_out import BRIGHTSPACE, CANVAS, MOODLE
from autograder.lms.people import Someone, some


@dataclass(frozen=True)
class Layout:
    """A platform's columns: those about a person, {heading: what it says}, and those after the marks.

    mark: how the heading of a column of marks is made of its name.
    """

    about: dict[str, Callable[[Someone], str]]
    mark: str = "{}"
    end: dict[str, str] = field(default_factory=dict)


def sortable(person: Someone) -> str:
    """Return a name as Canvas sorts by it: the family name first."""
    return f"{person.last}, {person.first}" if person.last and person.first else person.name or person.id


def hashed(said: str) -> str:
    """Return an id as Brightspace writes it, so that no spreadsheet takes it for a number."""
    return f"#{text.shown(said, None)}" if said else ""


LAYOUTS = {
    MOODLE: Layout(
        {
            "First name": lambda each: each.first or each.name,
            "Last name": lambda each: each.last,
            "Email address": lambda each: each.email,
        }
    ),
    CANVAS: Layout(
        {
            "Student": sortable,
            "ID": lambda each: each.number if each.number.isdigit() else "",
            "SIS User ID": lambda _: "",
            "SIS Login ID": lambda each: each.id,
            "Section": lambda each: each.section,
        }
    ),
    BRIGHTSPACE: Layout(
        {"OrgDefinedId": lambda each: hashed(each.number), "Username": lambda each: hashed(each.id)},
        "{} Points Grade",
        {"End-of-Line Indicator": "#"},
    ),
}


def made(platform: str, sent: Mapping[Column, Marks], people: Mapping[str, Someone]) -> tuple[str, list[str]]:
    """Return (the text of a table with a row for each of people, what is to be said of it).

    sent: {column: its marks}. Who has no mark at all has no row: where a platform has one, an empty cell may take it
    away.
    """
    layout = LAYOUTS[platform]
    rows = [[*layout.about, *(layout.mark.format(text.cell(each.name)) for each in sent), *layout.end]]
    if platform == CANVAS:
        rows.append(["Points Possible", *[""] * (len(layout.about) - 1), *(number(each.points) for each in sent)])
    marked = {name: [found.get(name, "") for found in sent.values()] for name in people}
    marked = {name: row for name, row in marked.items() if not all(isinstance(each, str) for each in row)}
    lines, left_out = unfound(platform, {name: people[name] for name in marked})
    for name, row in marked.items():
        if name not in left_out:
            about = [text.cell(say(people[name])) for say in layout.about.values()]
            said = ["" if isinstance(each, str) else number(each) for each in row]
            rows.append([*about, *said, *layout.end.values()])
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue(), lines


def gaps(sent: Mapping[Column, Marks]) -> list[str]:
    """Return a line where somebody has a mark in one column and none in another, so that a row has an empty cell."""
    marked = [{name for name, mark in each.items() if not isinstance(mark, str)} for each in sent.values()]
    some_empty = any(each != marked[0] for each in marked)
    told = "an empty cell may take away a mark that is there: import one lesson at a time (LESSON=1), or give FROM="
    return [told] * some_empty


def unfound(platform: str, people: Mapping[str, Someone]) -> tuple[list[str], set[str]]:
    """Return (a line for each reason why a platform would not find some of people, or take one for another; who)."""
    if platform != MOODLE:
        return [], set()
    emails = Counter(each.email.casefold() for each in people.values())
    without = [name for name, each in people.items() if not each.email]
    double = [name for name, each in people.items() if each.email and emails[each.email.casefold()] > 1]
    reasons = {"Moodle finds people by e-mail, and there is no address of them": without}
    reasons["more than one of them has that e-mail address"] = double
    lines = [f"left out, since {why}: {some(names)}" for why, names in reasons.items() if names]
    return lines, {*without, *double}
