# kind: files
# attack: all keys of the notebook twice, the second time with other values
# lesson: 1-embedding-matrix
# due: held
import json


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes((json.dumps(notebook)[:-1] + ', "cells": {}, "nbformat": "four", "metadata": []}').encode())
