"""Pages on their way back, in zip files that are read as each platform reads what it takes."""

import io
import re
import zipfile
from pathlib import PurePosixPath

import pytest

from autograder.errors import LmsError
from autograder.lms import returned
from autograder.lms.roster import Person
from autograder.tests.lms import platforms
from autograder.tests.lms.platforms import PEOPLE

PAGES = {name: {"small.html": f"<p>{name}".encode()} for name in ("ada", "bob", "eve", "name_1")}


def download(path, *names):
    """Write a zip file with members of these names; return its path."""
    with zipfile.ZipFile(path, "w") as members:
        for name in names:
            members.writestr(name, "{}")
    return path


def packed(platform, path, pages=PAGES, people=PEOPLE):
    """Return ({name: bytes} of the zip file that is made, what is said, its bytes)."""
    data, lines = returned.packed(platform, pages, returned.places(platform, path), people)
    with zipfile.ZipFile(io.BytesIO(data)) as members:
        return {name: members.read(name) for name in members.namelist()}, lines, data


def taken_by_moodle(names, participants):
    """Return {participant: files} as mod/assign/feedback/file/importziplib.php takes them."""
    found = {}
    for name in names:
        parts = name.split("/")
        assert not parts[-1].startswith((".", "~"))
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
                continue
            assert info[2] == "assignsubmission" and info[3] in ("file", "onlinetext")
            parts.insert(0, info[4] if len(info) == 5 else "")
            found.setdefault(int(info[1]), []).append("/".join(parts).lstrip("/"))
            break
        else:
            raise AssertionError(name)
    return found


def taken_by_canvas(names):
    """Return {(user, attachment): name} as Canvas infers them from a file's name."""
    found = {}
    for name in names:
        parts = PurePosixPath(name).name.split("_")
        user, attachment = [each for each in parts if re.fullmatch(r"\d+", each)][:2]
        assert not parts[-1].startswith("link") and not name.startswith("._")
        found[int(user), int(attachment)] = name
    return found


NUMBERS = {912: "ada", 913: "bob", 914: "eve", 915: "name_1"}


@pytest.mark.parametrize("after", ["_/small.ipynb", "/small.ipynb", "_small.ipynb", "_/deep/er/small.ipynb"])
def test_moodle(tmp_path, after):
    """Into the student's folder, as older and newer downloads have it, or under a name that begins like it."""
    names = ["Ada Byron_912", "Bob O'Neil_913", 'Eve "Evi" von Stein, Jr._914', "Jürgen Groß Maß_915"]
    path = download(tmp_path / "x.zip", *(f"{name}_assignsubmission_file{after}" for name in names))
    files, lines, _ = packed("moodle", path)
    assert lines == []
    assert taken_by_moodle(files, NUMBERS) == {number: ["small.html"] for number in NUMBERS}
    assert {content.decode() for content in files.values()} == {f"<p>{name}" for name in PAGES}
    for name, content in files.items():
        assert content.decode() == f"<p>{NUMBERS[int(name.split('_')[1])]}"


def test_moodle_by_its_worksheet(tmp_path):
    """Which has each participant's number; a name in it cannot break the path."""
    path = tmp_path / "Grades.csv"
    path.write_text(platforms.WORKSHEET.replace("Ada Byron,", "Ada/../Byron_7,"), encoding="utf-8", newline="")
    files, _, _ = packed("moodle", path)
    assert taken_by_moodle(files, {12, 913, 914, 915}) == {key: ["small.html"] for key in (12, 913, 914, 915)}
    assert "Ada .. Byron 7_12_assignsubmission_file_/small.html" in files
    path.write_text("a,b\n1,2\n")
    with pytest.raises(LmsError, match="no grading worksheet of Moodle's; give the download"):
        returned.places("moodle", path)


