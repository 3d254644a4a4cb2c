"""Where submissions come from: an Intake tells what was handed in; today it is a folder, submitted/STUDENT/LESSON."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Protocol

from autograder import text, words
from autograder.course.lessons import Lesson
from autograder.errors import GraderError, SubmissionError, attempt
from autograder.prepare import archive, times
from autograder.prepare.archive import Found
from autograder.prepare.preparer import Preparer


@dataclass(frozen=True)
class Submission:
    """One thing handed in: who, for which lesson, and the folder or file that holds it.

    student, lesson: as gradebook and folders have them, see text.identifier; others: more places that hold the same;
    notes: files beside these, in the student's own folder, that say that an answer is right.
    """

    student: str
    lesson: str
    place: Path
    others: tuple[Path, ...] = ()
    notes: tuple[Path, ...] = ()

    def find(self, notebook: Path, beside: Sequence[str], preparer: Preparer) -> Found:
        """Return what was handed in for a lesson's notebook.

        beside: the names of what the lesson itself has beside it, its other notebooks among them. Raises NotHandedIn
        where nothing can be it, SubmissionError where two places hold different ones, or none that can be read.
        """
        places = [self.place, *self.others]
        first, *others = [place for place in places if place.name not in beside] or places[:1]
        found = preparer.find(first, notebook.name, beside)
        for place in others:
            other, error = attempt(preparer.find, place, notebook.name, beside)
            if error is not None or other.data != found.data:
                told = words.AND().join(map(str, (first, *others)))
                raise SubmissionError(words.TWO_PLACES(places=told))
        if others:
            told = ", ".join(text.shown(place.name) for place in others)
            found = replace(found, remark="; ".join(filter(None, [found.remark, words.SAME_ELSEWHERE(places=told)])))
        more = self.asked([*others, *self.notes], preparer)
        return replace(found, asked=(*found.asked, *more)) if more else found

    def asked(self, places: Iterable[Path], preparer: Preparer) -> tuple[str, ...]:
        """Return what files in places say in which there are requests for another look."""
        return tuple(said for place in places for said in preparer.asked(place).texts)

    def holds_any(self, notebooks: Collection[str], preparer: Preparer) -> bool:
        """Tell whether any of these notebooks was handed in, by their names."""
        for name in notebooks:
            for place in (self.place, *self.others):
                found, _ = attempt(preparer.find, place, name)
                if found is not None and PurePath(found.where).name == name:
                    return True
        return False


@dataclass(frozen=True)
class Stray:
    """Something of a student's that is no submission, and why, in one line."""

    student: str
    problem: str


class Intake(Protocol):
    """Tells what was handed in."""

    def collect(self, lessons: Iterable[Lesson]) -> tuple[list[Submission], list[Stray]]:
        """Return the submissions, and the rest; lessons: all notebooks of the course's lessons."""


@dataclass(frozen=True)
class Folder:
    """An Intake: a folder that holds STUDENT/LESSON, where the latter is a folder, a zip file or a notebook."""

    path: Path

    def collect(self, lessons: Iterable[Lesson]) -> tuple[list[Submission], list[Stray]]:
        """Return what lies in the folder; raises GraderError where it cannot be read."""
        known = file_names(lessons)
        found: dict[tuple[str, str], list[Path]] = {}
        notes: dict[str, list[Path]] = {}
        strays = []
        try:
            students = sorted(visible(self.path))
        except OSError as error:
            raise GraderError(f"{self.path}: cannot be read, {error.strerror}") from error
        for student in students:
            name = text.identifier(student.name)
            try:
                inside = [*find_in(student, known)]
                is_one = len({lesson for lesson, _, problem in inside if not problem}) == 1
                for lesson, place, problem in inside:
                    if problem and is_one and archive.is_request(place.name):
                        notes.setdefault(name, []).append(place)
                    elif problem:
                        strays.append(Stray(name, problem))
                    else:
                        found.setdefault((name, text.identifier(lesson)), []).append(place)
            except OSError as error:
                strays.append(Stray(name, f"{student}: cannot be read, {error.strerror}"))
        submissions = []
        for (name, lesson), places in found.items():
            first, *others = sorted(places, key=lambda place: (place.is_file(), os.fsencode(place)))
            submissions.append(Submission(name, lesson, first, tuple(others), tuple(notes.get(name, ()))))
        return submissions, strays


def file_names(lessons: Iterable[Lesson]) -> dict[str, str]:
    """Return {name of a file that may stand in place of a lesson's folder: the lesson}."""
    notebooks = list(lessons)
    found = {f"{lesson.name}.zip": lesson.name for lesson in notebooks}
    return found | {f"{each.path.stem}.{kind}": each.name for each in notebooks for kind in ("zip", "ipynb")}


def find_in(student: Path, by_file: dict[str, str]) -> Iterator[tuple[str, Path, str]]:
    """Yield (lesson's name, place, "") for each thing in a student's folder, ("", place, one line) for what is none."""
    if student.is_symlink():
        yield "", student, f"{student}: a link, and links are not followed; put the folder there"
        return
    if not student.is_dir():
        yield "", student, f"{student}: a file where a student's folder was due; unpack or move it"
        return
    inside = sorted(visible(student))
    if not inside:
        yield "", student, f"{student}: empty; a lesson's folder with its notebook was due"
    for each in inside:
        if each.is_dir() and not each.is_symlink():
            yield each.name, each, ""
        elif each.name in by_file:
            yield by_file[each.name], each, ""
        elif each.name != times.NAME:
            yield "", each, f"{each}: a file where a lesson's folder was due; move it into one"


def visible(folder: Path) -> list[Path]:
    """Return what folder holds, less hidden files and the leftovers of macOS archives."""
    return [path for path in folder.iterdir() if not path.name.startswith((".", "__MACOSX"))]
