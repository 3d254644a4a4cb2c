# kind: files
# attack: metadata, kernelspec, outputs and attachments are of other types, and there are many of them
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    notebook.metadata = [{"kernelspec": {"name": 7}}]
    for cell in notebook.cells:
        cell["attachments"], cell["outputs"], cell["execution_count"] = 7, {"a": 1}, "first"
        if "nbgrader" not in cell.metadata:
            cell["metadata"] = "none"
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode())
