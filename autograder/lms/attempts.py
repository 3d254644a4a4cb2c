"""What one person has handed in, by the files of a download: attempts, of which the last counts, and files' names.

Names of files are the student's: here they become paths that lie where they are put, whatever is in them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from autograder import text
from autograder.lms import names
from autograder.lms.download import Member
from autograder.lms.forms import Named
from autograder.prepare import archive, times

# How a browser or a platform calls a file whose name is there already: "x-1.ipynb", "x (1).ipynb".
COPY = re.compile(r"(.+?)(?:-\d{1,3}| ?\(\d{1,3}\))(\.ipynb)", re.DOTALL)
NAME, ENDING = 180, 20  # bytes of a file's name, and of its ending


@dataclass(frozen=True)
class Entry:
    """A file of a download, what its name says, and when it was handed in, in UTC, None where that is not known."""

    member: Member
    named: Named
    time: datetime | None = None

    @property
    def rank(self) -> tuple[int, datetime, int]:
        """What is greater the later it was handed in."""
        return self.named.order, self.time or datetime.min, self.member.index


@dataclass(frozen=True)
class Attempt:
    """Files that were handed in together, {path: Member}; late: the platform calls them so.

    order: a number that is greater the later it was handed in, 0 where there is none.
    """

    files: dict[str, Member]
    time: datetime | None = None
    order: int = 0
    late: bool = False

    @property
    def digest(self) -> str:
        """What changes when a file does; a folder with the same files has the same."""
        return digest((path, each.size, each.crc) for path, each in self.files.items())


def digest(files: Iterable[tuple[str, int, int]]) -> str:
    """Return the digest of (path, bytes, checksum) of files."""
    lines = sorted(f"{path}\0{size}\0{crc}" for path, size, crc in files)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def attempts(found: Sequence[Entry], whole: bool, notebooks: Collection[str]) -> list[Attempt]:
    """Return somebody's attempts, the last one last; it has no files where none were handed in.

    whole: each attempt stands for itself, else of each name the last file counts; notebooks: names of the lesson's.
    """
    groups: dict[datetime | None, list[Entry]] = {}
    for each in found:
        groups.setdefault(each.time if whole else None, []).append(each)
    made: list[Attempt] = []
    for _, group in sorted(groups.items(), key=lambda pair: pair[0] or datetime.min):
        last: dict[str, Entry] = {}
        paths = placed(group, notebooks)
        for each in sorted((each for each in group if each.named.file is not None), key=lambda each: each.rank):
            path = paths[each.member.index]
            if path in last:
                made.append(attempt({path: last[path]}, [last[path]]))
            last[path] = each
        made.append(attempt(last, group))
    return with_requests(made)


def with_requests(made: Sequence[Attempt]) -> list[Attempt]:
    """Return attempts, of which none is only a word that an answer is right: that is laid to the one before it.

    It is no new work: the time of that one stays.
    """
    found: list[Attempt] = []
    for each in made:
        if found and found[-1].files and each.files and all(map(is_request, each.files)):
            found[-1] = replace(found[-1], files=found[-1].files | each.files)
        else:
            found.append(each)
    return found


def is_request(path: str) -> bool:
    """Tell whether a file is one in which a student says that an answer is right."""
    return archive.is_request(PurePosixPath(path).name)


def attempt(files: dict[str, Entry], group: Sequence[Entry]) -> Attempt:
    """Return the Attempt of files; group: all that was handed in with them. A request is no work, and never late."""
    group = [each for each in group if not is_request(safe(each.named.file or ""))] or group
    time = max((each.time for each in group if each.time is not None), default=None)
    order, late = max(each.named.order for each in group), any(each.named.late for each in group)
    return Attempt({path: each.member for path, each in files.items()}, time, order, late)


def placed(group: Sequence[Entry], notebooks: Collection[str]) -> dict[int, str]:
    """Return {place in the download's list: the path at which a file is put}.

    Two that get the same path are of one name, of which the last counts; names that some systems take for the same are
    told apart by a number, and the lesson's own has none.
    """
    wished = {each.member.index: safe(each.named.file) for each in group if each.named.file is not None}
    ordered = any(each.named.order for each in group)
    plain = {path: uncopied(path, notebooks) for path in wished.values()}
    counts = Counter(plain[path] for path in set(wished.values()))
    wished = {index: plain[path] if ordered or counts[plain[path]] == 1 else path for index, path in wished.items()}
    folders = {names.folded(str(parent)) for path in wished.values() for parent in PurePosixPath(path).parents}
    taken, final = set(folders), dict[str, str]()
    for path in sorted(set(wished.values()), key=lambda path: (path not in notebooks, path)):
        pure, number = PurePosixPath(path), 1
        while names.folded(str(pure)) in taken:
            number += 1
            pure = PurePosixPath(path).with_stem(f"{PurePosixPath(path).stem} ({number})")
        taken.add(names.folded(str(pure)))
        final[path] = str(pure)
    return {index: final[path] for index, path in wished.items()}


def is_hidden(name: str) -> bool:
    """Tell whether a file, by the name that a student gave it, is a leftover of a system or an editor."""
    return any(part.startswith(".") and part.strip(". ") for part in re.split(r"[/\\]", name))


def uncopied(path: str, notebooks: Collection[str]) -> str:
    """Return the name of the lesson's notebook that a file is a copy of; any other path as it is."""
    found = COPY.fullmatch(path)
    return f"{found[1]}{found[2]}" if found and f"{found[1]}{found[2]}" in notebooks else path


def safe(name: str) -> str:
    """Return the path at which a file is put, seen from its attempt's folder, by the name that a student gave it."""
    parts = [part for part in map(safe_part, re.split(r"[/\\]", name)) if part]
    return "/".join([*parts[:-1][:8], *parts[-1:]]) or "_"


def safe_part(part: str) -> str:
    """Return one part of a path that is none of a system's, and not the file in which the time of handing in stands."""
    part = text.shown(unicodedata.normalize("NFC", part), None).strip().rstrip(".")
    if names.folded(part) == names.folded(times.NAME):
        return f"handed in {part}"
    if len(part.encode()) > NAME:
        ending = PurePosixPath(part).suffix if len(PurePosixPath(part).suffix.encode()) <= ENDING else ""
        told = hashlib.sha256(part.encode()).hexdigest()[:8]
        part = f"{part.encode()[:NAME].decode('utf-8', 'ignore')}~{told}{ending}"
    return part
