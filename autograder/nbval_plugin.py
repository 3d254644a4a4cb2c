"""A pytest plugin: what a student wrote on a test cell cannot switch that test off under nbval.

nbval lets tags and comments (raises-exception, NBVAL_SKIP, ...) skip a cell or allow it to fail. In a lesson both
are the student's to write, so they are ignored on nbgrader's test cells.
"""

from collections import defaultdict

from nbgrader.utils import is_grade


def pytest_collection_modifyitems(items):
    """Give each test cell of a notebook the options it would have without tags and comments."""
    for item in items:
        cell = getattr(item, "cell", None)
        if cell is not None and "nbgrader" in cell.metadata and is_grade(cell):
            item.options = defaultdict(bool, check=item.parent.compare_outputs)
