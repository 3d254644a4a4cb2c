# kind: files
# attack: two members of one name: the first is another one than the last
# lesson: 1-embedding-matrix
# due: held
# says: which of these
import io
import json
import zipfile
import warnings


def hand_in(folder, lesson, notebook):
    with zipfile.ZipFile(folder / f"{lesson}.zip", "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr("embedding_matrix.ipynb", json.dumps(notebook))
        file.writestr("embedding_matrix.ipynb", "{}")
