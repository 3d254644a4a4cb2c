# kind: files
# attack: files and folders whose names are no UTF-8, have line breaks, escapes and marks of direction
# lesson: 1-embedding-matrix
# due: all
import json
import os


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    place = os.fsencode(folder / lesson)
    for name in (b"\xff\xfe.py", b"line\nbreak.py", b"\x1b[2J\x1b[H.csv", b"\xe2\x80\xae.txt", b"=1+1.csv", b"x" * 250):
        with open(place + b"/" + name, "w") as file:
            file.write("x")
    os.mkdir(place + b"/\xe9")
    (folder / lesson / "embedding_matrix.ipynb").write_text(json.dumps(notebook))
