# kind: files
# attack: notebooks whose names differ in case only, and none is the one
# lesson: 1-embedding-matrix
# due: held
# says: which of these
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    for name in ("Embedding_Matrix.ipynb", "EMBEDDING_MATRIX.ipynb"):
        (folder / lesson / name).write_text(json.dumps(notebook))
