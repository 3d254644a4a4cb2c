"""Downloads of learning platforms: collected, and then everyone in them is in the table."""

import json
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta

import nbformat
import pytest
from dateutil import tz
from nbgrader.api import Gradebook

from autograder.errors import DownloadError
from autograder.grading import Grading
from autograder.lms.collect import Collector
from autograder.settings import Settings
from autograder.tests import canned, small
from autograder.tests.lms.downloads import EARLIER, PLATFORMS, WHEN, Somebody, make, right, zipped

pytestmark = pytest.mark.slow

ADA = Somebody("Ada", "Byron", "byron", 101)
WRONG = "def double(x):\n    # is wrong\n    return x"
RIGHTLY, WRONGLY = {"small.ipynb": right()}, {"small.ipynb": right(double=WRONG)}
LONG_AGO = b"1999-01-01 00:00:00 UTC"


@pytest.fixture
def root(tmp_path):
    """A small course."""
    return small.make_course(tmp_path / "course")


def collect(root, path, lesson=None, zone="Europe/Berlin"):
    """Collect a download; return the Report."""
    settings = Settings.load(root)
    lessons = [each for notebooks in settings.lessons().values() for each in notebooks]
    found = Collector(root, settings.submitted, lessons, lambda _: (), settings.roster(), tz.gettz(zone), canned.KEPT)
    return found.collect(path, lesson)


def tree(root, *names):
    """Return {path: bytes} of the files in folders of a course."""
    found = [path for name in names or ("submitted", "downloaded") for path in sorted((root / name).rglob("*"))]
    return {str(path.relative_to(root)): path.read_bytes() for path in found if path.is_file()}


def place(root, student):
    """Return where somebody's submission lies."""
    return root / "submitted" / student / small.LESSON


def table(root):
    """Grade with canned results; return {student: mark, or "held"}."""
    job = Grading(Settings.load(root))
    job.preparer, job.may_grade, job.say = canned.KEPT, lambda *_: True, lambda _: None
    return {each.student: "held" if each.held else each.mark for each in job.run(canned.AtOnce()) if not each.missing}


PEOPLE = [
    ADA,
    Somebody("Bob", "O'Neil-Ray", "bob", 102, {"answers.zip": zipped(work___small__ipynb=right(double=WRONG))}),
    Somebody("José", "Núñez_Gil", "j.nunez", 103, {"my work.ipynb": right()}),
    Somebody("小明", "王", "wang", 104, {"small.ipynb": right(), "notes.txt": b"see page 3"}),
    Somebody("Eve", "Moss", "eve", 105, {"small.pdf": b"%PDF-1.7"}),
    Somebody("Zoe", "Abt", "zoe", 106, {"small.zip": b"PK\x03\x04 broken"}),
    Somebody("Max", "Ohm", "max", 107, {"small.ipynb": b""}),
    Somebody("Ida", "Nod", "ida", 108, {"a.ipynb": right(), "b.ipynb": right(double=WRONG)}),
    Somebody("Tim", "Oak", "tim", 109, {"small.ipynb": b'{"cells": ['}),
    Somebody(
        "Kim",
        "Yi",
        "kim",
        110,
        attempts=[(EARLIER, {"small.ipynb": right(double=WRONG)}), (WHEN, {"small.ipynb": right()})],
    ),
    Somebody("Pia", "Elm", "pia", 111, {"small.ipynb": right(), "timestamp.txt": LONG_AGO}),
    Somebody("Lea", "Fir", "lea", 112, {"small.zip": zipped(small__ipynb=right(), timestamp__txt=LONG_AGO)}),
    Somebody("Leo", "Ash", "leo", 113, {"small (1).ipynb": right()}, late=True),
]
DUE = {
    **dict.fromkeys(("byron", "j.nunez", "wang", "kim", "pia", "lea", "leo"), 5),
    "bob": 3,
    **dict.fromkeys(("eve", "zoe", "max", "ida", "tim"), "held"),
}


