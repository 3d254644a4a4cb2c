"""A platform's own table: read as Python's csv module reads it, and given back byte by byte but for what is set."""

import csv
import io
import random

import pytest

from autograder.errors import LmsError
from autograder.lms import table
from autograder.tests.lms import platforms

PARTS = ['"', '""', "\n", "\r\n", "\r", "a", "ü", "=1", " ", "0"]


@pytest.mark.parametrize("separator", table.SEPARATORS)
def test_it_reads_as_python_does(separator):
    """Whatever the text: the same cells, or a line on the quote that is not closed; and nothing of it is lost."""
    chance, refused = random.Random(1), 0
    for _ in range(500):
        said = "".join(chance.choice([*PARTS, separator]) for _ in range(chance.randint(1, 14)))
        try:
            found = list(table.rows(said, separator))
        except LmsError:
            refused += 1
            continue
        assert "".join(separator.join(row.raw) + row.end for row in found) == said
        due = [row or [""] for row in csv.reader(io.StringIO(said, newline=""), delimiter=separator)]
        assert [row.values for row in found] == due, said
    assert 0 < refused < 250


@pytest.mark.parametrize("said", [platforms.WORKSHEET, platforms.GERMAN, platforms.CANVAS, "a;b\r\n1;2"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_byte_stays(said, encoding):
    """With a byte order mark and without one, in what Excel writes, too."""
    data = said.encode(encoding, "replace")
    assert table.read(data).data() == data


def test_a_cell_is_quoted_where_it_was_or_has_to_be():
    """The others stay as they are."""
    found = table.read(b'a,"b",c\r\n1,"2",\'3\'\n4,"x ""y"""\n')
    found.set(1, 0, "1,5")
    found.set(1, 1, "7")
    found.set(2, 2, "8")
    assert found.data() == b'a,"b",c\r\n"1,5","7",\'3\'\n4,"x ""y""",8\n'
    assert (found.get(2, 1), found.get(2, 7), found.separator) == ('x "y"', "", ",")


@pytest.mark.parametrize(("said", "separator"), [('"a;b;c;",d\n1,2', ","), ("a;b,c;d\n", ";"), ("a\tb\n", "\t")])
def test_what_separates_cells(said, separator):
    """That with which the first row has the most of them."""
    assert table.read(said.encode()).separator == separator


@pytest.mark.parametrize(
    ("said", "comma"),
    [("a,b\n1,2.5", False), ('a,b\n1,"2,5"', True), ("a;b\n1;2", True), ("a;b\n1;2.5", False), ("a,b\n1,2", False)],
)
def test_how_fractions_are_written(said, comma):
    """As the table's own numbers are, else as its separator lets guess."""
    assert table.read(said.encode()).comma is comma


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04...", "an Excel or LibreOffice file, no CSV file"),
        (b'a,b\n1,"2\n', "in row 2 a quote is not closed"),
        (b"\0\0,\0", "no text, so no CSV file"),
        (b"\xff\xfea\xd8,\0", "not in utf-16-le"),
        (b"hello\n", "a table of one column at most"),
        (b"", "a table of one column at most"),
        (b"\x81\x8d,", "not in UTF-8; save it as UTF-8"),
    ],
)
def test_what_is_no_table(tmp_path, data, said):
    """One line that names the file."""
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(LmsError) as error:
        table.load(path)
    assert str(error.value).startswith(f"{path}: {said}") and "\n" not in str(error.value)


def test_a_file_that_cannot_be_read(tmp_path, monkeypatch):
    """Missing, or longer than any export."""
    with pytest.raises(LmsError, match=r"cannot be read \(No such file"):
        table.load(tmp_path / "none.csv")
    monkeypatch.setattr(table, "MOST", 10)
    (tmp_path / "long.csv").write_bytes(b"a," * 10)
    with pytest.raises(LmsError, match="longer than 10 bytes"):
        table.load(tmp_path / "long.csv")
