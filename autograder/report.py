"""Shows outcomes as a table on the terminal and as grades.csv."""

import csv
from pathlib import Path


def number(value):
    """Show a mark without a needless .0."""
    return f"{value:g}"


def table(outcomes, lesson):
    """Return the table of marks of one lesson as text: a row a student, a column an exercise."""
    exercises = lesson.exercises
    rows = [["student", *(f"{e.number}" for e in exercises), "mark"]]
    for outcome in outcomes:
        if outcome.problem:
            rows.append([outcome.student, *("-" for _ in exercises), "held"])
        else:
            marks = [number(outcome.marks[e.name][0]) for e in exercises]
            rows.append([outcome.student, *marks, f"{number(outcome.mark)} / {number(outcome.points)}"])
    rows.insert(1, ["points", *(number(e.points) for e in exercises), number(lesson.points)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [text.rjust(width) for text, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]))
    lines.insert(2, "-" * len(lines[0]))
    legend = ", ".join(f"{e.number} {e.name}" for e in exercises)
    return "\n".join([f"{lesson.name}: {legend}", "", *lines])


def write_csv(outcomes, path, keep=False):
    """Write one row a submission: student, lesson, mark ("held" where there is none), points, problem.

    keep: leave the rows of submissions that are not among outcomes, for a run over a part of the class.
    The file is replaced in one step, so that a reader never sees half of it.
    """
    path, rows = Path(path), {}
    if keep and path.is_file():
        with path.open(newline="", encoding="utf-8") as file:
            rows = {tuple(row[:2]): row for row in list(csv.reader(file))[1:]}
    for outcome in outcomes:
        mark, points = ("held", "") if outcome.problem else (number(outcome.mark), number(outcome.points))
        rows[outcome.student, outcome.lesson] = [outcome.student, outcome.lesson, mark, points, outcome.problem]
    scratch = path.with_name(f".{path.name}.tmp")
    with scratch.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "lesson", "mark", "points", "problem"])
        writer.writerows(rows[key] for key in sorted(rows))
    scratch.replace(path)
