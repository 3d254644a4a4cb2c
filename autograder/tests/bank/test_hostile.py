"""The hostile bank, graded in one class with honest submissions: what comes of each, and that nothing else changes."""

import csv
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.api import Gradebook

from autograder.bank import attack
from autograder.bank.bank import Bank
from autograder.course import demo, skeleton
from autograder.course import lessons as course
from autograder.course.convert import alembic_found, load_config
from autograder.errors import BankError
from autograder.tests import BANK, ROOT
from autograder.verdicts import Verdict

KNOWN = Bank(config=load_config(ROOT))
CASES = attack.attacks(KNOWN.hostile)
# What lies where no submission may look, put together here so that this file does not hold it either.
CANARIES = {place: f"CANARY-{place}-{'SECRET'}" for place in ("SOLUTION", "GRADEBOOK", "ENVIRON")}
HONEST = 10
# What takes seconds to import.
IMPORTS = re.compile(r"(import|from) (keras|tensorflow)")


def honest(number):
    """Return (lesson, notebook) of an honest student: answers of the bank, for every third one of them wrong."""
    lessons = course.lessons()
    lesson = lessons[number % len(lessons)]
    released = nbformat.read(ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)
    answers = demo.solved(lesson)
    for exercise in lesson.exercises:
        kind = "wrong" if number % 3 == 0 and exercise.number == 1 + number % 4 else "right"
        known = KNOWN.answers_to(lesson.name, exercise.name)
        # One check runs an answer in processes of its own, for as long as a cell has here: so none with such imports.
        chosen = [each for each in known if each.path.name.startswith(kind) and not IMPORTS.search(each.source)]
        answers[exercise.name] = chosen[number % len(chosen)].source
    return lesson, demo.answered(released, answers)


def grade(root, temporary, *options):
    """Grade the class at root; return {student: entry of run.json}."""
    command = [sys.executable, "-m", "autograder", "grade", "--workers=2", "--Execute.timeout=12"]
    command += ["--Sandbox.memory=1500", *options]
    env = os.environ | {"CANARY": CANARIES["ENVIRON"], "TMPDIR": str(temporary)}
    grader = subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = grader.communicate(timeout=5400)
    assert "Traceback" not in err, err
    assert out.startswith("sandbox: bubblewrap"), out + err
    assert list(Path("/sys/fs/cgroup").rglob(f"kernel-{grader.pid}-*")) == []
    entries = json.loads((root / "run.json").read_text(encoding="utf-8"))
    return {entry["student"]: entry for entry in entries if entry["mark"] != "missing"}


def hashes(root):
    """Return {path: hash} of what grading must not change."""
    own = {"autograded", "feedback", "build", "gradebook.db", "grades.csv", "run.json", "__pycache__"}
    files = [path for path in root.rglob("*") if path.is_file() and not own & set(path.relative_to(root).parts)]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def left_behind(temporary):
    """Return what kernels have left: files, and processes that were forked from the warm one or call themselves so."""
    found = [str(path) for path in temporary.iterdir()]
    for process in psutil.process_iter(["name", "cmdline"]):
        text = " ".join([process.info["name"] or "", *(process.info["cmdline"] or [])])
        if "hostile-daemon" in text or str(temporary) in text:
            found.append(f"{process.pid} {text}")
    return found


