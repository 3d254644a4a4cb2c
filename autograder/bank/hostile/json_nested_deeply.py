# kind: files
# attack: lists in lists, 100,000 deep, among the metadata
# lesson: 1-embedding-matrix
# due: held
import json


def hand_in(folder, lesson, notebook):
    notebook.metadata["odd"] = "HERE"
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).replace('"HERE"', "[" * 100_000 + "]" * 100_000).encode())
