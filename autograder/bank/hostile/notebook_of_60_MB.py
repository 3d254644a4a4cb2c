# kind: files
# attack: outputs of 60 MB
# lesson: 1-embedding-matrix
# due: held
# says: larger than 50 MB
import json


def hand_in(folder, lesson, notebook):
    notebook.cells[-1]["outputs"] = ["x" * 60_000_000]
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode())
