"""Shows what became of submissions: a table on the terminal, grades.csv, run.json. All three say the same."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict, TypeGuard

from autograder import text
from autograder.files import read_json, replace, write_json
from autograder.record.graded import Graded
from autograder.record.state import Judged

HEADER = ["student", "lesson", "mark", "points", "problem"]
# What stands in a mark's place.
HELD, MISSING = "held", "missing"
NAME, LONGEST = 60, 2000  # characters of a name in a table, of a text in run.json


class Exercise(TypedDict):
    """What run.json says of an exercise: its mark, None where it is held, and its points."""

    mark: float | None
    points: float


class Proposed(TypedDict):
    """What run.json says of a notebook's mark that would change, and waits: None where it is held, or would be."""

    notebook: str
    mark: float | None
    proposed: float | None


class Entry(TypedDict):
    """What run.json says of a submission: mark (or HELD or MISSING), points, why it is held, each of its tests.

    remark: what its student is told, too; note: what the instructor alone is told; receipt: the digest of the cells
    that were handed in, as the student's own notebook shows it; proposals: see record/proposals.py; requests: the
    answers at which its student asks for another look that nobody has had, "" for one that could not be made out.
    """

    student: str
    lesson: str
    mark: float | str
    points: float
    held: str
    penalty: float
    remark: str
    note: str
    receipt: str
    seconds: float
    memory: int
    exercises: dict[str, Exercise]
    tests: dict[str, dict[str, object]]
    proposals: list[Proposed]
    requests: list[str]


def number(value: float | None) -> str:
    """Show a mark without a needless .0; None, which is none, as held."""
    return HELD if value is None else f"{value:g}"


def table(graded: Sequence[Graded], lesson: str, columns: Mapping[str, float]) -> str:
    """Return the table of marks of one lesson as text: a row a student, a column an exercise.

    graded: what became of that lesson's submissions; lesson: its name; columns: {exercise: its points}, in order.
    """
    rows = [["student", *map(str, range(1, len(columns) + 1)), "mark"]]
    rows.append(["points", *map(number, columns.values()), number(sum(columns.values()))])
    for each in graded:
        shown = [number(each.marks[name][0]) if name in each.marks else "-" for name in columns]
        total = MISSING if each.missing else HELD if each.held else f"{number(each.mark)} / {number(each.points)}"
        rows.append([text.shown(each.student, NAME), *shown, total])
    legend = ", ".join(f"{place} {text.shown(name, NAME)}" for place, name in enumerate(columns, 1))
    late = [f"{text.shown(each.student, NAME)} {number(each.penalty)}" for each in graded if each.penalty]
    lines = [f"{text.shown(lesson)}: {legend}", "", *aligned(rows)]
    noted = [f"{text.shown(each.student, NAME)}: {text.shown(each.note)}" for each in graded if each.note]
    if noted:
        lines += ["", "Worth a look, though no mark depends on it:", *noted]
    if late:
        lines += ["", f"Taken off for being late, which the marks count: {', '.join(late)}"]
    return "\n".join(lines)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines with their columns one below the other, and a rule below the two of the heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [part.rjust(width) for part, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]))
    lines.insert(2, "-" * len(lines[0]))
    return lines


def entry(graded: Graded) -> Entry:
    """Return what run.json says of a submission."""
    mark = graded.mark
    made: Entry = {
        "student": text.shown(graded.student, LONGEST),
        "lesson": text.shown(graded.lesson, LONGEST),
        "mark": MISSING if graded.missing else HELD if graded.held or mark is None else mark,
        "points": graded.points,
        "held": text.shown(graded.held, LONGEST),
        "penalty": graded.penalty,
        "remark": text.shown(graded.remark, LONGEST),
        "note": text.shown(graded.note, LONGEST),
        "receipt": text.shown(graded.receipt, LONGEST),
        "seconds": graded.seconds,
        "memory": graded.memory,
        "exercises": {
            text.shown(name, LONGEST): {"mark": mark, "points": points} for name, (mark, points) in graded.marks.items()
        },
        "tests": {text.shown(key, LONGEST): told(each) for key, each in graded.tests.items()},
        "proposals": [
            {"notebook": each.names[2], "mark": each.marks[0], "proposed": each.marks[1]} for each in graded.proposals
        ],
        "requests": [text.shown(each, LONGEST) for each in graded.requests],
    }
    return made


def told(judged: Judged) -> dict[str, object]:
    """Return what run.json says of a test."""
    plain = judged.plain().items()
    return {key: text.shown(each, LONGEST) if isinstance(each, str) else each for key, each in plain}


def kept(path: Path, graded: Iterable[Graded]) -> list[Entry] | None:
    """Return the entries of an earlier run.json for what is not among graded; None where it cannot be used."""
    entries = read_json(path)
    if not isinstance(entries, list):
        return None
    known = [each for each in entries if is_entry(each)]
    if len(known) < len(entries):
        return None
    seen = {(each["student"], each["lesson"]) for each in map(entry, graded)}
    return [each for each in known if (each["student"], each["lesson"]) not in seen]


def corrected(told: Sequence[Entry], known: Sequence[Entry]) -> list[Entry]:
    """Return entries of an earlier run, but for those whose mark is another in what the gradebook knows."""
    marks = {(each["student"], each["lesson"]): each["mark"] for each in told}
    newer = {key: each for each in known if marks.get(key := (each["student"], each["lesson"])) != each["mark"]}
    return [*(each for each in told if (each["student"], each["lesson"]) not in newer), *newer.values()]


def is_entry(value: object) -> TypeGuard[Entry]:
    """Tell whether a value of an earlier run.json is an entry, as far as the tables need it."""
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("student", "lesson", "held")):
        return False
    mark = value.get("mark")
    is_mark = mark in (HELD, MISSING) if isinstance(mark, str) else isinstance(mark, (int, float))
    return is_mark and isinstance(value.get("points"), (int, float))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by student and lesson."""
    return sorted(entries, key=lambda each: (each["student"], each["lesson"], each["held"]))


def write_csv(entries: Iterable[Entry], path: Path) -> None:
    """Write one row a submission: student, lesson, mark (or HELD or MISSING), points, problem."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for each in in_order(entries):
        writer.writerow(row(each))
    replace(path, out.getvalue())


def row(entry: Entry) -> list[str]:
    """Return the row of a submission."""
    mark = entry["mark"]
    marks = [mark, ""] if isinstance(mark, str) else [number(mark), number(entry["points"])]
    return [text.cell(entry["student"]), text.cell(entry["lesson"]), *marks, text.cell(entry["held"])]


def write_run(entries: Iterable[Entry], path: Path) -> None:
    """Write the entries, in order."""
    write_json(path, in_order(entries))


def is_foreign(path: Path) -> bool:
    """Tell whether a file lies at path that write_csv() has not written, such as one of `nbgrader export`."""
    try:
        with path.open("rb") as file:
            return file.read(1000).splitlines()[:1] != [",".join(HEADER).encode()]
    except OSError:
        return False
