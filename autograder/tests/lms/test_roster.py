"""The roster: how a file of it is read, what is refused, and what of it comes into the gradebook and the marks."""

from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import text

from autograder import grading
from autograder.errors import RosterError
from autograder.lms import names
from autograder.lms.roster import Roster
from autograder.settings import Settings
from autograder.tests import canned, small
from autograder.verdicts import Verdict

LESSONS = ["1-small", "2-large"]

PENALTY = """
from nbgrader.plugins import BasePlugin


class OneADay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return -(-total_seconds_late // 86400)


c.AssignLatePenalties.plugin_class = OneADay
"""


def load(folder, content):
    """Return the roster of a file with a content: text, or bytes."""
    path = folder / "students.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Roster.load(path, LESSONS)


HEAD = "ID;E-Mail;Last name;First Name;Section;extension 1;Degree\n"
ROWS = f"{HEAD}007;ada@x.org;Byron;Ada;A;2;Maths\nbob;;O'Neil;Bob;B;;\n"


@pytest.mark.parametrize(
    "content",
    [
        ROWS,
        ROWS.replace("\n", "\r\n").encode("utf-8-sig"),
        ROWS.replace(";", ","),
        ROWS.replace(";", "\t").encode("utf-16"),
        "sep=;\r\n" + ROWS,
        ROWS.replace("\nbob;;", '\n\n;;;\n"bob";"";'),
    ],
    ids=["semicolons", "BOM", "commas", "tabs in UTF-16", "Excel's first line", "empty rows and quotes"],
)
def test_a_file_as_a_spreadsheet_writes_it(tmp_path, content):
    """Columns in any order and case, leading zeros, columns of the platform's that nobody knows."""
    roster = load(tmp_path, content)
    assert list(roster.people) == ["007", "bob"] and roster.remarks == ()
    ada, bob = roster.people.values()
    assert (ada.name, ada.first, ada.last, ada.email, ada.section) == ("Ada Byron", "Ada", "Byron", "ada@x.org", "A")
    assert dict(ada.extensions) == {"1-small": timedelta(days=2)} and dict(bob.extensions) == {}
    assert (bob.last, bob.number) == ("O'Neil", "")


