"""Tells whether what a mark depends on, beside the submission itself, is as it was: the lesson, limits, versions, ...

Each part becomes a short hash, so that a run can name the parts that have changed since a submission was graded.
"""

import hashlib
import json
import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.course.lessons import Lesson
from autograder.execute.budget import Limits
from autograder.files import PACKAGE
from autograder.sandbox.settings import Sandbox

# Of these packages the versions count: they compute, run the cells, or judge.
PACKAGES = (
    *("numpy", "scipy", "pandas", "matplotlib", "scikit-learn", "tensorflow", "tensorflow-cpu", "keras", "torch"),
    *("jax", "nbgrader", "nbformat", "ipykernel", "ipython", "jupyter-client"),
)
# Of the configuration these parts count: how kernels are started and confined, and how a lesson becomes a skeleton.
CONFIGURED = (
    *("Sandbox", "KernelManager", "WarmProvisioner", "Execute", "ExecutePreprocessor", "GenerateAssignment"),
    *("NbGraderPreprocessor", "ClearSolutions", "NumberedStarters", "ClearHiddenTests", "InstantiateTests"),
    *("LockCells", "IncludeHeaderFooter", "OverwriteKernelspec", "ClearOutput", "IgnorePattern", "Words"),
)
# Files up to this size count by their content, and so many bytes in all; larger ones by size and time.
SMALL, IN_ALL = 10**6, 50 * 10**6
SKIPPED = {".ipynb_checkpoints", "__pycache__"}


def digest(value: Any) -> str:
    """Return a short hash of bytes, or of plain data."""
    if not isinstance(value, bytes):
        value = re.sub(r" at 0x[0-9a-f]+", "", json.dumps(value, sort_keys=True, default=repr)).encode()
    return hashlib.sha256(value).hexdigest()[:16]


def files_in(folder: Path | str, left_out: Collection[str] = ()) -> list[tuple[str | int, ...]]:
    """Return (path, what tells one content from another) of the files in a folder; left_out: suffixes."""
    folder, left = Path(folder), IN_ALL
    found: list[tuple[str | int, ...]] = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in left_out or SKIPPED & set(inside.parts) or not path.is_file():
            continue
        about = path.stat()
        if about.st_size <= min(SMALL, left):
            left -= about.st_size
            found.append((str(inside), digest(path.read_bytes())))
        else:
            found.append((str(inside), about.st_size, about.st_mtime_ns))
    return found


def of(
    lesson: Lesson, banked: Iterable[Path], config: Config, limits: Limits, linked: Iterable[str], ways: Iterable[bool]
) -> dict[str, str]:
    """Return {part: hash} of all that a lesson's marks depend on.

    banked: the folders of the bank that its marks and messages come from; linked: paths of the folders that are laid
    beside a notebook; ways: whether cells are left out, and whether tests are judged apart.
    """
    configured = {name: config[name] for name in CONFIGURED if name in config}
    return {
        "the lesson": digest(lesson.path.read_bytes()),
        "its files": digest(files_in(lesson.path.parent, (".ipynb",))),
        "its data": data(sorted({*linked, *map(str, Sandbox(config=config).folders.values())})),
        "its bank": bank(list(banked)),
        "limits": digest({name: float(value) for name, value in asdict(limits).items()}),
        "the configuration": digest([configured, list(map(bool, ways))]),
        "versions": versions(),
        "the grader": grader(),
    }


def bank(folders: Sequence[Path]) -> str:
    """Return the hash of what a bank knows in some folders, and of whether it holds any: then tests are guarded."""
    known = [(*each.parts[-2:], found) for each in folders if (found := known_in(each))]
    return digest([any(map(files_in, folders)), known])


def known_in(folder: Path) -> list[tuple[str | int, ...]]:
    """Return what files_in() does of a folder of the bank, less right answers: one may join, and no mark changes."""
    return [each for each in files_in(folder) if not str(each[0]).startswith("right_")]


def data(folders: Iterable[str]) -> str:
    """Return the hash of linked folders."""
    return digest([[folder, files_in(folder)] for folder in folders if Path(folder).is_dir()])


@cache
def versions() -> str:
    """Return the hash of the versions of what computes and judges."""
    found = {"python": sys.version}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return digest(found)


@cache
def grader(package: Path = PACKAGE) -> str:
    """Return the hash of this package's own source files."""
    return digest([[str(path.relative_to(package)), digest(path.read_bytes())] for path in sources(package)])


def sources(package: Path = PACKAGE) -> list[Path]:
    """Return the paths of the modules of this package, in order: of its rooms, neither its tests nor its data."""
    rooms = [package, *(path.parent for path in package.glob("*/__init__.py") if path.parent.name != "tests")]
    return sorted(path for room in rooms for path in room.glob("*.py"))


def changed(before: Mapping[str, str] | None, now: Mapping[str, str]) -> list[str]:
    """Return the parts that differ, in order; all where there is nothing to compare with."""
    before = before or {}
    return [part for part in now if before.get(part) != now[part]]
