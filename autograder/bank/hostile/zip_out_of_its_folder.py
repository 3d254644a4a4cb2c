# kind: files
# attack: a zip file whose members lead out of it, by .. and absolute paths
# lesson: 1-embedding-matrix
# due: held
# says: points outside the zip file
import io
import json
import zipfile


def hand_in(folder, lesson, notebook):
    with zipfile.ZipFile(folder / f"{lesson}.zip", "w") as file:
        file.writestr("embedding_matrix.ipynb", json.dumps(notebook))
        file.writestr("../../../../../../tmp/bitten", "x")
        file.writestr("/tmp/bitten", "x")
