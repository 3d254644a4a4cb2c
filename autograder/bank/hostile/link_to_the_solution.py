# kind: files
# attack: the notebook is a link to the solution
# lesson: 1-embedding-matrix
# due: held
# says: links are not followed


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").symlink_to(folder.parents[1] / "solutions" / lesson / "embedding_matrix.ipynb")
