# accident: the last cell says exit
# lesson: 3-keras-embedding-layers
# due: all
from nbformat.v4 import new_code_cell


def happen(notebook):
    notebook.cells.append(new_code_cell("exit"))
