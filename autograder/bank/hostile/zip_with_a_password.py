# kind: files
# attack: an encrypted zip file
# lesson: 1-embedding-matrix
# due: held
import io
import json
import zipfile


def hand_in(folder, lesson, notebook):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("embedding_matrix.ipynb", json.dumps(notebook))
    content = bytearray(made.getvalue())
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    (folder / f"{lesson}.zip").write_bytes(content)
