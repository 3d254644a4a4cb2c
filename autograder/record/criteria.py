"""Who gets a certificate: the criteria in c.Certificates, and what the gradebook says of each student."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import quote

from nbgrader.api import Student
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Engine, create_engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets import Float, List, TraitError, Unicode
from traitlets.config import Config, Configurable

from autograder import text
from autograder.course.convert import quiet_database
from autograder.course.lessons import Lesson
from autograder.errors import CertificateError
from autograder.prepare.matching import first_heading
from autograder.record import schema
from autograder.record.certificate import Earned
from autograder.record.export import scores, state
from autograder.record.gradebook import refused
from autograder.record.recorded import Recorded, read
from autograder.record.tables import HELD, MISSING, number

NAME, TITLE = 200, 120  # characters of a name, of a title
# What a sum of marks may be short of what is needed, since fractions are rounded.
ROUNDING = 1e-6


class Certificates(Configurable):
    """What a certificate needs and says, as c.Certificates in nbgrader_config.py."""

    title = Unicode("", help="The course's title, as it stands on the certificate; its id where there is none.").tag(
        config=True
    )
    issuer = Unicode("", help="A line on who issues it: a name, a school, a place.").tag(config=True)
    lessons = List(Unicode(), help="The lessons that count, by their names; none: all that give points.").tag(
        config=True
    )
    share = Float(0.6, help="The share of all points that is needed, from 0 to 1.").tag(config=True)
    least = Float(0.5, help="The share of each lesson's points that is needed, from 0 to 1.").tag(config=True)
    folder = Unicode("certificates", help="Where certificates and their register are, seen from the course.").tag(
        config=True
    )
    key = Unicode("certificates.key", help="The file of the key that makes codes; keep it, and to yourself.").tag(
        config=True
    )


@dataclass(frozen=True)
class Criteria:
    """The criteria of one course. lessons: {name: title} of those that count, in order; course: its title."""

    course: str
    issuer: str
    lessons: dict[str, str]
    share: float
    least: float
    folder: Path
    key: Path


@dataclass(frozen=True)
class Reached:
    """What a student has reached: the marks in the lessons, in order, and why that is not enough, [] where it is."""

    student: str
    name: str
    lessons: tuple[Earned, ...]
    lacks: list[str]


def criteria(config: Config, root: Path, known: Mapping[str, Sequence[Lesson]]) -> Criteria:
    """Return the criteria that a configuration holds; known: {name: notebooks} of the course's lessons.

    Raises CertificateError, in one line, for a setting that makes no sense, LessonError for a lesson that is none.
    """
    own = configured(config)
    course = CourseDirectory(config=config)
    for name in ("share", "least"):
        if not 0 <= getattr(own, name) <= 1:  # nan, too
            raise CertificateError(f"c.Certificates.{name} = {getattr(own, name)}: a share is a number from 0 to 1")
    chosen = own.lessons or [name for name, parts in known.items() if any(each.is_marked for each in parts)]
    for name in chosen:
        if name not in known:
            names = ", ".join(known) or "none"
            raise CertificateError(f"c.Certificates.lessons: no lesson is called {name}; the lessons are: {names}")
    if not chosen:
        raise CertificateError(f"{root / course.source_directory}: no lesson that gives points, so no certificate")
    title = printable(own.title or course.course_id or root.resolve().name, TITLE)
    titles = {name: title_of(name, parts) for name, parts in known.items() if name in chosen}
    return Criteria(title, printable(own.issuer, NAME), titles, own.share, own.least, *places(config, root))


def places(config: Config, root: Path) -> tuple[Path, Path]:
    """Return the folder of certificates and the file of their key; raises CertificateError where that cannot be."""
    own, course = configured(config), CourseDirectory(config=config)
    folder, key = root / own.folder, root / own.key
    if folder.resolve() == root.resolve() or key.is_dir():
        raise CertificateError("c.Certificates: folder is a folder in the course, key a file in it")
    for each in (root / course.release_directory, root / course.source_directory):
        if each.resolve() in key.resolve().parents:
            raise CertificateError(f"c.Certificates.key = {own.key!r}: what is in {each} is handed out")
    return folder, key


def configured(config: Config) -> Certificates:
    """Return the settings; raises CertificateError for one that is not known, or of another kind."""
    names = Certificates.class_trait_names(config=True)
    for name in config.get("Certificates", {}):
        if name not in names:
            meant = get_close_matches(name, names, 1)
            hint = f"is {meant[0]} meant?" if meant else f"there are {', '.join(sorted(names))}"
            raise CertificateError(f"c.Certificates.{name}: no such setting; {hint}")
    try:
        return Certificates(config=config)
    except TraitError as error:
        raise CertificateError(f"c.Certificates: {text.shown(error)}") from error


def title_of(name: str, parts: Sequence[Lesson]) -> str:
    """Return the title of a lesson: its notebook's heading; its name where there is none, or several notebooks."""
    return printable((first_heading(parts[0].notebook.cells) if len(parts) == 1 else "") or name, TITLE)


