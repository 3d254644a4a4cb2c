# accident: the setup cell was moved to the end, below an own cell that names NumPy otherwise
# lesson: 2-one-hot-vs-gather
# due: all
from nbformat.v4 import new_code_cell


def happen(notebook):
    setup = next(cell for cell in notebook.cells if cell.id == "setup")
    notebook.cells.remove(setup)
    notebook.cells += [new_code_cell("np = None"), setup]
