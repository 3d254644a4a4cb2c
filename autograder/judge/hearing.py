"""One test of one player: where the player comes in, and the thread that waits for what the judge says."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from pathlib import Path

from autograder.errors import GraderError
from autograder.judge.judge import Judge
from autograder.judge.report import Needs, Report

SECONDS_TO_COME = 600  # a player's kernel has its own limit, which ends the hearing


class Hearing:
    """Waits for a player at an address, in a folder that its kernel sees, and has it judged.

    report: what the judge said; fault: why it could not be asked, which is the grader's own; lost: how it ended over
    this player, which is not.
    """

    number = 0

    def __init__(self, judge: Judge, folder: str | Path, source: str, needs: Needs, seed: int | None) -> None:
        """Listen; a player may come from now on. Arguments as of Judge.test."""
        Hearing.number += 1
        self.judge, self.source, self.needs, self.seed = judge, source, needs, seed
        self.address = str(Path(folder, f"player-{Hearing.number}.sock"))
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.address)
        Path(self.address).chmod(0o666)  # the kernel may be another user; nobody else sees the folder
        self.listener.listen(1)
        self.ended, self.end = socket.socketpair()
        self.report: Report | None = None
        self.fault = self.lost = ""
        self.came = False
        self.thread = threading.Thread(target=self.hear, name="hearing", daemon=True)
        self.thread.start()

    def hear(self) -> None:
        """Wait for the player, then for the judge."""
        found = select.poll()
        found.register(self.listener, select.POLLIN)
        found.register(self.ended, select.POLLIN)
        ready = {descriptor for descriptor, _ in found.poll(SECONDS_TO_COME * 1000)}
        if self.listener.fileno() not in ready:
            return
        self.came = True
        try:
            player, _ = self.listener.accept()
            with player:
                self.judge.wait()
                self.report, self.lost = self.asked(player)
        except (GraderError, OSError) as error:
            self.fault = str(error)

    def asked(self, player: socket.socket) -> tuple[Report | None, str]:
        """Return (what the judge says, "") or (None, how it ended)."""
        try:
            return self.judge.test(self.source, self.needs, self.seed, player), ""
        except GraderError as error:
            return None, str(error)

    def close(self, seconds: float = 3) -> bool:
        """Wait for the judge's word, once the player has gone; tell whether it came to its end in time."""
        with contextlib.suppress(OSError):
            self.end.send(b".")
        self.thread.join(seconds)
        for each in (self.listener, self.end, self.ended):
            each.close()
        Path(self.address).unlink(missing_ok=True)
        return not self.thread.is_alive()
