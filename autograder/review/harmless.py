"""Whether an answer does no more than compute: the bank runs what is in it without walls, as its author's own.

It may use what the lesson and the bank's answers use, what Python's plain values can do, and what it defines itself;
nothing that reads or writes files, starts anything, or reaches for what runs it. What cannot be told by its text is
refused. This is no wall: whoever adopts an answer reads it before `make bank` runs it again.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator

from autograder.settings import Settings

WORD = re.compile(r"\w+")
MODULES = frozenset(
    WORD.findall("""
    collections copy dataclasses functools hashlib itertools keras math numpy operator random re statistics string
    tensorflow typing zlib
    """)
)
# What leads out of computing, as a name or behind a dot; what a test is judged by is among it.
OUT = frozenset(
    WORD.findall("""
    DataSource __import__ breakpoint builtins checks checks_lesson compile ctypes ctypeslib delattr eval exec exit
    fromfile gc genfromtxt get_file get_ipython getattr gfile globals help importlib input inspect io load load_library
    load_model load_op_library load_weights loads loadtxt locals marshal memmap modules multiprocessing numpy_function
    open os pathlib pickle popen py_func py_function quit raw_ops save save_weights savetxt savez savez_compressed seat
    setattr shutil signal socket subprocess sys system threading tofile vars
    """)
)
SPECIAL = frozenset({"__init__", "__call__", "__len__", "__getitem__", "__name__", "__iter__"})
METHODS = frozenset(
    name for kind in (str, list, dict, set, tuple, int, float) for name in dir(kind) if not name.startswith("_")
)


def known_in(sources: Iterable[str]) -> frozenset[str]:
    """Return what programs use behind a dot; what is no Python is left out."""
    found: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        found |= {each.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names}
    return frozenset(found)


def used_in(settings: Settings, lesson: str) -> frozenset[str]:
    """Return what the bank's answers to a lesson, and the lesson itself, use behind a dot; lesson: its name."""
    bank = [each.source for each in settings.bank.answers() if each.lesson == lesson]
    notebooks = settings.lessons().get(lesson, [])
    cells = [cell.source for each in notebooks for cell in each.notebook.cells if cell.cell_type == "code"]
    return known_in([*bank, *cells])


def beyond(tree: ast.Module, known: frozenset[str]) -> str:
    """Return the first thing by which a program may do more than compute, "" where there is none.

    known: what it may use behind a dot, as known_in() tells.
    """
    own = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    names = (each for node in ast.walk(tree) for each in used(node))
    return next((name for name, how in names if not may(name, how, known | METHODS | own)), "")


def used(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (name, how it is used) of what a node uses: as a module, behind a dot, or by itself."""
    match node:
        case ast.Import():
            yield from ((each.name.partition(".")[0], "module") for each in node.names)
        case ast.ImportFrom():
            yield (node.module or "relative").partition(".")[0], "module"
            yield from ((each.name, "attribute") for each in node.names)
        case ast.Attribute():
            yield node.attr, "attribute"
        case ast.Name():
            yield node.id, "name"
        case ast.Global() | ast.AsyncFunctionDef() | ast.Await():
            yield type(node).__name__.lower(), "module"


def may(name: str, how: str, known: frozenset[str] | set[str]) -> bool:
    """Tell whether a name may be used."""
    if name in OUT or (name.startswith("__") and name not in SPECIAL):
        return False
    if how == "module":
        return name in MODULES
    return how == "name" or name in known or name in SPECIAL or name in vars(builtins)
