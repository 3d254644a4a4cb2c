# kind: files
# attack: 10,000 files and 200 folders in folders beside the notebook
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    for number in range(10_000):
        (folder / lesson / f"{number}.txt").touch()
    deep = folder / lesson / "/".join(["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "embedding_matrix.ipynb").write_text("x")
    (folder / lesson / "embedding_matrix.ipynb").write_text(json.dumps(notebook))
