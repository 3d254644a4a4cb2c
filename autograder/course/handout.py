"""Makes the handout: what students get of the course, as a folder and as a zip file.

What goes in says a list, for_students/handout.toml: files by their names, lessons as they are released, modules with
all that they import, and what is written for students, beside the list. Nothing goes in because nobody thought of it.
Then all of it is searched for what students must not have (leaks.py), before anything is written.
"""

import json
import re
import shutil
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course import leaks, release
from autograder.course.branch import known_to_git
from autograder.course.closure import closure
from autograder.course.convert import source_directory
from autograder.course.leaks import Leak, Secret
from autograder.course.lessons import Lesson
from autograder.errors import CourseError, HandoutError
from autograder.files import PACKAGE
from autograder.sandbox import temporary

ROOM = PACKAGE / "course" / "for_students"
LIST = "handout.toml"
# The earliest time that a zip file can hold: whoever makes the same handout gets the same bytes.
TIME = (1980, 1, 1, 0, 0, 0)
PLAIN, PROGRAM = 0o644, 0o755


@dataclass(frozen=True)
class Contents:
    """The list of what goes in; handout.toml says what its parts are."""

    files: Sequence[str] = ()
    lessons: Sequence[str] = ()
    modules: Sequence[str] = ()
    never: Sequence[str] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, Sequence[str]] = field(default_factory=dict)
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A file of the handout: its bytes, and its mode."""

    data: bytes
    mode: int = PLAIN


@dataclass(frozen=True)
class Handout:
    """Files, {path: Item}, in order; and what `make lessons` made that the list does not have."""

    name: str
    files: Mapping[str, Item]
    left_out: Sequence[str]

    def contents(self) -> dict[str, bytes]:
        """Return {path: content}."""
        return {path: item.data for path, item in self.files.items()}


def contents(room: Path = ROOM) -> Contents:
    """Return the list in a folder; raises CourseError where it has a part that is not known."""
    said = tomllib.loads((room / LIST).read_text(encoding="utf-8"))
    known = [each.name for each in fields(Contents)]
    unknown = [name for name in said if name not in known]
    if unknown:
        raise CourseError(f"{room / LIST}: {unknown[0]} is no part of the list; its parts are: {', '.join(known)}")
    return Contents(**said)


def make(root: Path, config: Config, lessons: Sequence[Lesson], asked: Contents, room: Path = ROOM) -> Handout:
    """Return the handout of the course at root, its lessons made anew; nothing is written.

    Raises HandoutError for a file of the list that is not there, or that git does not know where the course is kept in
    git: what nobody has committed may lie there by accident.
    """
    name = re.sub(r"[^\w.-]+", "-", CourseDirectory(config=config).course_id).strip(".-") or "course"
    files = {path: item(root / path) for path in asked.files}
    released = lessons_made(config, lessons)
    files |= {path: each for path, each in released.items() if fits(path, asked.lessons)}
    check_known(root, config, [path for path in files if path not in asked.written])
    files |= package_files(asked)
    files |= {path: item(room / source) for path, source in asked.written.items()}
    left = sorted(path for path in released if path not in files)
    return Handout(name, {path: files[path] for path in sorted(files)}, left)


def item(path: Path) -> Item:
    """Return a file as it lies there; raises HandoutError where it is not, or is a link to elsewhere."""
    if not path.is_file():
        raise HandoutError(f"{path}: the list of the handout names it, and there is no such file; see {ROOM / LIST}")
    return Item(path.read_bytes(), PROGRAM if path.stat().st_mode & 0o100 else PLAIN)


def fits(path: str, patterns: Iterable[str]) -> bool:
    """Tell whether a path fits one of the patterns, part by part."""
    parts = path.split("/")
    split = [pattern.split("/") for pattern in patterns]
    return any(len(each) == len(parts) and all(map(fnmatchcase, parts, each)) for each in split)


def lessons_made(config: Config, lessons: Sequence[Lesson]) -> dict[str, Item]:
    """Return {path: Item} of what `make lessons` makes, out of the sources as they are now."""
    with temporary.folder("handout-") as scratch:
        place = Path(scratch, "lessons")
        place.mkdir()
        release.release_all(lessons, place, config)
        paths = sorted(path for path in place.rglob("*") if path.is_file())
        return {f"lessons/{path.relative_to(place).as_posix()}": item(path) for path in paths}


def check_known(root: Path, config: Config, paths: Iterable[str]) -> None:
    """Raise HandoutError for the first of the paths that git does not know, if root is in git at all.

    What is made from a lesson's sources is known by them, too.
    """
    known = known_to_git(root)
    if known is None:
        return
    for path in paths:
        source = f"{source_directory(config)}/{path.partition('/')[2]}"
        if path not in known and source not in known:
            advice = "`git add` it, or take it away"
            raise HandoutError(f"{source if path.startswith('lessons/') else path}: git does not know it; {advice}")


def package_files(asked: Contents) -> dict[str, Item]:
    """Return {path: Item} of the package's files: modules, what they import, what they read, and what that imports."""
    found: dict[str, Path] = {}
    waiting = list(asked.modules)
    while waiting:
        new = closure(waiting, PACKAGE)
        patterns = [pattern for name in new for pattern in asked.read.get(name, ())]
        read = [path for pattern in patterns for path in sorted(PACKAGE.parent.glob(pattern)) if path.is_file()]
        found |= {seen_from_root(path): path for path in [*new.values(), *read]}
        waiting = [dotted(path) for path in read if path.suffix == ".py" and dotted(path) not in new]
    return {name: item(path) for name, path in found.items()}


