# kind: files
# attack: one text of 40 MB among the metadata, and an output of 5 MB
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    notebook.metadata["odd"] = "x" * 40_000_000
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode())
