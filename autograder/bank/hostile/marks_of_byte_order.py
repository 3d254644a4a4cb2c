# kind: files
# attack: byte-order marks at the beginning, twice, and at the beginning of every cell
# lesson: 1-embedding-matrix
# due: any
import json


def hand_in(folder, lesson, notebook):
    for cell in notebook.cells:
        cell.source = "\ufeff" + cell.source
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(b"\xef\xbb\xbf" * 2 + json.dumps(notebook).encode())
