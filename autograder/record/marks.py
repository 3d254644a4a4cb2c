"""What the gradebook says of each cell, put into an executed notebook for the page of feedback."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades

from autograder.record.recorded import mark_of


class GetMarks(GetGrades):
    """Add marks and comments to an executed notebook for the feedback, and tell what is held and what a person gave.

    looks: a person is to look, again where one has marked it.

    nbgrader counts a mark that is held as 0.
    """

    def _get_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        """Add score, None where it is held, points, and by_hand to a test cell's entry."""
        entry = cell.metadata.nbgrader
        names = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(entry.grade_id, *names)
        entry.update(score=mark_of(grade.auto_score, grade.manual_score, grade.extra_credit), points=grade.max_score)
        entry.update(by_hand=grade.manual_score is not None, looks=bool(grade.needs_manual_grade))

    def _get_comment(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        """Add what a person has said to a cell's entry; nbgrader's own "No response." is nobody's comment."""
        names = self.notebook_id, self.assignment_id, self.student_id
        comment = self.gradebook.find_comment(cell.metadata.nbgrader.grade_id, *names).manual_comment
        cell.metadata.nbgrader["comment"] = comment if comment and comment.strip() else None