def printable(value: str, most: int) -> str:
    """Return text from outside as one line that HTML and XML can hold."""
    line = text.shown(text.shown(" ".join(value.split()), most), most)
    return "".join("\ufffd" if ord(each) & 0xFFFE == 0xFFFE else each for each in line)


@contextmanager
def gradebook(url: str) -> Iterator[Session]:
    """Give the database of a gradebook, of which nothing is changed.

    url: as SQLAlchemy takes it. Raises CertificateError where there is none, GraderError for an older nbgrader's.
    """
    engine: Engine | None = None
    try:
        engine = reading(url)
        with quiet_database(), engine.connect() as connection:
            if not schema.finished(connection, url):
                raise CertificateError(f"{url}: nothing is in the gradebook; make grade first")
            with Session(connection) as session:
                yield session
    except SQLAlchemyError as error:
        raise CertificateError(f"{url}: {refused(error, 'opened')}") from error
    finally:
        if engine is not None:
            engine.dispose()


def reading(url: str) -> Engine:
    """Return what connects to a database; to a file of SQLite's for reading alone, and never makes one."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or place.query:
        return create_engine(url)
    path = Path(place.database or "").absolute()
    if not path.is_file():
        raise CertificateError(f"{path}: no gradebook, so no marks; make grade first")
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True))


def everyone(url: str, wanted: Criteria) -> dict[str, Reached]:
    """Return {student: what is reached} of all students of a gradebook, in order.

    Raises CertificateError where it cannot be read.
    """
    with gradebook(url) as session:
        known = read(session)
        people = session.execute(select(Student.id, Student.first_name, Student.last_name)).all()
    parts: dict[tuple[str, str], list[Recorded]] = {}
    for (student, lesson, _), each in sorted(known.items()):
        parts.setdefault((student, lesson), []).append(each)
    found = {}
    for student, first, last in sorted(people):
        name = printable(" ".join(filter(None, (first, last))), NAME) or printable(student, NAME)
        mine = {lesson: parts.get((student, lesson), []) for lesson in wanted.lessons}
        found[str(student)] = reached(str(student), name, mine, wanted)
    return found


def reached(student: str, name: str, mine: Mapping[str, Sequence[Recorded]], wanted: Criteria) -> Reached:
    """Return what a student has reached; mine: {lesson: its notebooks}, of which there are none where it is missing."""
    earned, lacks = [], []
    for lesson, parts in mine.items():
        said = state(parts)
        if said in (HELD, MISSING) or not any(each.marks for each in parts):
            lacks.append(f"{lesson} is {said if said == HELD else MISSING}")
            continue
        points = round(sum(mark.points for each in parts for mark in each.marks.values()), 6)
        mark = round(float(scores(parts)[2]), 6)
        earned.append(Earned(lesson, wanted.lessons[lesson], mark, float(points)))
        if mark < wanted.least * points - ROUNDING:
            needed = number(wanted.least * points)
            lacks.append(f"{number(mark)} of {number(points)} in {lesson}, {needed} are needed")
    total, points = sum(each.mark for each in earned), sum(each.points for each in earned)
    if len(earned) == len(mine) and total < wanted.share * points - ROUNDING:
        lacks.append(f"{number(total)} of {number(points)} in all, {number(wanted.share * points)} are needed")
    return Reached(student, name, tuple(earned), lacks)
