# kind: files
# attack: a folder is called like the notebook, with notebooks in it
# lesson: 1-embedding-matrix
# due: any


def hand_in(folder, lesson, notebook):
    (folder / lesson / "embedding_matrix.ipynb" / "embedding_matrix.ipynb").mkdir(parents=True)
    (folder / lesson / "embedding_matrix.ipynb" / "x.txt").write_text("x")