def seen_from_root(path: Path) -> str:
    """Return a file of the package as a path that begins with the package's name."""
    return path.relative_to(PACKAGE.parent).as_posix()


def dotted(path: Path) -> str:
    """Return the dotted name of a module of the package."""
    return seen_from_root(path.with_suffix("")).replace("/", ".").removesuffix(".__init__")


def check(handout: Handout, asked: Contents, secrets: Iterable[Secret]) -> list[Leak]:
    """Return what students must not have of a handout: secrets, outputs, files with names of marks."""
    found = leaks.leaks(handout.contents(), secrets, asked.given)
    for path, each in handout.files.items():
        name = PurePosixPath(path).name
        found += [
            Leak(path, "its name", f"{never} is never handed out") for never in asked.never if fnmatchcase(name, never)
        ]
        if name.endswith(".ipynb"):
            found += [Leak(path, f"cell {cell}", "an output, or a count of runs") for cell in with_outputs(each.data)]
    return found


def with_outputs(notebook: bytes) -> list[str]:
    """Return the ids of the cells of a notebook that have outputs or were counted when they ran."""
    cells = json.loads(notebook)["cells"]
    return [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def write(handout: Handout, build: Path) -> tuple[Path, Path]:
    """Write the handout's folder and its zip file into the folder build, in place of the last ones; return the two."""
    folder, archive = build / "handout", build / f"{handout.name}-handout.zip"
    new, old = build / ".handout.new.tmp", build / ".handout.old.tmp"
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    for path, each in handout.files.items():
        (new / path).parent.mkdir(parents=True, exist_ok=True)
        (new / path).write_bytes(each.data)
        (new / path).chmod(each.mode)
    scratch = build / ".handout.zip.tmp"
    pack(handout, scratch)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    scratch.replace(archive)
    shutil.rmtree(old, ignore_errors=True)
    return folder, archive


def pack(handout: Handout, place: Path) -> None:
    """Write a zip file with the handout in one folder; the same handout gives the same bytes."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as members:
        for path, each in handout.files.items():
            member = zipfile.ZipInfo(f"{handout.name}/{path}", TIME)
            member.external_attr = (0o100000 | each.mode) << 16
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            members.writestr(member, each.data)
