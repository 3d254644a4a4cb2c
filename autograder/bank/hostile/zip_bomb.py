# kind: files
# attack: a zip file whose notebook has 200 MB unpacked, in a zip file
# lesson: 1-embedding-matrix
# due: held
# says: larger than 50 MB
import io
import json
import zipfile


def hand_in(folder, lesson, notebook):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        with file.open("embedding_matrix.ipynb", "w") as member:
            for _ in range(200):
                member.write(bytes(1_000_000))
    with zipfile.ZipFile(folder / f"{lesson}.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("inner.zip", inner.getvalue())
