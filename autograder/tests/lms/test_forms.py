"""How platforms name files, and what becomes of a student's own names: without a zip file or a course."""

import io
import struct
import zipfile
import zlib
from datetime import datetime, timedelta

import pytest
from dateutil import tz

from autograder.lms import attempts, download, forms, who
from autograder.lms.attempts import Entry
from autograder.lms.download import Member
from autograder.lms.forms import Named
from autograder.lms.roster import Person, Roster

WHEN = datetime(2026, 11, 3, 23, 42)


@pytest.mark.parametrize(
    ("platform", "name", "due"),
    [
        ("Moodle", "Ada Byron_123_assignsubmission_file_/x.ipynb", Named("Ada Byron", number="123", file="x.ipynb")),
        ("Moodle", "Ada Byron_123_assignsubmission_file/a/x.ipynb", Named("Ada Byron", number="123", file="a/x.ipynb")),
        ("Moodle", "A_1_b_2_assignsubmission_file__x.ipynb", Named("A_1_b", number="2", file="_x.ipynb")),
        ("Moodle", "Ada_7_assignsubmission_onlinetext_/onlinetext.html", Named("Ada", number="7")),
        ("Moodle", "all/王小明_7_assignsubmission_file_/x", Named("王小明", number="7", file="x")),
        ("Canvas", "byronada_12_345_x-1.ipynb", Named("byronada", number="12", file="x-1.ipynb", order=345)),
        ("Canvas", "a_bc_LATE_12_345_1_2_x", Named("a_bc", number="12", file="1_2_x", order=345, late=True)),
        ("Canvas", "byronada_LATE_12_text.html", Named("byronada", number="12", late=True)),
        (
            "Brightspace",
            "12345-678 - Ada Byron - Nov 3, 2026 1142 PM/x.ipynb",
            Named("Ada Byron", number="12345", file="x.ipynb", time=WHEN),
        ),
        (
            "Brightspace",
            "1-2 - Mary-Ann - Smith - Nov 3, 2026 112 AM - x - y.ipynb",
            Named("Mary-Ann - Smith", number="1", file="x - y.ipynb", time=datetime(2026, 11, 3, 1, 12)),
        ),
        ("Brightspace", "1-2 - A - 3 November, 2026 2342/x", Named("A", number="1", file="x", time=WHEN)),
        ("Brightspace", "1-2 - A - 3 Brumaire, 2026 2342/x", Named("A", number="1", file="x")),
        (
            "Blackboard",
            "Small_x_byron_attempt_2026-11-03-23-42-00_x_attempt_1.ipynb",
            Named(head="Small_x_byron", file="x_attempt_1.ipynb", time=WHEN),
        ),
        ("Blackboard", "Small_byron_attempt_2026-11-03-23-42-00.txt", Named(head="Small_byron", time=WHEN)),
        ("Blackboard", "Small_byron_attempt_2026-13-03-23-42-00.txt", Named(head="Small_byron")),
        (
            "ILIAS",
            "Abgaben/Byron_Ada_byron_123/20261103234200_x.ipynb",
            Named("Byron_Ada", id="byron", number="123", file="x.ipynb", time=WHEN),
        ),
        ("ILIAS", "Blatt/Team_3/Byron_Ada_b_1/x.ipynb", Named("Byron_Ada", id="b", number="1", file="x.ipynb")),
    ],
)
def test_what_a_name_says(platform, name, due):
    """As platforms write it; what cannot be read of a time is none."""
    form, found = forms.recognised([name])
    assert (form.platform, found) == (platform, [due])


