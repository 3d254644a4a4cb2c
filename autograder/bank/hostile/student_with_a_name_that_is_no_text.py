# kind: files
# attack: the folder of the student has a name that is no UTF-8, with a line break and an escape
# lesson: 1-embedding-matrix
# due: all
import json
import os


def hand_in(folder, lesson, notebook):
    place = os.fsencode(folder) + b"-\xff\n\x1b[2J"
    os.rename(folder, place)
    os.mkdir(place + b"/" + os.fsencode(lesson))
    with open(place + b"/" + os.fsencode(lesson) + b"/embedding_matrix.ipynb", "w") as file:
        json.dump(notebook, file)
