"""The autograder of the course on embeddings: makes lessons, grades submissions, tells what it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.verdicts import Outcome


def grade(submission: Path | str | bytes, lesson: str, root: Path | str | None = None) -> dict[str, Outcome]:
    """Grade one submission by itself and return its verdicts; no gradebook and no file is written.

    submission: the path of a notebook, of a folder or zip file that holds it, or a notebook's bytes.
    lesson: the lesson's name. root: the folder of the course, with its nbgrader_config.py; the one that the current
    folder lies in, if not given.
    Returns {a test cell's grade_id: its Outcome}, with verdict, score, points, seconds and reason; of a lesson of
    several notebooks the notebook's name stands before the grade_id, "problem1/squares".
    Raises LessonError for an unknown lesson, SubmissionError for what is no notebook, GraderError for our own fault.
    """
    from autograder.grading import grade_one
    from autograder.settings import Settings

    return grade_one(submission, lesson, Settings.load(root))
