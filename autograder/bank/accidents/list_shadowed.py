# accident: an early cell calls a list list, and a test needs list
# lesson: 1-embedding-matrix
# due: plain
from nbformat.v4 import new_code_cell


def happen(notebook):
    notebook.cells.insert(3, new_code_cell("list = ['a', 'b']\nlen(list)"))
