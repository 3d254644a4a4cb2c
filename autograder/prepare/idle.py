"""Finds the cells of a prepared notebook that no mark can depend on, so that grading need not run them.

A lesson's teaching cells train and draw at length. Its tests depend on given cells and on the answer alone; an answer
may use what a teaching cell has defined. So a teaching cell is left out when it is as the lesson has it and no cell
that is run uses a name that it binds. Python's own symbol tables tell which names those are; where a cell looks names
up by their text, every word in it counts; and where a cell cannot be read, or is in another language, nothing is left
out.
"""

import re
import symtable
from functools import lru_cache

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder import language
from autograder.cells import language_of, own_mark

WORD = re.compile(r"[^\W\d]\w*")
# With these a cell reaches names that its text holds in strings only.
LOOKS_UP = {"globals", "locals", "vars", "eval", "exec", "getattr", "get_ipython"}
LOOKS_UP |= {"__dict__", "__main__", "user_ns", "f_globals"}
# With these it sees all names, or what other cells have shown.
SEES_ALL = {"dir", "who", "whos", "who_ls", "history", "hist", "recall", "rerun", "In", "Out"}
SEES_ALL |= {"_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh"}
# What a cell that no parser can read looks up: whatever there is.
EVERYTHING = frozenset("*")


def idle_cells(notebook: NotebookNode, skeleton: NotebookNode) -> frozenset[str]:
    """Return the ids of the cells that can be left out.

    notebook: as rebuild.prepared() has it; skeleton: the lesson that it was rebuilt on.
    """
    if language_of(skeleton) != "python":
        return frozenset()
    as_released = {cell.source for cell in skeleton.cells}
    waiting: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    needed: set[str] = set()
    given: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            untouched = not own_mark(cell) and cell.source in as_released
            bound, loaded = names(cell.source)
            if is_locked(cell) and bound is not None:
                given |= bound
                needed |= loaded - given
            elif is_solution(cell) or is_grade(cell) or not untouched or bound is None:
                needed |= loaded if untouched else loaded | looked_up(cell.source)
                if not untouched and sees_all(cell.source):
                    return frozenset()
            else:
                waiting[cell.id] = (bound, loaded)
    return unneeded(waiting, needed)


def unneeded(waiting: dict[str, tuple[frozenset[str], frozenset[str]]], needed: set[str]) -> frozenset[str]:
    """Return which cells, {id: (names that it binds, names that it looks up)}, nothing needs for some names."""
    taught = set().union(*(bound for bound, _ in waiting.values()))
    used: set[str] = set()
    while True:
        # What binds a name in use, and what may change the object behind it.
        wanted = [key for key, (bound, loaded) in waiting.items() if (bound | loaded) & taught & (needed | used)]
        if not wanted:
            return frozenset(waiting)
        for key in wanted:
            bound, loaded = waiting.pop(key)
            used |= bound & taught
            needed |= loaded


@lru_cache(2000)  # a class shares all but its answers
def names(source: str) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Return (names that a cell binds, names that it looks up outside its functions); (None, words) if it is no Python.

    Both are sets of the module's names: what is local to a function is left out.
    """
    try:
        top = language.table(source)
    except language.UnreadableError:
        return None, EVERYTHING
    if top is None:
        return None, words(source)
    bound: set[str] = set()
    loaded: set[str] = set()
    for symbol in top.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            bound.add(symbol.get_name())
        if symbol.is_referenced():
            loaded.add(symbol.get_name())
    tables = list(top.get_children())
    for table in tables:
        # A test asks for the answer by the name of its argument, see solutions/checks.py.
        if isinstance(table, symtable.Function) and table.get_name().startswith("test_"):
            loaded |= set(table.get_parameters())
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_global():
                loaded.add(symbol.get_name())
                if symbol.is_assigned():
                    bound.add(symbol.get_name())
    return frozenset(bound), frozenset(loaded)


@lru_cache(2000)
def words(source: str) -> frozenset[str]:
    """Return every word in a text that may be a name."""
    return frozenset(WORD.findall(source))


def looked_up(source: str) -> frozenset[str]:
    """Return the names that a cell may look up by their text: all its words where it does such things, else none."""
    every = words(source)
    return every if every & LOOKS_UP or has_magics(source) else frozenset()


def has_magics(source: str) -> bool:
    """Tell whether lines of a cell are IPython's rather than Python's."""
    return any(language.plain_line(line) != line.rstrip() for line in source.split("\n"))


def sees_all(source: str) -> bool:
    """Tell whether a cell may depend on every other: by what it calls, or because it cannot be read."""
    bound, loaded = names(source)
    if loaded == EVERYTHING:
        return True
    return bound is not None and bool((loaded - bound | looked_up(source)) & SEES_ALL)
