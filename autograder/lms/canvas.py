"""Sends marks to Canvas by its API, with the library canvasapi: only those that Canvas does not have already.

Canvas's own documentation of what is asked: "Submissions", "Courses" and "Progress" (Canvas LMS REST API). A request
that reads is tried again by the library that makes it where Canvas is busy; one that sends marks is made once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from traitlets import Dict, Integer, Unicode
from traitlets.config import Configurable
from traitlets.utils.importstring import import_item

from autograder import text
from autograder.errors import LmsError
from autograder.lms.columns import NEAR, Column, Marks, number
from autograder.lms.people import Seen, Someone, matched

TOKEN = "CANVAS_TOKEN"  # the variable of the environment that holds the token
AT_ONCE = 500  # marks in one request
PATIENCE, WAIT = 30.0, 120.0  # seconds for an answer; for Canvas to enter marks that it has taken
BUSY = (429, 500, 502, 503, 504)  # answers after which it is worth asking again
HERE = ("localhost", "127.0.0.1", "::1")
PLACES = ("mark", "points", "lesson", "student")  # in a comment


class Canvas(Configurable):
    """The course in Canvas, as c.Canvas in nbgrader_config.py; the token is in the environment, as CANVAS_TOKEN."""

    url = Unicode("", help="Where Canvas is: https://school.instructure.com.").tag(config=True)
    course = Integer(0, help="The course's number, as in the address of its pages: /courses/NUMBER.").tag(config=True)
    assignments = Dict(
        Integer(), help="{lesson, or LESSON/EXERCISE: the assignment's number, as in the address of its page}."
    ).tag(config=True)
    comment = Unicode(
        "",
        help="What to write beside each new mark, with {mark}, {points}, {lesson} and {student} in it; none: nothing.",
    ).tag(config=True)


@dataclass(frozen=True)
class Change:
    """A mark that Canvas has not got: whose, by Canvas's number and by ours; before: what it has, None for nothing."""

    user: int
    student: str
    mark: float
    before: float | None


@dataclass
class Plan:
    """What is to be sent for a column, and to which assignment.

    same: how many marks Canvas has already; lines: what is to be said beside it.
    """

    column: Column
    assignment: Any
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    lines: list[str] = field(default_factory=list)


def token() -> str:
    """Return the token; raises LmsError where the environment has none."""
    found = os.environ.get(TOKEN, "").strip()
    if not found:
        raise LmsError(f"no token: make one in Canvas (Account, Settings, New Access Token) and set {TOKEN} to it")
    return found


def checked(url: str) -> str:
    """Return the address of Canvas; raises LmsError for one to which no token may be sent."""
    parts = urlsplit(url.strip())
    if not parts.hostname or parts.username or (parts.scheme != "https" and parts.hostname not in HERE):
        raise LmsError("c.Canvas.url: not the address of Canvas, which is like https://school.instructure.com")
    return f"{parts.scheme}://{parts.netloc}"


def connected(url: str, token: str, pause: float) -> tuple[Any, tuple[type[BaseException], ...]]:
    """Return (what makes requests, what comes out of it where there is no answer of use).

    pause: seconds before a request that reads is made again; the next pause is twice as long. Raises LmsError where the
    library is not installed.
    """
    try:
        from canvasapi.exceptions import CanvasException
        from canvasapi.requester import Requester
        from requests import RequestException
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry
    except ModuleNotFoundError as error:
        raise LmsError(f"{error.name} is not installed, which asks Canvas: pip install 'canvasapi>=3.3'") from error

    class Patient(HTTPAdapter):
        """Waits for an answer, but not for ever."""

        def send(self, *arguments: Any, **options: Any) -> Any:
            return super().send(*arguments, **{**options, "timeout": PATIENCE})

    again = Retry(3, backoff_factor=pause, status_forcelist=BUSY, allowed_methods=["GET"], raise_on_status=False)
    again.respect_retry_after_header = False  # it may say an hour
    requester = Requester(url, token)
    requester._session.mount(f"{url}/", Patient(max_retries=again))
    # The last four come of an answer that is no JSON, or other than expected.
    return requester, (CanvasException, RequestException, ValueError, AttributeError, TypeError, KeyError)


