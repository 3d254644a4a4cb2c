# accident: magics and commands at the top of answers and in cells of their own
# lesson: 5-toy-convergence
# due: all
from nbformat.v4 import new_code_cell


def happen(notebook):
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cell, line in zip(answers, ["%%time", "%matplotlib inline", "!ls", "%load_ext autoreload"], strict=False):
        cell.source = f"{line}\n{cell.source}"
        cell.metadata = {}
    notebook.cells.append(new_code_cell("%%timeit -n1 -r1\nsum(range(9))"))
