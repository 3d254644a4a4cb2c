"""What this course's configuration makes of nbgrader's own ways to show marks and notebooks; no grader is needed."""

from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.apps import ExportApp

from autograder.record.export import MarksExportPlugin


def test_the_doors_of_this_course(config):
    """`nbgrader export` is ours by default; the formgrader folds hints, and still runs nothing."""
    assert ExportApp(config=config).plugin_class is MarksExportPlugin
    hint = "<details><summary>A nudge</summary>\n\nTry *this*.\n\n</details>\n\n<script>alert(1)</script>"
    cells = [new_markdown_cell(hint), new_markdown_cell("![image.png](attachment:image.png)")]
    body, _ = HTMLExporter(config=config).from_notebook_node(new_notebook(cells=cells))
    assert "<details><summary>A nudge</summary>" in body and "<em>this</em>" in body
    assert "<script>alert" not in body and "the picture image.png is in the notebook" in body
