"""Finds the cells of a prepared notebook that no mark can depend on, so that grading need not run them.

A lesson's teaching cells train and draw at length. Its tests depend on given cells and on the answer alone; an answer
may use what a teaching cell has defined. So a teaching cell is left out when it is as the lesson has it and no cell
that is run uses a name that it binds. Python's own symbol tables tell which names those are.
"""

import symtable
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager
from nbgrader.utils import is_grade, is_locked, is_solution

NOTE = "[not run for grading: no mark depends on it]"


def idle_cells(notebook, skeleton):
    """Return the ids of the cells that can be left out.

    notebook: as prepare.rebuild() returns it; skeleton: the lesson that it was rebuilt on.
    """
    own = {cell.id: cell.source for cell in skeleton.cells}
    waiting, needed, used, given = {}, set(), set(), set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            bound, loaded = names(cell.source)
            if is_locked(cell) and bound is not None:
                given |= bound
                needed |= loaded - given
            elif is_solution(cell) or is_grade(cell) or own.get(cell.id) != cell.source or bound is None:
                needed |= loaded
            else:
                waiting[cell.id] = (bound, loaded)
    taught = set().union(*(bound for bound, _ in waiting.values()))
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
def names(source):
    """Return (names that a cell binds, names that it looks up outside its functions); (None, ...) if it is no Python.

    Both are sets of the module's names: what is local to a function is left out.
    """
    try:
        top = symtable.symtable(TransformerManager().transform_cell(source), "cell", "exec")
    except (SyntaxError, ValueError):
        return None, frozenset()
    bound, loaded = set(), set()
    for symbol in top.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            bound.add(symbol.get_name())
        if symbol.is_referenced():
            loaded.add(symbol.get_name())
    tables = list(top.get_children())
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_global():
                loaded.add(symbol.get_name())
                if symbol.is_assigned():
                    bound.add(symbol.get_name())
    return frozenset(bound), frozenset(loaded)
