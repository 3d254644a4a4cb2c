# accident: the notebook of another lesson lies in this lesson's folder
# lesson: 1-embedding-matrix
# due: held
from autograder.course import lessons


def happen(notebook):
    notebook.cells = lessons.lesson("2-one-hot-vs-gather").notebook.cells
