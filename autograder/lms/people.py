"""Who is who: the students here, and the rows, files or users by which a learning platform knows them.

One of them is found by the platform's number, else by a name to log in with or another id, else by the e-mail address,
else by the name, where nobody else is called so. A number, and an id, is believed only where the names do not
contradict: what is one platform's number may be a student's in another.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from nbgrader.api import Student
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder import text
from autograder.lms.roster import Person

WORD = re.compile(r"[^\W_]+")
LONGEST = 5  # names in a line
Each = TypeVar("Each")


class Someone(Protocol):
    """A student, as a roster or the gradebook has her; number: the learning platform's."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def first(self) -> str: ...  # noqa: D102
    @property
    def last(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> str: ...  # noqa: D102
    @property
    def section(self) -> str: ...  # noqa: D102
    @property
    def number(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Seen:
    """Someone whom a platform knows: by its number, by ids, by e-mail, by name; each may be missing.

    strict: the number is one of this assignment alone, as Moodle's of participants, so that it says nothing where
    neither name nor e-mail agrees.
    """

    number: str = ""
    ids: tuple[str, ...] = ()
    email: str = ""
    name: str = ""
    strict: bool = False


def everyone(session: Session) -> dict[str, Person]:
    """Return {id: who} of the students of a gradebook."""
    columns = Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id
    found = {}
    for student, *others in session.execute(select(*columns).order_by(Student.id)).all():
        first, last, email, number = (str(each or "").strip() for each in others)
        found[student] = Person(student, " ".join(filter(None, (first, last))), first, last, email, "", number)
    return found


def words(name: str) -> list[str]:
    """Return the words of a name, as they are compared: "Byron, Ada" has those of "Ada Byron"."""
    return WORD.findall(unicodedata.normalize("NFKC", name).casefold())


def named(name: str) -> set[str]:
    """Return the keys of a name: its words in any order, and all of it as one, as Canvas names files: byronada."""
    found = words(name)
    return {" ".join(sorted(found)), "".join(found)} if found else set()


def keys_of_person(each: Someone) -> list[set[str]]:
    """Return the keys by which someone here may be found, the surest first."""
    ids = {each.id, each.id.lstrip("0")} if each.id.isdigit() else {each.id.casefold()}
    names = named(each.name) | named(f"{each.first} {each.last}") | named(f"{each.last} {each.first}")
    # An id may be a name, or, in one word, what Canvas makes of one: "byronada" is no first name.
    names |= named(each.id) if len(words(each.id)) > 1 else {f"={''.join(words(each.id))}"}
    return [{each.number}, ids | {each.number}, {each.email.casefold()}, names - {"="}]


def keys_of_seen(each: Seen) -> list[set[str]]:
    """Return the keys by which a platform knows someone, in the same order."""
    ids = {said for one in each.ids for said in ({one, one.lstrip("0")} if one.isdigit() else {one.casefold()})}
    whole = {f"={''.join(words(each.name))}"} if len(words(each.name)) > 1 else set()
    return [{each.number}, ids, {each.email.casefold()}, named(each.name) | whole]


def agree(person: Someone, seen: Seen, by_number: bool) -> bool:
    """Tell whether nothing contradicts that a number or an id is someone's."""
    if person.email and person.email.casefold() == seen.email.casefold():
        return True
    here = {*words(person.name), *words(person.first), *words(person.last)}
    there = set(words(seen.name))
    if by_number and seen.strict:
        here = here or set(words(person.id))
        return bool(here and there) and (here <= there or there <= here)
    return not here or not there or bool(here & there)


def matched(rows: Sequence[Seen], people: Mapping[str, Someone]) -> dict[int, str]:
    """Return {a row's place: the id of who it is}; nobody is found twice, and none where two may be meant."""
    found: dict[int, str] = {}
    ours = {name: keys_of_person(each) for name, each in people.items()}
    theirs = [keys_of_seen(each) for each in rows]
    for kind in range(4):
        taken = set(found.values())
        here = gathered((name, keys[kind]) for name, keys in ours.items() if name not in taken)
        there = gathered((place, keys[kind]) for place, keys in enumerate(theirs) if place not in found)
        for key, places in there.items():
            names = here.get(key, [])
            if len(names) != 1 or len(places) != 1 or names[0] in found.values():
                continue
            if kind > 1 or agree(people[names[0]], rows[places[0]], kind == 0):
                found.setdefault(places[0], names[0])
    return found


def gathered(pairs: Iterable[tuple[Each, set[str]]]) -> dict[str, list[Each]]:
    """Return {key: whose it is}."""
    found: dict[str, list[Each]] = {}
    for each, keys in pairs:
        for key in keys - {""}:
            found.setdefault(key, []).append(each)
    return found


def some(names: Iterable[str]) -> str:
    """Return names in a line, the first few of them and how many more there are."""
    shown = [text.shown(each) for each in names]
    more = f" and {len(shown) - LONGEST} more" if len(shown) > LONGEST else ""
    return ", ".join(shown[:LONGEST]) + more
