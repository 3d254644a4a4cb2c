"""Makes downloads as learning platforms do, of people who have handed in what is told of each."""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import datetime

import nbformat

from autograder.tests import small

PLATFORMS = ["Moodle", "Moodle without folders", "Canvas", "Brightspace", "Blackboard", "ILIAS"]
WHEN = datetime(2026, 11, 3, 23, 42, 10)
EARLIER = datetime(2026, 11, 2, 9, 5, 0)


def right(**answers):
    """Return the bytes of the small lesson's notebook with answers."""
    return nbformat.writes(small.handed_in(**answers)).encode()


def zipped(**files):
    """Return the bytes of a zip file; of a name, two underscores are a dot and three a slash."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("___", "/").replace("__", "."), content)
    return data.getvalue()


@dataclass
class Somebody:
    """Who has handed in: files, {name: bytes}, or several attempts, [(when, files)]."""

    first: str
    last: str
    login: str
    number: int
    files: dict = field(default_factory=lambda: {"small.ipynb": right()})
    attempts: list = field(default_factory=list)
    late: bool = False

    def all(self):
        """Return [(when, {name: bytes})] in order."""
        return self.attempts or [(WHEN, self.files)]


def entries(platform, people):
    """Yield (name in the zip file, bytes, when) as a platform has them."""
    if platform == "Brightspace":
        yield "index.html", b"<html></html>", WHEN
    for each in people:
        for number, (when, files) in enumerate(each.all()):
            yield from of_attempt(platform, each, number, when, files)


def of_attempt(platform, each, number, when, files):
    """Yield (name in the zip file, bytes, when) of one attempt."""
    whole, clock = (
        f"{each.first} {each.last}".strip(),
        f"{when:%b} {when.day}, {when:%Y} {int(f'{when:%I}')}{when:%M %p}",
    )
    if platform == "Blackboard":
        said = f"Name: {whole} ({each.login})\nAssignment: Small\nDate Submitted: {when} CET\n".encode()
        yield f"Small_x_{each.login}_attempt_{when:%Y-%m-%d-%H-%M-%S}.txt", said, when
    for place, (name, content) in enumerate(files.items()):
        canvas = "".join(c for c in f"{each.last}{each.first}".lower() if c.isalnum() or c == "_")
        order = 1000 * (number + 1) + place
        yield (
            {
                "Moodle": f"{whole}_{each.number}_assignsubmission_file_/{name}",
                "Moodle without folders": f"{whole}_{each.number}_assignsubmission_file_{name}",
                "Canvas": f"{canvas}{'_LATE' if each.late else ''}_{each.number}_{order}_{copied(name, number)}",
                "Brightspace": f"{each.number}-678 - {whole} - {clock}/{name}",
                "Blackboard": f"Small_x_{each.login}_attempt_{when:%Y-%m-%d-%H-%M-%S}_{name}",
                "ILIAS": f"Abgaben/{each.last}_{each.first}_{each.login}_{each.number}/{when:%Y%m%d%H%M%S}_{name}",
            }[platform],
            content,
            when,
        )


def copied(name, number):
    """Return how Canvas calls a file that is handed in once more."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{number}{dot}{ending}" if number else name


def make(path, platform, people):
    """Write a download; return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, when in entries(platform, people):
            info = zipfile.ZipInfo(name, when.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path
