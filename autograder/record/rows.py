"""What the gradebook holds of one notebook's marks, as plain data: taken before they change, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from nbgrader.api import MissingEntry

from autograder.record.gradebook import Record
from autograder.record.recorded import Names


class Rows(TypedDict):
    """Of each cell the grader's score, and whether a person has to look; its comment; its points; what lateness costs.

    What a person has given, marks and comments, is not among it: that stays.
    """

    scores: dict[str, list[Any]]
    comments: dict[str, str | None]
    points: dict[str, float]
    penalty: float | None


def taken(record: Record, names: Names) -> Rows:
    """Return the Rows of a notebook that is recorded; raises MissingEntry where it is not."""
    student, lesson, notebook = names
    submitted = record.gradebook.find_submission_notebook(notebook, lesson, student)
    rows: Rows = {
        "scores": {each.name: [each.auto_score, bool(each.needs_manual_grade)] for each in submitted.grades},
        "comments": {each.name: each.auto_comment for each in submitted.comments},
        "points": {each.name: each.cell.max_score for each in submitted.grades},
        "penalty": submitted.late_submission_penalty,
    }
    record.gradebook.db.rollback()  # ends what was begun to read
    return rows


def put_back(record: Record, all_rows: Mapping[Names, Rows]) -> None:
    """Put Rows back, all of them at once or none; who is not recorded any more is left out."""
    with record.change() as db:
        for (student, lesson, notebook), rows in all_rows.items():
            try:
                submitted = record.gradebook.find_submission_notebook(notebook, lesson, student)
            except MissingEntry:
                continue
            for grade in submitted.grades:
                if grade.name in rows["scores"]:
                    grade.auto_score, looks = rows["scores"][grade.name]
                    # What was held, and a person has marked meanwhile, waits for nobody any more.
                    grade.needs_manual_grade = looks and (grade.auto_score is not None or grade.manual_score is None)
                    grade.cell.max_score = rows["points"][grade.name]
            for comment in submitted.comments:
                comment.auto_comment = rows["comments"].get(comment.name)
            submitted.late_submission_penalty = rows["penalty"]
        db.flush()
    for names in all_rows:
        record.again(*names)
