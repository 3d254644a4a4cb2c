# accident: the notebook of another lesson lies in this lesson's folder
# lesson: 1-embedding-matrix
# due: held
from autograder import course


def happen(notebook):
    notebook.cells = course.lesson("2-one-hot-vs-gather").notebook.cells
