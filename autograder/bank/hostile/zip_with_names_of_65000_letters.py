# kind: files
# attack: a zip file with names of 65,000 letters
# lesson: 1-embedding-matrix
# due: held
import io
import json
import zipfile


def hand_in(folder, lesson, notebook):
    with zipfile.ZipFile(folder / f"{lesson}.zip", "w") as file:
        file.writestr("embedding_matrix.ipynb", json.dumps(notebook))
        for number in range(20):
            file.writestr(f"{number}{'x' * 65_000}", "x")
