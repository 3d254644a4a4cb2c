"""Our marks, filled into a platform's own export: its rows, its columns, and nothing else of it is touched.

A cell is left as it is where there is no mark to send: held, missing, nobody here; and where the platform says that the
student is excused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from autograder import text
from autograder.errors import LmsError
from autograder.lms.columns import NEAR, Column, Marks, number, without
from autograder.lms.forms_out import FORMS, KEPT, Form, recognised
from autograder.lms.people import Seen, Someone, matched, some, words
from autograder.lms.table import NUMBER, Table

LONGEST = 200  # characters of a heading in a line


@dataclass
class Filled:
    """What has been done: how many marks were set and how many of them are new there; what is to be said.

    comma: whether fractions are written with one; refused: whether a column could not be filled, or someone who has a
    mark not be found.
    """

    comma: bool
    set: int = 0
    new: int = 0
    refused: bool = False
    lines: list[str] = field(default_factory=list)


def form_of(table: Table, platform: str) -> Form:
    """Return the form of a platform's table; raises LmsError, in one line, where it is none that is known."""
    form = recognised(table.heading)
    if form is None or form.of != platform:
        known = "; ".join(each.said() for each in FORMS if each.of == platform)
        seen = text.shown(", ".join(table.heading), LONGEST)
        said = f"{form.called}" if form else "of no form that is known"
        raise LmsError(f"{said}; for {platform} there are: {known}. Its first row is: {seen}")
    return form


def people_of(table: Table, form: Form) -> dict[int, Seen]:
    """Return {a row's place: whom it is of}, of the rows that may be somebody's."""
    places, found = form.places(table.heading), {}
    for row in range(1, len(table.rows)):
        said = {role: [table.get(row, at).strip() for at in where] for role, where in places.items()}
        first = table.get(row, 0)
        if form.below.fullmatch(first) or not any(table.rows[row].values):
            continue
        one = {role: next(filter(None, values), "") for role, values in said.items()}
        full = one.get("name") or f"{one.get('first', '')} {one.get('last', '')}".strip()
        digits = one.get("number", "").lstrip("#")
        ids = [each.lstrip("#") for each in said.get("ids", ()) if each]
        if form.strict:  # "Participant 123", in whatever language; the folder is called so where marking is blind
            ids.append(digits)
            digits = digits[len(digits.rstrip("0123456789")) :]
        found[row] = Seen(digits, tuple(ids), one.get("email", ""), full, form.strict)
    return found


def plain(name: str) -> str:
    """Return a heading as it is compared."""
    return " ".join(words(name))


def column_places(
    table: Table, form: Form, columns: Iterable[Column], names: Mapping[str, Iterable[str]]
) -> dict[Column, list[int]]:
    """Return {column: the places of what may be it}; names: {a column's name: others by which the platform has it}."""
    if "grade" in form.roles:
        (column,) = columns
        return {column: form.places(table.heading)["grade"]}
    called: dict[str, list[int]] = {}
    for at, heading in enumerate(table.heading):
        known = form.item.fullmatch(heading.strip()) if form.item else None
        if known is not None:
            name = known["name"]
            told = {plain(heading), plain(name), plain(name.partition(":")[2]), (known.groupdict().get("id") or "")}
            for each in told - {""}:
                called.setdefault(each, []).append(at)
    found = {}
    for column in columns:
        keys = {plain(each) for each in (column.name, *names.get(column.name, ()))}
        found[column] = sorted({at for key in keys for at in called.get(key, ())})
    return found


def maximum(table: Table, form: Form, at: int, rows: Iterable[int]) -> float | None:
    """Return the points that a platform gives for a column; None where its table does not say."""
    known = form.item.fullmatch(table.heading[at].strip()) if form.item else None
    said = [(known.groupdict().get("points") or "")] if known else []
    where = form.places(table.heading).get("maximum", [])
    said += [table.get(row, place).strip() for place in where for row in rows]
    below = (row for row in range(1, min(4, len(table.rows))) if "Points Possible" in table.get(row, 0))
    said += [table.get(row, at).strip() for row in below if form.item]
    numbers = {float(each.replace(",", ".")) for each in said if NUMBER.fullmatch(each)}
    return numbers.pop() if len(numbers) == 1 else None


