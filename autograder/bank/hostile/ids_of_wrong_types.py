# kind: files
# attack: every id and grade_id is a number, a list, an object, or the same as others
# lesson: 1-embedding-matrix
# due: any
import json


def hand_in(folder, lesson, notebook):
    odd = [7, None, [], {"a": []}, "same", "same", "", "x" * 65_000, True]
    for place, cell in enumerate(notebook.cells):
        cell["id"] = odd[place % len(odd)]
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["grade_id"] = odd[(place + 3) % len(odd)]
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode())
