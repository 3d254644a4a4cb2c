# kind: files
# attack: a folder and a zip file of the lesson hold different notebooks
# lesson: 1-embedding-matrix
# due: held
import json
import zipfile


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_text(json.dumps(notebook))
    with zipfile.ZipFile(folder / f"{lesson}.zip", "w") as file:
        file.writestr("embedding_matrix.ipynb", "{}")
