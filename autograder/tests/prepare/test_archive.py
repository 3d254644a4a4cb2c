"""Finding the notebook in what students hand in: folders, zip files, files, under whatever name."""

import io
import zipfile

import nbformat
import pytest

from autograder.errors import SubmissionError
from autograder.prepare import archive
from autograder.tests import small


def zipped(**members):
    """Return the bytes of a zip file of {name: content}; a double underscore stands for a slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def link_zip():
    """Return a zip file whose notebook is a link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        member = zipfile.ZipInfo("small.ipynb")
        member.external_attr = 0o120777 << 16
        file.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def data(notebook):
    """Return a notebook's bytes."""
    return nbformat.writes(notebook).encode()


GOOD = data(small.handed_in())
NESTED = zipped(**{"a.zip": zipped(**{"b.zip": zipped(**{"small.ipynb": GOOD})})})


@pytest.mark.parametrize(
    "files",
    [
        {"small.ipynb": GOOD},
        {"small.ipynb": GOOD, "other.ipynb": b"{}"},
        {"small (1).ipynb": GOOD},
        {"small.zip": zipped(**{"small.ipynb": GOOD})},
        {"mine.zip": zipped(**{"folder/small.ipynb": GOOD, "__MACOSX/._small.ipynb": b"x", "notes.txt": b""})},
        {"mine.zip": zipped(**{"my lesson.ipynb": GOOD})},
        {"mine.zip": NESTED},
        {"small.ipynb": zipped(**{"small.ipynb": GOOD})},
        {"work/small.ipynb": GOOD, "work/.ipynb_checkpoints/small.ipynb": b"{}"},
    ],
    ids=[
        *("plain", "more", "renamed", "zip", "zip with a folder", "zip, renamed", "nested zip", "zip as ipynb"),
        "in a folder",
    ],
)
def test_the_notebook_is_found(tmp_path, files):
    """As a file, under another name, or in a zip file, nested even."""
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    found = archive.find(tmp_path, "small.ipynb")
    assert found.data == GOOD
    plain = list(files) in (["small.ipynb"], ["small.zip"]) or NESTED in files.values() or "work/small.ipynb" in files
    folder = b"folder/small.ipynb" in b"".join(files.values())
    assert bool(found.remark) != (plain or folder)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*") if path.is_file()} == set(files)


def test_files_that_the_notebook_uses_are_named_when_they_are_left_out(tmp_path):
    """Helper files, and what the notebook names; in a folder and in a zip file; not what the lesson brings itself."""
    names = {"helpers.py": b"", "mine.csv": b"", "notes.txt": b"", "checks.py": b"", "timestamp.txt": b""}
    notebook = data(small.handed_in(double="open('mine.csv')"))
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "small.ipynb").write_bytes(notebook)
    found = archive.find(tmp_path, "small.ipynb", known=("checks.py",))
    assert found.remark == "left out, only the notebook is run: helpers.py, mine.csv"
    (tmp_path / "a.zip").write_bytes(zipped(**names, **{"x/small.ipynb": notebook}))
    found = archive.find(tmp_path / "a.zip", "small.ipynb")
    assert found.remark == "left out, only the notebook is run: helpers.py, mine.csv, checks.py"


