"""The desk: the queue of a session, where one is in it, what was entered, and how that is taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder import text
from autograder.errors import AutograderError, MarkError, attempt
from autograder.grading import Grading
from autograder.record.by_hand import Hand
from autograder.record.gradebook import Record
from autograder.record.pages import Pages
from autograder.record.recorded import Mark, Names, Recorded
from autograder.record.state import State
from autograder.record.tables import number
from autograder.report import stored
from autograder.report.people import Mask, People
from autograder.review import given, granting
from autograder.review.granting import Gain, Joined
from autograder.review.queue import REQUEST, Case, Queue
from autograder.review.shown import Eye, Sight
from autograder.review.told import Doors, rubric_of, told, told_before

CHANGED = "Meanwhile this has changed, so that nothing was entered; it is shown as it is now."
# What a student is told who gets the same as another one.
SAME = "Another student's answer that failed in the same way was found to be right, and so is yours."


@dataclass(frozen=True)
class Entered:
    """What was entered for one notebook: the Hand that takes it back, and {cell: Mark} as they were after it."""

    names: Names
    before: Hand
    after: dict[str, Mark]


@dataclass(frozen=True)
class Step:
    """One thing that was decided: the number of its case, how it is told, what was entered, what joined the bank."""

    place: int
    line: str
    entered: tuple[Entered, ...]
    joined: Joined | None = None


@dataclass
class Desk:
    """A session at the desk.

    doors: what tells of marks; anonymous: students are called A1, A2, ...; cases: the queue; steps: what was decided,
    in order; said: a line for the next page; drafts: {a case's number: what a form holds that was not entered}; offers:
    {a case's number: who else would gain, once it was granted}.
    """

    doors: Doors
    anonymous: bool = False
    cases: list[Case] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    said: str = ""
    drafts: dict[int, dict[str, str]] = field(default_factory=dict)
    offers: dict[int, list[Gain]] = field(default_factory=dict)
    people: People = field(default_factory=lambda: People((), {}, False, ""))
    masks: dict[str, Mask] = field(default_factory=dict)

    @classmethod
    def open(cls, course: Grading, record: Record, grades: Path, anonymous: bool = False) -> Desk:
        """Return a session at the desk of a course, its queue read; grades: the path of grades.csv."""
        settings = course.settings
        pages = Pages(settings.coursedir, settings.config)
        made = cls(Doors(course, record, pages, grades, grades.with_name("run.json")), anonymous)
        made.begin()
        return made

    def begin(self) -> None:
        """Read the queue anew."""
        record, run = self.doors.record, self.doors.run
        record.refresh()
        students = {student for student, _, _ in record.known}
        if not students.issubset(self.people.codes):  # else everybody is called as before
            known = stored.known(self.doors.course.settings.coursedir.db_url)
            salt = hashlib.sha256(run.read_bytes()).hexdigest() if run.is_file() else ""
            self.people = People(students, known.names, self.anonymous, salt)
        self.cases = Queue(self.doors.course, record, self.people.order).all()
        self.drafts, self.offers = {}, {}

    # What is shown.

    def case(self, place: int) -> Case:
        """Return a case by its number, from 1; raises MarkError where there is none."""
        if not 0 < place <= len(self.cases):
            raise MarkError(f"{place}: there are {len(self.cases)} in the queue; read it again")
        return self.cases[place - 1]

    def recorded(self, case: Case) -> Recorded:
        """Return what the gradebook says of a case now; raises MarkError where it knows it no more."""
        found, error = attempt(self.doors.record.again, *case.names)
        if isinstance(error, KeyError):
            raise MarkError("the gradebook knows this submission no more; read the queue again") from error
        if error is not None:
            raise error
        known: Recorded = found
        return known

    def sight(self, place: int) -> Sight:
        """Return what is shown of a case."""
        case = self.case(place)
        recorded = self.recorded(case)
        others = [each for names, each in self.doors.record.known.items() if names[1:] == case.names[1:]]
        return Eye(rubric_of(self.doors.course, case.names), self.people, self.mask(case), case).sight(recorded, others)

    def mask(self, case: Case) -> Mask | None:
        """Return what names students in a lesson; None where they may be named."""
        if not self.anonymous:
            return None
        lesson = case.names[1]
        if lesson not in self.masks:
            self.masks[lesson] = granting.mask_of(self.doors.course, self.doors.record, lesson)
        return self.masks[lesson]

    def seen(self, place: int) -> str:
        """Return the hash of all that a decision is made by: marks, comment, and what was handed in."""
        case = self.case(place)
        recorded = self.recorded(case)
        state = State.load(rubric_of(self.doors.course, case.names).state_path(case.names[0])) or State()
        marks = [recorded.marks.get(cell) for cell in case.cells]
        tests = [state.tests.get(cell) for cell in case.cells]
        parts = [marks, recorded.comments.get(case.answer), state.digest, state.receipt, tests]
        return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]

    def is_open(self, place: int) -> bool:
        """Tell whether a person is still to decide a case."""
        found, error = attempt(self.recorded, self.case(place))
        return error is None and self.case(place).is_open(found)

    def next(self, place: int) -> int:
        """Return the number of the next case that is open, from the first one again after the last; 0 for none."""
        count = len(self.cases)
        places = [(place + step) % count + 1 for step in range(count)] if count else []
        return next((each for each in places if self.is_open(each)), 0)

    def called(self, names: Names) -> str:
        """Return how a student is called in a line."""
        return text.shown(self.people.codes.get(names[0], names[0]))

    # What is done.

    def give(self, place: int, way: str, fields: Callable[[str], str]) -> str:
        """Enter what a form gives to a case; return the address to go on at. Raises MarkError: nothing is entered."""
        case, recorded = self.case(place), self.recorded(self.case(place))
        if fields("seen") != self.seen(place):
            raise MarkError(CHANGED)
        hand = given.hand(case, way, fields, recorded)
        if not hand.cells:
            raise MarkError("choose which exercise is meant; nothing was entered")
        entered = self.enter(case.names, hand, recorded.marks)
        problems = told(self.doors, [case.names])
        granted = case.kind == REQUEST and way == given.FULL
        joined = granting.joins(self.doors.course, self.doors.record, case) if granted else None
        line = f"Entered: {self.line(case, entered)}"
        self.done(Step(place, line, (entered,), joined), [*problems, *([joined.line] if joined else [])])
        self.drafts.pop(place, None)
        if granted:
            self.offers[place] = granting.gains(self.doors.course, self.doors.record, case, self.people.order)
            return f"/gain/{place}"
        return self.on(place)

    def enter(self, names: Names, hand: Hand, seen: dict[str, Mark]) -> Entered:
        """Enter a Hand; return what was entered."""
        recorded, before = self.doors.record.mark(*names, hand, seen)
        return Entered(names, before, {cell: recorded.marks[cell] for cell in hand.cells})

    def line(self, case: Case, entered: Entered) -> str:
        """Return in a line what was entered for a case."""
        marks = entered.after.values()
        total, points = sum(each.score or 0.0 for each in marks), sum(each.points for each in marks)
        return f"{self.called(case.names)}, {case.title}: {number(total)} of {number(points)}"

    def done(self, step: Step, more: Sequence[str] = ()) -> None:
        """Note what was decided; more: lines that the next page shows."""
        self.steps.append(step)
        self.say(" ".join(more), step.place)

    def say(self, line: str, place: int = 0) -> None:
        """Keep a line for the next page, in which nobody is named where nobody is to be."""
        mask = self.mask(self.cases[place - 1]) if 0 < place <= len(self.cases) else None
        self.said = mask.clean(line) if mask else line

    def on(self, place: int) -> str:
        """Return the address of the next case that is open, or of the end."""
        found = self.next(place)
        return f"/case/{found}" if found else "/done"

    def choose(self, place: int, choice: int) -> str:
        """Take a request for one of an exercise; return the address to go on at."""
        case = self.case(place)
        if not 0 <= choice < len(case.choices):
            raise MarkError("there is no such exercise to choose")
        self.cases[place - 1] = case.choices[choice]
        return f"/case/{place}"

    def share(self, place: int, comment: str) -> str:
        """Give the same to all who failed in the same way; return the address to go on at."""
        offered = self.offers.pop(place, [])
        case, entered, failed = self.case(place), [], []
        said = comment.replace("\r\n", "\n").strip()[: given.COMMENT] or SAME
        for each in offered:
            before = self.doors.record.known[each.names].comments.get(case.answer, "")
            joined = before if said in before else "\n".join(filter(None, [before, said]))
            hand = Hand(each.hand.scores, {case.answer: joined} if case.answer else {})
            found, error = attempt(self.enter, each.names, hand, dict(each.seen))
            if error is None:
                entered.append(found)
            else:
                failed.append(f"{self.called(each.names)} was left as it is ({text.shown(error)})")
        problems = told(self.doors, [each.names for each in entered]) if entered else []
        if entered:
            line = f"Entered: the same for {len(entered)} more, {case.title}"
            self.done(Step(place, line, tuple(entered)), [*problems, *failed])
        elif failed:
            self.say("; ".join(failed), place)
        return self.on(place)

    def undo(self) -> str:
        """Take back what was decided last; return the address of its case. Raises MarkError where nothing was."""
        if not self.steps:
            raise MarkError("nothing was entered that could be taken back")
        step, failed, back = self.steps[-1], [], []
        for each in step.entered:
            _, error = attempt(self.enter, each.names, each.before, each.after)
            if isinstance(error, AutograderError):
                failed.append(f"{self.called(each.names)} is left as it is now ({text.shown(error)})")
            elif error is not None:
                raise error
            else:
                back.append(each.names)
        problems = told(self.doors, back) if back else []
        if back and step.joined is not None and step.joined.path is not None:
            step.joined.path.unlink(missing_ok=True)
        self.steps.pop()
        self.offers.pop(step.place, None)
        line = f"Taken back: {step.line.removeprefix('Entered: ')}." if back else ""
        self.say(" ".join(filter(None, [line, *failed, *problems])), step.place)
        return f"/case/{step.place}"

    def strays(self) -> list[str]:
        """Return a line for each submission that is held and that no lesson's marks are kept for."""
        known = {names[:2] for names in self.doors.record.known}
        found = [each for key, each in told_before(self.doors.run).items() if key not in known and each["held"]]
        if self.anonymous:  # the reason names files, and these the student
            return ["It belongs to no lesson, or could not be entered; grades.csv says why."] * len(found)
        return [text.shown(f"{each['student']}: {each['held']}", 1000) for each in found]

    def summary(self) -> str:
        """Return in a line what was decided."""
        marked = len({(each.names, cell) for step in self.steps for each in step.entered for cell in each.after})
        students = len({each.names[0] for step in self.steps for each in step.entered})
        if marked <= 1:
            return "One mark was entered." if marked else "No mark was entered."
        whose = "one student" if students == 1 else f"{students} students"
        return f"{marked} marks of {whose} were entered."
