# kind: files
# attack: NaN, infinity and numbers out of range where points and versions stand
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    notebook.metadata["odd"] = "HERE"
    for cell in notebook.cells:
        if "points" in cell.metadata.get("nbgrader", {}):
            cell.metadata.nbgrader["points"] = float("nan")
            cell.metadata.nbgrader["schema_version"] = "HERE"
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).replace('"HERE"', "[NaN, -Infinity, 1e999, -0.0]").encode())
