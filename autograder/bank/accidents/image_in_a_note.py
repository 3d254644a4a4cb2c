# accident: an image is pasted into a note, as an attachment
# lesson: 1-embedding-matrix
# due: all
from nbformat.v4 import new_markdown_cell


def happen(notebook):
    note = new_markdown_cell("My drawing: ![image.png](attachment:image.png)")
    note["attachments"] = {"image.png": {"image/png": "iVBORw0KGgo="}}
    notebook.cells.append(note)
