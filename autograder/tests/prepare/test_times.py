"""The time that a submission was handed in, as it is read from a file beside it."""

from datetime import datetime

import pytest

from autograder.errors import SubmissionError
from autograder.prepare import times


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026-03-01 12:00:00.5 UTC", datetime(2026, 3, 1, 12, 0, 0, 500000)),
        ("2026-03-01 12:00:00 +0100", datetime(2026, 3, 1, 11)),
        ("2026-03-01 12:00:00 Europe/Berlin", datetime(2026, 3, 1, 11)),
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12)),
        ("\ufeff2026-03-01 01:00 PM\r\n", datetime(2026, 3, 1, 13)),
    ],
)
def test_times_that_can_be_read(tmp_path, said, due):
    """As the exchange writes them, and a little beyond."""
    (tmp_path / "timestamp.txt").write_text(said, encoding="utf-8")
    assert times.read(tmp_path) == (due, "")


def test_what_an_unreadable_file_is(tmp_path):
    """A small file is read without waiting and without following links."""
    with pytest.raises(SubmissionError, match="no regular file"):
        times.read_small(tmp_path, 10)
    assert times.read_small(tmp_path / "none", 10) is None
