# kind: files
# attack: the notebook may be read by nobody
# lesson: 1-embedding-matrix
# due: any
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    path = folder / lesson / "embedding_matrix.ipynb"
    path.write_text(json.dumps(notebook))
    path.chmod(0)
