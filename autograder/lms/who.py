"""Whose a download's files are: each person in it gets the id that folders and gradebook have."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from autograder import text
from autograder.lms import forms, names
from autograder.lms.forms import Named
from autograder.lms.roster import Person, Roster

# What tells one person in a download from another: the platform's number or the id, and the name.
Key = tuple[str, str]


@dataclass(frozen=True)
class Who:
    """The student that a person in a download is, by the id; a remark in one line, "" where that is plain."""

    student: str
    on_roster: bool
    remark: str = ""


def key_of(named: Named) -> Key:
    """Return what all files of one person have in common."""
    return named.number or named.id or named.head, names.folded(named.name)


def with_ids(people: Mapping[Key, Named], notes: Mapping[Key, str], roster: Roster) -> dict[Key, Named]:
    """Return people with the ids that stand behind an assignment's title; notes: {who: the platform's own text}.

    The title and the id may have underscores: the platform's text says where one ends, or the roster, or else what all
    of them begin with.
    """
    alike = forms.heads(each.head for each in people.values())
    known = {names.folded(each) for each in roster.people} | {each.email.casefold() for each in roster.people.values()}
    found = {}
    for key, named in people.items():
        if not named.head:
            found[key] = named
            continue
        name, told = signed(notes.get(key, ""))
        cuts = [each for each in forms.cuts(named.head) if each]
        own = next((each for each in cuts if each == told), "")
        listed = next((each for each in cuts if names.folded(each) in known), "")
        rest = named.head.removeprefix(alike) if alike else cuts[-1] if cuts else named.head
        found[key] = replace(named, id=own or listed or rest or named.head, name=name if own else "")
    return found


def signed(note: str) -> tuple[str, str]:
    """Return (name, id) that a platform's text opens with, "Name: Ada Byron (byron)"; ("", "") where it does not."""
    line = note.lstrip().partition("\n")[0].strip()
    name, bracket, told = line.removeprefix("Name:").strip().removesuffix(")").rpartition("(")
    return (name.strip(), told.strip()) if line.startswith("Name:") and line.endswith(")") and bracket else ("", "")


class Register:
    """Finds the people of one download on the roster; before: {who: the id} of an earlier download of the lesson."""

    def __init__(self, roster: Roster, people: Mapping[Key, Named], before: Mapping[Key, str]) -> None:
        """Keep them; of the roster, how each may be found."""
        self.roster, self.people, self.before = roster, people, before
        everyone = roster.people.values()
        self.by_id = {names.folded(each.id): each for each in everyone}
        self.by_email = {each.email.casefold(): each for each in everyone if each.email}
        self.by_number = {each.number: each for each in everyone if each.number}
        self.keys = {each.id: keys_of(each) for each in everyone}

    def all(self) -> dict[Key, Who]:
        """Return {who: Who}; no two are the same student."""
        found: dict[Key, Who] = {}
        for key, named in self.people.items():
            person = self.plainly(named)
            if person is not None and person.id not in {each.student for each in found.values()}:
                found[key] = Who(person.id, True)
        taken = {each.student for each in found.values()}
        rest = {key: named for key, named in self.people.items() if key not in found}
        alike = {key: [each for each in self.by_name(named) if each not in taken] for key, named in rest.items()}
        counts = Counter(name for some in alike.values() for name in some)
        for key, some in alike.items():
            if len(some) == 1 and counts[some[0]] == 1:
                found[key] = Who(some[0], True)
        return found | self.strangers({key: rest[key] for key in rest if key not in found}, alike)

    def plainly(self, named: Named) -> Person | None:
        """Return who it is by number, id or e-mail address; a number of somebody of another name is another number."""
        person = self.by_number.get(named.number) if named.number else None
        if person is not None and (not named.name or not person.name or self.keys[person.id] & names.keys(named.name)):
            return person
        # What one logs in with may have underscores; then a part of it stands at the end of the name.
        cuts = [*forms.cuts(f"{named.name}_{named.id}")] if named.id else []
        return next((self.by_id[folded] for folded in map(names.folded, cuts) if folded in self.by_id), None) or (
            self.by_email.get(named.id.casefold()) if named.id else None
        )

    def by_name(self, named: Named) -> list[str]:
        """Return the ids of those on the roster who may be called so."""
        said = names.keys(named.name)
        return [student for student, keys in self.keys.items() if keys & said]

    def strangers(self, people: Mapping[Key, Named], alike: Mapping[Key, list[str]]) -> dict[Key, Who]:
        """Return the Who of people who are not found on the roster: by id or name, where two have one with a number."""
        wished = {key: fit(named.id or named.name or named.number) for key, named in people.items()}
        counts = Counter(names.folded(each) for each in wished.values())
        known = {key: student for key, student in self.before.items() if key in people}
        taken = {*self.by_id, *(names.folded(each) for each in self.before.values())}
        found: dict[Key, Who] = {}
        for key, name in wished.items():
            plain = counts[names.folded(name)] == 1 and names.folded(name) not in taken
            student = name if plain else f"{name}-{people[key].number or short(key)}"
            student = known.get(key, student) if names.folded(known.get(key, "")) not in self.by_id else student
            found[key] = Who(student, False, self.remark(name, student, alike[key]))
        return found

    def remark(self, name: str, student: str, alike: list[str]) -> str:
        """Return what is to be said of somebody who is not found on the roster."""
        shown = text.shown(student)
        if alike:
            return f"{shown}: may be {' or '.join(map(text.shown, alike))} on the roster; number or id there would tell"
        told = [f"{shown}: not on the roster{self.roster.near(student)}"] if self.roster.is_there else []
        told += [f"one of those called {text.shown(name)}, told apart by the number"] if student != name else []
        return "; ".join(told if self.roster.is_there or not told else [f"{shown}: {told[0]}"])


def keys_of(person: Person) -> set[str]:
    """Return what platforms may make of somebody's name; of one whose name is not known, of the id."""
    whole = [f"{person.first} {person.last}"] if person.first or person.last else []
    return names.keys(person.name, whole) or names.keys(person.id)


def fit(name: str) -> str:
    """Return a name as it can be a student's folder, and is not passed over there."""
    name = text.identifier(name.strip().replace("/", "_").rstrip(". ")) or "_"
    return f"_{name}" if name.startswith(names.PASSED_OVER) else name


def short(key: Key) -> str:
    """Return a few letters that tell one person from another of that name where there is no number."""
    return hashlib.sha256("\0".join(key).encode("utf-8", "surrogateescape")).hexdigest()[:6]


def grouped(found: Iterable[Named]) -> dict[Key, Named]:
    """Return {who: what the first of their names says}."""
    people: dict[Key, Named] = {}
    for named in found:
        people.setdefault(key_of(named), named)
    return people
