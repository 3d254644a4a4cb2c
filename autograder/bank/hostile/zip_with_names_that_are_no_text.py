# kind: files
# attack: members whose names are no UTF-8, have line breaks and escapes, and differ in case only
# lesson: 1-embedding-matrix
# due: all
import io
import json
import zipfile


def hand_in(folder, lesson, notebook):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("embedding_matrix.ipynb", json.dumps(notebook))
        for name in ("EMBEDDING_MATRIX.IPYNB", "Embedding_Matrix.Ipynb", "line\nbreak.py", "\x1b[2J.py", "CON", "notes.QQQQ"):
            file.writestr(name, "x")
    (folder / f"{lesson}.zip").write_bytes(made.getvalue().replace(b"QQQQ", b"\xff\xfe\xe9\xe9"))
