"""Reads timestamp.txt, in which nbgrader's exchange, or whoever handed in, says when a submission was handed in."""

import re
from datetime import datetime
from pathlib import Path

from dateutil import parser, tz

from autograder import text, words
from autograder.errors import SubmissionError
from autograder.files import read_small

NAME = "timestamp.txt"
LONGEST = 200  # bytes; nbgrader's has 30
YEARS = range(1970, 2200)
ZONE = re.compile(r"[A-Za-z]+(/[A-Za-z][A-Za-z_+-]*)*\d{0,2}")
# Two dates that have nothing in common: what is read as different days from them was no whole date.
NO_DATE = (datetime(2000, 1, 1), datetime(2001, 2, 2))


def read(folder: str | Path) -> tuple[datetime | None, str]:
    """Return (when a submission's folder says that it was handed in, a remark); UTC without a zone, or None.

    Never raises: what cannot be read as a time costs a remark.
    """
    try:
        data = read_small(Path(folder, NAME), LONGEST)
        if data is None:
            return None, ""
        return parse(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig").strip()), ""
    except SubmissionError as error:
        reason = str(error)
    except Exception as error:  # dateutil's are of many types; whatever it is, there is no time
        reason = text.told(error, 100)
    return None, words.NO_TIME(file=NAME, reason=reason)


def parse(said: str) -> datetime:
    """Return the time that a text names, in UTC without a zone; raises ValueError and others where it names none."""
    if not re.search(r"\d{4}", said):
        raise ValueError(words.NO_YEAR(said=said))
    zone, parts = None, said.split(" ")
    # As nbgrader writes it: the zone is the third word. dateutil knows offsets, but not every name.
    if len(parts) == 3 and ZONE.fullmatch(parts[2]) and parts[2].upper() not in ("AM", "PM"):
        zone = tz.gettz(parts[2])
        if zone is None:
            raise ValueError(words.NO_ZONE(said=parts[2]))
        said = " ".join(parts[:2])
    found = [parser.parse(said, default=default) for default in NO_DATE]
    if found[0] != found[1]:
        raise ValueError(words.NO_DATE(said=said))
    when = found[0] if found[0].tzinfo or zone is None else found[0].replace(tzinfo=zone)
    offset = when.utcoffset()
    if offset is not None:
        when = (when - offset).replace(tzinfo=None)
    if when.year not in YEARS:
        raise ValueError(words.WRONG_YEAR(year=when.year))
    return when
