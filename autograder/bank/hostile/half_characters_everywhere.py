# kind: files
# attack: halves of characters in ids, keys, names and texts
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    notebook.metadata["odd \udfff"] = "\ud83d"
    notebook.metadata["kernelspec"] = {"name": "\udce9", "display_name": "\ud800", "language": "\udfff"}
    for cell in notebook.cells:
        cell["id"] = cell["id"] + "\ud83d"
        cell.metadata["tags"] = ["\ude00"]
        if cell.cell_type == "markdown":
            cell.source += "\n\ud83d [x](\udfff) `\ud83d`"
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode())
