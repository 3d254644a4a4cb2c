"""Who takes the course, and who has more time for a lesson, as it is entered in the gradebook."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from nbgrader.api import Student, SubmittedAssignment
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session


class Enrolled(Protocol):
    """Somebody who takes the course; of what is "" nothing is known."""

    @property
    def id(self) -> str:
        """As the gradebook has it."""

    @property
    def first(self) -> str:
        """The first name."""

    @property
    def last(self) -> str:
        """The last name."""

    @property
    def email(self) -> str:
        """The e-mail address."""

    @property
    def number(self) -> str:
        """The learning platform's own number."""

    @property
    def extensions(self) -> Mapping[str, timedelta | datetime]:
        """{lesson: how much longer, or until when, in UTC}."""


def enter(db: Session | scoped_session[Session], people: Iterable[Enrolled]) -> None:
    """Enter people, and what has changed of those that are there. Nothing is committed.

    What is not known of somebody stays as it is, and nobody is removed.
    """
    known = {each.id: each for each in db.scalars(select(Student))}
    for person in people:
        said = {
            "first_name": person.first,
            "last_name": person.last,
            "email": person.email,
            "lms_user_id": person.number,
        }
        said = {name: value for name, value in said.items() if value}
        if person.id not in known:
            db.add(Student(id=person.id, **said))
        for name, value in said.items():
            if person.id in known and getattr(known[person.id], name) != value:
                setattr(known[person.id], name, value)


def extend(submitted: SubmittedAssignment, given: timedelta | datetime) -> bool:
    """Set what a student has been given for a lesson, where it is not that already; tell whether it was not.

    A date is turned into what nbgrader keeps, the time beyond that when the lesson was due; where it was never due,
    there is nothing to set.
    """
    if isinstance(given, datetime):
        due = submitted.assignment.duedate
        if due is None:
            return False
        given = max(given.replace(tzinfo=None) - due, timedelta())
    if given == (submitted.extension or timedelta()):
        return False
    submitted.extension = given
    return True
