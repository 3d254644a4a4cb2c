# kind: files
# attack: a zip file that is packed by a method nobody knows, and lies about its sizes
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
    listed = content.rfind(b"PK\x01\x02")
    content[8:10] = content[listed + 10 : listed + 12] = b"\x63\x00"
    content[listed + 20 : listed + 28] = b"\xff\xff\xff\x7f" * 2
    (folder / f"{lesson}.zip").write_bytes(content)
