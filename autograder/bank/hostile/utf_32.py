# kind: files
# attack: saved as UTF-32
# lesson: 1-embedding-matrix
# due: held
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode("utf-32"))
