"""An answer that joins the bank names nobody, still does what it did, and leaves nothing where it cannot join."""

import pytest

from autograder.errors import BankError
from autograder.report.people import Mask
from autograder.review.joined import join, nameless

MASK = Mask(["ada.lovelace", "s1234567"], {"ada.lovelace": "Ada Lovelace", "s1234567": "Max Power"}, "def table_size")
TOLD = '''"""By Ada Lovelace."""
def table_size(vocab_size, dim):
    """Written by s1234567."""
    lovelace_table = vocab_size * dim  # ada did this
    print("ada.lovelace")
    return lovelace_table, 4 * lovelace_table
'''


def test_names_are_taken_out_and_the_code_does_the_same():
    """In comments, docstrings, identifiers and texts."""
    found = nameless(TOLD, MASK)
    assert not any(each in found.lower() for each in ("ada", "lovelace", "s1234567"))
    namespace = {}
    exec(found, namespace)
    assert namespace["table_size"](10, 4) == (40, 160)


def test_a_body_of_a_docstring_alone_stays_a_body():
    """It is Python still."""
    found = nameless('class Own:\n    """By Ada."""\n\n\ndef table_size(a, b):\n    return a * b\n', MASK)
    assert "Ada" not in found and "pass" in found
    exec(found, {})


def test_what_is_no_python_is_said():
    """It does not join."""
    with pytest.raises(SyntaxError):
        nameless("def table_size(:\n", MASK)


def test_a_name_that_is_taken_is_counted_on(tmp_path):
    """Nothing that is there is written over."""
    folder = tmp_path / "1-lesson" / "table_size"
    names = [join(folder, "right_granted", "def table_size():\n    pass\n").path.name for _ in range(3)]
    assert names == ["right_granted.py", "right_granted_2.py", "right_granted_3.py"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("right_granted", "def other():\n    pass\n"),
        ("wrong_group", "def table_size():\n    pass\n"),
        ("granted", "def table_size():\n    pass\n"),
        ("right_granted", "def table_size(:\n"),
    ],
)
def test_what_the_bank_does_not_take_leaves_nothing(name, text, tmp_path):
    """One line says why."""
    folder = tmp_path / "1-lesson" / "table_size"
    with pytest.raises(BankError):
        join(folder, name, text)
    assert not list(folder.iterdir())