def test_names_of_any_script_and_a_line_break(tmp_path):
    """A whole name is split, as it is written; a cell may hold commas, quotes and line ends."""
    content = 'name,id,note\n"Byron, Ada",a_b,"one\ntwo, ""three"""\nJosé Núñez Gil,josé,\n王小明,王,\n'
    roster = load(tmp_path, content)
    assert [(each.first, each.last) for each in roster.people.values()] == [
        ("Ada", "Byron"),
        ("José Núñez", "Gil"),
        ("", "王小明"),
    ]
    windows = load(tmp_path, "id;name\nm;Jörg Müßig\n".encode("cp1252"))
    assert windows.people["m"].name == "Jörg Müßig"


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("2", timedelta(days=2)),
        ("1,5", timedelta(hours=36)),
        ("36h", timedelta(hours=36)),
        ("2026-11-05 23:59 +0100", datetime(2026, 11, 5, 22, 59, tzinfo=UTC)),
        ("2026-11-05T23:59Z", datetime(2026, 11, 5, 23, 59, tzinfo=UTC)),
        ("2026-07-05 23:59 Europe/Berlin", datetime(2026, 7, 5, 21, 59, tzinfo=UTC)),
    ],
)
def test_extensions(tmp_path, said, given):
    """Days, hours, or a time; the lesson by its number or its name."""
    for column in ("extension 2", "Extension: 2-Large"):
        roster = load(tmp_path, f'id,{column}\nada,"{said}"\n')
        assert dict(roster.people["ada"].extensions) == {"2-large": given}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "id\nada\nada\n",
            "row 3: the id ada, or one that some systems take for the same, is",
        ),
        ("id\nAda\nbob\nada\n", "row 4: the id ada, or one"),
        ("id\njosé\njose\u0301\n", "row 3: the id jose\u0301, or one"),
        ("id,email\na,x@y.z\nb,X@y.z\n", "row 3: the e-mail address X@y.z is in row 2 already"),
        ("id,number\na,7\nb,\nc,\nd,7\n", "row 5: the number 7 is in row 2 already"),
        ("id,name\na,A\n ,B\n", "row 3: no id"),
        ("id\n../x\n", "row 2: the id ../x cannot be a folder's name: it has a slash"),
        ("id\n.x\n", "row 2: the id .x cannot be a folder's name: what begins with a dot"),
        ("id\nx.\n", "row 2: the id x. cannot be a folder's name"),
        ('id\n"a\nb"\n', "row 2: the id a\\nb cannot be a folder's name"),
        ("id,extension 1\nada,soon\n", "row 2: the extension soon is none; write days (2)"),
        ("id,extension 1\nada,-1\n", "row 2: the extension -1 is none"),
        ("id,extension 1\nada,2026-11-05 23:59\n", "row 2: the extension 2026-11-05 23:59 does not say its time zone"),
        ("id,extension 1\nada,99999\n", "row 2: the extension 99999 is longer than ten years"),
        ("id,name,id\n", "row 1: two columns are id"),
        ("id,extension 1,extension 1-small\n", "row 1: two columns are extension 1"),
        ("Student,SIS Login\n", "row 1: no column is called id; there is: Student, SIS Login"),
        ("", "row 1: no column is called id; there is: nothing"),
        ('id,name\nada,"A\n', "cannot be read as CSV"),
        (b"\x00\x81\x8d", "cannot be read as CSV"),
    ],
)
def test_what_is_refused(tmp_path, content, said):
    """In one line, with the row as a spreadsheet counts it."""
    with pytest.raises(RosterError) as raised:
        load(tmp_path, content)
    assert str(raised.value).startswith("students.csv: ") and said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_is_no_file(tmp_path):
    """A folder is refused; where there is nothing, the roster is nobody's."""
    path = tmp_path / "students.csv"
    path.mkdir()
    with pytest.raises(RosterError, match=r"students\.csv: cannot be read, "):
        Roster.load(path, LESSONS)
    nobody = Roster.load(tmp_path / "none.csv", LESSONS)
    assert not nobody.people and not nobody.is_there


def test_a_mistyped_extension_is_told(tmp_path):
    """With what is near; any other column is nobody's business."""
    roster = load(tmp_path, "id,extension 1-smal,extension 7,Extention 1,extension,Grade\nada,1,1,1,1,1\n")
    assert [line.partition("; ")[2] for line in roster.remarks] == [
        "is 1-small meant?",
        "the lessons are: 1-small, 2-large",
        "is extension meant?",
        "the lessons are: 1-small, 2-large",
    ]
    assert not roster.people["ada"].extensions


def test_names_that_are_one():
    """However a platform writes them: Canvas has them in a row, the last one first."""
    assert "byronada" in names.keys("Ada Byron") and "byronada" in names.keys("Byron, Ada")
    assert "oneilbob" in names.keys("Bob O'Neil") & names.keys("O’Neil Bob")
    assert names.keys("Jose\u0301") == names.keys("José")
    assert names.keys("Anna Maria Schmidt") & names.keys("Maria Schmidt, Anna")
    assert not names.keys("") and not names.keys("Ada Byron") & names.keys("Ada Bryon")


