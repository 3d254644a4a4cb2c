# accident: the given cell with the checks is merged with the heading's answer below it, and a test with the next answer
# lesson: 2-one-hot-vs-gather
# due: all


def happen(notebook):
    cells = {cell.id: cell for cell in notebook.cells}
    cells["setup"].source += "\n\n" + cells["onehot_encode"].source
    cells["test_lookup_by_matmul"].source += "\n\n" + cells["lookup_by_gather"].source
    gone = {"onehot_encode", "lookup_by_gather"}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in gone]
