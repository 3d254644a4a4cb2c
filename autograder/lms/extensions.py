"""How much longer somebody has for a lesson, as it is written in a cell of the roster."""

import re
from datetime import UTC, datetime, timedelta

from autograder.prepare import times

# How much longer, or until when, in UTC.
Extension = timedelta | datetime

LENGTH = re.compile(r"(\d{1,5}(?:[.,]\d{1,4})?)\s*(d|days?|h|hours?)?", re.IGNORECASE)
# How a date and time ends that says in which zone it is meant.
ZONED = re.compile(r".*\d\s*(?:Z|[+-]\d\d:?\d\d|(?!AM$|PM$)[A-Z][A-Za-z_]{2,}(?:/[A-Za-z_+-]+)*)", re.DOTALL)
MOST = timedelta(days=3650)
FORMS = "write days (2), hours (36h) or a date and time with its zone (2026-11-05 23:59 +0100)"


def parse(said: str) -> Extension:
    """Return the extension that a text says; raises ValueError, with what may be written, where it says none."""
    length = LENGTH.fullmatch(said)
    if length:
        number, unit = float(length[1].replace(",", ".")), (length[2] or "d")[0].lower()
        given = timedelta(hours=number) if unit == "h" else timedelta(days=number)
        if given > MOST:
            raise ValueError(f"the extension {said} is longer than ten years")
        return given
    try:
        until = times.parse(spaced(said))
    except Exception as error:  # dateutil's are of many types
        raise ValueError(f"the extension {said} is none; {FORMS}") from error
    if not ZONED.fullmatch(said):
        raise ValueError(f"the extension {said} does not say its time zone; {FORMS}")
    return until.replace(tzinfo=UTC)


def spaced(said: str) -> str:
    """Return a date and time as times.parse() takes them: a zone's name is its third word."""
    found = re.fullmatch(r"(\S+?)[T ]+(\S+) +([A-Za-z]\S+)", said)
    return " ".join(found.groups()) if found else said
