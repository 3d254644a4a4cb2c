# kind: files
# attack: 1.6 million empty objects among the metadata
# lesson: 1-embedding-matrix
# due: any
import json


def hand_in(folder, lesson, notebook):
    notebook.metadata["odd"] = "HERE"
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).replace('"HERE"', "[" + "{}," * 1_600_000 + "{}]").encode())
