# accident: a new notebook holds nothing but the answers, under a title of the student's own
# lesson: 4-partitioned-lookup
# due: all
from nbformat.v4 import new_code_cell, new_markdown_cell


def happen(notebook):
    answers = [cell.source for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    notebook.cells = [new_markdown_cell("# Homework of Ada"), *map(new_code_cell, answers)]
