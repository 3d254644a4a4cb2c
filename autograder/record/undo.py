"""Takes back what was applied: every file as it was, and the gradebook, byte by byte where nobody has changed it since.

A folder holds a step for each time that proposals were applied, 0001 and so on: a copy of each file that this may have
changed, what the gradebook said of the marks, and the hash of the gradebook's file right after.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import ProposalError
from autograder.files import read_json, write_json
from autograder.record.gradebook import Record
from autograder.record.recorded import Names
from autograder.record.rows import Rows, put_back

MANIFEST = "manifest.json"


def digest(path: Path) -> str:
    """Return the hash of a file, "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def inside(places: Iterable[Path]) -> list[Path]:
    """Return the files among places, and those in folders among them, in order."""
    found: set[Path] = set()
    for place in places:
        found |= {each for each in place.rglob("*") if each.is_file()} if place.is_dir() else {place}
    return sorted(found)


@dataclass(frozen=True)
class Step:
    """What was before one applying of proposals, in a folder of its own; root: the course's."""

    folder: Path
    root: Path

    def take(self, places: Sequence[Path], database: Path | None, rows: Mapping[Names, Rows]) -> None:
        """Keep what may change: places, files and whole folders; the database's file, None where it has none."""
        self.folder.mkdir(parents=True)
        files = {}
        for number, path in enumerate(inside([*places, *([database] if database else [])])):
            kept = f"{number:05}"
            files[self.name(path)] = kept if path.is_file() else ""
            if path.is_file():
                shutil.copy2(path, self.folder / kept)
        kept_rows = [[*names, each] for names, each in rows.items()]
        folders = [self.name(place) for place in places if place.is_dir() or not place.suffix]
        database_name = self.name(database) if database else ""
        plain = {"files": files, "folders": folders, "rows": kept_rows, "database": database_name, "after": {}}
        write_json(self.folder / MANIFEST, plain)

    def seal(self) -> None:
        """Note what the gradebook is like now that all is applied."""
        plain = self.manifest
        database = self.root / plain["database"] if plain["database"] else None
        write_json(self.folder / MANIFEST, plain | {"after": digest(database) if database else ""})

    @property
    def manifest(self) -> dict[str, Any]:
        """What is kept; raises ProposalError where it cannot be read."""
        plain = read_json(self.folder / MANIFEST)
        if not isinstance(plain, dict) or not {"files", "folders", "rows", "database", "after"} <= set(plain):
            raise ProposalError(f"{self.folder}: cannot be read; nothing was taken back")
        return plain

    @property
    def rows(self) -> dict[Names, Rows]:
        """What the gradebook said of the marks that were applied."""
        return {(student, lesson, notebook): rows for student, lesson, notebook, rows in self.manifest["rows"]}

    def is_whole(self) -> bool:
        """Tell whether the gradebook's file is still as it was when all was applied: then its bytes come back."""
        plain = self.manifest
        return bool(plain["database"] and plain["after"]) and digest(self.root / plain["database"]) == plain["after"]

    def put_files_back(self, left: Iterable[Path] = ()) -> None:
        """Put every file back as it was, and take away what has come since; left: those that stay as they are."""
        plain, stay = self.manifest, {self.name(each) for each in left}
        missing = [kept for kept in plain["files"].values() if kept and not (self.folder / kept).is_file()]
        if missing:
            raise ProposalError(f"{self.folder}: lacks {missing[0]}; nothing was taken back")
        for path in inside(self.root / name for name in plain["folders"]):
            if self.name(path) not in plain["files"] and path.is_file():
                path.unlink()
        for name, kept in plain["files"].items():
            if name in stay:
                continue
            if kept:
                put(self.folder / kept, self.root / name)
            else:
                (self.root / name).unlink(missing_ok=True)

    def drop(self) -> None:
        """Take the step itself away."""
        shutil.rmtree(self.folder)

    def name(self, path: Path) -> str:
        """Return the name of a path, from the root where it lies there."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def put(kept: Path, path: Path) -> None:
    """Put a copy in a file's place in one step, with its time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        shutil.copy2(kept, scratch)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def steps(folder: Path, root: Path) -> list[Step]:
    """Return the steps that are kept in a folder, the last one last."""
    found = sorted(each for each in folder.glob("[0-9]*") if (each / MANIFEST).is_file()) if folder.is_dir() else []
    return [Step(each, root) for each in found]


def new_step(folder: Path, root: Path) -> Step:
    """Return the next step of a folder; one that was stopped before it was taken is taken away."""
    whole = {each.folder for each in steps(folder, root)}
    for each in folder.glob("[0-9]*"):
        if each not in whole:
            shutil.rmtree(each)
    last = max((int(each.name) for each in whole), default=0)
    return Step(folder / f"{last + 1:04}", root)


def take_back(step: Step, record: Record, left: Sequence[Path]) -> None:
    """Take a step back in a gradebook that has changed since: its marks, and every file but those in left."""
    put_back(record, step.rows)
    step.put_files_back(left)
