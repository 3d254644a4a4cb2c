"""Shows what became of submissions: a table on the terminal, grades.csv, run.json."""

import csv
import io
from pathlib import Path

from autograder.files import read_json, replace, write_json


def number(value):
    """Show a mark without a needless .0."""
    return f"{value:g}"


def table(graded, lesson, columns):
    """Return the table of marks of one lesson as text: a row a student, a column an exercise.

    graded: grading.Graded of that lesson; columns: {exercise: its tests}, in order.
    """
    points = points_of(lesson, columns)
    rows = [["student", *map(str, range(1, len(columns) + 1)), "mark"]]
    rows.append(["points", *(number(each) for each in points), number(sum(points))])
    for each in graded:
        if each.problem:
            rows.append([each.student, *("-" for _ in columns), "held"])
            continue
        marks = [each.marks[name][0] for name in columns]
        shown = ["held" if mark is None else number(mark) for mark in marks]
        total = "held" if each.mark is None else f"{number(each.mark)} / {number(each.points)}"
        rows.append([each.student, *shown, total])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [text.rjust(width) for text, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]))
    lines.insert(2, "-" * len(lines[0]))
    legend = ", ".join(f"{place} {name}" for place, name in enumerate(columns, 1))
    return "\n".join([f"{lesson.name}: {legend}", "", *lines])


def points_of(lesson, columns):
    """Return the points of each column of a lesson."""
    entries = [cell.metadata.get("nbgrader", {}) for cell in lesson.notebook.cells]
    points = {entry["grade_id"]: entry["points"] for entry in entries if entry.get("grade")}
    return [sum(points[key] for key in keys) for keys in columns.values()]


def write_csv(graded, path, keep=False):
    """Write one row a submission: student, lesson, mark ("held" where there is none), points, problem.

    keep: leave the rows of submissions that are not among graded, for a run over a part of the class.
    """
    path, rows = Path(path), []
    if keep and path.is_file():
        seen = {(each.student, each.lesson) for each in graded}
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in list(csv.reader(file))[1:] if tuple(row[:2]) not in seen]
    for each in graded:
        mark, points = ("held", "") if each.held else (number(each.mark), number(each.points))
        rows.append([each.student, each.lesson, mark, points, each.held])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "lesson", "mark", "points", "problem"])
    writer.writerows(sorted(rows))
    replace(path, text.getvalue())


def write_run(graded, path, keep=False):
    """Write what is known of each submission: mark, points, why it is held, seconds, memory, and of each of its tests.

    keep: leave the entries of submissions that are not among graded.
    """
    entries = (read_json(path) or []) if keep else []
    seen = {(each.student, each.lesson) for each in graded}
    entries = [entry for entry in entries if (entry["student"], entry["lesson"]) not in seen]
    for each in graded:
        entry = {"student": each.student, "lesson": each.lesson}
        entry |= {"mark": "held" if each.held else each.mark, "points": each.points, "held": each.held}
        entry |= {"remark": each.remark, "seconds": each.seconds, "memory": each.memory}
        exercises = {name: {"mark": mark, "points": points} for name, (mark, points) in each.marks.items()}
        entries.append(entry | {"exercises": exercises, "tests": each.tests})
    write_json(path, sorted(entries, key=lambda entry: (entry["student"], entry["lesson"])))
