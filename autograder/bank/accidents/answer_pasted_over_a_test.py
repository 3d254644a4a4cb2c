# accident: an answer is written into its test's cell; the starter is untouched
# lesson: 5-toy-convergence
# due: all


def happen(notebook):
    cells = {cell.id: cell for cell in notebook.cells}
    answer, test = cells["pair_cost"], next(cell for cell in notebook.cells if cell.id.startswith("test_pair_cost"))
    test.source = answer.source
    answer.source = "def pair_cost():\n    raise NotImplementedError"
