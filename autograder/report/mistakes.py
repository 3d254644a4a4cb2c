"""Mistakes by frequency: named ones by the bank's words, others by what the answers do, or by what was said of them.

An answer counts once in a group. Where one of its mistakes in an exercise has a name, its other failures there are
taken for the same mistake. What was out of time, held or not begun is no mistake.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from autograder.record.tables import Entry
from autograder.report.stored import Item
from autograder.verdicts import BREAK, LIKELY, REFUSED, UNWRITTEN, Verdict

NAMED, SAME, SAID = "named", "same", "said"
# A number in a message, or an address.
NUMBER = re.compile(r"0x[0-9a-fA-F]+|(?<![^\W_])[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
KIND = re.compile(rf"^(?:{'|'.join(REFUSED)}): ")
OURS = "NotYet: "
LONGEST = 300  # characters of a message


class Mistake(TypedDict):
    """A mistake in an exercise: how many of n submissions made it, and how it was told.

    kind: NAMED, or SAME where the answers did the same, or SAID where the message alone is known; number: by which
    `adopt` knows it, 0 where it has a name; text: the bank's words, or the most frequent message; tests: the grade_ids
    at which it came; hidden: it came in hidden parts alone; n: the submissions in which tests of the exercise were run;
    example: an answer that makes it, "" without one.
    """

    exercise: str
    label: str
    kind: str
    number: int
    text: str
    tests: list[str]
    hidden: bool
    count: int
    n: int
    share: float
    example: str


@dataclass
class Group:
    """Those who made a mistake in an exercise.

    trace: the digest of what they did, "" where it is not known; number: of the group, 0 where it has a name.
    """

    item: Item
    kind: str
    name: str = ""
    trace: str = ""
    number: int = 0
    students: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    tests: set[str] = field(default_factory=set)
    hidden: bool = True

    @property
    def text(self) -> str:
        """The name, or the most frequent message."""
        return self.name or min(self.said, key=lambda each: (-self.said[each], each))

    def add(self, student: str, test: str, judged: Mapping[str, Any]) -> None:
        """Count a failed test."""
        if student not in self.students:
            self.students.append(student)
        self.said[message(judged["reason"])] += 1
        self.tests.add(test)
        self.hidden = self.hidden and judged["hidden"]


def groups(item: Item, entries: Sequence[Entry]) -> list[Group]:
    """Return the mistakes in an exercise, the most frequent first."""
    found: dict[tuple[str, ...], Group] = {}
    for entry in entries:
        tests: dict[str, Any] = {key: entry["tests"][key] for key in item.tests if key in entry["tests"]}
        failed = {key: each for key, each in tests.items() if is_mistake(each)}
        named = {key: each for key, each in failed.items() if name_of(each)}
        for key, judged in (named or failed).items():
            sort = sort_of(judged)
            name, trace = (sort[1] if sort[0] == kind else "" for kind in (NAMED, SAME))
            group = found.setdefault(sort, Group(item, sort[0], name, trace))
            group.add(entry["student"], key, judged)
    return sorted(found.values(), key=lambda each: (-len(each.students), each.kind != NAMED, each.text))


def of_lesson(items: Iterable[Item], entries: Sequence[Entry]) -> list[Group]:
    """Return the mistakes in the exercises of a lesson, the most frequent first."""
    found = [group for item in items for group in groups(item, entries)]
    return sorted(found, key=lambda each: -len(each.students))


def numbered(lessons: Iterable[Sequence[Group]]) -> None:
    """Number the groups without a name, from 1, over all lessons of a report in its order."""
    unnamed = (each for found in lessons for each in found if each.kind != NAMED)
    for number, group in enumerate(unnamed, 1):
        group.number = number


def is_mistake(judged: Mapping[str, Any]) -> bool:
    """Tell whether a test of run.json says that an answer is wrong, and how: a part of the points alone does not."""
    failed, said = judged["verdict"] in (Verdict.FAILED, Verdict.PARTLY), judged["reason"] or name_of(judged)
    return bool(failed and said and not judged["reason"].startswith(UNWRITTEN))


def name_of(judged: Mapping[str, Any]) -> str:
    """Return the name of a mistake as its student reads it; "" where it has none.

    It is the bank's, or the one in what the check itself said: of a hidden part nobody is told that.
    """
    said = [line for line in judged["reason"].split(BREAK) if line.startswith(LIKELY) and not judged["hidden"]]
    return str(judged.get("mistake") or "".join(said[:1]).removeprefix(LIKELY))


def sort_of(judged: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is the same of all that make the same mistake."""
    if name := name_of(judged):
        return NAMED, name
    if judged.get("trace"):
        return SAME, judged["trace"]
    return SAID, NUMBER.sub("#", message(judged["reason"]))


def message(reason: str) -> str:
    """Return why a test failed as it is shown: its lines, without the error's type where a check said it.

    The line in which a check of checks.py says which test it is, the first of several, is left out.
    """
    lines = KIND.sub("", reason).split(BREAK)
    said = "\n".join(lines[1:] if reason.startswith(OURS) and len(lines) > 1 else lines)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."