def roster(root, people=PEOPLE, extra="", columns="id,first,last"):
    """Write a roster of people."""
    rows = "".join(f'{each.login},"{each.first}","{each.last}"\n' for each in people)
    (root / "students.csv").write_text(f"{columns}\n{rows}{extra}", encoding="utf-8")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_everyone_in_a_download_is_in_the_table(root, tmp_path, platform):
    """Collected or held, each under the roster's id; the last attempt counts; a second time nothing changes."""
    roster(root, extra="new,Nina,Neu\n")
    path = make(tmp_path / "all of them.zip", platform, PEOPLE)
    report = collect(root, path)
    held = {name for name, mark in DUE.items() if mark == "held"}
    assert (report.lesson, set(report.held), set(report.collected)) == (small.LESSON, held, DUE.keys() - held)
    assert (report.strangers, report.absent, report.new) == (0, 1, len(PEOPLE))
    of = platform.partition(" ")[0]
    assert report.sum.startswith(f"1-small, from {of}: 8 collected, 5 held, 1 of the roster not in it. 13 of them new")
    told = {name: [line for line in report.lines if line.startswith(f"{name}: held: ")] for name in DUE}
    assert {name for name, lines in told.items() if len(lines) == 1} == held
    assert len(report.lines) == 5 + (platform == "Canvas")
    assert "b.ipynb" in told["ida"][0] and "no zip file" in told["zoe"][0] and "small.pdf" in told["eve"][0]
    assert table(root) == DUE
    before = tree(root)
    again = collect(root, path)
    assert tree(root) == before and again.new == 0 and again.lines == report.lines
    times(root, platform)


