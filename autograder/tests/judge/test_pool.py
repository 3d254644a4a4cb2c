"""Judges that wait for the next submission, by the real ones in their sandbox."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.judge import pool
from autograder.judge.pool import Pool
from autograder.judge.report import Needs

pytestmark = [pytest.mark.slow, pytest.mark.confined]

FILES = {"beside.py": b"NUMBER = 1\nlist_of_tests = []\n"}
NEEDS = Needs(("import pathlib\ncount = globals().get('count', 0) + 1",), ())


@pytest.fixture
def judges():
    """A pool, closed in the end."""
    made = Pool()
    yield made
    made.close()


def take(judges, files=FILES):
    """Take a judge for some files."""
    return judges.take(Config(), files, {})


def give_back(judges, judge, files=FILES):
    """Give it back."""
    judges.give_back(Config(), files, {}, judge)


def says(judge, source):
    """Return what a test that asks no player ends in: its number, or what its error says."""
    one, other = socket.socketpair()
    with one, other:
        judge.wait()
        report = judge.test(source, NEEDS, None, other)
    assert not report.fault and not report.gone
    return report.number if report.error is None else report.error["evalue"]


def test_one_hears_the_next_submission_as_if_it_were_its_first(judges):
    """It is the same process; names, files, and what modules beside the notebook have kept, are not there."""
    first = take(judges)
    leaves = "place = pathlib.Path('left', 'there')\nplace.parent.mkdir()\nplace.touch()\nmine = 1\nmine"
    assert says(first, leaves) == 1
    assert says(first, "import beside\nbeside.list_of_tests.append(1)\ncount") == 1
    give_back(judges, first)
    second = take(judges)
    assert second is first
    assert says(second, "'mine' in globals() or count") == 1
    assert says(second, "import beside\nassert not pathlib.Path('left').exists()\nbeside.NUMBER") == 1
    assert says(second, "import beside\nlen(beside.list_of_tests)") == 0
    give_back(judges, second)


def test_two_at_once_are_two(judges):
    """And each lesson has its own."""
    one, two, other = take(judges), take(judges), take(judges, {"beside.py": b"NUMBER = 2\n"})
    assert len({one.pid, two.pid, other.pid}) == 3
    for judge, files in ((one, FILES), (two, FILES), (other, {"beside.py": b"NUMBER = 2\n"})):
        judge.wait()
        give_back(judges, judge, files)
    assert take_and_return(judges) in (one.pid, two.pid)
    assert says(take(judges, {"beside.py": b"NUMBER = 2\n"}), "import beside\nbeside.NUMBER") == 2


def take_and_return(judges):
    """Return the process id of the next one."""
    judge = take(judges)
    give_back(judges, judge)
    return judge.pid


def test_one_that_has_ended_is_not_taken(judges):
    """Another is started."""
    first = take(judges)
    first.wait()
    give_back(judges, first)
    os.kill(first.pid, signal.SIGKILL)
    end = time.monotonic() + 10
    while first.process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    second = take(judges)
    assert second.pid != first.pid and says(second, "count") == 1
    assert not Path(first.folder).exists()
    second.close()


def test_none_waits_or_hears_for_ever(judges, monkeypatch):
    """After some seconds it ends, and after some submissions; of too many that wait the oldest ends."""
    judges.seconds = 0.2
    first = take(judges)
    first.wait()
    give_back(judges, first)
    assert ended(first) and not judges.waiting
    judges.seconds = 60
    monkeypatch.setattr(pool, "SUBMISSIONS", 1)
    second = take(judges)
    give_back(judges, second)
    assert ended(second) and not judges.waiting
    monkeypatch.setattr(pool, "SUBMISSIONS", 50)
    monkeypatch.setattr(pool, "MOST", 1)
    old, new = take(judges), take(judges)
    give_back(judges, old)
    give_back(judges, new)
    assert ended(old) and [each.judge for each in judges.waiting] == [new]


def ended(judge):
    """Wait until a judge has ended; tell whether it has."""
    end = time.monotonic() + 20
    while judge.process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    return judge.process.poll() is not None
