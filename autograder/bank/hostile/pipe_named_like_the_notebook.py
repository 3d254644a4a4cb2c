# kind: files
# attack: a pipe is called like the notebook, from which nothing ever comes
# lesson: 1-embedding-matrix
# due: held
# says: no file
import os


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    os.mkfifo(folder / lesson / "embedding_matrix.ipynb")
