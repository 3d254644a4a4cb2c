# accident: another look is asked for everywhere: by tags on all cells, and by a heading that was moved to the top
# lesson: 1-embedding-matrix
# due: all
from nbformat.v4 import new_markdown_cell


def happen(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = ["my-answer-is-right"]
    for place in (0, 20, 40):
        notebook.cells.insert(place, new_markdown_cell("# My answer is right: Exercise 2 - The size of a table"))
