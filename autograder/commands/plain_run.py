"""The plain run: what JupyterLab and stock nbgrader would give to a notebook, run from top to bottom by nbclient."""

import contextlib
from pathlib import Path

from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.execute.job import Job
from autograder.execute.run import lay_out
from autograder.execute.scoring import outcome_of
from autograder.sandbox import provisioner, temporary


class Plain(NotebookClient):
    """nbclient, with kernels that are forked and have no sandbox: only so that they start at once."""

    def create_kernel_manager(self) -> KernelManager:
        """Return a kernel manager that starts its kernel warm."""
        manager = super().create_kernel_manager()
        manager._kernel_spec = provisioner.warmed(provisioner.spec(manager.kernel_name), self.config)
        return manager


def plain_mark(notebook: NotebookNode, job: Job, due: dict[str, float]) -> dict[str, float]:
    """Return {a test's grade_id: its score} of the plain run; of a test that was copied its best one.

    notebook: Draft.plain(); job: what lies beside it and how kernels start; due: {grade_id: points}.
    """
    config = Config(job.config)
    config.Sandbox.minimum = "none"
    config.KernelManager.transport_encryption = "auto"
    with temporary.folder("plain-") as scratch:
        lay_out(job, Path(scratch))
        client = Plain(
            notebook,
            config=config,
            resources={"metadata": {"path": scratch}},
            timeout=60,
            allow_errors=True,
            interrupt_on_timeout=True,
            iopub_timeout=60,
            shutdown_kernel="immediate",
        )
        with contextlib.suppress(CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError):
            client.execute()
    marks = dict.fromkeys(due, 0.0)
    for cell in notebook.cells:
        for name in cell.metadata.tests:
            if cell.execution_count is not None or cell.outputs:
                marks[name] = max(marks[name], outcome_of(cell, due[name]).score or 0.0)
    return marks
