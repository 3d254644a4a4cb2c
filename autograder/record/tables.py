"""Shows what became of submissions: a table on the terminal, grades.csv, run.json. All three say the same."""

import csv
import io
from pathlib import Path

from autograder import text
from autograder.files import read_json, replace, write_json

HEADER = ["student", "lesson", "mark", "points", "problem"]
MISSING = "missing"
NAME = 60  # characters of a name in a table


def number(value):
    """Show a mark without a needless .0; None, which is none, as held."""
    return "held" if value is None else f"{value:g}"


def table(graded, lesson, columns):
    """Return the table of marks of one lesson as text: a row a student, a column an exercise.

    graded: grading.Graded of that lesson; columns: {exercise: its tests}, in order.
    """
    points = points_of(lesson, columns)
    rows = [["student", *map(str, range(1, len(columns) + 1)), "mark"]]
    rows.append(["points", *(number(each) for each in points), number(sum(points))])
    for each in graded:
        shown = [number(each.marks[name][0]) if name in each.marks else "-" for name in columns]
        total = MISSING if each.missing else "held" if each.held else f"{number(each.mark)} / {number(each.points)}"
        rows.append([text.shown(each.student, NAME), *shown, total])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [part.rjust(width) for part, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]))
    lines.insert(2, "-" * len(lines[0]))
    legend = ", ".join(f"{place} {text.shown(name, NAME)}" for place, name in enumerate(columns, 1))
    late = [f"{text.shown(each.student, NAME)} {number(each.penalty)}" for each in graded if each.penalty]
    if late:
        lines += ["", f"Taken off for being late, which the marks count: {', '.join(late)}"]
    return "\n".join([f"{text.shown(lesson.name)}: {legend}", "", *lines])


def points_of(lesson, columns):
    """Return the points of each column of a lesson."""
    entries = [cell.metadata.get("nbgrader", {}) for cell in lesson.notebook.cells]
    points = {entry["grade_id"]: entry["points"] for entry in entries if entry.get("grade") or entry.get("task")}
    return [sum(points[key] for key in keys) for keys in columns.values()]


def entry(graded):
    """Return what run.json says of a submission: mark, points, why it is held, and of each of its tests."""
    made = {"student": graded.student, "lesson": graded.lesson}
    made |= {"mark": MISSING if graded.missing else "held" if graded.held else graded.mark}
    made |= {"points": graded.points, "held": graded.held, "penalty": graded.penalty}
    made |= {"remark": graded.remark, "seconds": graded.seconds, "memory": graded.memory}
    exercises = {name: {"mark": mark, "points": points} for name, (mark, points) in graded.marks.items()}
    return text.plain(made | {"exercises": exercises, "tests": graded.tests})


def kept(path, graded):
    """Return the entries of an earlier run.json for what is not among graded; None where it cannot be used."""
    entries = read_json(path)
    if not isinstance(entries, list) or not all(map(is_entry, entries)):
        return None
    seen = {(each["student"], each["lesson"]) for each in map(entry, graded)}
    return [each for each in entries if (each["student"], each["lesson"]) not in seen]


def is_entry(value):
    """Tell whether a value is an entry of run.json."""
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("student", "lesson", "held")):
        return False
    known = value.get("mark") in ("held", MISSING) if isinstance(value.get("mark"), str) else None
    numbers = [value.get("points"), 0 if known else value.get("mark")]
    return known is not False and all(isinstance(each, (int, float)) for each in numbers)


def in_order(entries):
    """Return entries by student and lesson."""
    return sorted(entries, key=lambda each: (each["student"], each["lesson"], each["held"]))


def write_csv(entries, path):
    """Write one row a submission: student, lesson, mark (or "held" or "missing"), points, problem."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for each in in_order(entries):
        is_mark = not isinstance(each["mark"], str)
        marks = [number(each["mark"]), number(each["points"])] if is_mark else [each["mark"], ""]
        writer.writerow([text.cell(each["student"]), text.cell(each["lesson"]), *marks, text.cell(each["held"])])
    replace(path, out.getvalue())


def write_run(entries, path):
    """Write the entries, in order."""
    write_json(path, in_order(entries))


def is_foreign(path):
    """Tell whether a file lies at path that write_csv() has not written, such as one of `nbgrader export`."""
    try:
        with Path(path).open("rb") as file:
            return file.read(1000).splitlines()[:1] != [",".join(HEADER).encode()]
    except OSError:
        return False
