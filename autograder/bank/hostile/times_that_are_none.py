# kind: files
# attack: the time beside the notebook is 100 MB long, or in the year 99999
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_text(json.dumps(notebook))
    (folder / lesson / "timestamp.txt").write_bytes(b"99999-12-31 23:59:59 UTC" * 4_000_000)
