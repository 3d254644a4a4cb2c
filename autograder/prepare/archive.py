"""Finds the notebook in what a student handed in: a folder, a zip file, a file. No link is followed."""

import io
import re
import stat
import struct
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import NotHandedIn, SubmissionError
from autograder.prepare.notebook import HINT

MB = 10**6
LARGEST = 50 * MB  # of a notebook; with outputs, a lesson has about 1 MB
LARGEST_ZIP = 200 * MB
DEEPEST = 3  # zip in zip in zip
MEMBERS = 2000
LISTING = 300 * MEMBERS  # bytes of a zip file's list of its members


@dataclass(frozen=True)
class Found:
    """The notebook of a submission: its bytes, where it lay, and a remark in one line, "" when there is none."""

    data: bytes
    where: str
    remark: str = ""


def find(folder: str | Path, name: str, known: Collection[str] = ()) -> Found:
    """Return the notebook that a submission's folder, zip file or notebook file holds.

    folder: the path of any of these; name: the lesson's file name; known: names of what else the lesson itself consists
    of, its other notebooks and the files beside it. A notebook of another name, or in a folder below, is taken when it
    is the only one. Links are not followed. Raises SubmissionError with one line.
    """
    folder = Path(folder)
    if folder.is_symlink():
        raise SubmissionError(f"{folder}: a link, and links are not followed; hand in the file itself")
    if folder.is_file():
        return find_in_file(folder, name, known)
    files = files_in(folder)
    for among in ([path for path in files if path.parent == folder], files):
        notebooks = [path for path in among if path.suffix == ".ipynb" and path.name not in known]
        zips = [path for path in among if path.suffix.lower() == ".zip"]
        exact = [path for path in notebooks if path.name == name]
        chosen = exact or notebooks or zips
        if chosen:
            break
    if not chosen:
        names = ", ".join(short(path.name) for path in files[:5])
        raise NotHandedIn(f"{folder / name}: missing{f'; it holds {names}' if names else ', the folder is empty'}")
    if len(chosen) > 1:
        others = ", ".join(short(path.relative_to(folder)) for path in chosen[:5])
        raise SubmissionError(f"{folder / name}: missing; which of these is the lesson: {others}? Rename it")
    found = find_in_file(chosen[0], name, known)
    remarks = [found.remark] if found.remark else []
    if exact and len(notebooks) > 1:
        remarks.append(f"{len(notebooks) - 1} more notebooks beside it were left out")
    beside = [path.name for path in files if path != chosen[0] and path.suffix != ".ipynb" and path.name not in known]
    return Found(found.data, found.where, "; ".join(remarks + left_out(beside, found.data)))


def files_in(folder: Path) -> list[Path]:
    """Return the files below a folder, in order, links among them; leftovers of systems, and too many, aside."""
    found: list[Path] = []
    waiting = [(folder, 0)]
    while waiting and len(found) <= MEMBERS:
        place, depth = waiting.pop()
        for path in sorted(place.iterdir()):
            if not path.name.startswith((".", "__MACOSX", "__pycache__")):
                if path.is_dir() and not path.is_symlink():
                    waiting += [(path, depth + 1)] if depth < DEEPEST else []
                else:
                    found.append(path)
    return sorted(found)


def left_out(names: Iterable[str], data: bytes) -> list[str]:
    """Return the remark, in a list, on files that a notebook seems to use and that are not there when it is run."""
    used = [name for name in names if name.endswith(".py") or name.encode(errors="replace") in data]
    if not used:
        return []
    told = ", ".join(short(name) for name in used[:3]) + (" and others" if len(used) > 3 else "")
    return [f"left out, only the notebook is run: {told}"]


def short(name: object) -> str:
    """Return a name from outside as it can be told in a line."""
    text = str(name)
    return text if len(text) <= 60 else f"{text[:57]}..."


