"""Runs the source notebooks from top to bottom and stores what they print, in a form that makes small diffs."""

from collections.abc import Iterator
from contextlib import contextmanager

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.cells import language_of
from autograder.course.lessons import Lesson
from autograder.course.source import read_notebook
from autograder.errors import LessonError

WIDGET = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without execution counts, timings and other metadata that no one wrote."""
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = kernel_of(notebook)
    for cell in notebook.cells:
        kept = {"nbgrader", "tags", "jupyter", "deletable", "editable"} & set(cell.metadata)
        cell.metadata = {key: cell.metadata[key] for key in sorted(kept)}
        cell.source = "\n".join(line.rstrip() for line in cell.source.splitlines())
        # Of pictures that were pasted those that are shown.
        pictures = cell.pop("attachments", {})
        shown = {name: each for name, each in pictures.items() if f"attachment:{name}" in cell.source}
        if shown:
            cell.attachments = shown
        if cell.cell_type == "code":
            cell.execution_count = None
            # A widget lives with its kernel: stored, it would be an empty box.
            cell.outputs = [out for out in cell.outputs if WIDGET not in out.get("data", {})]
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
                if "metadata" in output:
                    output.metadata = {}
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    return notebook


def kernel_of(notebook: NotebookNode) -> dict[str, dict[str, str]]:
    """Return the metadata that say which kernel runs a notebook: in Python the same for all, else its own."""
    if language_of(notebook) == "python":
        return {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    names = {"kernelspec": ("display_name", "language", "name"), "language_info": ("name",)}
    said = {part: notebook.metadata.get(part, {}) for part in names}
    return {part: {key: found[key] for key in names[part] if key in found} for part, found in said.items() if found}


@contextmanager
def keyboard(client: NotebookClient) -> Iterator[None]:
    """Let the keyboard's interrupt through: nbclient catches it, ends the kernel, and then stumbles over that."""
    try:
        yield
    except Exception as error:
        if getattr(client, "_async_cleanup_kernel_future", None):
            raise KeyboardInterrupt from error
        raise


def refresh(lesson: Lesson, timeout: float = 120) -> None:
    """Run the lesson's source notebook and write it back with its outputs; timeout: seconds a cell may take.

    Raises LessonError when a cell fails; the file is then left as it was.
    """
    notebook = executed(lesson, read_notebook(lesson.path), timeout)
    nbformat.write(notebook, lesson.path)


def executed(lesson: Lesson, notebook: NotebookNode, timeout: float = 120) -> NotebookNode:
    """Run a notebook of the lesson's and return it with its outputs, as it is to be stored.

    Raises LessonError, in one line that names the cell, when one fails or takes too long.
    """
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=kernel_of(notebook).get("kernelspec", KERNELSPEC)["name"],
        coalesce_streams=True,
        record_timing=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(lesson.path.parent)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    try:
        with keyboard(client):
            client.execute()
    except CellExecutionError as error:
        failed = [cell.id for cell in notebook.cells if any(o.output_type == "error" for o in cell.get("outputs", ()))]
        raise LessonError(f"{lesson.path}: cell {failed[-1]} fails with {error.ename}: {error.evalue}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        reason = f"takes longer than {timeout} s" if isinstance(error, CellTimeoutError) else "ends its kernel"
        raise LessonError(f"{lesson.path}: a cell {reason}") from error
    notebook = normalised(notebook)
    nbformat.validate(notebook)
    return notebook
