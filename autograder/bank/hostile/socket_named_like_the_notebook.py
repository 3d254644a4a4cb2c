# kind: files
# attack: a socket is called like the notebook
# lesson: 1-embedding-matrix
# due: held
# says: no file
import os
import socket


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    here = os.getcwd()
    os.chdir(folder / lesson)
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("embedding_matrix.ipynb")
    os.chdir(here)
