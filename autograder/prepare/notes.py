"""Notes for the instructor on students' code that reaches for what no exercise needs: how tests are run and compared.

A test runs beside the answer, so code that looks at its callers, changes a module or listens to IPython may make it
pass (sandbox/THREATS.md). That cannot be decided by reading, and nothing is: a note is no verdict and no mark, and no
student reads it. Text is parsed, nothing of it is run; what the lesson's own cells do is not worth a note.
"""

import ast
import contextlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder import language
from autograder.cells import grade_id_of, is_students, language_of

MOST, LARGEST = 5, 300_000  # notes that are told; characters of a submission that are looked at
# (name, the module that it stands for), of each.
Known: TypeAlias = frozenset[tuple[str, str]]
IPYTHON, FRAMES, TRACING = "IPython", "the frames of its callers", "tracing"
COLLECTOR, EVENTS, CODE = "what the garbage collector knows", "IPython's events", "the code of functions"
BUILTINS, TEXT, MODULES, MOCK = "builtins", "text that is run as code", "sys.modules", "unittest.mock"
# What stands in, in the lesson's own cells, for an exercise still open is no answer of one's own: it lies there, or in
# the notebook, under a name that begins so.
LENT, GIVEN = "what the lesson lends for an open exercise", ("given", "Given")
LENDER = "checks_lesson"
# Names that say it whatever they belong to, also as a text, as in getattr(sys, "_getframe").
NAMES = {
    **dict.fromkeys(
        ["get_ipython", "user_ns", "user_global_ns", "ast_transformers", "input_transformers_post"], IPYTHON
    ),
    **dict.fromkeys(["_getframe", "_current_frames", "currentframe", "getouterframes", "getinnerframes"], FRAMES),
    **dict.fromkeys(["f_back", "f_locals", "f_globals", "f_builtins", "tb_frame", "gi_frame", "cr_frame"], FRAMES),
    **dict.fromkeys(["extract_stack", "walk_stack", "format_stack", "print_stack"], FRAMES),
    **dict.fromkeys(["settrace", "setprofile", "settrace_all_threads", "setprofile_all_threads"], TRACING),
    "addaudithook": TRACING,
    **dict.fromkeys(["get_objects", "get_referrers", "get_referents"], COLLECTOR),
    **dict.fromkeys(["__code__", "__globals__", "__closure__", "__subclasses__"], CODE),
    "__builtins__": BUILTINS,
}
# The same of what is called or imported by itself: as texts, these are words like any others.
CALLED = {**dict.fromkeys(["exec", "eval", "__import__"], TEXT)}
# {(a module, what is taken from it; "" for all): what that is}
TAKEN = {
    **{("inspect", name): FRAMES for name in ("stack", "trace")},
    **{("sys", "monitoring"): TRACING, ("gc", "callbacks"): COLLECTOR},
    **{(name, ""): what for name, what in (("builtins", BUILTINS), ("unittest.mock", MOCK), ("ipykernel", IPYTHON))},
    **{("IPython", name): IPYTHON for name in ("get_ipython", "core", "InteractiveShell", "extract_module_locals")},
    ("importlib", "import_module"): TEXT,
}
# Methods by which an object decides how it compares, or what it passes for.
PROTOCOLS = {"__array__", "__array_ufunc__", "__array_function__", "__array_interface__", "__array_struct__"}
PROTOCOLS |= {"__array_priority__", "__tf_tensor__", "__tf_function__", "__dlpack__", "__class__", "__eq__", "__ne__"}
PROTOCOLS |= {"__instancecheck__", "__subclasscheck__", "__getattribute__"}


def notes(notebook: NotebookNode, skeleton: NotebookNode) -> tuple[str, ...]:
    """Return a line for each cell of the student's that is worth a look, and not too many.

    notebook: as rebuild.prepared() has it; skeleton: the lesson that it was rebuilt on.
    """
    if language_of(skeleton) != "python":
        return ()
    own = [cell.source for cell in skeleton.cells if cell.cell_type == "code"]
    known: Known = lent(own)
    usual: set[str] = set()
    for source in own:
        what, names = looked(source, known)
        usual |= {*what} - {LENT}
        known |= names
    found, number, size = [], 0, 0
    for cell in notebook.cells:
        if cell.cell_type != "code" or not is_students(cell):
            continue
        number += not is_solution(cell)
        size += len(cell.source)
        where = f"the answer {grade_id_of(cell)}" if is_solution(cell) else f"own cell {number}"
        if size > LARGEST:
            found.append(f"{where} and what comes after it is more than was looked at: look at it")
            break
        what, names = looked(cell.source, known)
        known |= names
        passes = usual if is_solution(cell) else usual | {LENT}
        if what := tuple(each for each in what if each not in passes):
            found.append(f"{where} touches {', '.join(what)}: look at it")
    more = [f"and {len(found) - MOST} cells more"] if len(found) > MOST else []
    return (*found[:MOST], *more)


