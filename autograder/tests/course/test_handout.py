"""What students are given: all that they need, and nothing that they must not have."""

import base64
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_output

from autograder import grade
from autograder.bank.bank import Bank
from autograder.commands.handout import HandoutApp
from autograder.course import branch, demo, handout, leaks, lessons
from autograder.course.closure import closure
from autograder.course.convert import load_config
from autograder.errors import CourseError, HandoutError
from autograder.files import PACKAGE
from autograder.tests import IGNORED, ROOT, small
from autograder.tests.doors.lab_server import TOKEN, running, said, wait_for_kernel

pytestmark = pytest.mark.slow  # a handout is made and searched for seconds

LESSON = lessons.lessons()[0]
NOTEBOOK = f"lessons/{LESSON.name}/{LESSON.path.name}"
CHECKS = f"lessons/{LESSON.name}/checks_lesson.py"
MISTAKES = f"lessons/{LESSON.name}/mistakes.json"

# A line of each kind that no student may have, and as what it is found.
SOLUTION = "embedding_matrix.scatter_sub(tf.IndexedSlices(learning_rate * row_gradients, ids))"
HIDDEN = "first = sorted(dict.fromkeys(seen), key=lambda word: -seen.count(word))[: vocab_size - 1]"
OF_SOLUTION = "the solution of 1-embedding-matrix/sgd_step"
OF_HIDDEN = "the hidden test of 1-embedding-matrix/test_build"

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine (apt install git)")


@pytest.fixture(scope="module")
def asked():
    """The list."""
    return handout.contents()


@pytest.fixture(scope="module")
def made(asked):
    """The handout of the course, and what it must not hold."""
    config, every = load_config(ROOT), lessons.lessons()
    return handout.make(ROOT, config, every, asked), HandoutApp(config=config, root=str(ROOT)).secrets(every)


def found(made, asked, **changed):
    """Return what is found, as lines, when these are the files of a handout, {path: bytes}."""
    files = {path: handout.Item(data) for path, data in changed.items()}
    return [str(leak) for leak in handout.check(handout.Handout("x", files, []), asked, made[1])]


def with_cell(made, change):
    """Return the first lesson's notebook, as bytes, with its first exercise's text cell changed by a function."""
    notebook = nbformat.reads(made[0].files[NOTEBOOK].data.decode(), as_version=4)
    change(next(cell for cell in notebook.cells if cell.id == "exercise-1"), notebook)
    return nbformat.writes(notebook).encode()


