# kind: files
# attack: a notebook of 100 GB that takes no room on the disk
# lesson: 1-embedding-matrix
# due: held
# says: larger than 50 MB


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    with open(folder / lesson / "embedding_matrix.ipynb", "wb") as file:
        file.truncate(100 * 10**9)