class Course:
    """A course in Canvas."""

    def __init__(self, settings: Canvas, token: str, say: Callable[[str], None] = text.say, pause: float = 1.0) -> None:
        """token: of someone who may grade; say: takes a line on how it goes; pause: seconds between two questions.

        Raises LmsError where it cannot be asked at all.
        """
        self.url, self.settings, self.token, self.say, self.pause = checked(settings.url), settings, token, say, pause
        if settings.course <= 0:
            raise LmsError("c.Canvas.course: the course's number is missing; it stands in the address of its pages")
        requester, self.errors = connected(self.url, token, pause)
        self.course = import_item("canvasapi.course.Course")(requester, {"id": settings.course})

    def ask(self, what: str, function: Callable[[], Any]) -> Any:
        """Return what a function returns that asks Canvas; raises LmsError, in one line, where it has no answer."""
        try:
            return function()
        except self.errors as error:
            if isinstance(error, (ValueError, AttributeError, TypeError, KeyError)):
                is_json = "JSON" not in type(error).__name__
                said = f"its answer is {'not as Canvas answers' if is_json else 'no JSON'}; is c.Canvas.url right?"
            else:
                said = text.told(error, 300).replace(self.token, "...")
            raise LmsError(f"{self.url}: {what}: {said}") from None  # what it came from may show the token

    def people(self) -> dict[int, Seen]:
        """Return {Canvas's number: who} of the students of the course."""
        asked = {"enrollment_type": ["student"], "include": ["email"]}
        return self.ask(f"students of course {self.settings.course}", partial(self.users, asked))

    def users(self, asked: Mapping[str, Any]) -> dict[int, Seen]:
        """Return the same, of those who are asked for; raises whatever comes of an answer that is no list of users."""
        found = {}
        for user in self.course.get_users(**asked):
            said = [str(getattr(user, key, None) or "") for key in ("sis_user_id", "login_id", "email", "name")]
            found[int(user.id)] = Seen(str(user.id), tuple(filter(None, said[:2])), said[2], said[3])
        return found

    def plan(self, column: Column, marks: Marks, known: Mapping[int, str], scale: bool = False) -> Plan:
        """Return what is to be sent of a column; known: {Canvas's number: the student}.

        Raises LmsError where it cannot be known what.
        """
        wanted = self.settings.assignments.get(column.name)
        if wanted is None:
            raise LmsError(f"{column.name}: c.Canvas.assignments does not say which assignment it is")
        where = f"{column.name}, assignment {wanted}"
        assignment = self.ask(where, lambda: self.course.get_assignment(wanted))
        points = getattr(assignment, "points_possible", None)
        factor = 1.0
        if isinstance(points, (int, float)) and points and column.points:
            factor = points / column.points
            if abs(points - column.points) > NEAR and not scale:
                there, here = number(points), number(column.points)
                raise LmsError(f"{where}: {there} points there, {here} here; SCALE=1 sends the same share of them")
        plan = Plan(column, assignment)
        scores = self.ask(f"{where}, submissions", partial(self.scores, assignment))
        for user, student in known.items():
            mark, (before, is_excused) = marks.get(student, ""), scores.get(user, (None, True))
            if isinstance(mark, str):
                continue
            if is_excused:
                why = "excused there" if user in scores else "it is not assigned there"
                plan.lines.append(f"{text.shown(student)}: nothing is sent, {why}")
            elif before is not None and abs(before - mark * factor) < NEAR:
                plan.same += 1
            else:
                plan.changes.append(Change(user, student, mark * factor, before))
        return plan

    def scores(self, assignment: Any) -> dict[int, tuple[float | None, bool]]:
        """Return {Canvas's number: (the mark that was entered, None for none; whether excused)} of an assignment.

        Of a mark that Canvas has lowered, since the work was late, it is the mark before that. Raises whatever comes of
        an answer that is none.
        """
        found = {}
        for each in assignment.get_submissions():
            entered = getattr(each, "entered_score", None)
            score = getattr(each, "score", None) if entered is None else entered
            found[int(each.user_id)] = (None if score is None else float(score), bool(getattr(each, "excused", False)))
        return found

    def send(self, plan: Plan) -> list[str]:
        """Send the marks of a plan, each once; return a line for each that Canvas has not got afterwards.

        Raises LmsError where that is not known: a next run sends what Canvas has not got by then.
        """
        where = f"{plan.column.name}, assignment {self.settings.assignments[plan.column.name]}"
        for part in parts(plan.changes, AT_ONCE):
            data = {each.user: self.form(plan.column, each) for each in part}
            bulk = partial(plan.assignment.submissions_bulk_update, grade_data=data)
            sent = self.ask(f"{where}, sending", bulk)
            self.wait(where, sent)
            self.say(f"{text.shown(plan.column.name)}: {len(part)} marks sent")
        after = self.ask(f"{where}, submissions", partial(self.scores, plan.assignment))
        lines = []
        for each in plan.changes:
            score, _ = after.get(each.user, (None, False))
            if score is None or abs(score - each.mark) > NEAR:
                has = "nothing" if score is None else number(score)
                lines.append(f"{text.shown(each.student)}: {number(each.mark)} was sent, and Canvas has {has}")
        return lines

    def form(self, column: Column, change: Change) -> dict[str, str]:
        """Return what is sent of a mark."""
        found = {"posted_grade": number(change.mark)}
        if self.settings.comment:
            about = {"mark": found["posted_grade"], "points": number(column.points)}
            found["text_comment"] = self.settings.comment.format(**about, lesson=column.name, student=change.student)
        return found

    def wait(self, where: str, progress: Any) -> None:
        """Wait until Canvas has entered what it has taken; raises LmsError where it does not say so."""
        ends = time.monotonic() + WAIT
        while getattr(progress, "workflow_state", "completed") not in ("completed", "failed"):
            if time.monotonic() > ends:
                raise LmsError(f"{self.url}: {where}: not entered after {WAIT:.0f} s; run again later")
            time.sleep(self.pause)
            progress = self.ask(f"{where}, entering", progress.query)
        if getattr(progress, "workflow_state", "") == "failed":
            said = text.shown(getattr(progress, "message", None) or "it does not say why")
            raise LmsError(f"{self.url}: {where}: Canvas could not enter them ({said})")


def check_comment(comment: str) -> None:
    """Raise LmsError for a comment with other places in it than there are."""
    try:
        comment.format(**dict.fromkeys(PLACES, "1"))
    except (LookupError, ValueError, AttributeError) as error:
        said = f"{text.told(error)}; the places in it are {{{'}, {'.join(PLACES)}}}"
        raise LmsError(f"c.Canvas.comment: {said}") from error


def found(users: Mapping[int, Seen], people: Mapping[str, Someone]) -> dict[int, str]:
    """Return {Canvas's number: the student here}."""
    numbers = list(users)
    return {numbers[at]: name for at, name in matched(list(users.values()), people).items()}


def parts(changes: Sequence[Change], most: int) -> Iterator[Sequence[Change]]:
    """Yield changes, so many at a time."""
    for at in range(0, len(changes), most):
        yield changes[at : at + most]


def told(changes: Iterable[Change]) -> list[str]:
    """Return a line for each mark that is to be sent."""
    lines = []
    for each in changes:
        has = "nothing" if each.before is None else number(each.before)
        lines.append(f"  {text.shown(each.student)}: {number(each.mark)}, and Canvas has {has}")
    return lines
