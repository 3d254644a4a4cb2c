"""What was collected of a lesson: folders of submissions, earlier attempts, and a list that says what is whose.

A submission is put in its place whole or not at all, and nothing that lies there is lost: it is kept with the earlier
attempts, downloaded/LESSON/earlier/STUDENT/.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder import files, text
from autograder.errors import DownloadError
from autograder.lms.attempts import Attempt, digest
from autograder.prepare import times

VERSION = 1
# Writes files of a download: [(place in the list, where to)] -> {place: why not}.
Unpack = Callable[[Sequence[tuple[int, Path]]], Mapping[int, str]]


@dataclass(frozen=True)
class Kept:
    """What was collected last of somebody: its files' digest, its time in UTC as text, its order; who: see who.py."""

    digest: str
    time: str = ""
    order: int = 0
    late: bool = False
    who: tuple[str, ...] = ()

    def is_older(self, other: Attempt) -> bool:
        """Tell whether another attempt is not later than this; where nothing tells, what comes later is."""
        if self.time and other.time:
            return told(other.time) < self.time
        return bool(self.order and other.order) and other.order < self.order


@dataclass
class Put:
    """What became of an attempt: whether it is in its place now; a line, "" where nothing is to be said."""

    student: str
    is_new: bool = False
    line: str = ""


class Collected:
    """What was collected of one lesson. submitted: the folder of submissions; downloaded: the lesson's of downloads."""

    def __init__(self, submitted: Path, downloaded: Path, lesson: str) -> None:
        """Read what was collected before; raises DownloadError where another version has written that."""
        self.submitted, self.lesson = submitted, lesson
        self.list, self.earlier = downloaded / "collected.json", downloaded / "earlier"
        found = files.read_json(self.list)
        if isinstance(found, dict) and found.get("version") != VERSION:
            raise DownloadError(f"{self.list}: of another version of this program; move it away to begin anew")
        entries = found.get("students") if isinstance(found, dict) else None
        self.students: dict[str, Kept] = {
            str(student): Kept(**{**entry, "who": tuple(entry.get("who", ()))})
            for student, entry in (entries if isinstance(entries, dict) else {}).items()
            if isinstance(entry, dict) and entry.keys() <= Kept.__dataclass_fields__.keys() and "digest" in entry
        }

    def place(self, student: str) -> Path:
        """Return where somebody's submission lies."""
        return self.submitted / student / self.lesson

    def put(self, student: str, who: tuple[str, str], attempt: Attempt, unpack: Unpack) -> Put:
        """Put the last attempt of somebody in its place, unless it, or a later one, is there already."""
        place, known = self.place(student), self.students.get(student)
        kept = Kept(attempt.digest, told(attempt.time), attempt.order, attempt.late, who)
        if os.path.lexists(place) and known is not None and known.digest == kept.digest:
            if known.time == kept.time:
                return Put(student)
            write_time(place, attempt.time)
            return self.note(student, kept)
        there = digest_of(place) if os.path.lexists(place) else ""
        if there == kept.digest:
            if attempt.time is not None:
                write_time(place, attempt.time)
            return self.note(student, kept)
        if there and known is not None and known.is_older(attempt):
            where = self.keep(student, attempt, unpack)
            return Put(student, line=f"a later one is there; this one is kept at {where}")
        return self.exchange(student, kept, attempt, unpack, there)

    def exchange(self, student: str, kept: Kept, attempt: Attempt, unpack: Unpack, there: str) -> Put:
        """Put an attempt in its place; what lies there goes to the earlier ones."""
        place, known = self.place(student), self.students.get(student)
        scratch = place.with_name(f".{self.lesson}.tmp")
        try:
            refused = write(scratch, attempt, unpack)
            if refused and there:
                return Put(student, line=f"{refused}; what was there before is still there. Download it again")
            line = f"{refused}; download it again" if refused else ""
            if there:
                by_hand = known is None or known.digest != there
                where = self.move(student, place, known.time if known and not by_hand else "", there)
                if by_hand:
                    line = f"what was there was put or changed by hand; it is kept at {where}"
            scratch.rename(place)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            with contextlib.suppress(OSError):
                place.parent.rmdir()  # made for what could not be put there
        put = self.note(student, replace(kept, digest="") if refused else kept)
        return replace(put, line=line)

    def note(self, student: str, kept: Kept) -> Put:
        """Keep what was collected of somebody."""
        self.students[student] = kept
        self.save()
        return Put(student, True)

    def save(self) -> None:
        """Write the list, in one step."""
        entries = {student: asdict(each) for student, each in sorted(self.students.items())}
        files.write_json(self.list, {"version": VERSION, "lesson": self.lesson, "students": entries})

    def keep(self, student: str, attempt: Attempt, unpack: Unpack) -> Path:
        """Put an attempt that does not count among the earlier ones, where it is not there; return its folder."""
        place = self.earlier / student / label(told(attempt.time), attempt.digest)
        if not place.is_dir() and attempt.files:
            scratch = place.with_name(f".{place.name}.tmp")
            try:
                if not write(scratch, attempt, unpack):
                    scratch.rename(place)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        return place

    def move(self, student: str, place: Path, time: str, there: str) -> Path:
        """Move what lies in a place to the earlier attempts; return where it is then."""
        name, number = label(time or told(times.read(place)[0]), there), 1
        target = self.earlier / student / name
        while os.path.lexists(target):
            number += 1
            target = target.with_name(f"{name}-{number}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, target)
        return target


def write(folder: Path, attempt: Attempt, unpack: Unpack) -> str:
    """Write an attempt's files and its time to a new folder; return what could not be read, "" where all was."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    refused = unpack([(member.index, folder / path) for path, member in attempt.files.items()])
    write_time(folder, attempt.time)
    lost = {path: refused[member.index] for path, member in attempt.files.items() if member.index in refused}
    named = [f"{text.shown(path, 60)} ({reason})" for path, reason in lost.items()]
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return f"cannot be read in the download: {', '.join(named[:3])}{more}" if named else ""


def write_time(folder: Path, time: datetime | None) -> None:
    """Write when a submission was handed in, as nbgrader does; where that is not known, nothing says it."""
    path = folder / times.NAME
    if time is None:
        path.unlink(missing_ok=True)
    else:
        files.replace(path, f"{time.isoformat(' ')} UTC")


def told(time: datetime | None) -> str:
    """Return a time in UTC as it is kept, "" for none; the later one is the greater text."""
    return "" if time is None else f"{time.isoformat(' ', 'seconds')}"


def label(time: str, what: str) -> str:
    """Return the name of an earlier attempt's folder."""
    return f"{time.replace(' ', 'T').replace(':', '-') or 'no-time'}-{what[:8]}"


def digest_of(place: Path) -> str:
    """Return the digest of what lies in a place, less the file with its time."""
    if place.is_symlink() or not place.is_dir():
        return digest([(place.name, 0, 0)])
    return digest(
        (str(path.relative_to(place)), path.lstat().st_size, checksum(path))
        for path in sorted(place.rglob("*"))
        if (path.is_symlink() or path.is_file()) and path != place / times.NAME
    )


def checksum(path: Path) -> int:
    """Return the checksum of a file as zip files have it; a link is not followed."""
    if path.is_symlink():
        return 0
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(10**6):
            found = zlib.crc32(chunk, found)
    return found