def test_two_of_one_name(tmp_path):
    """By what the folder was called that was collected, else by the number; else neither, and nobody's page strays."""
    names = [f"Anna Schmidt_{number}_assignsubmission_file_/small.ipynb" for number in (200001, 200002)]
    path = download(tmp_path / "x.zip", *names)
    pages = {"a": {"small.html": b"a"}, "b": {"small.html": b"b"}}
    people = {"a": Person("a", "Anna Schmidt", number="200002"), "b": Person("b", "Anna Schmidt", number="200001")}
    files, _, _ = packed("moodle", path, pages, people)
    assert {name[13:19]: content for name, content in files.items()} == {"200001": b"b", "200002": b"a"}
    people = {name: Person(name, "Anna Schmidt") for name in pages}
    with pytest.raises(LmsError, match="nobody who has a page today is in the download: a, b"):
        packed("moodle", path, pages, people)
    pages = {f"Anna Schmidt_{number}": {"small.html": b"%d" % number} for number in (200001, 200002)}
    files, _, _ = packed("moodle", path, pages, {name: Person(name) for name in pages})
    assert {name[13:19]: content for name, content in files.items()} == {"200001": b"200001", "200002": b"200002"}


def test_canvas(tmp_path):
    """Under the numbers of the notebook that was handed in last, LATE or not; another file is not the one."""
    names = ["byronada_12_345_small.ipynb", "byronada_12_401_small-1.ipynb", "byronada_12_900_notes.pdf"]
    names += [
        "oneilbob_LATE_13_346_small_final_2.ipynb",
        "vonsteinjreveevi_14_347_99_x.ipynb",
        "großmaßjürgen_15_5_a.ipynb",
    ]
    files, lines, _ = packed("canvas", download(tmp_path / "x.zip", *names))
    assert lines == []
    assert taken_by_canvas(files) == {
        (12, 401): "byronada_12_401_small.html",
        (13, 346): "oneilbob_LATE_13_346_small.html",
        (14, 347): "vonsteinjreveevi_14_347_small.html",
        (15, 5): "großmaßjürgen_15_5_small.html",
    }


def test_brightspace(tmp_path):
    """Into the student's last folder, by the time in its name."""
    folder = "1234-67890 - Ada Byron - "
    times = ["Mar 10, 2026 959 AM", "Mar 9, 2026 1159 PM", "Mar 10, 2026 1201 AM"]
    names = [f"{folder}{time}/small.ipynb" for time in times]
    names += ["index.html", "1235-67890 - Bob O'Neil - Mar 1, 2026 759 AM/small.ipynb"]
    files, lines, _ = packed("brightspace", download(tmp_path / "x.zip", *names))
    assert files.keys() == {f"{folder}{times[0]}/small.html", f"{names[-1].partition('/')[0]}/small.html"}
    assert lines == ["not in the download, so no page for them: eve, name_1"]


def test_the_same_pages_are_the_same_bytes(tmp_path):
    """Whatever the order and the time; a lesson of two notebooks has two pages."""
    names = [f"{each.name}_{each.number}_assignsubmission_file_/x" for each in list(PEOPLE.values())[:2]]
    pages = {name: {"a.html": b"1", "b.html": b"2"} for name in ("ada", "bob")}
    one = packed("moodle", download(tmp_path / "x.zip", *names), pages)
    other = packed("moodle", download(tmp_path / "y.zip", *names[::-1]), dict(reversed(pages.items())))
    assert one[2] == other[2] and len(one[0]) == 4
    with zipfile.ZipFile(io.BytesIO(one[2])) as members:
        assert {each.date_time for each in members.infolist()} == {returned.NO_TIME}


@pytest.mark.parametrize("platform", returned.NAMES)
def test_no_download(tmp_path, platform):
    """One line: what is wrong with it, what its files are like, what was seen."""
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(LmsError, match=r"x\.zip: cannot be read as a zip file \(File is not a zip file\)"):
        returned.places(platform, path)
    with pytest.raises(LmsError, match=r"none\.zip: cannot be read as a zip file \(No such file"):
        returned.places(platform, tmp_path / "none.zip")
    with pytest.raises(LmsError) as error:
        returned.places(platform, download(path, "notes.txt", "__MACOSX/._x", "a\nb"))
    assert str(error.value).endswith(f"are like {returned.LIKE[platform]}; in it: notes.txt, __MACOSX/._x, a\\nb")


def test_nobody_has_a_page(tmp_path):
    """Nothing is made."""
    path = download(tmp_path / "x.zip", "Ada Byron_12_assignsubmission_file_/x.ipynb")
    with pytest.raises(LmsError, match="no page today"):
        packed("moodle", path, {})
