"""Papers that change no mark by themselves: a preview of what marks would become, and the applying of what was seen."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.papers.desk import Stage
from autograder.papers.paper import Paper
from autograder.prepare.archive import Found
from autograder.record import proposals
from autograder.record.graded import Graded
from autograder.record.proposals import Proposal
from autograder.record.recorded import Recorded
from autograder.record.state import State


class Trial(Paper):
    """A paper that is graded beside its marks: nothing of it is entered, written to a page or held.

    What was never graded, or has been handed in anew, has no mark that could change: it is dropped.
    """

    def prepare(self, found: Found) -> None:
        """Prepare what has a mark, and drop the rest."""
        if self.old is None or self.desk.ledger.find(*self.names) is None:
            self.dropped = True
        else:
            super().prepare(found)

    def waits(self, proposal: Proposal) -> bool:
        """Whatever it would come to waits."""
        return True

    def conclude(self, state: State, executed: NotebookNode) -> Graded:
        """Return the Graded of what is recorded, and write nothing."""
        recorded = self.desk.ledger.find(*self.names) or Recorded()
        return self.of_record(recorded, state, state.remarks)

    def hold(self, error: BaseException, line: str) -> Graded | None:
        """Say of what has a mark that it could not be graded again."""
        recorded = self.desk.ledger.find(*self.names)
        if self.old is None or recorded is None:
            self.dropped = True
            return None
        return self.stand(proposals.failed(self.names, recorded, self.old, self.changed, line), self.old)

    def absent(self) -> Graded | None:
        """Drop it: it has no mark that a test could change."""
        self.dropped = True
        return None


class Applied(Paper):
    """A paper of which what was proposed becomes its mark; whatever is not as it was proposed stays as it is."""

    def prepare(self, found: Found) -> None:
        """Drop what is no proposal of today's any more."""
        self.dropped = True

    def waits(self, proposal: Proposal) -> bool:
        """What was proposed waits no more."""
        return False

    def hold(self, error: BaseException, line: str) -> Graded | None:
        """Let the mark stand where it could not be entered, and say why."""
        recorded = self.desk.ledger.find(*self.names)
        if self.old is None or recorded is None or self.stage is Stage.READ:
            self.dropped = True
            return None
        graded = self.of_record(recorded, self.old, self.old.remarks)
        graded.note = proposals.failed(self.names, recorded, self.old, self.changed, line).told()
        return graded

    def absent(self) -> Graded | None:
        """Drop it."""
        self.dropped = True
        return None
