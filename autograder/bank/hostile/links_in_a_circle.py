# kind: files
# attack: folders and files that are links to each other, and to nothing
# lesson: 1-embedding-matrix
# due: held
# says: links are not followed


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").symlink_to("other.ipynb")
    (folder / lesson / "other.ipynb").symlink_to("embedding_matrix.ipynb")
    (folder / lesson / "folder").symlink_to("..")
    (folder / lesson / "gone.ipynb").symlink_to("/nowhere")
