"""A pytest plugin that fits nbval to the course's notebooks, in two ways.

nbval lets tags and comments (raises-exception, NBVAL_SKIP, ...) skip a cell or allow it to fail. In a lesson both are
the student's to write, so they are ignored on nbgrader's test cells.

nbval takes a cell without an execution count for one that was never run. The course stores no counts, since each run
would change them; a notebook that stores outputs was run as a whole.
"""

from collections import defaultdict

from nbgrader.utils import is_grade


def pytest_collection_modifyitems(items):
    """Adjust the items that nbval made from notebook cells."""
    cells = [item for item in items if hasattr(item, "cell") and hasattr(item.parent, "nb")]
    run = {item.parent for item in cells if item.cell.outputs}
    for item in cells:
        if "nbgrader" in item.cell.metadata and is_grade(item.cell):
            item.options = defaultdict(bool, check=item.parent.compare_outputs)
        if item.parent in run and item.cell.execution_count is None:
            item.cell.execution_count = item.cell_num + 1
