# accident: a Windows editor saved the notebook with its own line ends, as UTF-16
# lesson: 3-keras-embedding-layers
# due: all
import json


def happen(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    return json.dumps(notebook, indent=1).replace("\n", "\r\n").encode("utf-16")
