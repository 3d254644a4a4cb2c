# accident: a test, a given cell and an answer were turned into text by a wrong key
# lesson: 1-embedding-matrix
# due: all
from nbformat.v4 import new_markdown_cell, new_raw_cell


def happen(notebook):
    for place, cell in enumerate(notebook.cells):
        if cell.id in ("setup", "table_size", "test_table_size"):
            make = new_raw_cell if cell.id == "setup" else new_markdown_cell
            notebook.cells[place] = make(cell.source, id=cell.id, metadata=cell.metadata)
