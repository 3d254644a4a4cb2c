"""The tables of a gradebook: whether they are those of this nbgrader, and made all at once where there are none."""

from functools import cache

from nbgrader.api import Base, get_alembic_version
from sqlalchemy import Connection, Engine, create_engine, event, inspect, literal, select, table, text

from autograder.course.convert import alembic_found
from autograder.errors import GraderError

# The table in which nbgrader notes what its tables look like, the last that it makes.
STAMP = "alembic_version"


def make(url: str) -> None:
    """Make the tables of a gradebook that is new or unfinished, all of them or none.

    url: of the database, as SQLAlchemy takes it. nbgrader makes one after the other and commits each by itself;
    killed meanwhile, it leaves a gradebook that lacks tables and holds nothing: an unfinished one. To be called
    before nbgrader opens it. Raises GraderError, with the command that upgrades it, for one of an older nbgrader.
    """
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if finished(connection, url):
                return
        version = newest()
        in_one_transaction(engine)
        with engine.begin() as connection:
            if not finished(connection, url):  # another grader may have been faster
                Base.metadata.create_all(connection)
                connection.execute(text(f"CREATE TABLE IF NOT EXISTS {STAMP} (version_num VARCHAR(32) NOT NULL)"))
                connection.execute(text(f"INSERT INTO {STAMP} (version_num) VALUES (:version)"), {"version": version})
    finally:
        engine.dispose()


@cache
def newest() -> str:
    """Return how nbgrader calls its tables of today; asked once, since it starts a program to know."""
    with alembic_found():
        return get_alembic_version()


def finished(connection: Connection, url: str) -> bool:
    """Tell whether a database has all the tables of this nbgrader; False where it is new or unfinished.

    Raises GraderError for one that an older nbgrader has made: it holds something, and a table or a column is missing.
    nbgrader would make the tables, and then its upgrade could not.
    """
    known, made = inspect(connection), Base.metadata.tables
    names = {*made, STAMP} & set(known.get_table_names())
    held = any(connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first() for name in names)
    for name, due in made.items():
        there = {column["name"] for column in known.get_columns(name)} if name in names else set()
        missing = {column.name for column in due.columns} - there
        if missing and (held or there):
            lacks = f"its table {name} lacks {min(missing)}"
            raise GraderError(f"{url}: made by an older nbgrader, {lacks}; upgrade it: nbgrader db upgrade")
    return held


def in_one_transaction(engine: Engine) -> None:
    """Let SQLite make tables within a transaction, too: as Python drives it, each would be committed by itself.

    After SQLAlchemy's documentation of its SQLite dialect, on transactions with pysqlite.
    """
    if engine.dialect.name == "sqlite":
        engine.dispose()  # what is connected already was not asked to
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
