# accident: an answer reads a name of a teaching cell by its text
# lesson: 1-embedding-matrix
# due: all


def happen(notebook):
    (cell,) = (cell for cell in notebook.cells if cell.id == "build_vocabulary")
    cell.source = cell.source.replace(":\n", ":\n    assert globals()['words']\n", 1)
    cell.source += "\n\nassert len(globals()['wo' + 'rds']) > 10"