@pytest.fixture
def root(tmp_path):
    """A small course where ada and bob have handed in a day and a half late."""
    root = small.make_course(tmp_path / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(PENALTY)
    for name in ("ada", "bob"):
        place = small.submit(root, name).with_name("timestamp.txt")
        place.write_text("2026-03-03 00:00:00 UTC", encoding="utf-8")
    return root


def roster(root, content):
    """Write the roster of a course."""
    (root / "students.csv").write_text(content, encoding="utf-8")


def gradebook(root):
    """Return the gradebook of a course."""
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small")


def told(root, **options):
    """Grade with canned results; return {(student, lesson): Graded} of everyone, and what was said."""
    job, said = grading.Grading(Settings.load(root)), []
    job.preparer, job.may_grade, job.say = canned.KEPT, lambda *_: True, said.append
    return {each.student: each for each in job.run(canned.AtOnce(), **options)}, said


@pytest.mark.slow
def test_who_has_not_handed_in_is_missing(root):
    """Who is on the roster is entered with names; who is not is graded, and named; nobody is ever removed."""
    roster(root, "id,first,last,email,number\nada,Ada,Byron,a@x.org,17\neve,Eve,Moss,,\nBob,,,,\n")
    found, said = told(root)
    assert {name: each.missing for name, each in found.items()} == {
        "ada": False,
        "bob": False,
        "eve": True,
        "Bob": True,
    }
    assert found["bob"].mark == 5
    assert said == ["not on the roster, and graded as all others: bob (is Bob meant?)"]
    roster(root, "id,first,last\nada,Ada,King\n")
    found, said = told(root)
    assert found["eve"].missing and len(said) == 1
    with gradebook(root) as book:
        ada = book.find_student("ada")
        assert (ada.first_name, ada.last_name, ada.email, ada.lms_user_id) == ("Ada", "King", "a@x.org", "17")


@pytest.mark.slow
def test_a_roster_that_cannot_be_used_grades_nobody(root):
    """It is said in a line, before anything is written."""
    roster(root, "id\nada\nada\n")
    with pytest.raises(RosterError, match=r"students\.csv: row 3: "):
        told(root)
    assert not (root / "gradebook.db").exists() and not (root / "autograded").exists()


@pytest.mark.slow
def test_all_or_nobody_is_entered(root):
    """A database that refuses one leaves none behind."""
    canned.grade(root)
    with gradebook(root) as book:
        trigger = (
            "CREATE TRIGGER no BEFORE INSERT ON student WHEN NEW.id = 'eve' BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        book.db.execute(text(trigger))
        book.db.commit()
    roster(root, "id,first\nada,Ada\nzoe,\neve,\n")
    with pytest.raises(Exception, match="cannot be written"):
        told(root)
    with gradebook(root) as book:
        assert {each.id: each.first_name for each in book.students} == {"ada": None, "bob": None}


@pytest.mark.slow
def test_extensions_and_late_days(root):
    """An extension is nbgrader's own, late days cost what its plugin says; a changed one executes nothing again."""
    canned.grade(root)
    with gradebook(root) as book:
        book.find_assignment(small.LESSON).duedate = datetime(2026, 3, 1, 12)
        book.db.commit()

    def penalties():
        executor = canned.AtOnce()
        found = canned.grade(root, executor)
        assert not executor.jobs
        assert all(each.mark == 5 - each.penalty for each in found.values())
        with gradebook(root) as book:
            ada = book.find_submission(small.LESSON, "ada")
            assert ada.late_submission_penalty == found["ada"].penalty
            return found["ada"].penalty, found["bob"].penalty, ada.extension

    assert penalties() == (2, 2, None)
    roster(root, "id,extension 1\nada,1\nbob,\n")
    assert penalties() == (1, 2, timedelta(days=1))
    roster(root, "id,extension 1\nada,2026-03-03 01:00 +0100\nbob,\n")
    assert penalties() == (0, 2, timedelta(hours=36))
    with gradebook(root) as book:  # when the lesson was due, and bob's extension, are changed by hand
        book.find_assignment(small.LESSON).duedate = datetime(2026, 3, 1)
        book.grant_extension(small.LESSON, "bob", days=1)
        book.db.commit()
    assert penalties() == (0, 1, timedelta(days=2))
    roster(root, "id,extension 1\nada,0\nbob,\n")
    assert penalties() == (2, 1, timedelta())
    (root / "students.csv").unlink()
    assert penalties() == (2, 1, timedelta())


@pytest.mark.slow
def test_an_extension_before_anything_is_graded(root):
    """It is there with the first mark, also of what is held."""
    small.submit(root, "bob", double=canned.DIES)
    roster(root, "id,extension 1\nada,36h\nbob,2\n")
    found = canned.grade(root)
    assert found["ada"].penalty == 0 and found["bob"].tests["test_double"].verdict is Verdict.DIED
    with gradebook(root) as book:
        given = {name: book.find_submission(small.LESSON, name).extension for name in ("ada", "bob")}
        assert given == {"ada": timedelta(hours=36), "bob": timedelta(days=2)}
