# kind: files
# attack: an integer of 5,000 digits among the metadata
# lesson: 1-embedding-matrix
# due: held
# says: 4300 digits
import json


def hand_in(folder, lesson, notebook):
    notebook.metadata["odd"] = "HERE"
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).replace('"HERE"', "7" * 5000).encode())
