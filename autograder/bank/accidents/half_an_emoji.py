# accident: half an emoji stands in a note, and in a comment of an answer
# lesson: 2-one-hot-vs-gather
# due: all
from nbformat.v4 import new_markdown_cell


def happen(notebook):
    notebook.cells.insert(3, new_markdown_cell("nice \ud83d"))
    (cell,) = (cell for cell in notebook.cells if cell.id == "onehot_encode")
    cell.source += "  # done \udc4d"
