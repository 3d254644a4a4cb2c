"""Our marks as columns: what of a lesson, or of an exercise, is sent of whom, and what is not.

A mark that is held, or of what was never handed in, is none, and never 0: its cell stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.lms.people import some
from autograder.record.tables import HELD, MISSING, Entry

# Decimals that are sent: Moodle keeps five of them.
DECIMALS = 5
NEAR = 0.5 / 10**DECIMALS


@dataclass(frozen=True)
class Column:
    """The marks of a lesson, or of one of its exercises; points: that can be had."""

    lesson: str
    exercise: str
    points: float

    @property
    def name(self) -> str:
        """How it is called."""
        return f"{self.lesson}/{self.exercise}" if self.exercise else self.lesson


# {student: her mark, HELD or MISSING}
Marks = dict[str, float | str]


def columns(points: Mapping[str, Mapping[str, float]], exercises: bool) -> list[Column]:
    """Return a column a lesson and, where that is asked for, one for each of its exercises.

    points: {lesson: {exercise: its points}}.
    """
    found = []
    for lesson, parts in points.items():
        found.append(Column(lesson, "", sum(parts.values())))
        found += [Column(lesson, name, each) for name, each in parts.items()] if exercises else []
    return found


def marks(column: Column, entries: Iterable[Entry], people: Iterable[str]) -> Marks:
    """Return the marks of a column; of people nothing is said elsewhere, so theirs are MISSING.

    Of a submission whose mark is held no exercise has one either.
    """
    found: Marks = dict.fromkeys(people, MISSING)
    for each in entries:
        if each["lesson"] != column.lesson:
            continue
        mark = each["mark"]
        if column.exercise and not isinstance(mark, str):
            part = each["exercises"].get(column.exercise)
            known = part["mark"] if part is not None else None
            mark = HELD if known is None else known
        found[each["student"]] = mark
    return found


def without(found: Marks) -> str:
    """Say of how many no mark is sent, and why; "" where each has one."""
    held = sorted(name for name, mark in found.items() if mark == HELD)
    missing = sum(mark == MISSING for mark in found.values())
    told = [f"{len(held)} held ({some(held)})"] * bool(held) + [f"{missing} missing"] * bool(missing)
    return " and ".join(told)


def number(value: float, comma: bool = False) -> str:
    """Return a mark as it is sent: 18, 18.5, 18.33333."""
    said = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return said.replace(".", ",") if comma else said