class Listener:
    """Something of the grader's that listens, and counts who calls."""

    def __init__(self, family, address):
        """Listen in a thread."""
        self.calls, self.socket = 0, socket.socket(family)
        self.socket.bind(address)
        self.socket.listen()
        threading.Thread(target=self.count, daemon=True).start()

    def count(self):
        """Count calls until the socket is closed."""
        while True:
            try:
                self.socket.accept()
            except OSError:
                return
            self.calls += 1


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded: {name: what is known of it}."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    for name in ("solutions", "lessons", "data"):
        shutil.copytree(ROOT / name, root / name)
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(f"{config}\nc.Bank.folder = {str(BANK)!r}\n", encoding="utf-8")
    for lesson in course.lessons(root):
        text = lesson.path.read_text(encoding="utf-8")
        assert "### BEGIN SOLUTION\\n" in text
        text = text.replace("### BEGIN SOLUTION\\n", f"### BEGIN SOLUTION {CANARIES['SOLUTION']}\\n")
        lesson.path.write_text(text, encoding="utf-8")
    with alembic_found(), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "embeddings") as gradebook:
        gradebook.add_student("canary", first_name=CANARIES["GRADEBOOK"])

    def submit(student, lesson, notebook):
        path = root / "submitted" / student / lesson.name / lesson.path.name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")

    for number in range(HONEST):
        submit(f"{7 * number:03}-honest", *honest(number))
    temporary = Path(tempfile.mkdtemp(prefix="hostile-"))
    alone = grade(root, temporary)
    free = [f"{place:03}" for place in range(2 * len(CASES)) if place % 7]
    students = {case.name: f"{place}-{case.name}" for case, place in zip(CASES, free, strict=False)}
    for case in CASES:
        submit(students[case.name], course.lesson(case.lesson), case.notebook(ROOT))
    before = hashes(root)
    with tempfile.TemporaryDirectory() as folder:
        listeners = [Listener(socket.AF_INET, ("127.0.0.1", 0)), Listener(socket.AF_UNIX, f"{folder}/grader")]
        entries = grade(root, temporary, "--force")
        calls = [each.calls for each in listeners]
        for each in listeners:
            each.socket.close()
    left = left_behind(temporary)
    shutil.rmtree(temporary)
    return {
        "root": root,
        "alone": alone,
        "students": students,
        "entries": entries,
        "hashes": (before, hashes(root)),
        "left": left,
        "calls": calls,
    }


def ids_of(case):
    """Return the grade_ids of the tests of the exercise that is attacked."""
    (exercise,) = (each for each in course.lesson(case.lesson).exercises if each.name == case.exercise)
    return [test.metadata.nbgrader.grade_id for test in exercise.tests]


@pytest.mark.confined
@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_attacks(graded, case):
    """Each gets the verdict that its file says, and costs its own exercise only."""
    entry = graded["entries"][graded["students"][case.name]]
    own = ids_of(case)
    found = {name: (each["verdict"], each["reason"]) for name, each in entry["tests"].items()}
    assert {Verdict(found[name][0]) for name in own} <= case.verdicts, found
    if case.keeps_others:
        others = {name: each for name, each in entry["tests"].items() if name not in own}
        assert all(each["score"] == each["points"] for each in others.values()), found
    held = [name for name in own if entry["tests"][name]["score"] is None]
    assert (entry["mark"] == "held") >= bool(held)
    if Verdict.PASSED not in case.verdicts:
        assert not any(entry["tests"][name]["score"] for name in own)


@pytest.mark.confined
@pytest.mark.slow
def test_honest_students_get_what_they_get_alone(graded):
    """Marks and verdicts are the same as in a class without the others."""
    seen = {}
    for run in (graded["alone"], graded["entries"]):
        mine = {name: entry for name, entry in run.items() if name.endswith("-honest")}
        seen[id(run)] = {
            name: (entry["mark"], {key: (each["verdict"], each["score"]) for key, each in entry["tests"].items()})
            for name, entry in mine.items()
        }
    alone, together = seen.values()
    assert alone == together and len(alone) == HONEST
    assert {name: mark == 20 for name, (mark, _) in alone.items()} == {
        f"{7 * number:03}-honest": number % 3 != 0 for number in range(HONEST)
    }


