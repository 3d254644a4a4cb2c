"""Finds, in what a student handed in, the file in which she says that an answer is right though its check refuses it.

It is called my-answer-is-right, with .txt, .md or nothing behind it, in a folder or in a zip file. No link is followed,
and nothing that lies there costs anybody anything: what cannot be read is told in a remark.
"""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from autograder import text, words
from autograder.errors import SubmissionError
from autograder.files import read_small
from autograder.prepare import archive
from autograder.prepare.notebook import decode

# Endings of its name that a text may have.
TEXTS = {".txt", ".text", ".md", ".markdown"}
LARGEST = 200_000  # bytes of such a file
MOST, ZIPS = 10, 5  # such files, and zip files that are looked into


@dataclass(frozen=True)
class Said:
    """What such files say, a text each; unread: a remark for each that cannot be read."""

    texts: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def beside(place: str | Path) -> Said:
    """Return what such files say in the folder, the zip file, or the file itself, that was handed in."""
    place = Path(place)
    texts: list[str] = []
    unread: list[str] = []
    for name, read in files(place):
        if len(texts) + len(unread) == MOST:
            break
        try:
            texts.append(read_text(name, read))
        except SubmissionError as error:
            unread.append(words.UNREAD_REQUEST(name=text.shown(archive.short(name)), reason=error))
    return Said(tuple(texts), tuple(unread))


def read_text(name: str, read: Callable[[], bytes]) -> str:
    """Return the text of such a file; raises SubmissionError, without the name, where it is none."""
    if not set(PurePosixPath(name.lower()).suffixes) <= TEXTS:
        raise SubmissionError(words.NO_TEXT())
    data = read()
    if len(data) > LARGEST:
        raise SubmissionError(words.TOO_LONG(count=LARGEST))
    try:
        return decode(data, "")
    except SubmissionError as error:
        raise SubmissionError(words.NO_TEXT()) from error


def files(place: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (name, what reads it) of each such file."""
    if place.is_symlink() or not (place.is_dir() or place.is_file()):
        return
    looked = 0
    for path in archive.files_in(place) if place.is_dir() else [place]:
        if archive.is_request(path.name):
            yield path.name, partial(read_file, path)
        elif looked < ZIPS and (data := zipped(path)):
            looked += 1
            yield from members(data)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file; raises SubmissionError, without the path, for what is none, or too long."""
    return read_small(path, LARGEST) or b""


def zipped(path: Path) -> bytes:
    """Return the bytes of a zip file, whatever its name; none of any other file."""
    if path.is_symlink() or not path.is_file() or path.suffix.lower() not in (".zip", ".ipynb"):
        return b""
    with path.open("rb") as file:
        start = file.read(4)
        return start + file.read(archive.LARGEST_ZIP) if start == b"PK\x03\x04" else b""


def members(data: bytes, depth: int = 1) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (name, what reads it) of each such file in a zip file's bytes; nothing where that is none to be read."""
    try:
        opened, found = archive.opened(data, "")
    except SubmissionError:
        return

    looked = 0
    for each in found:
        name = PurePosixPath(each.filename.replace("\\", "/")).name
        if archive.is_request(name):
            is_link = stat.S_ISLNK(each.external_attr >> 16)
            yield name, refused if is_link else partial(archive.read_member, opened, each, "")
        elif name.lower().endswith(".zip") and depth < archive.DEEPEST and looked < ZIPS:
            looked += 1
            try:
                inner = archive.read_member(opened, each, "")
            except SubmissionError:
                continue
            yield from members(inner, depth + 1)


def refused() -> bytes:
    """Raise that it is a link, and links are not followed."""
    raise SubmissionError(words.ZIPPED_LINK())
