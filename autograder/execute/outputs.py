"""Puts what a kernel sends into a cell, cut as it arrives."""

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output, output_from_msg

from autograder import words
from autograder.execute.ending import Ending
from autograder.execute.reader import Message

# Bytes of a result that is kept whatever was printed before: it may be a partial score.
SCORE = 2000
# Outputs of a cell that are kept: each takes room beyond what it holds. And outputs of a kernel that can be updated.
MOST, DISPLAYS = 1000, 1000
# Letters of an error's name and of each line of it, and its lines, that are kept.
NAME, LINE, LINES = 200, 5000, 30


class Outputs:
    """Puts a cell's output messages into it, as a front end does, and stops when the budget is used up.

    size: bytes that were taken off the budget.
    """

    def __init__(self, cell: NotebookNode, budget: int, displays: dict[str, list[NotebookNode]]) -> None:
        """Add to cell.outputs; budget: bytes; displays: {display_id: outputs}, of this kernel's cells so far."""
        self.cell, self.left, self.displays = cell, budget, displays
        self.clear = self.cut = False
        self.size = 0

    def add(self, message: Message) -> None:
        """Take one iopub message; one that is not as Jupyter has it is the student's doing, and left out."""
        with contextlib.suppress(Exception):  # of many types, nbformat's refusal of what is no output among them
            self.take(message["msg_type"], message["content"], message)

    def take(self, kind: str, content: dict[str, Any], message: Message) -> None:
        """Take a message of a kind."""
        if kind == "clear_output":
            self.clear = bool(content.get("wait"))
            if not self.clear:
                self.cell.outputs.clear()
        elif kind == "update_display_data":
            shown = self.displays.get(content["transient"]["display_id"], ())
            if shown and self.pays(content):
                new = new_output("display_data", data=content["data"], metadata=content["metadata"])
                for output in shown:
                    output.data, output.metadata = new.data, new.metadata
        elif kind in ("stream", "display_data", "execute_result", "error"):
            if self.clear:
                self.cell.outputs.clear()
                self.clear = False
            self.put(kind, content, message)

    def pays(self, content: Mapping[str, Any]) -> bool:
        """Take the size of what is shown off the budget; return False where there is no room for it."""
        length = len(json.dumps(content, default=str))
        if length > self.left or len(self.cell.outputs) >= MOST:
            return False
        self.left, self.size = self.left - length, self.size + length
        return True

    def put(self, kind: str, content: dict[str, Any], message: Message) -> None:
        """Append an output, or as much of it as there is room for; of errors the last one always, in short."""
        if kind == "error":
            name, value = str(content.get("ename", ""))[:NAME], str(content.get("evalue", ""))[:LINE]
            lines = [str(line)[:LINE] for line in list(content.get("traceback", ()))[-LINES:]]
            self.without_errors()
            self.append(new_output("error", ename=name, evalue=value, traceback=lines))
        elif kind == "execute_result" and len(json.dumps(content, default=str)) < SCORE:
            self.pays(content)
            self.append(output_from_msg(message))
        elif self.pays(content):
            self.append(self.remembered(output_from_msg(message), content))
        elif not self.cut:
            if kind == "stream":
                self.append(new_output("stream", name=str(content["name"]), text=str(content["text"])[: self.left]))
            self.size, self.left = self.size + self.left, 0
            self.note_cut()

    def note_cut(self) -> None:
        """Say, once, that there was more."""
        if not self.cut:
            self.cut = True
            self.append(new_output("stream", name="stdout", text=f"{words.CUT()}\n"))

    def note_error(self, reply: Mapping[str, Any]) -> None:
        """Put in the error that only the kernel's reply tells, where it tells one."""
        if reply.get("status") == "error" and not any(each.output_type == "error" for each in self.cell.outputs):
            name, value = (str(reply.get(key, ""))[:LINE] for key in ("ename", "evalue"))
            self.cell.outputs.append(new_output("error", ename=name, evalue=value, traceback=[f"{name}: {value}"]))

    def note_ending(self, ending: Ending) -> None:
        """Say that the cell was interrupted, in place of the error that it ended in then."""
        self.without_errors()
        self.cell.outputs.append(ending.output)

    def without_errors(self) -> None:
        """Take the errors out."""
        self.cell.outputs = [output for output in self.cell.outputs if output.output_type != "error"]

    def remembered(self, output: NotebookNode, content: Mapping[str, Any]) -> NotebookNode:
        """Note an output that has a display_id, so that it can be updated; return it."""
        key = content.get("transient", {}).get("display_id")
        if isinstance(key, str) and len(self.displays) < DISPLAYS:
            self.displays.setdefault(key, []).append(output)
        return output

    def append(self, output: NotebookNode) -> None:
        """Append an output; join it to the last one when both are text of one stream."""
        outputs = self.cell.outputs
        if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
            outputs[-1].text += output.text
            return
        outputs.append(output)