@pytest.mark.confined
@pytest.mark.slow
def test_nothing_else_has_changed(graded):
    """Files, gradebook, processes, folders, sockets."""
    before, after = graded["hashes"]
    assert before == after
    assert graded["left"] == []
    assert graded["calls"] == [0, 0]
    with Gradebook(f"sqlite:///{graded['root'] / 'gradebook.db'}", "embeddings") as gradebook:
        assert {student.id for student in gradebook.students} == {*graded["entries"], "canary"}
        assert {round(each.max_score) for each in gradebook.assignments} == {20}
        scores = {
            submission.student_id: submission.score
            for assignment in gradebook.assignments
            for submission in gradebook.assignment_submissions(assignment.name)
        }
        assert all(0 <= score <= 20 for score in scores.values())
    with (graded["root"] / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["student"]: row["mark"] for row in csv.DictReader(file) if row["mark"] != "missing"}
    assert set(rows) == set(graded["entries"])


def hidden_lines():
    """Return the lines of hidden tests that stand nowhere in what students have."""
    lines, config = set(), load_config(ROOT)
    answers = "\n".join(answer.source for answer in KNOWN.answers())
    for lesson in course.lessons():
        made = skeleton.make(lesson, config)
        visible = "\n".join([*skeleton.visible_tests(made, config).values()])
        sources = "\n".join(cell.source for cell in made.cells)
        released = nbformat.read(ROOT / "lessons" / lesson.name / lesson.path.name, as_version=4)
        visible += "\n".join(cell.source for cell in released.cells)
        for part in re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", sources, re.DOTALL):
            lines |= {line.strip() for line in part.splitlines() if len(line.strip()) > 20 and line not in visible}
    lines = {line for line in lines if line not in answers}
    return lines


@pytest.mark.confined
@pytest.mark.slow
def test_feedback_gives_nothing_away(graded):
    """No page holds a secret, a script or more than it may; each has its content security policy."""
    lines = hidden_lines()
    assert len(lines) > 60
    pages = sorted((graded["root"] / "feedback").rglob("*"))
    # What `nbgrader release_feedback` reads beside a page, too.
    beside = [page for page in pages if page.name in ("timestamp.txt", "submission_secret.txt")]
    pages = [page for page in pages if page.is_file() and page not in beside]
    assert len(pages) == len(CASES) + HONEST and {page.suffix for page in pages} == {".html"}
    assert all(page.stat().st_size < 200 for page in beside)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert page.stat().st_size < 2_000_000, page
        assert text.count('http-equiv="Content-Security-Policy" content="default-src \'none\';') == 1
        markup = re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)
        assert not re.search(r"<(?:script|iframe|object|embed|form|svg|base|link)\b|\son\w+\s*=|javascript:", markup), (
            page
        )
        plain = text.replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
        assert [line for line in lines if line in plain.replace("&amp;", "&")] == [], page
        for canary in CANARIES.values():
            assert canary not in text, page


@pytest.mark.confined
@pytest.mark.slow
def test_pages_are_harmless_in_a_browser(graded, browser):
    """What students have put into their pages runs nothing, loads nothing and changes no mark."""
    for name in ("prints_a_feedback_page", "script_in_markdown", "image_that_bites"):
        (path,) = (graded["root"] / "feedback" / graded["students"][name]).rglob("*.html")
        seen = []
        page = browser.new_page(viewport={"width": 375, "height": 800})
        page.on("dialog", lambda dialog, seen=seen: seen.append(dialog.message) or dialog.dismiss())
        page.on("request", lambda request, seen=seen: seen.append(request.url))
        page.goto(f"file://{path}")
        page.wait_for_timeout(200)
        assert [each for each in seen if each != f"file://{path}" and not each.startswith("data:")] == []
        assert page.locator("h1").count() == 1
        mark = graded["entries"][graded["students"][name]]["mark"]
        assert page.locator(".total").all_inner_texts() == [f"Mark: {mark:g} of 20 points"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 375  # nothing is cut off on a phone
        page.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_are_well_formed(case):
    """Each says what it tries, where, and what is due."""
    assert case.verdicts and ids_of(case)


def test_a_case_that_does_not_say_is_told(tmp_path):
    """The line says what is missing."""
    path = tmp_path / "x.py"
    path.write_text("# attack: none\n", encoding="utf-8")
    with pytest.raises(BankError, match="says nothing of exercise, verdict"):
        _ = attack.Attack(path).verdicts
