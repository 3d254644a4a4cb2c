"""What `nbgrader export` writes: the marks of the gradebook, of which none is made up.

nbgrader's own exporter counts a mark that is held, and work that was never handed in, as 0, and writes over grades.csv.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from autograder import text
from autograder.files import replace
from autograder.record.recorded import Recorded, read
from autograder.record.tables import HELD, MISSING

COLUMNS = [
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "state"),
]


class MarksExportPlugin(ExportPlugin):
    """Writes nbgrader's columns and the state of each mark: graded, held or missing; the latter two have no score."""

    default = "nbgrader_export.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write a row a student and lesson of a gradebook."""
        known = read(gradebook.db)
        target = Path(self.to or self.default)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for assignment in gradebook.assignments:
            if self.assignment and assignment.name not in map(str, self.assignment):
                continue
            for student in gradebook.students:
                if self.student and student.id not in map(str, self.student):
                    continue
                parts = [each for (who, name, _), each in known.items() if (who, name) == (student.id, assignment.name)]
                about = [student.id, student.last_name, student.first_name, student.email]
                time = next((each.timestamp for each in parts), None)
                marks = [*scores(parts), assignment.max_score, state(parts)]
                row = [assignment.name, assignment.duedate, time, *about]
                writer.writerow([text.cell("" if each is None else each) for each in row] + marks)
        replace(target, out.getvalue())
        self.log.info("Exported marks to %s", target)


def state(parts: Sequence[Recorded]) -> str:
    """Return graded, held or missing; parts: the notebooks of a submission."""
    if not parts:
        return MISSING
    return HELD if any(each.score is None for each in parts) else "graded"


def scores(parts: Sequence[Recorded]) -> list[float | str]:
    """Return the sum of the marks, what being late costs, and what is left; all empty where that is no mark."""
    marks = [each.score for each in parts]
    known = [mark for mark in marks if mark is not None]
    if not parts or len(known) < len(marks):
        return ["", "", ""]
    raw = sum(mark.score or 0.0 for each in parts for mark in each.marks.values())
    return [raw, float(sum(each.penalty for each in parts)), float(sum(known))]
