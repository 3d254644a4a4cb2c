"""The command line: where there is nothing to work on, and where it is not understood."""

import csv
import subprocess
import sys

import pytest
from traitlets.utils.importstring import import_item

from autograder.commands.main import AutograderApp
from autograder.tests import canned, small


@pytest.fixture
def root(tmp_path):
    """A small course in which three have handed in right answers."""
    root = small.make_course(tmp_path / "course")
    for student in ("ada", "bob", "eve"):
        small.submit(root, student)
    return root


def command(folder, *arguments):
    """Run `python -m autograder` in a folder; return the finished process."""
    line = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["grade", "lessons"])
def test_outside_a_course(tmp_path, name):
    """One line says what is missing, where, and what to do; the exit status is that of a command that is misused."""
    done = command(tmp_path, name)
    assert done.returncode == 2 and done.stdout == ""
    missing = f"{tmp_path}: no nbgrader_config.py here or in a folder above; go to the folder of the course"
    assert done.stderr == f"CourseError: {missing}\n"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["grade", "--help"], []], ids=" ".join)
def test_help_needs_no_course(tmp_path, arguments):
    """Whoever looks for a way in is told of the commands and their options anywhere."""
    done = command(tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    assert "CourseError" not in done.stderr
    assert ("--assignment" if "grade" in arguments else "Subcommands") in done.stdout
    assert ("Make lessons/, what students open" in done.stdout) == ("grade" not in arguments)


@pytest.mark.slow
@pytest.mark.parametrize("named", ["course", "course/inside", "other"])
def test_a_course_may_be_named(tmp_path, named):
    """Its configuration is read from there, and its folders are looked for there."""
    (tmp_path / "course" / "inside").mkdir(parents=True)
    (tmp_path / "course" / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.submitted_directory = "handed_in"\n', encoding="utf-8"
    )
    done = command(tmp_path, "grade", f"--CourseApp.root={named}", "--sandbox=none")
    if named == "other":
        assert done.returncode == 2 and done.stderr.startswith(f"CourseError: {tmp_path / 'other'}: no nbgrader_conf")
        return
    assert done.returncode == 0, done.stderr
    assert f"{tmp_path / 'course' / 'handed_in'}: nothing to grade" in done.stdout


@pytest.mark.slow
def test_a_command_that_is_not_there(tmp_path):
    """It is named with those that there are, in a course or not."""
    done = command(tmp_path, "grad")
    assert done.returncode == 2
    known = ", ".join(AutograderApp.subcommands)
    assert done.stderr == f"UsageError: grad: no such command; is grade meant?; the commands are: {known}\n"


@pytest.mark.parametrize("name", AutograderApp.subcommands)
def test_each_command_says_what_it_does(name):
    """In one sentence, as the list of commands shows it."""
    app = import_item(AutograderApp.subcommands[name][0])
    assert app.name == f"autograder-{name}" and app.description.endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--studnet=ada", "--studnet: no such option; is student meant?"),
        ("--GradeApp.studnet=ada", "--GradeApp.studnet: GradeApp has no such option; is student meant?"),
        ("--Gradeapp.student=ada", "nothing that can be configured is called Gradeapp"),
        ("--forse", "--forse"),
        (small.LESSON, f"is --assignment={small.LESSON} or --student={small.LESSON} meant?"),
        ("--student=adda", "--student=adda: nobody of that name is in"),
        ("--assignment=2-none", "--assignment=2-none: no such lesson; the lessons are: 1-small"),
    ],
)
def test_what_is_not_known_on_the_command_line(root, argument, said):
    """It costs a line and the exit status 2, and nothing is graded."""
    done = command(root, "grade", argument)
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert not (root / "grades.csv").exists() and not (root / "gradebook.db").exists()


@pytest.mark.slow
@pytest.mark.confined
def test_a_part_of_the_class_beside_a_foreign_file(root):
    """One line says so, and grades.csv is made anew from what the gradebook knows of the others."""
    canned.grade(root)
    (root / "grades.csv").write_text("assignment,student_id,score\n1-small,ada,18.0\n", encoding="utf-8")
    done = command(root, "grade", "--student", "ada")
    assert done.returncode == 0, done.stderr
    assert "grades.csv: not written by this command (by `nbgrader export`?); it is written anew" in done.stdout
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert {row["student"]: row["mark"] for row in csv.DictReader(file)} == dict.fromkeys(
            ("ada", "bob", "eve"), "5"
        )
