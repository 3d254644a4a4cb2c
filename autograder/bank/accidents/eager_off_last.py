# accident: the last cell tries what old code does, and turns eager execution off
# lesson: 1-embedding-matrix
# due: all
from nbformat.v4 import new_code_cell


def happen(notebook):
    notebook.cells.append(new_code_cell("tf.compat.v1.disable_eager_execution()"))
