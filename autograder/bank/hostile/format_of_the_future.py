# kind: files
# attack: a notebook whose format is 10 to the power of 300
# lesson: 1-embedding-matrix
# due: held
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook | {"nbformat": 10**300}).encode())
