"""The tables of a gradebook are made whole, whatever ends the grader, and an old gradebook is left as it is."""

import functools
import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from nbgrader import api
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.course import lessons, skeleton
from autograder.course.convert import alembic_found, load_config
from autograder.errors import GraderError
from autograder.record import schema
from autograder.record.gradebook import Record
from autograder.tests import small


def tables(path):
    """Return what a database says of its tables, and its rows: {name: (definition, rows)}."""
    with sqlite3.connect(path) as database:
        made = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: (sql, database.execute(f'SELECT * FROM "{name}"').fetchall()) for name, sql in made}


def rows(path):
    """Return what a database holds of a lesson's cells: names and points, without the ids, which are random."""
    query = """
        SELECT base_cell.name, base_cell.type, max_score, source, checksum, locked, notebook.name,
        assignment.name FROM base_cell LEFT JOIN grade_cells ON grade_cells.id = base_cell.id
        JOIN notebook ON base_cell.notebook_id = notebook.id JOIN assignment ON notebook.assignment_id = assignment.id
        LEFT JOIN source_cell ON source_cell.name = base_cell.name ORDER BY 1, 2
    """
    with sqlite3.connect(path) as database:
        return database.execute(query).fetchall()


def ended_after(count, work):
    """Do the work in a process that ends at once after that many statements of SQL; tell whether it came to its end."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    left = iter(range(count - 1))
    event.listen(Engine, "after_cursor_execute", lambda *_: next(left, None) is None and os._exit(9))
    try:
        work()
        os._exit(0)
    finally:
        os._exit(1)


@pytest.fixture
def course_opened(tmp_path, monkeypatch):
    """A function that opens a small course's gradebook, one that enters its lesson there, and its path."""
    for module in (schema, api):  # which starts a process for it
        monkeypatch.setattr(module, "get_alembic_version", functools.cache(api.get_alembic_version))
    root = small.make_course(tmp_path / "course")
    config, (lesson,) = load_config(root), lessons.lessons(root)
    coursedir = CourseDirectory(config=config)

    def opened(stock=False):
        with api.Gradebook(coursedir.db_url, "small") if stock else Record(coursedir, config):
            pass

    return opened, lambda: skeleton.register(lesson, config), root / "gradebook.db"


@pytest.mark.slow
@pytest.mark.parametrize("stock", [False, True])
def test_a_grader_that_ends_while_tables_are_made(course_opened, stock):
    """After whichever statement, its own or nbgrader's: the next one goes on, and the upgrade finds its stamp."""
    opened, _, path = course_opened
    opened()
    due, statements = tables(path), 0
    assert due[schema.STAMP][1] == [(api.get_alembic_version(),)] and set(api.Base.metadata.tables) < set(due)
    done = False
    while not done:
        path.unlink()
        statements += 1
        done = ended_after(statements, lambda: opened(stock))
        opened()
        assert tables(path) == due, f"after {statements} statements"
    assert statements > 20


@pytest.mark.slow
def test_a_grader_that_ends_while_a_lesson_is_entered(course_opened):
    """After whichever statement: the next one enters it whole."""
    opened, enter, path = course_opened
    opened()
    empty = path.read_bytes()
    enter()
    due, statements, done = rows(path), 0, False
    while not done:
        path.write_bytes(empty)
        statements += 1
        done = ended_after(statements, enter)
        enter()
        assert rows(path) == due, f"after {statements} statements"


def test_one_that_holds_something_and_lacks_a_column_is_old(tmp_path):
    """Told with the command; nothing is changed in it, which would keep the command from working."""
    path = tmp_path / "gradebook.db"
    for definition in ("student (id VARCHAR(128) PRIMARY KEY)", "alembic_version (version_num VARCHAR(32) NOT NULL)"):
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as database:
            database.execute(f"CREATE TABLE {definition}")
            database.execute(f"INSERT INTO {definition.split()[0]} VALUES ('x')")
        before = path.read_bytes()
        with pytest.raises(GraderError, match=r"gradebook.db: made by an older nbgrader, .* lacks .*: nbgrader db"):
            schema.make(f"sqlite:///{path}")
        assert path.read_bytes() == before


@pytest.mark.slow
def test_no_alembic_beside_the_interpreter(tmp_path):
    """Where packages come by a path alone it is run as a module, which nbgrader starts by name."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    make = f"from autograder.record import schema; schema.make('sqlite:///{tmp_path / 'gradebook.db'}')"
    prepare = f"import sys; sys.path[:] = {sys.path!r}"  # as a .pth file would: nothing of it is in the environment
    env = {"PATH": "/usr/bin:/bin"}
    if shutil.which("alembic", path=env["PATH"]):
        pytest.skip("this system has an alembic of its own")
    command = [python, "-S", "-c", f"{prepare}; {make}"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with alembic_found():
        assert tables(tmp_path / "gradebook.db")[schema.STAMP][1] == [(api.get_alembic_version(),)]


@pytest.mark.slow
def test_tables_of_others_are_left_alone(tmp_path):
    """A database may hold more than a gradebook."""
    path = tmp_path / "shared.db"
    with sqlite3.connect(path) as database:
        database.execute('CREATE TABLE "an other" (id INTEGER)')
        database.execute('INSERT INTO "an other" VALUES (1)')
    for _ in range(2):
        schema.make(f"sqlite:///{path}")
    made = tables(path)
    assert made["an other"][1] == [(1,)] and len(made[schema.STAMP][1]) == 1
    assert set(api.Base.metadata.tables) < set(made)


@pytest.mark.slow
def test_two_that_make_them_at_once(tmp_path):
    """One makes them, the other waits and finds them made."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(schema.make, [url] * 4))
    made = tables(tmp_path / "gradebook.db")
    assert len(made[schema.STAMP][1]) == 1 and set(api.Base.metadata.tables) < set(made)
