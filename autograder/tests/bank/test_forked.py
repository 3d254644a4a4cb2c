"""Cells that are run by IPython in a forked, silenced process."""

import os
import time
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.bank.forked import forked


def test_it_returns_what_came_of_the_cells(tmp_path, capfd):
    """An error is returned, not told; modules beside the notebook are found; this process stays as it was."""
    (tmp_path / "beside.py").write_text("one = 1")
    here = Path.cwd()

    def work(shell):
        told = "import beside, os\ntwo = beside.one + 1\n_ = os.write(1, b'shown'), os.write(2, b'shown')"
        return shell.run(told), repr(shell.run("1 / 0")), shell.user_ns["two"]

    assert forked(work, tmp_path) == (None, "ZeroDivisionError('division by zero')", 2)
    assert Path.cwd() == here and capfd.readouterr() == ("", "")
    assert not (tmp_path / "__pycache__").exists()


def test_a_shell_of_the_process_that_forks_is_not_in_the_way(tmp_path):
    """Whoever calls it from within IPython has one."""
    InteractiveShell.instance(history_length=0)
    try:
        assert forked(lambda shell: shell.run("1 + 1"), tmp_path) is None
    finally:
        InteractiveShell.clear_instance()


def test_one_that_dies_or_never_ends_is_told(tmp_path):
    """By errors of their own."""
    with pytest.raises(EOFError):
        forked(lambda shell: os._exit(1), tmp_path)
    with pytest.raises(TimeoutError, match=r"no end after 0\.5 s"):
        forked(lambda shell: time.sleep(60), tmp_path, 0.5)
