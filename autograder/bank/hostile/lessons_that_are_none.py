# kind: files
# attack: folders and files called like lessons that there are not, or like paths
# lesson: 1-embedding-matrix
# due: held


def hand_in(folder, lesson, notebook):
    for name in ("..lesson", "6-none", "x" * 250, "\\x1b[31m", "-rf", "%2e%2e", "1-embedding-matrix "):
        (folder / name).mkdir()
    (folder / "notebook.ipynb").write_text("{}")
    (folder / "1-embedding-matrix.zip").write_text("x")
