"""How learning platforms name what they give to download; the forms themselves are data, forms.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache

from dateutil import parser

from autograder.files import PACKAGE

PLACE = PACKAGE / "lms" / "forms.toml"
# "Nov 3, 2026 1142 PM": the hour and the minute stand together.
CLOCK = re.compile(r"(\d{1,2})(\d{2})( ?[ap]\.?m\.?)?$", re.IGNORECASE)
YEARS = range(1990, 2100)
# Characters of a name: platforms' are far shorter, and over a very long one a pattern takes minutes.
LONGEST = 1000


@dataclass(frozen=True)
class Named:
    """What the name of one file says, "" where it says nothing; file: None where it is none of the person's.

    time: in the platform's local time, None where the name has none; order: greater the later, 0 where it has none;
    is_leftover: a system's or an editor's file, of which only the person counts.
    """

    name: str = ""
    head: str = ""
    id: str = ""
    number: str = ""
    file: str | None = None
    time: datetime | None = None
    order: int = 0
    late: bool = False
    is_leftover: bool = False


@dataclass(frozen=True)
class Form:
    """How one platform names files; see forms.toml."""

    platform: str
    pattern: re.Pattern[str]
    ignored: re.Pattern[str] | None = None
    whole: bool = False
    entries: bool = False

    def read(self, name: str) -> Named | None:
        """Return what a file's name says; None where it has not this form."""
        found = self.pattern.fullmatch(name) if len(name) <= LONGEST else None
        if not found:
            return None
        said = {key: value or "" for key, value in found.groupdict().items()}
        return Named(
            said.get("name", "").strip(),
            said.get("head", ""),
            said.get("id", ""),
            said.get("number", ""),
            said.get("file") or None,
            moment(said.get("time", "")),
            int(said.get("order") or 0),
            bool(said.get("late")),
        )

    def read_all(self, names: Sequence[str]) -> list[Named | None]:
        """Return what each of the names of one download says.

        A folder around all of them may look like a person's; it is none where without it there are more people.
        """
        cut = len(shared(names))
        plain, inside = ([self.read(name[start:]) for name in names] for start in (0, cut))
        return max((plain, inside), key=lambda each: len({named and (named.name, named.number) for named in each}))

    def is_own(self, name: str) -> bool:
        """Tell whether a file is the platform's own, and nobody's."""
        return bool(self.ignored and self.ignored.fullmatch(name))


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms that are known."""
    tables = tomllib.loads(PLACE.read_text(encoding="utf-8"))
    return tuple(made(platform, table) for platform, table in tables.items())


def made(platform: str, table: dict[str, str]) -> Form:
    """Return the Form of a table."""
    ignored = re.compile(table["ignored"], re.DOTALL) if "ignored" in table else None
    pattern = re.compile(table["pattern"], re.DOTALL)
    return Form(platform, pattern, ignored, bool(table.get("whole")), bool(table.get("entries")))


def recognised(names: Sequence[str]) -> tuple[Form, list[Named | None]] | None:
    """Return the form that most of these names have, of two the first, and what each says; None where none has any."""
    read = [(form, form.read_all(names)) for form in forms()]
    form, found = max(read, key=lambda pair: sum(each is not None for each in pair[1]))
    return (form, found) if any(found) else None


def shared(names: Sequence[str]) -> str:
    """Return the folders that all of these names lie in, "" where there are none."""
    return alike(names, "/")


def alike(names: Sequence[str], mark: str) -> str:
    """Return what all of these names begin with, up to the last of a mark in it."""
    first, last = min(names), max(names)
    end = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[: first.rfind(mark, 0, end) + 1]


def moment(said: str) -> datetime | None:
    """Return the time that a name says, without a zone; None where it cannot be read."""
    digits = re.sub(r"\D", "", said)
    try:
        if len(digits) == 14 and not re.search(r"[A-Za-z]", said):
            found = datetime.strptime(digits, "%Y%m%d%H%M%S")
        elif said:
            found = parser.parse(CLOCK.sub(r"\1:\2\3", said))
        else:
            return None
    except Exception:  # dateutil's errors are of many types
        return None
    return found.replace(tzinfo=None) if found.year in YEARS else None


def in_utc(local: datetime, zone: tzinfo) -> datetime:
    """Return a zone's local time in UTC, without a zone; of an hour that comes twice the first."""
    aware = local.replace(tzinfo=zone)
    return (local - (aware.utcoffset() or aware - aware)).replace(microsecond=0)


def heads(names: Iterable[str]) -> str:
    """Return what "TITLE_ID" names of one assignment begin with alike, up to an underscore; "" where that is unclear.

    So cut, no two of them become the same.
    """
    different = sorted(set(names))
    if len(different) < 2:
        return ""
    return alike(different, "_")


def cuts(head: str) -> Iterator[str]:
    """Yield what may be the id in a "TITLE_ID", the longest first."""
    for found in re.finditer("_", head):
        yield head[found.end() :]
