# kind: files
# attack: a page of HTML which asks to sign in, 5 MB of it
# lesson: 1-embedding-matrix
# due: held
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(b"<!DOCTYPE html><html><body>Sign in" + b"<div>" * 1_000_000)
