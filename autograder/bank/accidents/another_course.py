# accident: the notebook of another course lies in this lesson's folder
# lesson: 3-keras-embedding-layers
# due: held
from nbformat.v4 import new_code_cell, new_markdown_cell


def happen(notebook):
    notebook.cells = [new_markdown_cell("# Week 3: sorting"), new_code_cell("def quicksort(rows):\n    return sorted(rows)")]
