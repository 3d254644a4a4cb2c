"""Steps of nbgrader's pipelines that the course does its own way; nbgrader_config.py puts them in place."""

import json
import re

from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from autograder import words
from autograder.cells import grade_id_of, numbers

# What each of these steps takes and returns beside the notebook or the cell.
Both = tuple[NotebookNode, ResourcesDict]


class NumberedStarters(ClearSolutions):
    """Clear solutions, and let each starter say which exercise it belongs to.

    The number is that of the last heading "Exercise n - title (points)" above the cell.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> Both:
        """Clear all solution cells of nb."""
        words.speak(self.config)
        self.numbers = numbers(nb.cells)
        done: Both = super().preprocess(nb, resources)
        return done

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, cell_index: int) -> Both:
        """Clear a solution cell with a stub that names it."""
        if is_solution(cell):
            name = grade_id_of(cell) or ""
            told = words.UNWRITTEN(number=self.numbers.get(name, "?"), name=name)
            # As JSON a text is in the double quotes that Python has, too.
            stub = f"# {words.STARTER()}\nraise NotImplementedError({json.dumps(told, ensure_ascii=False)})"
            self.code_stub: dict[str, str] = {**self.code_stub, "python": stub}
        done: Both = super().preprocess_cell(cell, resources, cell_index)
        return done


class DropStderr(NbGraderPreprocessor):
    """Drop what test cells wrote on stderr, so that a warning or a log line costs no mark.

    nbgrader counts any stderr in a test cell as a failure. Errors proper are outputs of their own and stay.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, cell_index: int) -> Both:
        """Drop the stderr streams of one test cell."""
        if cell.cell_type == "code" and is_grade(cell):
            cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
        return cell, resources


class SanitizeOutputs(SanitizeHTML):
    """Clean what the formgrader shows in the instructor's browser, but for the text of Markdown cells.

    That is cleaned as HTML, by record/clean.py. As Markdown it would be spoilt: hints stand there as tags, and `a < b`
    as `a &lt; b`.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, cell_index: int) -> Both:
        """Clean a raw cell's text or a code cell's outputs; put words where Markdown shows a pasted picture."""
        if cell.cell_type == "markdown":
            told = r"*(the picture \1 is in the notebook)*"
            cell.source = re.sub(r"!\[[^\]]*\]\(attachment:([^)\s]*)[^)]*\)", told, cell.source)
            # Elsewhere, in a tag say, nbconvert would still look for it, and fail.
            cell.source = cell.source.replace("attachment:", "attachment-")
            return cell, resources
        done: Both = super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-untyped-call]  # nbconvert
        return done
