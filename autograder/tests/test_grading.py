"""Grading from submitted/ to marks, feedback and the gradebook, on the course's own lessons."""

import csv
import json
import re
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.course import demo, lessons
from autograder.sandbox.settings import Found, Sandbox

LESSON = lessons.lessons()[0]
NOTEBOOK = f"{LESSON.name}/{LESSON.path.name}"


def autograder(root, *arguments):
    """Run the command line in the course at root; return the finished process."""
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def submit(root, student, answers=None):
    """Hand in the first lesson for a student, with the course's answers or others."""
    released = nbformat.read(root / "lessons" / NOTEBOOK, as_version=4)
    path = root / "submitted" / student / NOTEBOOK
    path.parent.mkdir(parents=True)
    nbformat.write(demo.answered(released, solved() if answers is None else answers), path)
    return path


def solved():
    """Return the course's own answers to the first lesson."""
    return demo.solved(LESSON)


def grades(path):
    """Return {(student, lesson): row} of a grades.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["student"], row["lesson"]): row for row in csv.DictReader(file)}


@pytest.mark.slow
def test_demo(course_copy):
    """The demo class gets the marks it deserves: in the table, the CSV and the gradebook, with feedback for all."""
    done = autograder(course_copy, "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    first, *_, last = done.stdout.splitlines()
    assert first == Sandbox(minimum=demo.walls()).line()
    assert last.startswith("1 of 30 submissions are held for a person to mark")
    place = course_copy / "build" / "demo"
    marks = {  # of lesson 1, 2, ...
        "right": [20, 20, 20, 20, 20],
        "partly-right": [14, 15, 16, 14, 15],
        "untouched": [0, 0, 0, 0, 0],
        "warns-but-right": [20, 20, 20, 20, 20],
        "endless-loop": [18, 18, 18, 18, 17],
        "ends-python": ["held", 20, 20, 20, 20],
    }
    rows = grades(place / "grades.csv")
    with Gradebook(f"sqlite:///{place / 'gradebook.db'}") as gradebook:
        for student, due in marks.items():
            lines = [line for line in done.stdout.splitlines() if line.startswith(f"{student} ")]
            shown = [line.rsplit("  ", 1)[-1].replace("/", " ").split()[0] for line in lines]
            assert shown == [str(mark) for mark in due], done.stdout
            for lesson, mark in zip(lessons.lessons(), due, strict=True):
                assert rows[student, lesson.name]["mark"] == str(mark), student
                assert (place / "feedback" / student / lesson.name / f"{lesson.path.stem}.html").is_file()
                if mark != "held":
                    assert rows[student, lesson.name]["points"] == "20"
                    assert gradebook.find_submission(lesson.name, student).score == mark
    assert not (course_copy / "gradebook.db").exists()

    ends = {"timed out": [], "kernel died": []}
    for each in json.loads((place / "run.json").read_text(encoding="utf-8")):
        for verdict, found in ends.items():
            number = sum(test["verdict"] == verdict for test in each["tests"].values())
            found.extend([(each["student"], each["lesson"])] * number)
    assert ends["timed out"] == [("endless-loop", lesson.name) for lesson in lessons.lessons()]
    assert ends["kernel died"] == [("ends-python", LESSON.name)]


def test_the_demo_takes_the_walls_there_are(monkeypatch):
    """The demo's code is ours: it is graded behind bubblewrap, else behind Landlock, else behind nothing."""
    for found, due in (
        (Found(bubblewrap="0.8", landlock=3), "bubblewrap"),
        (Found(landlock=3, missing="no bwrap"), "landlock"),
        (Found(missing="no bwrap"), "none"),
    ):
        monkeypatch.setattr(demo, "probe", lambda found=found: found)
        assert demo.walls() == due


@pytest.mark.slow
def test_without_bubblewrap_the_demo_runs_and_a_class_does_not(course_copy, monkeypatch):
    """On a machine without bubblewrap the demo says so first and grades; `grade` refuses, and grades nothing."""
    programs = course_copy / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    students = "[right]\nbase = 'solution'\n[ends-python]\nbase = 'solution'\n"
    (course_copy / "autograder" / "course" / "demo_class" / "class.toml").write_text(students, encoding="utf-8")
    done = autograder(course_copy, "demo")
    assert done.returncode == 0 and done.stderr == "", done.stdout + done.stderr
    assert re.match(r"sandbox: (none; |landlock \d.*network open)", done.stdout), done.stdout
    rows = grades(course_copy / "build" / "demo" / "grades.csv")
    assert [rows["right", lesson.name]["mark"] for lesson in lessons.lessons()] == ["20"] * 5
    assert rows["ends-python", LESSON.name]["mark"] == "held"
    submit(course_copy, "ada")
    done = autograder(course_copy, "grade")
    assert done.returncode == 1 and "bubblewrap is not installed" in done.stderr
    assert not (course_copy / "grades.csv").exists()