def test_nobody_hands_in_for_another():
    """Whatever a student calls a file or a folder, it is that student's."""
    spoofed = {
        "Eve_5_assignsubmission_file_/Ada_1_assignsubmission_file_/x.ipynb": "Eve",
        "Eve_5_assignsubmission_file_Ada_1_assignsubmission_file_x.ipynb": "Eve",
        "mosseve_5_6_byronada_12_345_x.ipynb": "mosseve",
        "5-6 - Eve - Nov 3, 2026 1142 PM/1-6 - Ada - Nov 3, 2026 1142 PM - x.ipynb": "Eve",
        "Abgaben/Moss_Eve_eve_5/20261103234200_Byron_Ada_byron_1/x.ipynb": "Moss_Eve",
    }
    for name, owner in spoofed.items():
        _, (named,) = forms.recognised([name])
        assert named.name == owner
    _, (named,) = forms.recognised(["S_eve_attempt_2026-11-03-23-42-00_S_ada_attempt_2026-11-03-23-42-00_x.ipynb"])
    assert named.head == "S_eve"


def test_a_folder_around_everybody_is_nobody():
    """Though it is named as a person's; one that is around one person alone may be the person's."""
    names = [f"Blatt_a_2/Abgaben/Byron_{each}_x{each}_{each}/20261103234200_x.ipynb" for each in range(3)]
    assert [each.name for each in forms.recognised(names)[1]] == ["Byron_0", "Byron_1", "Byron_2"]
    assert forms.recognised(["small.ipynb", "bob/other.ipynb"]) is None


def test_local_time_in_utc():
    """In winter and summer, and in the hour that comes twice."""
    zone = tz.gettz("Europe/Berlin")
    times = [datetime(2026, 11, 3, 12), datetime(2026, 7, 3, 12), datetime(2026, 10, 25, 2, 30)]
    assert [forms.in_utc(each, zone) - each for each in times] == [-timedelta(hours=hours) for hours in (1, 2, 2)]


def entry(index, file, order=0, time=None):
    """Return an entry of a download."""
    return Entry(Member(index, "", index, index), Named(file=file, order=order), time)


def paths(files, whole=False):
    """Return the paths of somebody's attempts, of a lesson whose notebook is x.ipynb."""
    return [sorted(each.files) for each in attempts.attempts(files, whole, {"x.ipynb"})]


def test_copies_by_name():
    """A copy is the lesson's notebook where there is no other, or where a number says which one is later."""
    assert paths([entry(1, "x (1).ipynb"), entry(2, "y-1.ipynb")]) == [["x.ipynb", "y-1.ipynb"]]
    assert paths([entry(1, "x.ipynb"), entry(2, "x (1).ipynb")]) == [["x (1).ipynb", "x.ipynb"]]
    later = attempts.attempts([entry(1, "x-1.ipynb", 9), entry(2, "x.ipynb", 8)], False, {"x.ipynb"})
    assert [each.files["x.ipynb"].index for each in later] == [2, 1]
    assert paths([entry(1, None)]) == [[]]


def test_attempts_by_time():
    """Each by itself, the last one last; what has no time is the first."""
    files = [entry(1, "x.ipynb", time=WHEN), entry(2, "y.py", time=WHEN - timedelta(days=1)), entry(3, "z")]
    assert paths(files, whole=True) == [["z"], ["y.py"], ["x.ipynb"]]
    assert paths(files) == [["x.ipynb", "y.py", "z"]]


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("../../x.ipynb", "x.ipynb"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\a\\..\\x", "C:/a/x"),
        ("timestamp.TXT", "handed in timestamp.TXT"),
        ("timestamp.txt.", "handed in timestamp.txt"),
        ("a\0b\x1b", "a\\x00b\\x1b"),
        ("u\u0308.py", "ü.py"),
        ("..", "_"),
        ("/".join("a" * 100), "a/a/a/a/a/a/a/a/a"),
    ],
)
def test_safe_paths(name, due):
    """They lie below the folder that they are put in, and none is the file with the time of handing in."""
    assert attempts.safe(name) == due


