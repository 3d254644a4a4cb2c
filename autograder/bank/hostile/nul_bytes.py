# kind: files
# attack: NUL bytes before the notebook and in the middle of it
# lesson: 1-embedding-matrix
# due: held
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(b"\0" * 1000 + json.dumps(notebook).encode() + b"\0" * 1000)
