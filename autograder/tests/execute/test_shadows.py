"""Names of Python's to which a student's cells give another meaning, found without a kernel."""

from nbformat.v4 import new_code_cell, new_output

from autograder.execute import shadows


def test_names_at_the_top_of_a_cell():
    """Found by reading lines, since students' text may be no Python."""
    source = "list = [1]\ndef f(x):\n    y = 1\nclass C:\n    z = 2\nfor i in x:\n    pass\na: int = 3\nb == 4\n%%t = 5"
    assert shadows.bound(source) == {"list", "f", "C", "a"}
    cell = new_code_cell("list = [1]")
    cell.outputs = [new_output("stream", name="stdout", text="x")]
    assert shadows.shadowed([cell], "TypeError: no") == ""  # not the student's
    cell.metadata["autograder"] = {"own": True}
    assert "gives list a meaning" in shadows.shadowed([cell], "TypeError: no")
    assert shadows.shadowed([cell], "AssertionError: f(2) returned 3, but 4 was due") == ""  # no cause of that
