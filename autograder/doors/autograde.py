"""nbgrader's autograde with warm kernels, which names known mistakes below failed test cells."""

import asyncio
from queue import Empty
from typing import Any

from jupyter_client.manager import KernelManager
from jupyter_client.utils import ensure_async, run_sync  # type: ignore[attr-defined]  # it gives on jupyter_core's
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from autograder import language
from autograder.bank.bank import Bank
from autograder.cells import MARK
from autograder.execute.scoring import stopped_by_check
from autograder.sandbox import provisioner
from autograder.verdicts import LIKELY

# What whoever grades here should know; nbgrader has no other place for it than its log.
IN_PLACE = "Tests are judged in the student's own kernel here, which may lie; `make grade` has a judge apart."


class ExecuteAndName(Execute):
    """nbgrader's Execute, with warm kernels, and known mistakes named below failed test cells.

    The kernel is asked, after the last cell, what failed checks were given back. Such a trace is compared here, not in
    the kernel: all that an answer could forge is which of the known lines it gets.
    """

    seconds_to_name = 10

    def create_kernel_manager(self) -> KernelManager:
        """Return a kernel manager that starts its kernel warm."""
        manager = super().create_kernel_manager()
        manager._kernel_spec = provisioner.warmed(provisioner.spec(manager.kernel_name), self.config)
        return manager

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any], km: KernelManager | None = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run a notebook; that we have run it ourselves, and what we said of it, it does not say after that."""
        for each in [nb, *nb.cells]:
            each.metadata.pop(MARK, None)
        self.log.warning(IN_PLACE)
        return super().preprocess(nb, resources, km)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run one cell; after the last one, name mistakes."""
        cell, resources = super().preprocess_cell(cell, resources, index)
        if index == len(self.nb.cells) - 1:
            for each in self.nb.cells:
                if each.cell_type == "code" and is_grade(each) and stopped_by_check(each):
                    self.name_mistake(each)
        return cell, resources

    def name_mistake(self, cell: NotebookNode) -> None:
        """Add the known mistake, if there is one, to a failed test cell's outputs."""
        test_id, bank = cell.metadata.nbgrader.grade_id, Bank(config=self.config)
        name = bank.name(test_id, cell.source)
        trace = name and run_sync(self.evaluate)(language.request(name, cell.source))
        words = trace and bank.mistake(test_id, cell.source, trace)
        if words:
            cell.outputs.append(new_output("display_data", {"text/plain": LIKELY + words}))

    async def evaluate(self, expression: str) -> dict[str, Any] | None:
        """Return the value of an expression of the kernel's that shows as JSON; None where there is none in time."""
        message_id = self.kc.execute("", silent=True, user_expressions={"it": expression})
        try:
            async with asyncio.timeout(self.seconds_to_name):
                while True:
                    reply = await ensure_async(self.kc.get_shell_msg(timeout=self.seconds_to_name))
                    if reply["parent_header"].get("msg_id") == message_id:
                        break
        except (TimeoutError, Empty):
            await ensure_async(self.km.interrupt_kernel())
            return None
        return language.value(reply["content"])
