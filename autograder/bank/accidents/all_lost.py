# accident: metadata and ids are lost, and the file is saved as format 4.2: an upload to Colab and back
# lesson: 4-partitioned-lookup
# due: all


def happen(notebook):
    notebook.nbformat_minor = 2
    notebook.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for number, cell in enumerate(notebook.cells):
        del cell["id"]
        cell.metadata = {"id": f"x7Fz_qK-{number}"}
