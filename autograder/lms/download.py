"""Reads a download, the zip file that a learning platform makes of a class: its list, and single files of it.

Nothing is unpacked by the names in it: whoever asks for a file says where to write it. Run apart (sandbox/apart.py),
with limits of time and memory; and no more is written of anybody's than is allowed, whatever the list says.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.errors import AutograderError, DownloadError, SubmissionError
from autograder.prepare import archive

MB = 10**6
MEMBERS = 50_000  # of a class: 300 students with a few files and attempts each
LISTING = 300 * MEMBERS  # bytes of their list
EACH = 2 * archive.LARGEST_ZIP  # bytes of all that one person has handed in
CHUNK = MB
LEFTOVERS = {"__MACOSX", ".DS_Store"}
NOTE = 2000  # bytes of a platform's own text that are looked at


@dataclass(frozen=True)
class Member:
    """A file in a download: its place in the list, name as text, bytes and checksum as the list has them, its time.

    local: as ISO 8601, in the zone of whoever made the zip file, "" for none; utc: in seconds since 1970, 0 for none.
    Plain data all of it, since it comes from another process.
    """

    index: int
    name: str
    size: int
    crc: int
    local: str = ""
    utc: int = 0


def listed(path: Path) -> list[Member]:
    """Return the files of a download, less leftovers of systems; raises DownloadError with one line."""
    with opened(path) as zipped:
        return [
            Member(index, name, each.file_size, each.CRC, local_time(each), utc_time(each))
            for index, each in enumerate(zipped.infolist())
            for name in [name_of(each)]
            if not each.is_dir() and name.strip("/") and not LEFTOVERS & set(name.split("/"))
        ]


def opened(path: Path) -> zipfile.ZipFile:
    """Return an opened download; raises DownloadError for what is none."""
    try:
        if path.is_dir():
            raise DownloadError(f"{path}: a folder, where the zip file was due; some browsers unpack it: zip it again")
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 66_100))
            if archive.listing_size(file.read()) > LISTING:
                raise DownloadError(f"{path}: more than {MEMBERS} files; nothing was collected")
        zipped = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise DownloadError(f"{path}: no such file; which zip file did the learning platform give you?") from error
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise DownloadError(f"{path}: no zip file, or broken off; download it again. Nothing was collected") from error
    if len(zipped.infolist()) > MEMBERS:
        zipped.close()
        raise DownloadError(f"{path}: more than {MEMBERS} files; nothing was collected")
    return zipped


def name_of(member: zipfile.ZipInfo) -> str:
    """Return the name of a file in a zip file, in normal form, whatever encoding it was written in."""
    name, extra = member.filename, dict(extras(member.extra))
    told = extra.get(0x7075, b"")  # the name in UTF-8, with the checksum of the one in the list
    raw = name.encode("utf-8" if member.flag_bits & 0x800 else "cp437", "replace")
    if told[:1] == b"\x01" and told[1:5] == struct.pack("<L", zlib.crc32(raw)):
        name = told[5:].decode("utf-8", "replace")
    elif not member.flag_bits & 0x800 and not name.isascii():
        name = without_flag(raw)
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def without_flag(raw: bytes) -> str:
    """Return a name that does not say its encoding: UTF-8 where it can be that, else one of two of DOS.

    The two have most letters of Western Europe alike; that one is taken in which all are letters.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        western = raw.decode("cp850")
        return western if all(each.isascii() or each.isalpha() for each in western) else raw.decode("cp437")


def extras(data: bytes) -> list[tuple[int, bytes]]:
    """Return (kind, content) of the extra fields of an entry."""
    found = []
    while len(data) >= 4:
        kind, size = struct.unpack("<HH", data[:4])
        found.append((kind, data[4 : 4 + size]))
        data = data[4 + size :]
    return found


def local_time(member: zipfile.ZipInfo) -> str:
    """Return the time of an entry as ISO 8601; "" where there is none: it begins with 1980."""
    try:
        found = datetime(*member.date_time)
    except ValueError:
        return ""
    return found.isoformat() if found.year > 1980 else ""


def utc_time(member: zipfile.ZipInfo) -> int:
    """Return the time of an entry in seconds since 1970; 0 where there is none."""
    told = dict(extras(member.extra)).get(0x5455, b"")
    if len(told) < 5 or not told[0] & 1:
        return 0
    return max(0, int(struct.unpack("<l", told[1:5])[0]))


def unpack(path: Path, wanted: Sequence[tuple[int, Path]]) -> dict[int, str]:
    """Write files of a download, (place in the list, where to); return {place: why not} of those that cannot be.

    Raises DownloadError where the download itself cannot be read any more.
    """
    refused, left = dict[int, str](), EACH
    with opened(path) as zipped:
        members = zipped.infolist()
        for index, target in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                left -= write(zipped, members[index], target, left)
            except AutograderError as error:
                target.unlink(missing_ok=True)
                refused[index] = str(error)
    return refused


def write(zipped: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, most: int) -> int:
    """Write one file, and return how many bytes; raises SubmissionError, in a few words, where it cannot be read."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SubmissionError("a link")
    count, limit = 0, min(most, archive.LARGEST_ZIP)
    with target.open("xb") as file:
        try:
            with zipped.open(member) as content:
                while chunk := content.read(CHUNK):
                    count += len(chunk)
                    if count > limit:
                        raise SubmissionError(f"more than {limit // MB} MB")
                    file.write(chunk)
        except AutograderError:
            raise
        except OSError as error:
            if error.errno is not None:  # of the disk, and none of the zip file's
                raise
            raise SubmissionError("broken off") from error
        except RuntimeError as error:
            raise SubmissionError("locked with a password" if "password" in str(error) else "broken off") from error
        except Exception as error:  # zlib.error and lzma's are of no common type
            raise SubmissionError("broken off") from error
    return count


def notes(path: Path, indices: Sequence[int]) -> list[str]:
    """Return how texts in a download, by their places in its list, begin; "" where one cannot be read."""
    found = []
    with opened(path) as zipped:
        members = zipped.infolist()
        for index in indices:
            try:
                with zipped.open(members[index]) as file:
                    found.append(file.read(NOTE).decode("utf-8-sig", "replace"))
            except Exception:  # of many types; then it says nothing
                found.append("")
    return found