def test_a_zip_with_too_long_a_list_is_refused_before_it_is_read(tmp_path, monkeypatch):
    """The size of the list stands at the end of the file; names of 60,000 letters count as well as many members."""
    many = {f"{number}{'x' * 60_000}": b"" for number in range(20)}
    for members in (many, {f"{number}.txt": b"" for number in range(20_000)}):
        content = zipped(**members)
        monkeypatch.setattr(archive.zipfile, "ZipFile", None)
        with pytest.raises(SubmissionError, match="holds more than 2000 files"):
            archive.find_in_zip(content, "a.zip", "small.ipynb")
        monkeypatch.undo()
    large = b"PK\x06\x06" + bytes(36) + (10**9).to_bytes(8, "little") + bytes(8) + bytes(20)
    assert archive.listing_size(large + b"PK\x05\x06" + b"\xff" * 18) == 10**9
    assert archive.listing_size(zipped(**{"small.ipynb": GOOD})) == 57


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, "small.ipynb: missing, the folder is empty"),
        ({"essay.txt": b"x"}, "small.ipynb: missing; it holds essay.txt"),
        ({"a.ipynb": GOOD, "b.ipynb": GOOD}, "which of these is the lesson: a.ipynb, b.ipynb?"),
        ({"a.zip": b"PK\x03\x04broken"}, "no zip file that can be read"),
        ({"a.zip": zipped(**{"small.ipynb": GOOD})[:-30]}, "no zip file that can be read"),
        ({"a.zip": zipped(**{"../small.ipynb": GOOD})}, "points outside the zip file"),
        ({"a.zip": zipped(**{"/tmp/small.ipynb": GOOD})}, "points outside the zip file"),
        ({"a.zip": zipped(**{"C:\\small.ipynb": GOOD})}, "points outside the zip file"),
        ({"a.zip": link_zip()}, "a link, and links are not followed"),
        ({"a.zip": zipped(**{"readme.txt": b""})}, "holds no notebook; small.ipynb was due"),
        ({"a.zip": zipped(**{"x.ipynb": GOOD, "y.ipynb": GOOD})}, "which of these is the lesson"),
        ({"a.zip": zipped(**{"d.zip": NESTED})}, "3 deep"),
        ({"a.zip": zipped(**{"small.ipynb": b"\0" * (archive.LARGEST + 2)})}, "larger than 50 MB unpacked"),
        ({"a.zip": zipped(**{f"{n}.txt": b"" for n in range(archive.MEMBERS + 1)})}, "holds more than 2000 files"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_holds_no_notebook_is_told_in_one_line(tmp_path, files, line):
    """Empty folders, ambiguous ones, zip files that are broken, hostile or a bomb (ratio 1000): one line each."""
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SubmissionError) as caught:
        archive.find(tmp_path, "small.ipynb")
    assert line in str(caught.value) and "\n" not in str(caught.value)


def test_truncated_member(tmp_path):
    """A zip file whose list is whole but whose content is not."""
    whole = bytearray(zipped(**{"small.ipynb": GOOD}))
    whole[60:200] = bytes(140)
    (tmp_path / "a.zip").write_bytes(whole)
    with pytest.raises(SubmissionError, match="cannot be unpacked, it may have broken off"):
        archive.find(tmp_path, "small.ipynb")


def test_links_are_not_followed(tmp_path):
    """Neither a notebook nor a folder that is a link is read."""
    (tmp_path / "secret.ipynb").write_bytes(GOOD)
    place = tmp_path / "place"
    place.mkdir()
    (place / "small.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (tmp_path / "link").symlink_to(place)
    for path in (place, tmp_path / "link"):
        with pytest.raises(SubmissionError, match="a link, and links are not followed"):
            archive.find(path, "small.ipynb")


def test_a_huge_notebook_is_refused_unread(tmp_path):
    """200 MB are told by the file's size alone."""
    with (tmp_path / "small.ipynb").open("wb") as file:
        file.truncate(200 * 10**6)
    with pytest.raises(SubmissionError, match="larger than 50 MB; clear its outputs"):
        archive.find(tmp_path, "small.ipynb")


@pytest.mark.parametrize("zip_file", [False, True])
def test_another_notebook_of_the_same_lesson_is_not_taken_for_it(tmp_path, zip_file):
    """Where a lesson has two: each is found by its name, nothing is said of the other, and none stands in for it."""
    notebooks = {"small.ipynb": GOOD, "more.ipynb": b"{}"}
    for name, content in ({"mine.zip": zipped(**notebooks)} if zip_file else notebooks).items():
        (tmp_path / name).write_bytes(content)
    found = archive.find(tmp_path, "small.ipynb", known=("more.ipynb",))
    assert found.data == GOOD and found.remark == ""
    with pytest.raises(SubmissionError, match=r"third.ipynb"):
        archive.find(tmp_path, "third.ipynb", known=("small.ipynb", "more.ipynb"))