@pytest.mark.slow
@pytest.mark.confined
def test_feedback_names_a_known_mistake(course_copy):
    """An answer that is not in the bank: what it does wrong is named where it is known, once at each test."""
    undivided = "def get_initializer(embedding_dim, vocab_size):\n    size = [vocab_size, embedding_dim]\n"
    undivided += "    return tf.random.uniform(size, minval=-1 / 2, maxval=1 / 2)"
    unknown = "def table_size(vocab_size, embedding_dim, dtype='float32'):\n    return 7, 11"
    submit(course_copy, "ada", solved() | {"get_initializer": undivided, "table_size": unknown})
    done = autograder(course_copy, "grade")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (course_copy / "feedback" / "ada" / LESSON.name / f"{LESSON.path.stem}.html").read_text(encoding="utf-8")
    named = page.count("Likely mistake: 0.5 was not divided by embedding_dim.")
    assert named == page.count("Likely mistake:") == 2  # at both of its tests; the other mistake is in no bank


@pytest.mark.slow
@pytest.mark.confined
def test_bad_input_is_told_and_the_others_are_graded(course_copy):
    """Whatever lies in submitted/, each bad thing gets a line, the good ones get marks, the exit status is 1."""
    good = submit(course_copy, "good").read_bytes()
    submitted = course_copy / "submitted"

    def hand_in(student, content, name=LESSON.path.name):
        path = submitted / student / LESSON.name / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)

    hand_in("not-json", b'{"cells": [')
    hand_in("latin", '{"cells": "é"}'.encode("latin-1"))
    hand_in("not-a-notebook", b"[1, 2]")
    hand_in("renamed", good, "mine (1).ipynb")
    (submitted / "lost" / "9-unknown").mkdir(parents=True)
    (submitted / "nobody").mkdir()
    (submitted / "class.zip").write_bytes(b"PK")
    (submitted / "linked").symlink_to(submitted / "good")

    done = autograder(course_copy, "grade")
    assert done.returncode == 1
    assert done.stderr.strip() == "7 of 9 submissions are held for a person to mark; the lines above say why"
    lines = {line.split(",")[0]: line for line in done.stdout.splitlines() if ", " in line}
    assert lines["good"].endswith(": 20 of 20")
    remark = "mine (1).ipynb was taken for embedding_matrix.ipynb: the file was renamed"
    assert lines["renamed"].endswith(f": 20 of 20 ({remark})")
    for student, words in {
        "not-json": "not a notebook, the JSON breaks off or is wrong at line 1",
        "latin": "not a notebook",
        "not-a-notebook": "not a notebook",
        "lost": "no lesson is called 9-unknown; the lessons are: 1-embedding-matrix",
        "nobody": "empty; a lesson's folder with its notebook was due",
        "class.zip": "a file where a student's folder was due",
        "linked": "a link, and links are not followed",
    }.items():
        assert words in lines[student], lines[student]
        assert str(course_copy) not in lines[student]
    rows = grades(course_copy / "grades.csv")
    assert {row["mark"] for (student, _), row in rows.items() if student in ("good", "renamed")} == {"20"}
    assert {row["mark"] for (student, _), row in rows.items() if student not in ("good", "renamed")} == {"held"}
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.confined
@pytest.mark.parametrize("make_folder", [True, False])
def test_nothing_submitted(course_copy, make_folder):
    """An empty or missing submitted/ is one line, below the sandbox's, that says where notebooks go; no failure."""
    if make_folder:
        (course_copy / "submitted").mkdir()
    done = autograder(course_copy, "grade")
    assert done.returncode == 0
    sandbox, line = done.stdout.splitlines()
    assert sandbox.startswith("sandbox: ") and "nothing to grade; put notebooks at submitted/" in line
    assert done.stderr == ""


@pytest.mark.slow
@pytest.mark.confined
def test_options_narrow_the_run(course_copy):
    """--student and --assignment leave the others alone."""
    for student in ("one", "two"):
        for lesson in ("8-nothing", "9-nothing"):
            (course_copy / "submitted" / student / lesson).mkdir(parents=True)
    seen = {}
    for options in (["--student=one"], ["--assignment=9-nothing"], ["--student=two", "--assignment=8-nothing"]):
        done = autograder(course_copy, "grade", *options)
        assert done.returncode == 1, done.stdout + done.stderr
        lines = [line for line in done.stdout.splitlines() if "no lesson is called" in line]
        seen[tuple(options)] = [line.split(":")[0] for line in lines]
    assert list(seen.values()) == [
        ["one, 8-nothing", "one, 9-nothing"],
        ["one, 9-nothing", "two, 9-nothing"],
        ["two, 8-nothing"],
    ]
    # grades.csv still knows what the earlier runs found.
    assert len(grades(course_copy / "grades.csv")) == 4


@pytest.mark.slow
def test_unknown_lesson_on_the_command_line(course_copy):
    """A lesson that is not there is named, and so are those that are."""
    done = autograder(course_copy, "solutions", "8-nothing")
    assert done.returncode == 1
    known = ", ".join(lesson.name for lesson in lessons.lessons())
    assert done.stderr.strip() == f"LessonError: no lesson is called 8-nothing; the lessons are: {known}"