def find_in_file(path: Path, name: str, known: Collection[str] = ()) -> Found:
    """Return the notebook in a file, which is one, or a zip file that holds one."""
    if path.is_symlink():
        raise SubmissionError(f"{path}: a link, and links are not followed; hand in the file itself")
    if not path.is_file():
        raise SubmissionError(f"{path}: no file; {HINT}")
    if path.name in known:
        raise NotHandedIn(f"{path}: {name} was due, and this is another notebook of the lesson")
    is_zip = path.suffix.lower() == ".zip"
    limit = LARGEST_ZIP if is_zip else LARGEST
    if path.stat().st_size > limit:
        raise SubmissionError(f"{path}: larger than {limit // MB} MB; clear its outputs and hand it in again")
    data = path.read_bytes()
    if is_zip or data[:4] == b"PK\x03\x04":
        return find_in_zip(data, str(path), name, known)
    remark = "" if path.name == name else f"{short(path.name)} was taken for {name}: the file was renamed"
    return Found(data, str(path), remark)


def find_in_zip(data: bytes, where: str, name: str, known: Collection[str] = (), depth: int = 1) -> Found:
    """Return the notebook in a zip file's bytes; nothing is written to disk, and no more is read than is allowed."""
    archive, members = opened(data, where)
    notebooks = [each for each in members if each.filename.endswith(".ipynb") and base(each) not in known]
    exact = [each for each in notebooks if base(each) == name]
    inner = [each for each in members if each.filename.lower().endswith(".zip")]
    chosen = exact or notebooks or inner
    if not chosen:
        raise NotHandedIn(f"{where}: holds no notebook; {name} was due")
    if len(chosen) > 1:
        others = ", ".join(short(each.filename) for each in chosen[:5])
        raise SubmissionError(f"{where}: which of these is the lesson: {others}? Leave only one")
    member = chosen[0]
    inside = f"{where}/{short(member.filename)}"
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SubmissionError(f"{inside}: a link, and links are not followed; zip the file itself")
    content = read_member(archive, member, inside)
    if member in inner:
        if depth == DEEPEST:
            raise SubmissionError(f"{inside}: a zip file in a zip file, {DEEPEST} deep; zip the notebook alone")
        return find_in_zip(content, inside, name, known, depth + 1)
    remarks = [] if exact else [f"{short(member.filename)} was taken for {name}: the file was renamed"]
    beside = [base(each) for each in members if not each.filename.endswith(".ipynb") and each not in inner]
    return Found(content, inside, "; ".join(remarks + left_out(beside, content)))


def opened(data: bytes, where: str) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Return a zip file and its members, less leftovers; raises SubmissionError where one of them leads out of it."""
    if listing_size(data) > LISTING:
        raise SubmissionError(f"{where}: holds more than {MEMBERS} files; zip the notebook alone")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise SubmissionError(f"{where}: no zip file that can be read, is it whole? Send it again") from error
    if len(members) > MEMBERS:
        raise SubmissionError(f"{where}: holds more than {MEMBERS} files; zip the notebook alone")
    for each in members:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", each.filename):
            told = repr(short(each.filename))
            raise SubmissionError(f"{where}: the member {told} points outside the zip file; zip it again")
    return archive, [each for each in members if not hidden(each.filename)]


def base(member: zipfile.ZipInfo) -> str:
    """Return the name of a member of a zip file, without its folders."""
    return PurePosixPath(member.filename).name


def listing_size(data: bytes) -> int:
    """Return how many bytes a zip file's list of members takes, as its end says; 0 where that is not to be found.

    zipfile reads all of it before it can be asked how many there are.
    """
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0 or len(data) < end + 22:
        return 0
    large = end - 76  # where the end of a large zip file is, if this is one
    if large >= 0 and data[large : large + 4] == b"PK\x06\x06":
        return int.from_bytes(data[large + 40 : large + 48], "little")
    return int.from_bytes(data[end + 12 : end + 16], "little")


def hidden(name: str) -> bool:
    """Tell whether a member of a zip file is a leftover of the system that made it."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> bytes:
    """Return a member's bytes, counted as they are unpacked: what the zip file says of its size is not believed."""
    try:
        with archive.open(member) as file:
            content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        reason = "it has a password" if "password" in str(error) else "it may have broken off"
        raise SubmissionError(f"{where}: cannot be unpacked, {reason}; send it again") from error
    except Exception as error:  # zlib.error and lzma's are of no common type
        raise SubmissionError(f"{where}: cannot be unpacked, it may have broken off; send it again") from error
    if len(content) > LARGEST:
        raise SubmissionError(f"{where}: larger than {LARGEST // MB} MB unpacked; clear its outputs")
    return content
