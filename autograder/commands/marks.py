"""The command that gives marks to a learning platform: as a file that it imports, or, to Canvas, by its API."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from traitlets import Bool, Unicode

from autograder import text
from autograder.commands.platform import PlatformApp
from autograder.errors import LmsError, UsageError
from autograder.files import read_json, replace
from autograder.grading import Grading, points
from autograder.lms import canvas, fill, own, table
from autograder.lms.canvas import Canvas, Course
from autograder.lms.columns import NEAR, Column, Marks, columns, marks, without
from autograder.lms.forms_out import CANVAS
from autograder.lms.roster import Person
from autograder.lms.settings import Platform
from autograder.record import tables
from autograder.record.criteria import title_of
from autograder.record.tables import HELD, Entry
from autograder.settings import Settings


class MarksApp(PlatformApp):
    """Give out marks."""

    name = "autograder-marks"
    description = (
        "Write build/marks/: the marks as Moodle, Canvas or Brightspace imports them, in its own export (--from) or "
        "without it; or send them to Canvas (--canvas --send)."
    )

    source = Unicode("", help="The platform's own export, in which the marks are filled.").tag(config=True)
    exercises = Bool(False, help="A column for each exercise, too.").tag(config=True)
    scale = Bool(False, help="Where the platform has other points for a lesson, send the same share.").tag(config=True)
    canvas = Bool(False, help="Ask Canvas by its API what it has, and say what would be sent.").tag(config=True)
    send = Bool(False, help="With --canvas: send it.").tag(config=True)
    dry_run = Bool(False, help="With --canvas: send nothing, whatever else is said.").tag(config=True)
    aliases: ClassVar[dict[str, str]] = {"lms": "MarksApp.lms", "from": "MarksApp.source"}
    flags: ClassVar[dict[str, tuple[dict[str, object], str]]] = {
        "exercises": ({"MarksApp": {"exercises": True}}, "A column for each exercise, too."),
        "scale": ({"MarksApp": {"scale": True}}, "Send the same share where the platform has other points."),
        "canvas": ({"MarksApp": {"canvas": True}}, "Ask Canvas by its API, and say what would be sent."),
        "send": ({"MarksApp": {"send": True}}, "With --canvas: send it."),
        "dry-run": ({"MarksApp": {"dry_run": True}}, "With --canvas: send nothing; so it is without --send, too."),
    }

    def run(self) -> None:
        """Write, or send, the marks; exit with 1 where some of them could not be."""
        platform = self.platform()
        if self.canvas and (platform != CANVAS or self.source):
            raise UsageError("--canvas asks Canvas itself: it goes with LMS=canvas, and without FROM=")
        if self.send and not self.canvas:
            raise UsageError("--send goes with --canvas; what is written to build/marks/ you import yourself")
        settings = Settings.of(self.config, self.root)
        people, course = self.people(settings), Grading(settings)
        chosen = self.named(course)
        if not chosen:
            raise LmsError("no lesson gives points")
        entries, stale = self.agreed(course, chosen)
        people |= {each["student"]: Person(each["student"]) for each in entries if each["student"] not in people}
        wanted = columns({name: points(course.lessons[name]) for name in chosen}, self.exercises)
        sent = {column: marks(column, entries, people) for column in wanted}
        failed = self.ask_canvas(sent, people) if self.canvas else self.write(platform, sent, people, course)
        self.say(stale)
        if self.exercises:
            text.say(
                "The column of a lesson is the mark that counts, late penalty and all; let exercises count nothing."
            )
        if stale or failed:
            sys.exit(1)

    def agreed(self, course: Grading, chosen: list[str]) -> tuple[list[Entry], list[str]]:
        """Return (the entries of run.json of some lessons, a line for each that the gradebook does not agree with).

        Of the latter the mark is taken for held. Raises LmsError where there are no entries.
        """
        grades = self.folder / str(self.config.get("GradeApp", {}).get("grades", "grades.csv"))
        path = grades.with_name("run.json")
        found = read_json(path)
        if not isinstance(found, list) or not found or not all(map(is_whole, found)):
            raise LmsError(f"{path}: there are no marks in it; make grade first")
        entries: dict[tuple[str, str], Entry] = {(each["student"], each["lesson"]): each for each in found}
        now = {(each["student"], each["lesson"]): each for each in map(tables.entry, course.known())}
        lines = []
        for key in sorted({*entries, *now}):
            here, there = entries.get(key), now.get(key)
            if key[1] not in chosen or same(here, there):
                continue
            said = f"run.json says {shown(here)}, the gradebook {shown(there)}"
            lines.append(f"{': '.join(key)}: not sent, {said}; make grade, then this again")
            base = here or there
            if base is not None:
                entries[key] = base | {"mark": HELD}
        return [each for each in entries.values() if each["lesson"] in chosen], lines

    def write(self, platform: str, sent: dict[Column, Marks], people: dict[str, Person], course: Grading) -> bool:
        """Write the table that a platform imports; tell whether a column of it could not be filled."""
        folder = self.folder / "build" / "marks"
        if not self.source:
            target = folder / f"{platform}.csv"
            made, lines = own.made(platform, sent, people)
            replace(target, made)
            for column, each in sent.items():
                count, rest = sum(not isinstance(mark, str) for mark in each.values()), without(each)
                self.say([f"{column.name}: {count} marks" + (f"; left out: {rest}" if rest else "")])
            self.say([*lines, *own.gaps(sent), f"Marks, for {platform} to import: {target}"])
            return bool(lines)
        source = Path(self.source)
        target = folder / source.name
        if target.resolve() == source.resolve():
            raise LmsError(f"{source}: would be written over; put the export elsewhere")
        export = table.load(source)
        try:
            form = fill.form_of(export, platform)
            done = fill.fill(export, form, sent, people, self.names(sent, course), self.scale)
        except LmsError as error:
            raise LmsError(f"{source}: {error}") from error
        replace(target, export.data())
        self.say([*done.lines, f"{form.called}: {done.set} marks, {done.new} of them new there: {target}"])
        return done.refused

    def names(self, sent: Iterable[Column], course: Grading) -> dict[str, list[str]]:
        """Return {a column's name: others by which a platform may have it}."""
        given, numbers = Platform(config=self.config).names, Canvas(config=self.config).assignments
        found = {}
        for column in sent:
            parts = [each.lesson for each in course.lessons[column.lesson]]
            title = [] if column.exercise else [title_of(column.lesson, parts)]
            chosen = [given[column.name]] if column.name in given else []
            found[column.name] = [*title, *chosen, *([str(numbers[column.name])] if column.name in numbers else [])]
        return found

    def ask_canvas(self, sent: dict[Column, Marks], people: dict[str, Person]) -> bool:
        """Say what Canvas has not got, and send it where that is asked for; tell whether something could not be."""
        settings = Canvas(config=self.config)
        canvas.check_comment(settings.comment)
        course = Course(settings, canvas.token())
        users = course.people()
        known = canvas.found(users, people)
        marked = {name for each in sent.values() for name, mark in each.items() if not isinstance(mark, str)}
        self.say(f"{name}: has a mark, and is not found in Canvas" for name in sorted(marked - {*known.values()}))
        failed = bool(marked - {*known.values()})
        is_sent = self.send and not self.dry_run
        for column, each in sent.items():
            try:
                failed |= self.send_column(course, column, each, known, is_sent)
            except LmsError as error:
                failed = True
                self.say([str(error)])
        if not is_sent:
            text.say("Nothing was sent; --send sends it.")
        return failed

    def send_column(self, course: Course, column: Column, found: Marks, known: dict[int, str], is_sent: bool) -> bool:
        """Do it for one column."""
        plan, rest = course.plan(column, found, known, self.scale), without(found)
        held = f"; never sent: {rest}" if rest else ""
        self.say([f"{column.name}: {len(plan.changes)} to send, {plan.same} as Canvas has them{held}", *plan.lines])
        self.say(canvas.told(plan.changes))
        lost = course.send(plan) if is_sent else []
        self.say(lost)
        return bool(lost)


def is_whole(value: object) -> bool:
    """Tell whether a value of run.json is an entry with all that is sent of one."""
    return tables.is_entry(value) and isinstance(value.get("exercises"), dict)


def same(here: Entry | None, there: Entry | None) -> bool:
    """Tell whether run.json and the gradebook say the same of a submission; what is known to neither has no mark."""
    if here is None or there is None:
        only = here or there
        return only is None or isinstance(only["mark"], str)
    pairs = [(here["mark"], there["mark"])]
    keys = {*here["exercises"], *there["exercises"]}
    if not isinstance(here["mark"], str):
        pairs += [(part(here, key), part(there, key)) for key in keys]
    return all(equal(*pair) for pair in pairs)


def part(entry: Entry, key: str) -> Any:
    """Return the mark of an exercise, None where there is none."""
    return entry["exercises"][key]["mark"] if key in entry["exercises"] else None


def equal(one: Any, other: Any) -> bool:
    """Tell whether two marks are the same; held and missing are."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) < NEAR
    return not isinstance(one, (int, float)) and not isinstance(other, (int, float))


def shown(entry: Entry | None) -> str:
    """Return what is said of a submission."""
    if entry is None:
        return "nothing"
    return entry["mark"] if isinstance(entry["mark"], str) else tables.number(entry["mark"])