ASKING = {"my-answer-is-right.txt": b"double: two twos"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_says_that_an_answer_is_right_is_collected(root, tmp_path, platform):
    """Beside the notebook or in the zip file with it; handed in later and alone, it takes nothing away."""
    later = WHEN + timedelta(days=3)
    people = [
        Somebody("Ada", "Byron", "byron", 101, WRONGLY | ASKING),
        Somebody(
            "Bob", "Ray", "bob", 102, {"all.zip": zipped(small__ipynb=right(), my_answer_is_right__txt=b"2: yes")}
        ),
        Somebody("Eve", "Moss", "eve", 103, attempts=[(WHEN, WRONGLY), (later, ASKING)]),
        Somebody("Kim", "Yi", "kim", 104, WRONGLY | {"My Answer is right": b"I am sure"}),
    ]
    roster(root, people)
    report = collect(root, make(tmp_path / "x.zip", platform, people))
    assert sorted(report.collected) == ["bob", "byron", "eve", "kim"] and not report.held
    marks, asked = asking(root)
    assert marks == {"byron": 3, "bob": 5, "eve": 3, "kim": 3}
    assert asked == {"byron": ("double",), "bob": (), "eve": ("double",), "kim": ("",)}
    if platform != "Canvas":  # which tells no time
        assert (place(root, "eve") / "timestamp.txt").read_text(encoding="utf-8").startswith("2026-11-03")
    assert len([*place(root, "eve").glob("my-answer-is-right*")]) == 1
    assert not collect(root, make(tmp_path / "x.zip", platform, people)).new


def asking(root):
    """Grade with canned results; return {student: mark}, and {student: the answers at which to look again}."""
    job = Grading(Settings.load(root))
    job.preparer, job.may_grade, job.say = canned.KEPT, lambda *_: True, lambda _: None
    graded = {each.student: each for each in job.run(canned.AtOnce()) if not each.missing}
    return {name: each.mark for name, each in graded.items()}, {name: each.requests for name, each in graded.items()}


def times(root, platform):
    """Check that times are the platform's, in UTC, and none a student's own."""
    when = None if platform == "Canvas" else "2026-11-03 22:42:10 UTC"
    if platform == "Brightspace":
        when = "2026-11-03 22:42:00 UTC"
    for student in DUE:
        path = place(root, student) / "timestamp.txt"
        assert (path.read_text(encoding="utf-8") if path.exists() else None) == when, student
    assert (place(root, "pia") / "handed in timestamp.txt").read_bytes().startswith(b"1999")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as book:
        found = book.find_submission(small.LESSON, "lea").timestamp
        assert found == (datetime.fromisoformat(when.removesuffix(" UTC")) if when else None)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_without_a_roster(root, tmp_path, platform):
    """Students are called as the platform has them; two of one name are told apart by its number."""
    people = [ADA, Somebody("Anna", "Schmidt", "anna.s", 201), Somebody("Anna", "Schmidt", "a_schmidt", 202)]
    people += [Somebody("anna", "schmidt", "b_schmidt", 203, attempts=[(EARLIER, WRONGLY)])]
    report = collect(root, make(tmp_path / "x.zip", platform, people))
    names = {
        "Canvas": {"byronada", "schmidtanna-201", "schmidtanna-202", "schmidtanna-203"},
        "Blackboard": {"byron", "anna.s", "a_schmidt", "b_schmidt"},
        "ILIAS": {"byron", "anna.s", "schmidt-202", "schmidt-203"},
    }.get(platform, {"Ada Byron", "Anna Schmidt-201", "Anna Schmidt-202", "anna schmidt-203"})
    assert set(report.collected) == names and report.strangers == report.absent == 0
    assert len(report.lines) == sum("-" in name for name in names)


@pytest.mark.parametrize("platform", ["Moodle", "Canvas", "Brightspace"])
def test_two_people_of_one_name_on_the_roster(root, tmp_path, platform):
    """The number tells which is which; without one neither is taken for the other, and one line says why."""
    two = [
        Somebody("Anna", "Schmidt", "anna1", 200001),
        Somebody("Anna", "Schmidt", "anna2", 200002, attempts=[(EARLIER, WRONGLY)]),
    ]
    roster(root, [], "anna1,Anna,Schmidt,200001\nanna2,Anna,Schmidt,200002\n", "id,first,last,number")
    path = make(tmp_path / "x.zip", platform, two)
    assert not collect(root, path).lines and table(root) == {"anna1": 5, "anna2": 3}
    for name in ("submitted", "downloaded", "autograded", "build", "feedback"):
        shutil.rmtree(root / name)
    (root / "gradebook.db").unlink()
    roster(root, [], "anna1,Anna,Schmidt,7\nanna2,Anna,Schmidt,\n", "id,first,last,number")
    report = collect(root, path)
    assert report.strangers == 2 and len(report.lines) == 2 and not (root / "submitted" / "anna1").exists()
    assert all("may be anna1 or anna2 on the roster; number or id there would tell" in line for line in report.lines)


def test_a_number_of_somebody_else(root, tmp_path):
    """Moodle's is another one in each assignment: a number that is somebody else's is not believed."""
    roster(root, [], "ada,Ada,Byron,7\nbob,Bob,Ray,101\n", "id,first,last,number")
    assert collect(root, make(tmp_path / "x.zip", "Moodle", [ADA])).collected == ["ada"]


def test_ways_to_the_roster(root, tmp_path):
    """An e-mail address is an id; a name may be written the other way round; what is near is named."""
    roster(root, [], "a1,Ada,Byron,x@y.org\nb2,Bob,Ray,Bob@y.org\nkimm,,,\nc_3,,,\n", "id,first,last,email")
    people = [
        Somebody("Ada", "Byron", "strange", 1),
        Somebody("B", "R", "bob@y.org", 2),
        Somebody("Kim", "Yi", "kim", 3),
    ]
    report = collect(root, make(tmp_path / "x.zip", "ILIAS", people))
    assert sorted(report.collected) == ["a1", "b2", "kim"]
    assert report.lines == ["kim: not on the roster (is kimm meant?)"] and report.strangers == 1


def test_one_name_in_two_normal_forms(root, tmp_path):
    """They are one student, of one number; and file names, too, are in the form that the lesson's are in."""
    people = [Somebody("Jose\u0301", "Gil", "x", 5, {"u\u0308bung.txt": b"1"}), Somebody("José", "Gil", "x", 5)]
    report = collect(root, make(tmp_path / "x.zip", "Moodle", people))
    assert report.collected == ["José Gil"]
    assert {path.name for path in place(root, "José Gil").iterdir()} == {"übung.txt", "small.ipynb", "timestamp.txt"}


@pytest.mark.parametrize("platform", ["Brightspace", "Blackboard", "ILIAS", "Moodle"])
def test_attempts(root, tmp_path, platform):
    """The last counts, in whatever order they stand; others are kept, each once; a newer download replaces."""
    roster(root, [ADA])
    first, second, third = (right(halve=f"def halve(x):\n    return x / 2  # {n}") for n in range(3))
    days = [WHEN - timedelta(days=number) for number in range(3)]

    def of(*attempts):
        everything = [(when, {"small.ipynb": content}) for when, content in attempts]
        return make(tmp_path / "x.zip", platform, [Somebody("Ada", "Byron", "byron", 101, attempts=everything)])

    if platform == "Moodle":  # whose download has the last attempt alone
        collect(root, of((days[2], first)))
        collect(root, of((days[1], second)))
    report = collect(root, of((days[1], second)) if platform == "Moodle" else of((days[1], second), (days[2], first)))
    kept = root / "downloaded" / small.LESSON / "earlier" / "byron"
    assert (place(root, "byron") / "small.ipynb").read_bytes() == second and not report.lines
    assert [(each / "small.ipynb").read_bytes() for each in kept.iterdir()] == [first]
    before = tree(root)
    old = collect(root, of((days[2], first)))
    assert (place(root, "byron") / "small.ipynb").read_bytes() == second
    assert len(old.lines) == 1 and "a later one is there; this one is kept at " in old.lines[0]
    assert tree(root) == before
    report = collect(root, of((days[0], third)))
    assert not report.lines and report.new == 1
    assert (place(root, "byron") / "small.ipynb").read_bytes() == third
    assert (place(root, "byron") / "timestamp.txt").read_text().startswith("2026-11-03 22:42")
    assert {(each / "small.ipynb").read_bytes() for each in kept.iterdir()} == {first, second}
    assert not list(root.rglob("*.tmp"))


def test_what_was_put_there_by_hand_is_kept(root, tmp_path):
    """Before the first download, and after it; the same download again leaves what was repaired by hand."""
    small.submit(root, "byron", double=WRONG)
    by_hand = (place(root, "byron") / "small.ipynb").read_bytes()
    roster(root, [ADA])
    path = make(tmp_path / "x.zip", "Blackboard", [ADA])
    report = collect(root, path)
    assert len(report.lines) == 1 and "was put or changed by hand; it is kept at " in report.lines[0]
    kept = root / "downloaded" / small.LESSON / "earlier" / "byron"
    assert [(each / "small.ipynb").read_bytes() for each in kept.iterdir()] == [by_hand]
    repaired = place(root, "byron") / "small.ipynb"
    repaired.write_bytes(by_hand + b"\n")
    assert not collect(root, path).lines and repaired.read_bytes() == by_hand + b"\n"
    newer = [(WHEN + timedelta(hours=1), {"small.ipynb": right(double="def double(x):\n    return x + x")})]
    report = collect(
        root, make(tmp_path / "y.zip", "Blackboard", [Somebody("Ada", "Byron", "byron", 101, attempts=newer)])
    )
    assert len(report.lines) == 1 and {(each / "small.ipynb").read_bytes() for each in kept.iterdir()} == {
        by_hand,
        by_hand + b"\n",
    }


def test_the_same_put_there_by_hand(root, tmp_path):
    """It is taken for the download's, whose time it gets."""
    place(root, "byron").mkdir(parents=True)
    (place(root, "byron") / "small.ipynb").write_bytes(ADA.files["small.ipynb"])
    report = collect(root, make(tmp_path / "x.zip", "ILIAS", [ADA]))
    assert not report.lines and (place(root, "byron") / "timestamp.txt").is_file()
    assert not (root / "downloaded" / small.LESSON / "earlier").exists()


def test_canvas_s_numbers_order_attempts(root, tmp_path):
    """It has no times; of two files of one name the one handed in later counts, by its number."""
    older = {"small.ipynb": right(double=WRONG)}
    both = Somebody("Ada", "Byron", "byron", 101, attempts=[(WHEN, older), (WHEN, {"small.ipynb": right()})])
    report = collect(root, make(tmp_path / "x.zip", "Canvas", [both]))
    assert table(root) == {"byronada": 5} and report.earlier == 1
    alone = Somebody("Ada", "Byron", "byron", 101, older)
    assert "a later one is there" in collect(root, make(tmp_path / "y.zip", "Canvas", [alone])).lines[0]
    assert table(root) == {"byronada": 5}


def test_times_of_the_making_are_none(root, tmp_path):
    """Where all entries have about one time it is that of the download, and nobody is late by it."""
    people = [ADA, Somebody("Bob", "Ray", "bob", 5, attempts=[(WHEN + timedelta(days=1), ADA.files)])]
    assert not collect(root, make(tmp_path / "x.zip", "Moodle", people)).lines
    assert (place(root, "Bob Ray") / "timestamp.txt").read_text(encoding="utf-8") == "2026-11-04 22:42:10 UTC"
    shutil.rmtree(root / "submitted")
    people[1].attempts = []
    report = collect(root, make(tmp_path / "x.zip", "Moodle", people))
    assert len(report.lines) == 1 and "those at which it was made" in report.lines[0]
    assert not (place(root, "Bob Ray") / "timestamp.txt").exists()


def raw(path, entries, flag=0):
    """Write a zip file whose names are bytes, as old programs do, without saying their encoding."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, content) in enumerate(entries):
            archive.writestr(f"{number:0{len(name)}}"[: len(name)], content)
    data = path.read_bytes()
    for number, (name, _) in enumerate(entries):
        data = data.replace(f"{number:0{len(name)}}"[: len(name)].encode(), name)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "encoding"), [("Jörg Müßig", "cp437"), ("Zoë Ångström-Ødegård", "cp850"), ("Jörg Łoś", "utf-8")]
)
def test_names_that_do_not_say_their_encoding(root, tmp_path, name, encoding):
    """UTF-8 without its flag, and what Windows writes."""
    entry = f"{name}_17_assignsubmission_file_/small.ipynb".encode(encoding)
    assert collect(root, raw(tmp_path / "x.zip", [(entry, right())])).collected == [name]


HOSTILE = {
    "../../../../../../tmp/out.ipynb": "_",
    "/etc/out.ipynb": "etc/out.ipynb",
    "C:\\out.ipynb": "C:/out.ipynb",
    "..\\..\\out.ipynb": "out.ipynb",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_paths_lead_nowhere(root, tmp_path, name):
    """Nothing is written by the paths in a zip file: what is called so lies in its student's folder."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"Eve Moss_9_assignsubmission_file_/{name}", right())
        archive.writestr("Ada Byron_101_assignsubmission_file_/small.ipynb", right())
    outside = set(tmp_path.rglob("*"))
    report = collect(root, path)
    assert set(report.collected) == {"Eve Moss", "Ada Byron"}
    new = set(tmp_path.rglob("*")) - outside
    assert all(each.is_relative_to(root / "submitted") or each.is_relative_to(root / "downloaded") for each in new)
    assert [each.name for each in place(root, "Eve Moss").rglob("*.ipynb")] == ["out.ipynb"]


def test_names_that_are_none(root, tmp_path):
    """Doubles of case, a file in place of a folder, links, names too long or of dots alone, a hidden one."""
    path = tmp_path / "x.zip"
    files = [
        "small.ipynb",
        "SMALL.ipynb",
        "a",
        "a/b",
        "A/c",
        f"{'ü' * 200}.ipynb",
        "...x",
        ".ipynb_checkpoints/small-checkpoint.ipynb",
        "Timestamp.TXT",
        "x\x1b.txt",
    ]
    with zipfile.ZipFile(path, "w") as archive:
        for number, name in enumerate(files):
            archive.writestr(f".Eve_9_assignsubmission_file_/{name}", right() if number == 0 else str(number))
        link = zipfile.ZipInfo("Bob_8_assignsubmission_file_/small.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    report = collect(root, path)
    assert report.collected == ["_.Eve"] and report.held == ["Bob"]
    assert "small.ipynb (a link)" in report.lines[0] + report.lines[1]
    names = {str(each.relative_to(place(root, "_.Eve"))) for each in place(root, "_.Eve").rglob("*") if each.is_file()}
    assert {"a (2)", "a/b", "handed in Timestamp.TXT", "x\\x1b.txt"} <= names
    assert {each.casefold() for each in names} > {"small.ipynb", "small (2).ipynb"}
    assert len({name.casefold() for name in names}) == len(files) - 2  # those that are hidden
    assert all(len(name.encode()) < 256 for name in names)
    assert table(root)["Bob"] == "held" and (place(root, "Bob") / "small.ipynb").exists() is False


def test_too_much_of_one_person(root, tmp_path):
    """What is unpacked is counted; the others are collected."""
    path = make(
        tmp_path / "x.zip", "Canvas", [ADA, Somebody("Eve", "Moss", "eve", 9, {"small.ipynb": b"0" * 210_000_000})]
    )
    assert path.stat().st_size < 10**6
    report = collect(root, path)
    assert report.held == ["mosseve"] and report.collected == ["byronada"]
    assert "cannot be read in the download: small.ipynb (more than 200 MB)" in report.lines[0]


@pytest.mark.parametrize("how", ["cut", "text", "empty", "none", "folder", "many", "foreign", "locked list"])
def test_a_broken_download_costs_a_line(root, tmp_path, how):
    """And nothing is written, not even a folder."""
    path = make(tmp_path / "x.zip", "Moodle", PEOPLE)
    data = path.read_bytes()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "text":
        path.write_bytes(b"<html>Please log in</html>")
    elif how == "empty":
        path.write_bytes(zipped())
    elif how == "none":
        path.unlink()
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how == "many":
        end = data.rfind(b"PK\x05\x06")
        path.write_bytes(data[: end + 12] + (10**9).to_bytes(4, "little") + data[end + 16 :])
    elif how == "foreign":
        path.write_bytes(zipped(small__ipynb=right(), x=b""))
    else:
        path.write_bytes(data.replace(b"PK\x01\x02", b"PK\x01\x03"))
    with pytest.raises(DownloadError) as raised:
        collect(root, path)
    assert str(raised.value).startswith(str(path)) and "\n" not in str(raised.value)
    assert not tree(root) and not (root / "submitted").exists()


def test_one_broken_entry_costs_its_student(root, tmp_path):
    """The others are collected; what was collected before stays; a whole download makes up for it."""
    bob = Somebody("Bob", "Ray", "bob", 8, {"small.ipynb": right(double=WRONG)})
    whole = make(tmp_path / "x.zip", "ILIAS", [ADA, bob])
    broken = tmp_path / "y.zip"
    with zipfile.ZipFile(whole) as archive:
        data, entry = bytearray(whole.read_bytes()), archive.infolist()[1]
    start = entry.header_offset + 30 + len(entry.filename)
    data[start + 40 : start + 60] = b"\xff" * 20
    broken.write_bytes(data)
    for _ in range(2):
        report = collect(root, broken)
        assert report.collected == ["byron"] and report.held == ["bob"]
        assert "small.ipynb (broken off)" in report.lines[0]
    assert table(root) == {"byron": 5, "bob": "held"}
    report = collect(root, whole)
    assert set(report.collected) == {"byron", "bob"} and table(root) == {"byron": 5, "bob": 3}
    before = tree(root, "submitted")
    bob.files = {"small.ipynb": right()}
    assert collect(root, broken).held == [] and tree(root, "submitted") == before


def test_which_lesson(root, tmp_path):
    """By the notebooks' names, where one of another lesson's is among them, too; else one line asks."""
    second = root / "solutions" / "2-large" / "large.ipynb"
    second.parent.mkdir()
    nbformat.write(small.source(), second)
    bob, eve = Somebody("B", "Ray", "bob", 8, {"large-1.ipynb": right()}), Somebody("E", "M", "eve", 9, {"x.pdf": b""})
    assert collect(root, make(tmp_path / "x.zip", "Canvas", [bob])).lesson == "2-large"
    assert collect(root, make(tmp_path / "x.zip", "ILIAS", [ADA, PEOPLE[-2], bob])).lesson == small.LESSON
    for people in ([eve], [ADA, Somebody("B", "Ray", "bob", 8, {"large.ipynb": right()})]):
        path = make(tmp_path / "x.zip", "Moodle", people)
        with pytest.raises(
            DownloadError, match=r"of which lesson\? Say LESSON=1, or another of these: 1-small, 2-large"
        ):
            collect(root, path)
        assert set(collect(root, path, "2-large").held + collect(root, path, "2-large").collected)


def test_files_of_nobody_are_named(root, tmp_path):
    """What is not named as the others are costs a line, and no more than five; the platform's own costs none."""
    path = make(tmp_path / "x.zip", "Moodle", [ADA, Somebody("B", "Ray", "bob", 8)])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Ada Byron_101_assignfeedback_file_/x.html", "")
        archive.writestr("Ada Byron_101_assignsubmission_onlinetext_/onlinetext.html", "")
        for number in range(9):
            archive.writestr(f"loose{number}\x1b.txt", "")
    report = collect(root, path)
    assert len([line for line in report.lines if "loose" in line or "more files" in line]) == 5
    assert report.lines[4] == "5 more files are left out likewise" and "\x1b" not in "".join(report.lines)
    assert (place(root, "Ada Byron") / "timestamp.txt").is_file() and report.collected == ["Ada Byron", "B Ray"]


def test_who_has_handed_in_no_file(root, tmp_path):
    """A text in place of a file: the person is in the table, held."""
    path = make(tmp_path / "x.zip", "Blackboard", [ADA, Somebody("B", "Ray", "bob", 8, {})])
    assert collect(root, path).held == ["bob"] and table(root) == {"byron": 5, "bob": "held"}


def test_a_later_roster(root, tmp_path):
    """Who was collected under a name keeps it in a second download of the lesson, beside another of that name."""
    anna = Somebody("Anna", "Schmidt", "a", 1)
    collect(root, make(tmp_path / "x.zip", "Moodle", [anna]))
    report = collect(root, make(tmp_path / "y.zip", "Moodle", [anna, Somebody("Anna", "Schmidt", "b", 2)]))
    assert report.collected == ["Anna Schmidt", "Anna Schmidt-2"]
    roster(root, [anna])
    line = collect(root, tmp_path / "x.zip").lines[0]
    assert line == "a: was collected as Anna Schmidt before; that folder is still there, remove it"
    shutil.rmtree(root / "submitted" / "Anna Schmidt")
    assert not collect(root, tmp_path / "x.zip").lines


def test_a_lesson_of_two_notebooks(root, tmp_path):
    """Who has handed in one of them is collected, as is graded; who has handed in neither is held."""
    nbformat.write(small.source(), root / "solutions" / small.LESSON / "other.ipynb")
    people = [ADA, Somebody("Bob", "Ray", "bob", 5, {"small.ipynb": right(), "other.ipynb": right()}), PEOPLE[4]]
    report = collect(root, make(tmp_path / "x.zip", "Canvas", people))
    assert (report.collected, report.held) == (["byronada", "raybob"], ["mosseve"])


def test_the_list_of_another_version(root, tmp_path):
    """It is not overwritten."""
    path = make(tmp_path / "x.zip", "Moodle", [ADA])
    collect(root, path)
    kept = root / "downloaded" / small.LESSON / "collected.json"
    kept.write_text(json.dumps({"version": 99}), encoding="utf-8")
    with pytest.raises(DownloadError, match="of another version"):
        collect(root, path)
    assert kept.read_text(encoding="utf-8") == '{"version": 99}'


def command(root, *arguments):
    """Run `python -m autograder collect`; return the finished process."""
    line = [sys.executable, "-m", "autograder", "collect", *map(str, arguments)]
    return subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)


def test_the_command(root, tmp_path):
    """It says what is not plain, then the sum; a broken download beside a whole one costs a line and the status."""
    roster(root, [ADA], columns="id,first,last,extension 9", extra="kim,,,\n")
    whole, broken = make(tmp_path / "a b.zip", "Blackboard", [ADA, PEOPLE[4]]), tmp_path / "broken.zip"
    broken.write_bytes(whole.read_bytes()[:100])
    done = command(root, broken, whole, "--lesson=1", "--zone=UTC")
    assert done.returncode == 1
    said = "no zip file, or broken off; download it again. Nothing was collected"
    assert done.stderr == f"DownloadError: {broken}: {said}\n"
    lines = done.stdout.splitlines()
    assert "no such lesson" in lines[0] and lines[1] == "eve: not on the roster"
    assert lines[2].startswith(f"eve: held: submitted/eve/{small.LESSON}/small.ipynb: missing")
    told = "1 collected, 1 held, 1 not on the roster, 1 of the roster not in it. 2 of them new or changed."
    assert lines[3:] == [f"1-small, from Blackboard: {told}"]
    assert (place(root, "byron") / "timestamp.txt").read_text(encoding="utf-8") == "2026-11-03 23:42:10 UTC"
    again = command(root, whole)
    assert again.returncode == 0 and "0 of them new or changed." in again.stdout
    for arguments, said in (([], "which download?"), ([whole, "--zone=Nowhere"], "is no time zone")):
        done = command(root, *arguments)
        assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