def test_names_in_zip_files():
    """The name of a field in Unicode counts, where it is of this entry; and its time in UTC."""
    wanted = "王_1_assignsubmission_file_/x"
    for right in (True, False):
        info = zipfile.ZipInfo("raw", (2026, 11, 3, 23, 42, 0))
        told = b"\x01" + struct.pack("<L", zlib.crc32(b"raw" if right else b"x")) + wanted.encode()
        info.extra = struct.pack("<HH", 0x7075, len(told)) + told + struct.pack("<HHBl", 0x5455, 5, 1, 1_700_000_000)
        assert download.name_of(info) == (wanted if right else "raw")
        assert (download.local_time(info), download.utc_time(info)) == ("2026-11-03T23:42:00", 1_700_000_000)
    info = zipfile.ZipInfo("x", (1980, 0, 0, 0, 0, 0))
    info.extra = b"\x55\x54\xff"
    assert (download.local_time(info), download.utc_time(info)) == ("", 0)


def test_what_is_listed(tmp_path):
    """Files, less leftovers of macOS."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("a/", "a/x", "__MACOSX/a/._x", "a/.DS_Store"):
            archive.writestr(name, name)
    (tmp_path / "x.zip").write_bytes(data.getvalue())
    assert [(each.index, each.name, each.size) for each in download.listed(tmp_path / "x.zip")] == [(1, "a/x", 3)]


def of(roster, people, notes=None, before=None):
    """Return {name or title: student} of people, of whom {id: (first, last)} are on the roster."""
    found = Roster()
    found.people = {key: Person(key, " ".join(name), *name) for key, name in roster.items()}
    found.is_there = bool(roster)
    grouped = who.grouped(people)
    with_ids = who.with_ids(grouped, notes or {}, found)
    return {key[0]: each.student for key, each in who.Register(found, with_ids, before or {}).all().items()}


def test_who_stands_behind_a_title():
    """Blackboard's text says it, or the roster, or what all have in common; no two become one."""
    people = [Named(head="My_task_s_ada"), Named(head="My_task_s_bob"), Named(head="My_task_x_bob")]
    assert of({}, people) == {"My_task_s_ada": "s_ada", "My_task_s_bob": "s_bob", "My_task_x_bob": "x_bob"}
    assert of({}, people[:2]) == {"My_task_s_ada": "ada", "My_task_s_bob": "bob"}
    known = of({"s_ada": ("", ""), "bob": ("", "")}, people[:1])
    assert known == {"My_task_s_ada": "s_ada"}
    notes = {("My_task_s_ada", ""): "Name: Ada (the first) (s_ada)\nAssignment: My_task\n"}
    assert of({}, people[:1], notes) == {"My_task_s_ada": "s_ada"}
    assert of({}, [Named(head="task")]) == {"task": "task"}


def test_nobody_is_taken_for_another():
    """Where two may be one, neither is; a name that is an id of the roster's is not given away."""
    two = [Named("Ada Byron", number="1"), Named("Byron Ada", number="2")]
    assert of({"ada": ("Ada", "Byron")}, two) == {"1": "Ada Byron", "2": "Byron Ada"}
    assert of({"a": ("Ada", "B"), "b": ("Ada", "B")}, [Named("Ada B", number="1")]) == {"1": "Ada B"}
    assert of({"Ada Byron": ("Eve", "Moss")}, [Named("Ada Byron", number="1")]) == {"1": "Ada Byron-1"}
    assert of({"Ada Byron": ("", "")}, [Named("Ada Byron", number="1")]) == {"1": "Ada Byron"}
    same = [Named("Participant", number="7"), Named("Participant", number="8")]
    assert of({}, same) == {"7": "Participant-7", "8": "Participant-8"}
    assert of({}, same, before={("7", "participant"): "Participant"}) == {"7": "Participant", "8": "Participant-8"}


def test_a_name_of_kilobytes_is_nobodys():
    """No pattern runs wild over it, and the others are read."""
    long = "Abgaben/" + "a_1/" * 8000 + "x.ipynb"
    form, found = forms.recognised(["Ada_7_assignsubmission_file_/x.ipynb", long])
    assert form.platform == "Moodle" and found[1] is None
