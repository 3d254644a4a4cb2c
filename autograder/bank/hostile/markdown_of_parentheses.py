# kind: files
# attack: 20,000 letters of mathematics that is never closed, links in links, lists in lists
# lesson: 1-embedding-matrix
# due: all
import json


def hand_in(folder, lesson, notebook):
    for text in ("\\\\(" * 7000, "[" * 10_000 + "](" * 10_000, "> " * 5000, "- " * 3000, "*a_ " * 5000, "`" * 9999, "<b>" * 9000):
        notebook.cells.append({"cell_type": "markdown", "id": f"own-{len(notebook.cells)}", "metadata": {}, "source": text})
    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(json.dumps(notebook).encode())
