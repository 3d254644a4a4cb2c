"""A pytest plugin that fits nbval to the course's notebooks, in four ways.

nbval lets tags and comments (raises-exception, NBVAL_SKIP, ...) skip a cell or allow it to fail. In a lesson both are
the student's to write, so they are ignored on nbgrader's test cells.

nbval takes a cell without an execution count for one that was never run. The course stores no counts, since each run
would change them; a notebook that stores outputs was run as a whole.

nbval starts the kernel that a notebook names. Editors write there what they call their own Python, which other machines
do not have. A notebook in Python runs in the Python that pytest runs in where it is nbgrader's, or where what it names
is not to be had; an option of nbval's that names a kernel holds all the same.

nbval leaves pictures out of the comparison. The course's pictures lie inside HTML, beside the words that say what they
show (solutions/figures.py): so the pictures are left out there, and the words compared, but for what was measured.

Every pytest in this environment loads this module, so that it imports nothing that takes a while.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbval.plugin import IPyNbCell

# What takes the place of a match before outputs are compared; see solutions/figures.py.
PICTURES = {r"data:image/png;base64,[A-Za-z0-9+/=]*": "PICTURE", r'data-varies alt="[^"]*"': "MEASURED"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Adjust the items that nbval made from notebook cells."""
    cells: list[IPyNbCell] = [item for item in items if hasattr(item, "cell") and hasattr(item.parent, "nb")]
    run = {item.parent for item in cells if item.cell.outputs}
    for notebook in {item.parent for item in cells}:
        notebook.sanitize_patterns.update(PICTURES)
    for notebook in {item.parent.nodeid: item.parent.nb for item in cells}.values():
        if not config.option.nbval_kernel_name and is_python(notebook):
            choose_kernel(notebook)
    for item in cells:
        if entry(item.cell).get("grade"):
            item.options = defaultdict(bool, check=item.parent.compare_outputs)
        if item.parent in run and item.cell.execution_count is None:
            item.cell.execution_count = item.cell_num + 1


def choose_kernel(notebook: "NotebookNode") -> None:
    """Let nbval run a notebook in pytest's own Python, unless it is not nbgrader's and names a kernel that is here."""
    from jupyter_client.kernelspec import KernelSpecManager
    from nbval.kernel import CURRENT_ENV_KERNEL_NAME

    kernel = notebook.metadata.get("kernelspec")
    name = kernel.get("name") if isinstance(kernel, dict) else None
    if any(map(entry, notebook.cells)) or name not in KernelSpecManager().find_kernel_specs():
        notebook.metadata["kernelspec"] = {"name": CURRENT_ENV_KERNEL_NAME}


def entry(cell: "NotebookNode") -> Mapping[str, Any]:
    """Return what nbgrader keeps in a cell's metadata, {} for a cell that is none of nbgrader's."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def is_python(notebook: "NotebookNode") -> bool:
    """Tell whether a notebook is in Python, as it is where it does not say."""
    said = []
    for place, key in (("language_info", "name"), ("kernelspec", "language")):
        part = notebook.metadata.get(place)
        said.append(part.get(key) if isinstance(part, dict) else None)
    return all(each is None or str(each).lower() in ("python", "ipython", "") for each in said)
