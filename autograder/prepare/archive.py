"""Finds the notebook in what a student handed in: a folder, a zip file, a file. No link is followed."""

import io
import re
import stat
import struct
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder import words
from autograder.errors import NotHandedIn, SubmissionError

MB = 10**6
LARGEST = 50 * MB  # of a notebook; with outputs, a lesson has about 1 MB
LARGEST_ZIP = 200 * MB
DEEPEST = 3  # zip in zip in zip
MEMBERS = 2000
LISTING = 300 * MEMBERS  # bytes of a zip file's list of its members


# How a file is called in which a student says that an answer is right, see asked.py.
REQUEST = re.compile(r"my_answer_is_right(?:_?\d{1,3}\)?)?((?:\.\w{1,9})*)".replace("_", r"[\W_]{0,3}"), re.IGNORECASE)
NO_TEXTS = {"ipynb", "zip", "py"}


@dataclass(frozen=True)
class Found:
    """The notebook of a submission: its bytes, where it lay, and a remark in one line, "" when there is none.

    asks: whether the notebook may hold a request for another look, see requests.py; asked: what the files beside it
    say in which there is one.
    """

    data: bytes
    where: str
    remark: str = ""
    asks: bool = False
    asked: tuple[str, ...] = ()


def find(folder: str | Path, name: str, known: Collection[str] = ()) -> Found:
    """Return the notebook that a submission's folder, zip file or notebook file holds.

    folder: the path of any of these; name: the lesson's file name; known: names of what else the lesson itself consists
    of, its other notebooks and the files beside it. A notebook of another name, or in a folder below, is taken when it
    is the only one. Links are not followed. Raises SubmissionError with one line.
    """
    folder = Path(folder)
    if folder.is_symlink():
        raise SubmissionError(f"{folder}: {words.LINK()}")
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
        raise NotHandedIn(f"{folder / name}: {words.MISSING(names=names) if names else words.MISSING_EMPTY()}")
    if len(chosen) > 1:
        others = ", ".join(short(path.relative_to(folder)) for path in chosen[:5])
        raise SubmissionError(f"{folder / name}: {words.MISSING_WHICH(names=others)}")
    found = find_in_file(chosen[0], name, known)
    remarks = [found.remark] if found.remark else []
    if exact and len(notebooks) > 1:
        remarks.append(words.MORE_NOTEBOOKS(count=len(notebooks) - 1))
    beside = [path.name for path in files if path != chosen[0] and path.suffix != ".ipynb" and path.name not in known]
    beside = [name for name in beside if not is_request(name)]
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
    told = ", ".join(short(name) for name in used[:3])
    return [words.LEFT_OUT_TOO(names=told) if len(used) > 3 else words.LEFT_OUT(names=told)]


def is_request(name: str) -> bool:
    """Tell whether a file, by its name, is one in which a student says that an answer is right."""
    found = REQUEST.fullmatch(name)
    return found is not None and not NO_TEXTS & set(found[1].lower().split("."))


def short(name: object) -> str:
    """Return a name from outside as it can be told in a line."""
    text = str(name)
    return text if len(text) <= 60 else f"{text[:57]}..."


def find_in_file(path: Path, name: str, known: Collection[str] = ()) -> Found:
    """Return the notebook in a file, which is one, or a zip file that holds one."""
    if path.is_symlink():
        raise SubmissionError(f"{path}: {words.LINK()}")
    if not path.is_file():
        raise SubmissionError(f"{path}: {words.NO_FILE()}; {words.HINT()}")
    if path.name in known:
        raise NotHandedIn(f"{path}: {words.ANOTHER_NOTEBOOK(name=name)}")
    is_zip = path.suffix.lower() == ".zip"
    limit = LARGEST_ZIP if is_zip else LARGEST
    if path.stat().st_size > limit:
        raise SubmissionError(f"{path}: {words.TOO_LARGE(megabytes=limit // MB)}")
    data = path.read_bytes()
    if is_zip or data[:4] == b"PK\x03\x04":
        return find_in_zip(data, str(path), name, known)
    remark = "" if path.name == name else words.RENAMED(found=short(path.name), name=name)
    return Found(data, str(path), remark)


def find_in_zip(data: bytes, where: str, name: str, known: Collection[str] = (), depth: int = 1) -> Found:
    """Return the notebook in a zip file's bytes; nothing is written to disk, and no more is read than is allowed."""
    archive, members = opened(data, where)
    notebooks = [each for each in members if each.filename.endswith(".ipynb") and base(each) not in known]
    exact = [each for each in notebooks if base(each) == name]
    inner = [each for each in members if each.filename.lower().endswith(".zip")]
    chosen = exact or notebooks or inner
    if not chosen:
        raise NotHandedIn(f"{where}: {words.NO_NOTEBOOK_IN(name=name)}")
    if len(chosen) > 1:
        others = ", ".join(short(each.filename) for each in chosen[:5])
        raise SubmissionError(f"{where}: {words.WHICH_IN_ZIP(names=others)}")
    member = chosen[0]
    inside = f"{where}/{short(member.filename)}"
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SubmissionError(f"{inside}: {words.ZIPPED_LINK()}")
    content = read_member(archive, member, inside)
    if member in inner:
        if depth == DEEPEST:
            raise SubmissionError(f"{inside}: {words.TOO_DEEP_ZIP(depth=DEEPEST)}")
        return find_in_zip(content, inside, name, known, depth + 1)
    remarks = [] if exact else [words.RENAMED(found=short(member.filename), name=name)]
    beside = [base(each) for each in members if not each.filename.endswith(".ipynb") and each not in inner]
    beside = [name for name in beside if not is_request(name)]
    return Found(content, inside, "; ".join(remarks + left_out(beside, content)))


def opened(data: bytes, where: str) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Return a zip file and its members, less leftovers; raises SubmissionError where one of them leads out of it."""
    if listing_size(data) > LISTING:
        raise SubmissionError(f"{where}: {words.TOO_MANY_FILES(most=MEMBERS)}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise SubmissionError(f"{where}: {words.NO_ZIP()}") from error
    if len(members) > MEMBERS:
        raise SubmissionError(f"{where}: {words.TOO_MANY_FILES(most=MEMBERS)}")
    for each in members:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", each.filename):
            told = repr(short(each.filename))
            raise SubmissionError(f"{where}: {words.OUTSIDE(name=told)}")
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
        reason = words.PASSWORD() if "password" in str(error) else words.BROKEN_OFF()
        raise SubmissionError(f"{where}: {reason}") from error
    except Exception as error:  # zlib.error and lzma's are of no common type
        raise SubmissionError(f"{where}: {words.BROKEN_OFF()}") from error
    if len(content) > LARGEST:
        raise SubmissionError(f"{where}: {words.TOO_LARGE_UNPACKED(megabytes=LARGEST // MB)}")
    return content
