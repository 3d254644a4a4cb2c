# accident: all cell metadata is lost, ids are kept: a metadata stripper, VS Code
# lesson: 1-embedding-matrix
# due: all


def happen(notebook):
    for cell in notebook.cells:
        cell.metadata = {}
