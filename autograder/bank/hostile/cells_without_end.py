# kind: files
# attack: 20,000 cells
# lesson: 1-embedding-matrix
# due: held
# says: 20
import json


def hand_in(folder, lesson, notebook):
    notebook.cells += [{"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": []}] * 20_000
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode())