@lru_cache(2000)  # a class shares all but its answers
def looked(source: str, known: Known = frozenset()) -> tuple[tuple[str, ...], Known]:
    """Return what a cell touches that is worth a note, in words, each once, and what names stand for by its imports.

    known: what they stand for above it.
    """
    try:
        tree = language.tree(source)
    except language.UnreadableError:
        return ("what no parser can read",), frozenset()
    if tree is None:
        return (), frozenset()
    nodes = [*ast.walk(tree)]
    names = frozenset(pair for node in nodes for pair in imported(node))
    modules = dict(known | names)
    found = {what: None for node in nodes for what in of_node(node, modules)}
    if EVENTS in found:  # of IPython's; or of something else
        del found[IPYTHON if IPYTHON in found else EVENTS]
    return tuple(found), names


def lent(sources: Iterable[str]) -> Known:
    """Return (name, what it stands for) of what a lesson's own cells define for an exercise still open.

    That is what checks.yours() gets for an answer that has not passed, and what is called so.
    """
    defined: set[str] = set()
    otherwise: set[str] = set()
    for source in sources:
        with contextlib.suppress(language.UnreadableError):
            tree = language.tree(source) or ast.Module([], [])
            defined |= {name for node in tree.body for name in names_of(node)}
            calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
            values = (each.value for call in calls for each in call.keywords if each.arg == "otherwise")
            otherwise |= {value.id for value in values if isinstance(value, ast.Name)}
    names = {name for name in defined if name.startswith(GIVEN) or name in otherwise}
    return frozenset((name, f"{LENDER}.{name}") for name in names)


def imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (name, the module that it stands for) of an import: what is taken from a module may be a module, too."""
    if isinstance(node, ast.Import):
        for each in node.names:
            yield (each.asname, each.name) if each.asname else (each.name.partition(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom) and node.module:
        for each in node.names:
            yield each.asname or each.name, f"{node.module}.{each.name}"


def of_node(node: ast.AST, modules: dict[str, str]) -> Iterator[str]:
    """Yield what a node touches; modules: {name: the module that it stands for}."""
    if isinstance(node, ast.Name):
        yield from said(NAMES | CALLED, node.id)
        if modules.get(node.id, "").partition(".")[0] == LENDER:
            yield LENT
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from said(NAMES, node.value)
        if node.value in PROTOCOLS:
            yield f"the method {node.value}"
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from of_import(node)
    elif isinstance(node, ast.Attribute):
        yield from of_attribute(node, modules)
    elif isinstance(node, ast.ClassDef):
        yield from (f"the method {name}" for each in node.body for name in names_of(each) if name in PROTOCOLS)
    elif isinstance(node, ast.Subscript) and dotted(node.value, modules) == "sys.modules":
        yield MODULES
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        module = dotted(node.args[0], modules)
        if module and node.func.id in ("setattr", "delattr", "vars"):
            yield f"what {module} holds"


def said(known: dict[str, str], name: str) -> list[str]:
    """Return [what a name stands for], [] where it is none of those that are known."""
    return [known[name]] if name in known else []


def of_import(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield what an import takes."""
    for each in node.names:
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else each.name
        pairs = {(module, ""), (module, each.name), (module.partition(".")[0], "")}
        pairs.add(("IPython", module.split(".")[1]) if module.startswith("IPython.") else (f"{module}.{each.name}", ""))
        if not module.startswith("IPython.core.display"):
            yield from (TAKEN[pair] for pair in pairs if pair in TAKEN)
        if isinstance(node, ast.ImportFrom):
            yield from said(NAMES, each.name)


def of_attribute(node: ast.Attribute, modules: dict[str, str]) -> Iterator[str]:
    """Yield what an attribute touches, when it is read or changed."""
    yield from said(NAMES, node.attr)
    owner = dotted(node.value, modules)
    if node.attr == "events":
        yield EVENTS
    if (owner, node.attr) in TAKEN:
        yield TAKEN[owner, node.attr]
    changed = not isinstance(node.ctx, ast.Load)
    if owner and (changed or node.attr == "__dict__"):
        yield f"what {owner} holds"
    elif changed and node.attr in PROTOCOLS:
        yield f"the method {node.attr}"
    if owner.split(".")[-1] in ("checks", LENDER) and node.attr.startswith("_"):
        yield f"the inside of {owner}"


def names_of(node: ast.stmt) -> Iterable[str]:
    """Return the names that a statement defines, in a class's body or in a cell."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]


def dotted(node: ast.AST, modules: dict[str, str]) -> str:
    """Return the module, or what is in one, that an expression stands for by its names, as in np.testing; else ""."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in modules:
        return ""
    return ".".join([modules[node.id], *reversed(parts)])
