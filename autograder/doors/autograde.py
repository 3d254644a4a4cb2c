"""Asks the kernel, after the last cell, what failed checks were given back, and names the mistakes that are known."""

import asyncio
import json
from pathlib import Path
from queue import Empty

from jupyter_client.utils import ensure_async, run_sync
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from autograder.bank import trace as recorder
from autograder.bank.bank import Bank
from autograder.prepare.archive import MARK
from autograder.sandbox import warm
from autograder.verdicts import LIKELY, REFUSED

RECORDER = Path(recorder.__file__).read_text(encoding="utf-8")
# Python's own names, whatever a student has bound `exec` or `globals` to.
PYTHON = "__import__('builtins')"
# Letters of a trace that is read.
MOST = 200_000


def stopped_by_check(cell):
    """Tell whether a cell's outputs end in the error that a check raises which does not name the mistake itself."""
    return any(
        output.output_type == "error" and output.ename in REFUSED and LIKELY not in output.evalue
        for output in cell.outputs
    )


def request(name, test):
    """Return an expression that replays a test cell in the kernel that evaluates it, and leaves no name behind."""
    # Shown as JSON, the one form in which anything of a kernel's is read.
    told = "type('Told', (), {'_repr_json_': lambda self: trace})() if trace else None"
    source = f"{RECORDER}\ntrace = replay({name!r}, {test!r}, namespace)\nanswer = {told}\n"
    own = "{'namespace': python.globals(), '__name__': 'recorder'}"
    run = f"lambda python, own: (python.exec({source!r}, own), own['answer'])[1]"
    return f"(lambda python: ({run})(python, {own}))({PYTHON})"


def value(reply):
    """Return the value in a kernel's reply to a request, a dict; None where there is none that can be read."""
    try:
        told = reply["content"]["user_expressions"]["it"]["data"]["application/json"]
    except (KeyError, TypeError):
        return None
    return told if isinstance(told, dict) and len(json.dumps(told)) <= MOST else None


class ExecuteAndName(Execute):
    """nbgrader's Execute, with warm kernels, and known mistakes named below failed test cells.

    A trace is compared here, not in the kernel: all that an answer could forge is which of the known lines it gets.
    """

    seconds_to_name = 10

    def create_kernel_manager(self):
        """Return a kernel manager that starts its kernel warm."""
        manager = super().create_kernel_manager()
        manager._kernel_spec = warm.warmed(warm.spec(manager.kernel_name), self.config)
        return manager

    def preprocess(self, nb, resources, km=None):
        """Run a notebook; that we have run it ourselves, and what we said of it, it does not say after that."""
        for each in [nb, *nb.cells]:
            each.metadata.pop(MARK, None)
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell, resources, index):
        """Run one cell; after the last one, name mistakes."""
        cell, resources = super().preprocess_cell(cell, resources, index)
        if index == len(self.nb.cells) - 1:
            for each in self.nb.cells:
                if each.cell_type == "code" and is_grade(each) and stopped_by_check(each):
                    self.name_mistake(each)
        return cell, resources

    def name_mistake(self, cell):
        """Add the known mistake, if there is one, to a failed test cell's outputs."""
        test_id, bank = cell.metadata.nbgrader.grade_id, Bank(config=self.config)
        name = bank.name(test_id, cell.source)
        trace = name and run_sync(self.evaluate)(request(name, cell.source))
        words = trace and bank.mistake(test_id, cell.source, trace)
        if words:
            cell.outputs.append(new_output("display_data", {"text/plain": LIKELY + words}))

    async def evaluate(self, expression):
        """Return the value of an expression of the kernel's that is JSON in a str; None where there is none in time."""
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
        return value(reply)