def zipped(name, data):
    """Return the bytes of a zip file with one member."""
    with zipfile.ZipFile(place := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr(name, data)
    return place.getvalue()


# What there is to hide.


def test_each_exercise_has_something_to_hide(lesson, made):
    """Lines of its solution, of its hidden tests, and of its answers in the bank are looked for."""
    known = [secret.what for secret in made[1]]
    for exercise in lesson.exercises:
        assert f"a line of the solution of {lesson.name}/{exercise.name}" in known, exercise.name
        for test in exercise.tests:
            hidden = "### BEGIN HIDDEN TESTS" in test.source
            assert (f"a line of the hidden test of {lesson.name}/{test.metadata.nbgrader.grade_id}" in known) == hidden
        answers = [path.stem for path in (PACKAGE / "bank" / "answers" / lesson.name / exercise.name).glob("*.py")]
        told = [name for name in answers if f"of the answer {lesson.name}/{exercise.name}/{name}" in known]
        assert any(name.startswith("right_") for name in told) and any(name.startswith("wrong_") for name in told)


def test_nearly_every_line_of_a_solution_counts(lesson):
    """What is too short to be looked for is so in few lines, and never in a whole solution."""
    sought = {secret.text for secret in leaks.of_lesson(lesson)}
    for exercise in lesson.exercises:
        blocks = [block for _, block in leaks.REGION.findall(exercise.starter.source)]
        lines = [line for block in blocks for line in leaks.logical_lines(block)]
        assert sum(line in sought for line in lines) >= len(lines) / 2, exercise.name


# What is in it.


def test_nothing_is_in_it_that_must_not_be(made, asked):
    """No line of a solution, no hidden line, no answer, no attack, no output, no marks."""
    assert [str(leak) for leak in handout.check(made[0], asked, made[1])] == []


def test_all_lessons_are_in_it(made):
    """As `make lessons` makes them, with all that lies beside them, and data/ whole."""
    files = made[0].files
    for folder in ("lessons", "data"):
        kept = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        kept = [path for path in kept if not any(part.startswith((".", "__")) for part in path.relative_to(ROOT).parts)]
        assert {str(path.relative_to(ROOT)) for path in kept} == {name for name in files if name.startswith(folder)}
        assert all(files[str(path.relative_to(ROOT))].data == path.read_bytes() for path in kept)
    assert made[0].left_out == []


def test_nothing_comes_in_unasked(made, asked):
    """Each file is on the list, a lesson's, or of a module that one on the list needs; no answer, no test of ours."""
    package = handout.package_files(asked)
    rest = {*made[0].files} - {*asked.files, *asked.written, *package}
    assert rest and all(path.startswith("lessons/") for path in rest)
    patterns = [pattern for patterns in asked.read.values() for pattern in patterns]
    assert all(path.endswith(".py") or handout.fits(path, patterns) for path in package)
    folders = {path.rpartition("/")[0] for path in made[0].files}
    assert not [name for name in folders if name.startswith(("solutions", "autograder/tests", "autograder/bank/"))]


def test_what_is_named_in_its_settings_is_in_it(made):
    """Modules of the autograder that JupyterLab, the entry points and the Makefile are told of."""
    files = made[0].files
    entries = re.findall(r'= "(autograder\.[.\w]+)[":]', files["pyproject.toml"].data.decode())
    told = "".join(files[path].data.decode() for path in files if path.startswith(".jupyter/") or path == "Makefile")
    classes = [
        name.rpartition(".")[0] if name[name.rindex(".") + 1].isupper() else name
        for name in re.findall(r"autograder(?:\.\w+)+", told)
        if not name.endswith(".mk")
    ]
    assert "autograder.doors.lab" in classes and "autograder.sandbox.provisioner" in entries
    assert {f"{name.replace('.', '/')}.py" for name in {*entries, *classes}} <= set(files)


def test_the_list_has_no_line_too_many(made, asked):
    """Each line that may be given away is given away where it says."""
    for path, lines in asked.given.items():
        for line in lines:
            others = {path: [each for each in lines if each != line]}
            assert leaks.leaks({path: made[0].files[path].data}, made[1], others), line
    with pytest.raises(CourseError, match="no such module"):
        closure(["autograder.doors.no_such"], PACKAGE)


def test_the_limits_are_those_of_grading():
    """What the students' configuration shares with the course's has the same values."""
    ours, theirs = load_config(ROOT), load_config(handout.ROOM)
    for section in theirs:
        for name, value in theirs[section].items():
            if (section, name) not in {("CourseDirectory", "source_directory"), ("CourseDirectory", "root")}:
                expected = ours[section][name]
                assert str(value).removeprefix(str(handout.ROOM)) == str(expected).removeprefix(str(ROOT)), name


def test_a_module_comes_with_all_that_it_imports(tmp_path):
    """In a function or not, and with the folder that it is in; what nobody imports stays."""
    package = tmp_path / "p"
    (package / "room").mkdir(parents=True)
    sources = {
        "__init__.py": "import p.other",
        "first.py": "import os\n\n\ndef late():\n    from p.room import second\n",
        "room/__init__.py": "",
        "room/second.py": "from p.third import name\nfrom q import first",
        "third.py": "name = 1",
        "other.py": "",
    }
    for name, source in sources.items():
        (package / name).write_text(source, encoding="utf-8")
    found = closure(["p.first"], package)
    assert sorted(found) == ["p.first", "p.room", "p.room.second", "p.third"]
    assert found["p.room"] == package / "room" / "__init__.py"


def test_a_list_with_an_unknown_part_is_refused(tmp_path):
    """A slip in its name would leave out all that it names."""
    (tmp_path / handout.LIST).write_text('lesons = ["*"]', encoding="utf-8")
    with pytest.raises(CourseError, match="lesons is no part of the list; its parts are: files, lessons, modules"):
        handout.contents(tmp_path)


# The search finds what is planted.


@pytest.mark.parametrize("what, line", [(OF_SOLUTION, SOLUTION), (OF_HIDDEN, HIDDEN)], ids=["solution", "hidden"])
@pytest.mark.parametrize(
    "where, plant",
    [
        (
            f"{NOTEBOOK}, cell exercise-1, line 3",
            lambda line, made: with_cell(made, lambda cell, _: cell.update(source=f"Hint\n\n    {line}\n")),
        ),
        (
            f"{NOTEBOOK}, cell exercise-1, beside its source",
            lambda line, made: with_cell(made, lambda cell, _: cell.update(attachments={"x": {"text/plain": line}})),
        ),
        (
            f"{NOTEBOOK}, beside its cells",
            lambda line, made: with_cell(made, lambda _, notebook: notebook.metadata.update(note=line)),
        ),
        (f"{CHECKS}, line 2", lambda line, _: f"import checks\n# {line.replace(' ', '  ')}\n".encode()),
        (f"{CHECKS}, line 1", lambda line, _: line.replace('"', "'").replace("(", "(  # so\n", 1).encode()),
        (f"{MISTAKES}, line", lambda line, _: json.dumps({"a": [{"mistake": line}]}).encode()),
        (
            "data/x.zip, member in.zip, member deep/x.py, line",
            lambda line, _: zipped("in.zip", zipped("deep/x.py", line)),
        ),
        ("data/x.txt, in base64, line", lambda line, _: b"picture: " + base64.b64encode(line.encode())),
        ("data/x.txt, in base64, member x.py, line", lambda line, _: base64.encodebytes(zipped("x.py", line))),
        ("data/x.html, line 1", lambda line, _: f"<pre>{html.escape(line)}</pre>".encode()),
        ("data/x.db, line", lambda line, _: b"\0\xff\1" + line.encode() + b"\0\xff"),
    ],
    ids=[
        "text",
        "attachment",
        "metadata",
        "comment",
        "spread",
        "json",
        "zip",
        "base64",
        "base64-zip",
        "html",
        "binary",
    ],
)
def test_a_planted_line_is_found_and_named(made, asked, what, line, where, plant):
    """Wherever it is, it is told which file has it, where, and what it is."""
    told = found(made, asked, **{where.partition(",")[0]: plant(line, made)})
    assert [each for each in told if each.startswith(where) and what in each], told


def test_a_planted_output_is_found(made, asked):
    """A notebook that was run and saved into the lessons."""

    def run(_, notebook):
        cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
        cell.outputs = [new_output("stream", text=f"so: {SOLUTION}\n")]

    told = found(made, asked, **{NOTEBOOK: with_cell(made, run)})
    assert len(told) == 2 and "an output" in told[1] and OF_SOLUTION in told[0], told


def test_planted_answers_are_found(made, asked):
    """Any two lines of a right answer, a wrong one, an attack, an accident; in whatever file they are pasted."""
    bank = Bank(config=load_config(ROOT))
    right = (bank.data / LESSON.name / "sgd_step" / "right_loop.py").read_text(encoding="utf-8").splitlines()
    wrong = (bank.data / LESSON.name / "sgd_step" / "wrong_momentum.py").read_text(encoding="utf-8")
    hostile, accident = (sorted(folder.glob("*.py"))[0] for folder in (bank.hostile, bank.accidents))
    planted = {
        "right_loop": "\n".join(right[-2:]).encode(),
        "wrong_momentum": f"x = 1\n{wrong}\ny = 2\n".encode(),
        f"hostile/{hostile.name}": hostile.read_bytes(),
        f"accidents/{accident.name}": accident.read_bytes(),
    }
    for name, data in planted.items():
        assert any(name in each for each in found(made, asked, **{"data/x.py": data})), name


@pytest.mark.parametrize("name", ["gradebook.db", "gradebook.db-journal", "run.json", "certificates.key", "grades.csv"])
def test_marks_have_no_name_that_is_handed_out(made, asked, name):
    """Whichever pattern of the list may have let it in."""
    lines = found(made, asked, **{f"lessons/{LESSON.name}/{name}": b"{}"})
    assert lines and all(line.startswith(f"lessons/{LESSON.name}/{name}, its name: ") for line in lines)


def test_a_line_is_given_away_in_one_file_only(made, asked):
    """Not in any other."""
    (line,) = asked.given[NOTEBOOK]
    assert found(made, asked, **{CHECKS: line.encode()})


def test_lines_that_lessons_show_are_no_secret(made, asked):
    """Starters, contracts and what is short may stand anywhere."""
    starter = next(cell for cell in LESSON.notebook.cells if cell.id == "table_size").source
    shown = leaks.REGION.sub("", starter)
    assert found(made, asked, **{CHECKS: f"{shown}\nreturn cost\nrng = 1\n".encode()}) == []


# How it is written.


def members(path):
    """Return {name: (bytes, mode, time)} of a zip file."""
    with zipfile.ZipFile(path) as archive:
        return {
            each.filename: (archive.read(each), each.external_attr >> 16 & 0o777, each.date_time)
            for each in archive.infolist()
        }


def test_the_same_handout_is_the_same_bytes(made, tmp_path):
    """Folder and zip file hold the same; what an earlier one had is gone; what else lies in build/ stays."""
    folder, archive = handout.write(made[0], tmp_path)
    first = archive.read_bytes()
    (folder / "left.txt").write_text("from an earlier one")
    (tmp_path / "else.txt").write_text("stays")
    handout.write(made[0], tmp_path)
    assert archive.name == "embeddings-handout.zip" and archive.read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["else.txt", "embeddings-handout.zip", "handout"]
    inside = members(archive)
    assert list(inside) == sorted(f"embeddings/{path}" for path in made[0].files)
    for path, each in made[0].files.items():
        assert (folder / path).read_bytes() == each.data
        assert inside[f"embeddings/{path}"] == (each.data, each.mode, handout.TIME)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == len(made[0].files)


def test_programs_stay_programs(tmp_path):
    """A script's right to be run goes into the zip file."""
    (tmp_path / "run").write_text("#!/bin/sh\n")
    (tmp_path / "run").chmod(0o755)
    whole = handout.Handout("x", {"run": handout.item(tmp_path / "run")}, [])
    folder, archive = handout.write(whole, tmp_path / "build")
    assert members(archive)["x/run"][1] == 0o755 and (folder / "run").stat().st_mode & 0o777 == 0o755


# A course in git.


@pytest.fixture
def course(tmp_path):
    """The small course, kept in git, with a file to hand out."""
    root = small.make_course(tmp_path / "course")
    (root / "words.txt").write_text("a b\n", encoding="utf-8")
    (root / ".gitignore").write_text("build/\n*.log\n", encoding="utf-8")
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Course"]):
        subprocess.run(["git", *IDENTITY, *words], cwd=root, check=True)
    return root


IDENTITY = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
ASKED = handout.Contents(files=["words.txt"], lessons=["lessons/*/*.ipynb"])


def made_of(root, asked=ASKED):
    """Return the handout of a small course."""
    return handout.make(root, load_config(root), lessons.lessons(root), asked)


@needs_git
def test_an_unknown_file_stays_out(course):
    """What lies beside a lesson is released, but not on the list; a line says so."""
    (course / "solutions" / small.LESSON / "notes.txt").write_text("for me", encoding="utf-8")
    made = made_of(course)
    assert list(made.files) == [f"lessons/{small.NOTEBOOK}", "words.txt"]
    assert made.left_out == [f"lessons/{small.LESSON}/notes.txt"]
    assert b"BEGIN SOLUTION" not in made.files[f"lessons/{small.NOTEBOOK}"].data


@needs_git
@pytest.mark.parametrize("name", ["spare.ipynb", "other.log"])
def test_a_file_that_git_does_not_know_is_refused(course, name):
    """Left there by accident, or ignored: nothing is made, and the line says which."""
    place = course / "solutions" / small.LESSON / name
    shutil.copy(course / "solutions" / small.NOTEBOOK, place)
    asked = handout.Contents(files=ASKED.files, lessons=["lessons/*/*"])
    with pytest.raises(HandoutError, match=rf"^solutions/{small.LESSON}/{name}: git does not know it; `git add` it"):
        made_of(course, asked)
    shutil.rmtree(course / ".git")
    assert f"lessons/{small.LESSON}/{name}" in made_of(course, asked).files


@needs_git
def test_a_file_of_the_list_that_is_gone_is_named(course):
    """In a line that says where the list is."""
    (course / "words.txt").unlink()
    with pytest.raises(HandoutError, match=r"words.txt: the list .* names it, and there is no such file; see .*\.toml"):
        made_of(course)


def git(root, *words):
    """Return what git prints."""
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout


@needs_git
def test_a_branch_grows_by_what_has_changed(course, monkeypatch):
    """One commit for each change, none for none; neither files, nor index, nor the branch one is on are touched."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    (course / "words.txt").write_text("a b c\n", encoding="utf-8")  # an edit that nobody has committed
    before = git(course, "status", "--porcelain"), git(course, "rev-parse", "main")
    folder, _ = handout.write(made_of(course), course / "build")
    never = ["solutions"]
    first = branch.commit(course, folder, "handout", "Handout", never)
    assert git(course, "ls-tree", "-r", "--name-only", first).split() == [f"lessons/{small.NOTEBOOK}", "words.txt"]
    assert git(course, "show", f"{first}:words.txt") == "a b c\n"
    assert branch.commit(course, folder, "handout", "Handout", never) == ""
    (folder / "new.log").write_text("ignored elsewhere", encoding="utf-8")
    second = branch.commit(course, folder, "handout", "Handout", never)
    assert git(course, "rev-list", "handout").split() == [second, first]
    assert "new.log" in git(course, "ls-tree", "-r", "--name-only", second)
    assert (git(course, "status", "--porcelain"), git(course, "rev-parse", "main")) == before
    clone = course.parent / "clone"
    git(course, "clone", "-q", "--single-branch", "-b", "handout", f"file://{course}", str(clone))
    assert sorted(path.name for path in clone.iterdir()) == [".git", "lessons", "new.log", "words.txt"]


@needs_git
@pytest.mark.parametrize(
    "name, said",
    [
        ("main", "that branch is checked out here"),
        ("old", "that branch has held solutions; name a new one"),
        ("no..name", "git check-ref-format"),
    ],
)
def test_a_branch_that_would_give_away_is_refused(course, name, said):
    """Whoever gets a branch gets its past, too."""
    git(course, "branch", "old")
    folder, _ = handout.write(made_of(course), course / "build")
    with pytest.raises(HandoutError, match=said):
        branch.commit(course, folder, name, "Handout", ["solutions"])
    assert git(course, "rev-parse", "old") == git(course, "rev-parse", "main")


# The command.


@pytest.fixture
def copy(tmp_path):
    """A copy of the course, kept in git, whose handout may be made."""
    root = shutil.copytree(ROOT, tmp_path / "copy", symlinks=True, ignore=IGNORED)
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Course"]):
        git(root, *IDENTITY, *words)
    return root


def command(root, *options):
    """Run `python -m autograder handout` in a folder; return the finished process."""
    who = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = os.environ | who | {"PYTHONPATH": str(root)}
    line = [sys.executable, "-m", "autograder", "handout", *options]
    return subprocess.run(line, cwd=root, env=env, capture_output=True, text=True, check=False)


@needs_git
def test_a_careless_instructor_is_stopped(copy):
    """An answer in a comment: file, line and exercise are named, and nothing is written; without it all is made."""
    path = copy / "solutions" / LESSON.name / "checks_lesson.py"
    kept = path.read_text(encoding="utf-8")
    path.write_text(f"{kept}\n# e.g. {SOLUTION}\n", encoding="utf-8")
    done = command(copy, "--branch=handout")
    number = len(kept.splitlines()) + 2
    assert done.returncode == 1 and f"{CHECKS}, line {number}: a line of {OF_SOLUTION}\n" in done.stdout, done.stdout
    assert done.stderr.startswith("HandoutError: ") and done.stderr.count("\n") == 1
    assert not (copy / "build").exists() and git(copy, "branch", "--list", "handout") == ""
    path.write_text(kept, encoding="utf-8")
    done = command(copy, "--branch=handout")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "To hand it out: git push URL handout:main" in done.stdout
    assert "README.md" in git(copy, "ls-tree", "--name-only", "handout") and git(copy, "status", "--porcelain") == ""
    assert [path.name for path in (copy / "build").glob("*.zip")] == ["embeddings-handout.zip"]
    done = command(copy, "--branch=handout")
    assert "branch handout: as it was, nothing has changed" in done.stdout


# It works on its own.


@pytest.fixture(scope="module")
def unpacked(made, tmp_path_factory):
    """The zip file, unpacked in an empty folder, with the environment that `make` would make there."""
    place = tmp_path_factory.mktemp("student")
    _, archive = handout.write(made[0], tmp_path_factory.mktemp("build"))
    with zipfile.ZipFile(archive) as members:
        members.extractall(place)
    root = place / "embeddings"
    (root / ".venv").symlink_to(sys.prefix)
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(root / name, (0, 0))
    return root


# Where the course is installed as it lies, it stands in for each module that a package of the same name lacks.
WITHOUT_COURSE = """import sys
sys.meta_path[:] = [each for each in sys.meta_path if getattr(each, "__name__", "") != "_EditableFinder"]
"""


def alone(root):
    """Return the variables by which the autograder is the handout's, and what it lacks is not the course's."""
    place = root.parent / "without-course"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(WITHOUT_COURSE, encoding="utf-8")
    return {"PYTHONPATH": f"{root}{os.pathsep}{place}"}


def test_its_modules_are_all_there(unpacked, asked):
    """Each can be imported, and what the rest of the package has is not there."""
    modules = [name for name in asked.modules if name != "autograder.__main__"]  # which runs when it is imported
    code = f"import importlib, autograder\nfor name in {modules}: importlib.import_module(name)\n"
    code += "print(autograder.__file__)\nimport autograder.grading"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=unpacked, env=alone(unpacked), capture_output=True, text=True
    )
    assert done.stdout.strip() == str(unpacked / "autograder" / "__init__.py"), done.stderr
    assert "ModuleNotFoundError: No module named 'autograder.grading'" in done.stderr


def test_its_package_can_be_installed(unpacked, tmp_path):
    """As make_venv.sh does at its end: the same sources, and no others, make a package."""
    root = tmp_path / "embeddings"
    shutil.copytree(unpacked, root, ignore=shutil.ignore_patterns(".venv", "__pycache__", "*.pyc"))
    line = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, root]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as members:
        inside = {name for name in members.namelist() if name.startswith("autograder/")}
    assert inside == {str(path.relative_to(root)) for path in (root / "autograder").rglob("*") if path.is_file()}


def test_make_check_says_what_is_open_and_what_is_done(unpacked, tmp_path):
    """An untouched lesson: each exercise, by its name; a solved one, which reads files beside it and data/: nothing."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    root = tmp_path / "embeddings"
    shutil.copytree(unpacked, root, symlinks=True)
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(root / name, (0, 0))
    check = {"cwd": root, "env": os.environ | alone(root), "capture_output": True, "text": True}
    done = subprocess.run(["make", "check", "LESSON=1"], **check)
    assert done.returncode, done.stdout
    for exercise in LESSON.exercises:
        assert re.search(rf"Exercise {exercise.number}\b", done.stdout), done.stdout
    solved = lessons.lesson("4")
    path = root / "lessons" / solved.name / solved.path.name
    nbformat.write(demo.answered(nbformat.read(path, as_version=4), demo.solved(solved)), path)
    done = subprocess.run(["make", "check", "LESSON=4"], **check)
    assert done.returncode == 0, done.stdout + done.stderr


def test_make_lab_opens_a_lesson(unpacked, browser, tmp_path):
    """In a browser: the first lesson, its first cells, and the first check, which says that nothing is written yet."""
    if shutil.which("make") is None:
        pytest.skip("no make on this machine (Debian, Ubuntu: apt install make)")
    root = tmp_path / "course"
    with running(root, source=unpacked, **alone(root)) as (address, log):
        page = browser.new_page(viewport={"width": 1400, "height": 950})
        page.goto(f"{address}/lab/tree/{NOTEBOOK}?token={TOKEN}&reset")
        page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=60_000)
        wait_for_kernel(page)
        page.locator(".lm-MenuBar-item >> text=Run").first.click()
        page.locator(".lm-Menu-item:has-text('Run All Cells') >> visible=true").first.click()
        shown = page.locator(".jp-OutputArea-output:has-text('not started')").first
        shown.wait_for(state="attached", timeout=180_000)
        assert "Exercise 1: build_vocabulary (2 points)" in shown.text_content()
        page.close()
        assert "Traceback" not in said(log)


@pytest.mark.confined
def test_what_is_made_there_is_graded_here(unpacked, tmp_path):
    """A student hands in the notebook out of the handout, an exercise still open: the instructor's grading takes it."""
    lesson = lessons.lessons()[-1]
    path = unpacked / "lessons" / lesson.name / lesson.path.name
    answers = demo.solved(lesson)
    left_open = answers.popitem()[0]
    mine = tmp_path / path.name
    nbformat.write(demo.answered(nbformat.read(path, as_version=4), answers), mine)
    for name, outcome in grade(mine, lesson.name, ROOT).items():
        due = "failed" if name.startswith(f"test_{left_open}") else "passed"
        assert outcome.verdict == due, (name, outcome)
