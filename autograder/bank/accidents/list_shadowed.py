# accident: an early cell calls a list list, and a test needs list, which the judge has
# lesson: 1-embedding-matrix
# due: all
from nbformat.v4 import new_code_cell


def happen(notebook):
    notebook.cells.insert(3, new_code_cell("list = ['a', 'b']\nlen(list)"))
