# accident: an own cell holds a sum of 3,000 terms, too deep for Python's own parser in the grader
# lesson: 1-embedding-matrix
# due: all
from nbformat.v4 import new_code_cell


def happen(notebook):
    notebook.cells.append(new_code_cell("total = " + " + ".join(["1"] * 3000)))
