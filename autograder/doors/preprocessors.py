"""Steps of nbgrader's pipelines that the course does its own way; nbgrader_config.py puts them in place."""

import re

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from autograder.cells import HEADING


class NumberedStarters(ClearSolutions):
    """Clear solutions, and let each starter say which exercise it belongs to.

    The number is that of the last heading "Exercise n - title (points)" above the cell.
    """

    def preprocess(self, nb, resources):
        """Clear all solution cells of nb."""
        self.number = "?"
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell, resources, cell_index):
        """Note the number in a heading; clear a solution cell with a stub that names it."""
        if cell.cell_type == "markdown" and (heading := HEADING.search(cell.source)):
            self.number = heading["number"]
        if is_solution(cell):
            name = cell.metadata.nbgrader.grade_id
            self.code_stub = self.code_stub | {
                "python": (
                    "# Write your answer here, in place of the next line.\n"
                    f'raise NotImplementedError("Exercise {self.number}: {name} is not written yet")'
                )
            }
        return super().preprocess_cell(cell, resources, cell_index)


class DropStderr(NbGraderPreprocessor):
    """Drop what test cells wrote on stderr, so that a warning or a log line costs no mark.

    nbgrader counts any stderr in a test cell as a failure. Errors proper are outputs of their own and stay.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Drop the stderr streams of one test cell."""
        if cell.cell_type == "code" and is_grade(cell):
            cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
        return cell, resources


class SanitizeOutputs(SanitizeHTML):
    """Clean what the formgrader shows in the instructor's browser, but for the text of Markdown cells.

    That is cleaned as HTML, by record/clean.py. As Markdown it would be spoilt: hints stand there as tags, and `a < b`
    as `a &lt; b`.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Clean a raw cell's text or a code cell's outputs; put words where Markdown shows a pasted picture."""
        if cell.cell_type == "markdown":
            words = r"*(the picture \1 is in the notebook)*"
            cell.source = re.sub(r"!\[[^\]]*\]\(attachment:([^)\s]*)[^)]*\)", words, cell.source)
            # Elsewhere, in a tag say, nbconvert would still look for it, and fail.
            cell.source = cell.source.replace("attachment:", "attachment-")
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)
