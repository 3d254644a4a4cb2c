# kind: files
# attack: cells that are numbers, texts, lists and nothing stand between the cells
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    odd = [None, 3, "cell", [], [{}], True, {}, {"cell_type": 7}, {"cell_type": "code", "source": {"a": 1}}]
    odd += [{"cell_type": ["code"], "source": [1, None, []], "metadata": "none"}, {"metadata": {"nbgrader": [1]}}]
    cells = [each for cell in notebook.cells for each in (odd[len(cell.source) % len(odd)], cell)]
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook | {"cells": cells}).encode())
