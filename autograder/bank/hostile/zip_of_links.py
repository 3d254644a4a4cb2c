# kind: files
# attack: a zip file whose notebook is a link to a file of the grader
# lesson: 1-embedding-matrix
# due: held
# says: links are not followed
import io
import json
import zipfile


def hand_in(folder, lesson, notebook):
    with zipfile.ZipFile(folder / f"{lesson}.zip", "w") as file:
        member = zipfile.ZipInfo("embedding_matrix.ipynb")
        member.external_attr = 0o120777 << 16
        file.writestr(member, "../../../solutions/1-embedding-matrix/embedding_matrix.ipynb")