def fill(
    table: Table,
    form: Form,
    sent: Mapping[Column, Marks],
    people: Mapping[str, Someone],
    names: Mapping[str, Iterable[str]],
    scale: bool = False,
) -> Filled:
    """Put marks into a platform's table; return what was done.

    sent: {column: its marks}; names: {a column's name: others by which the platform has it}; scale: where the platform
    has other points for it than there are here, send the same share of those; otherwise such a column stays as it is.
    Raises LmsError where no column can be filled.
    """
    if "grade" in form.roles and len(sent) != 1:
        raise LmsError(f"{form.called} is of one assignment; which lesson is it? LESSON=..., and not by exercises")
    seen = people_of(table, form)
    rows = list(seen)
    found = {rows[at]: name for at, name in matched(list(seen.values()), people).items()}
    done, refused = Filled(table.comma), list[str]()
    for column, where in column_places(table, form, sent, names).items():
        factor = 1.0
        why = "" if len(where) == 1 else f"{len(where) or 'no'} columns of that name"
        points = maximum(table, form, where[0], rows) if not why else None
        if points is not None and column.points and abs(points - column.points) > NEAR:
            factor = points / column.points
            why = f"{number(points)} points there, {number(column.points)} here; SCALE=1 sends the same share"
        if why and not (scale and factor != 1.0):
            refused.append(f"{text.shown(column.name)}: not filled, {why}")
            continue
        fill_column(table, where[0], found, column, sent[column], factor, done)
    if len(refused) == len(sent):
        there = text.shown(", ".join(each for each in table.heading if form.item and form.item.fullmatch(each.strip())))
        raise LmsError("; ".join(refused) + (f". Its columns are: {there}" if there else ""))
    lost, nobody = left(seen, found, sent, people)
    done.lines += [*refused, *lost, *nobody]
    done.refused = bool(refused or lost)
    return done


def fill_column(
    table: Table, at: int, found: Mapping[int, str], column: Column, marks: Marks, factor: float, done: Filled
) -> None:
    """Put the marks of one column in their places."""
    kept, count = [], 0
    for row, name in found.items():
        mark, before = marks.get(name, ""), table.get(row, at).strip()
        if isinstance(mark, str):
            continue
        if before.casefold() in KEPT:
            kept.append(name)
            continue
        said = number(mark * factor, done.comma)
        done.new += not same(before, mark * factor)
        count += 1
        if not same(before, mark * factor):
            table.set(row, at, said)
    done.set += count
    rest = without({name: mark for name, mark in marks.items() if name in found.values()})
    done.lines.append(f"{text.shown(column.name)}: {count} marks" + (f"; left as they are: {rest}" if rest else ""))
    if kept:
        done.lines.append(f"{text.shown(column.name)}: excused there, and left so: {some(kept)}")


def same(before: str, mark: float) -> bool:
    """Tell whether a cell says a mark already."""
    return bool(NUMBER.fullmatch(before)) and abs(float(before.replace(",", ".")) - mark) < NEAR


def left(
    seen: Mapping[int, Seen], found: Mapping[int, str], sent: Mapping[Column, Marks], people: Mapping[str, Someone]
) -> tuple[list[str], list[str]]:
    """Return (a line for each student here who has a mark and no row there, one for rows that are nobody's here)."""
    here = set(found.values())
    marked = {name for marks in sent.values() for name, mark in marks.items() if not isinstance(mark, str)}
    lines = []
    for name in (each for each in chain(people, sorted(marked - {*people})) if each in marked - here):
        person = people.get(name)
        about = ", ".join(filter(None, (person.name, person.email))) if person else ""
        whom = f"{text.shown(name)} ({text.shown(about)})" if about else text.shown(name)
        lines.append(f"{whom}: has a mark, and no row there by number, id, e-mail or a name that is nobody else's")
    nobody = [each.name or each.email or each.number for row, each in seen.items() if row not in found]
    told = f"rows there that are nobody's here, left as they are: {some(nobody)}"
    return lines, [told] * bool(nobody)
