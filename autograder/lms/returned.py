"""Feedback on its way back: the pages of a lesson in one zip file, under the names by which a platform takes them.

Those names are made by the platform, for each assignment anew, so they are taken from what it has given out:

Moodle ("Assignment FAQ", "Upload multiple feedback files in a zip", MoodleDocs; mod/assign/feedback/file): a folder
"Ada Byron_123_assignsubmission_file_", in older downloads only the beginning of a file's name. 123 is the participant's
number in this assignment, as in the grading worksheet; the file arrives among the feedback files.
Canvas ("How do I upload all student submissions for an assignment?", Canvas Instructor Guide): the name of the file
that was handed in, "byronada_12_345_small.ipynb": the student's number and the file's. Canvas reads these two, and
shows what it takes under the name of the file that was handed in.
Brightspace ("Evaluate assignments using the Assignments tool", D2L, article 3529): the student's folder in the
download, "12345-67890 - Ada Byron - Mar 1, 2026 1159 AM".
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dateutil import parser

from autograder.errors import LmsError
from autograder.lms import table
from autograder.lms.fill import people_of
from autograder.lms.forms_out import BRIGHTSPACE, CANVAS, MOODLE, recognised
from autograder.lms.people import Seen, Someone, matched, some

# The beginning of a zip file's dates; so the same pages make the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644 << 16
MOST = 100_000  # names in a zip file
NAMES = {
    MOODLE: re.compile(r"(?P<name>[^/_]*)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?P<rest>_?)"),
    CANVAS: re.compile(r"(?P<name>[^/]+?)_(?:LATE_)?(?P<number>\d+)_(?P<file>\d+)_(?P<rest>[^/]+)"),
    BRIGHTSPACE: re.compile(r"(?P<number>\d+)-\d+ *- (?P<name>[^/]+?) - (?P<time>[^/]+)"),
}
LIKE = {
    MOODLE: "Ada Byron_123_assignsubmission_file_/small.ipynb",
    CANVAS: "byronada_12_345_small.ipynb",
    BRIGHTSPACE: "12345-67890 - Ada Byron - Mar 1, 2026 1159 AM/small.ipynb",
}


@dataclass(frozen=True)
class Place:
    """Where a student's pages go: who that is; prefix: what a page's name follows; of several the last one counts."""

    seen: Seen
    prefix: str
    order: tuple[float, ...] = ()


def places(platform: str, path: Path) -> list[Place]:
    """Return where pages go, by a platform's download, a zip file, or by Moodle's grading worksheet.

    Raises LmsError, in one line, for a file of another form.
    """
    if path.suffix.casefold() == ".csv":
        return by_worksheet(platform, path)
    try:
        with zipfile.ZipFile(path) as members:
            names = members.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        said = getattr(error, "strerror", None) or error
        raise LmsError(f"{path}: cannot be read as a zip file ({said}); is it the download of submissions?") from error
    if len(names) > MOST:
        raise LmsError(f"{path}: more than {MOST:,} files, which no download of submissions has")
    found = [place for name in names for place in [place_of(platform, name)] if place is not None]
    if not found:
        seen = some(names) or "nothing"
        raise LmsError(f"{path}: no download of {platform}'s, whose files are like {LIKE[platform]}; in it: {seen}")
    return found


def place_of(platform: str, name: str) -> Place | None:
    """Return where the page of whoever handed in a file goes, None for a file that is nobody's; name: in the zip."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if ".." in parts or "/" in parts or "__MACOSX" in parts:
        return None
    for at, part in enumerate(parts):
        known = NAMES[platform].match(part) if platform == MOODLE else NAMES[platform].fullmatch(part)
        if known is None or part.startswith("."):
            continue
        said, folder = known["name"], "/".join(parts[: at + 1])
        ids = (said, f"{said}_{known['number']}")
        seen = Seen(known["number"], ids, "", said, platform == MOODLE)
        if platform == MOODLE:
            rest = part[known.end() :]
            return Place(seen, "/".join([*parts[:at], known[0]]) + ("" if rest else "/"))
        if platform == CANVAS:
            is_notebook = PurePosixPath(part).suffix == ".ipynb"
            return Place(seen, part.removesuffix(known["rest"]), (is_notebook, float(known["file"])))
        return Place(seen, f"{folder}/", (time(known["time"]),)) if at + 1 < len(parts) else None
    return None


def time(said: str) -> float:
    """Return the time in the name of a folder of Brightspace's, as seconds; 0 where it is none."""
    digits = re.sub(r"\b(\d{1,2})(\d\d) ?([AP]M)", r"\1:\2 \3", said)
    try:
        return parser.parse(digits).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def by_worksheet(platform: str, path: Path) -> list[Place]:
    """Return the same by Moodle's grading worksheet, which has each participant's number."""
    known = table.load(path)
    form = recognised(known.heading)
    if platform != MOODLE or form is None or not form.strict:
        raise LmsError(f"{path}: no grading worksheet of Moodle's; give the download of submissions, a zip file")
    found = []
    for seen in people_of(known, form).values():
        name = " ".join(re.sub(r'[\\/:*?"<>|_\x00-\x1f]', " ", seen.name).split()) or "Participant"
        if seen.number:
            found.append(Place(seen, f"{name}_{seen.number}_assignsubmission_file_/"))
    return found


def packed(
    platform: str, pages: Mapping[str, Mapping[str, bytes]], where: Iterable[Place], people: Mapping[str, Someone]
) -> tuple[bytes, list[str]]:
    """Return (the bytes of the zip file, what is to be said of it).

    pages: {student: {a page's file name: its bytes}}. Raises LmsError where nobody's page has a place.
    """
    known: dict[Seen, Place] = {}
    for place in where:
        if place.seen not in known or known[place.seen].order <= place.order:
            known[place.seen] = place
    rows = list(known)
    found = {name: known[rows[at]] for at, name in matched(rows, people).items()}
    lost = [name for name in pages if name not in found]
    if len(lost) == len(pages):
        raise LmsError(f"nobody who has a page today is in the download: {some(lost)}" if lost else "no page today")
    files = {found[name].prefix + page: data for name in pages if name in found for page, data in pages[name].items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as members:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.external_attr, entry.create_system, entry.compress_type = MODE, 3, zipfile.ZIP_DEFLATED
            members.writestr(entry, files[name])
    return out.getvalue(), [f"not in the download, so no page for them: {some(lost)}"] if lost else []
