"""Finds what the judge needs for a test: the cells of the lesson that it runs, and the names that are the answers'."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder import language
from autograder.cells import grade_id_of, is_test
from autograder.judge.report import Needs
from autograder.prepare.idle import names


def needs(skeleton: NotebookNode) -> dict[str, Needs]:
    """Return {grade_id of a test cell: what it needs} of a lesson."""
    found: dict[str, Needs] = {}
    above: list[NotebookNode] = []
    for cell in skeleton.cells:
        if cell.cell_type != "code":
            continue
        if is_test(cell):
            found[grade_id_of(cell) or ""] = of_test(cell.source, above)
        else:
            above.append(cell)
    return found


def of_test(test: str, above: Sequence[NotebookNode]) -> Needs:
    """Return what a test needs of the cells above it, which are no tests."""
    answers = frozenset[str]().union(*(names(cell.source)[0] or () for cell in above if is_solution(cell)))
    given, made = sorted_out([cell.source for cell in above if not is_solution(cell)], answers)
    known = answers.union(language.NAMES, names(test)[0] or (), made, *(each.bound for each in given))
    seen, chosen = set[tuple[str, int]](), set[int]()
    waiting = {(name, len(given)) for name in names(test)[1]}
    while waiting:
        name, end = waiting.pop()
        seen.add((name, end))
        more = givers(name, end, given) if name not in answers else set()
        if name not in known:
            more |= {place for place in range(end) if given[place].star}
        for place in more - chosen:
            each = given[place]
            now = at_once(each.source)
            # What a cell looks up as it runs is what was there then; what its functions do, when they are called.
            later = names(each.source)[1] - now - here(each.source)
            waiting |= {(one, place) for one in now} | {(one, len(given)) for one in later}
        chosen |= more
        waiting -= seen
    asked = {name for name, _ in seen} & (made | answers)
    return Needs(tuple(given[place].source for place in sorted(chosen)), tuple(sorted(asked)))


def givers(name: str, end: int, given: Sequence[Given]) -> set[int]:
    """Return the places of the cells before one that give a name its value: the last that binds it, and changes since.

    Where that one may not bind it, as inside an if, those before it, too.
    """
    found = set[int]()
    for place in reversed(range(end)):
        if name in given[place].touched:
            found.add(place)
        if name in given[place].surely:
            break
    return found


@dataclass(frozen=True)
class Given:
    """A cell that the judge can run. bound: the names that it binds; touched: those whose value it may change, too.

    surely: those that it binds whatever happens, and anew; star: whether it binds names that nobody can see.
    """

    source: str
    bound: frozenset[str]
    touched: frozenset[str]
    surely: frozenset[str]
    star: bool


def sorted_out(sources: Sequence[str], answers: frozenset[str]) -> tuple[list[Given], set[str]]:
    """Return (the cells that the judge can run, the names that are made with an answer), of cells that are no answers.

    What a cell makes with an answer, if by way of a function of the lesson's, is the student's, too; and so it is until
    a cell that has nothing of an answer binds it anew.
    """
    given: list[Given] = []
    made, carriers, functions = set[str](answers), set[str](), dict[str, Function]()
    modules = USUAL.union(*(imported(tree_of(source)) for source in sources))
    for source in sources:
        bound, _ = names(source)
        tree = tree_of(source)
        functions |= functions_of(tree)
        carries = calling(tree, made | carriers)
        touched = changed(source, functions) - modules
        if bound is None or at_once(source) & (made | carriers | carries):
            made |= (bound or set()) | touched
            continue
        made -= bound - answers
        carriers = carriers - bound | carries
        surely = frozenset(name for node in tree.body for name in binds(node)) if tree else frozenset[str]()
        given.append(Given(source, bound, bound | touched, surely - at_once(source), has_star(tree)))
    return given, made


def binds(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds whatever happens."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return set[str]().union(*map(named_in, targets))


def named_in(target: ast.expr) -> set[str]:
    """Return the names that are bound where a value is assigned to a target."""
    return {each.id for each in ast.walk(target) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def tree_of(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell, without IPython's own syntax; None where it is no Python."""
    try:
        return language.parse(language.python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return None


def at_once(source: str) -> set[str]:
    """Return the names that a cell looks up as it runs, and not only when a function of it is called."""
    tree = tree_of(source)
    if tree is None:
        return set(names(source)[1])
    found, bound = set[str](), set[str]()
    for node in tree.body:
        found |= loaded(node) - bound
        bound |= binds(node)
    return found


def loaded(node: ast.stmt) -> set[str]:
    """Return the names that a statement looks up as it runs, and does not bind itself before."""
    if isinstance(node, ast.For):
        inside = set[str]().union(*map(loaded, [*node.body, *node.orelse]))
        return loaded(ast.Expr(node.iter)) | inside - named_in(node.target)
    nodes = list(outside(node))
    again = [each.target for each in nodes if isinstance(each, ast.AugAssign)]
    seen = [each for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)]
    # Without what belongs to a comprehension.
    return {each.id for each in [*seen, *again] if isinstance(each, ast.Name)} & names(ast.unparse(node))[1]


def here(source: str) -> set[str]:
    """Return the names that a cell looks up as it runs, those that it has bound itself, too."""
    tree = tree_of(source)
    nodes = [each for each in outside(tree) if isinstance(each, ast.Name)] if tree else []
    return {each.id for each in nodes if isinstance(each.ctx, ast.Load)}


def calling(tree: ast.Module | None, wanted: Collection[str]) -> set[str]:
    """Return the functions and classes of a cell that look up some names when they are called, or that call those."""
    inside: dict[str, frozenset[str]] = {}
    for node in tree.body if tree else []:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside[node.name] = names(ast.unparse(node))[1]
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            inside |= {each.id: names(ast.unparse(node))[1] for each in node.targets if isinstance(each, ast.Name)}
    found = set[str]()
    while more := {name for name, loaded in inside.items() if name not in found and loaded & {*wanted, *found}}:
        found |= more
    return found


def outside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree, without the bodies of functions."""
    yield node
    for field, value in ast.iter_fields(node):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and field == "body":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from outside(child)


# Methods that change what they are called on, wherever they are called; as a statement any method may.
CHANGES = {"append", "extend", "insert", "pop", "popitem", "remove", "discard", "clear", "sort", "reverse", "update"}
CHANGES |= {"add", "setdefault", "fill", "put", "resize", "assign", "assign_add", "assign_sub", "fit", "set_weights"}
CHANGES |= {"scatter_add", "scatter_sub", "scatter_update", "apply_gradients", "setflags", "appendleft", "popleft"}


@dataclass(frozen=True)
class Function:
    """What a function of the lesson's changes. places: of arguments; names: of the notebook's."""

    places: frozenset[int]
    names: frozenset[str]


def functions_of(tree: ast.Module | None) -> dict[str, Function]:
    """Return {name: Function} of those that a cell defines."""
    found = {}
    for node in tree.body if tree else []:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [each for part in node.body for each in ast.walk(part)]
            own = {name for each in inside if isinstance(each, ast.Global) for name in each.names}
            touched = in_place(inside) | own
            arguments = [each.arg for each in [*node.args.posonlyargs, *node.args.args]]
            places = frozenset(place for place, each in enumerate(arguments) if each in touched)
            found[node.name] = Function(places, frozenset(touched - set(arguments)))
    return found


def changed(source: str, functions: Mapping[str, Function]) -> frozenset[str]:
    """Return the names of what a cell changes in place, as it runs; functions: of the lesson, which it may call."""
    tree = tree_of(source)
    if tree is None:
        return frozenset()
    nodes = list(outside(tree))
    found = in_place(nodes)
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            called = functions[node.func.id]
            found |= called.names
            found |= {name for place in called.places if place < len(node.args) and (name := named(node.args[place]))}
    return frozenset(found)


def in_place(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names of what some nodes change in place: by an index, an attribute, or a method."""
    found = set[str]()
    for node in nodes:
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found.add(base(node))
        elif isinstance(node, ast.Expr | ast.Assign) and isinstance(node.value, ast.Call):
            found.add(base(node.value.func))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in CHANGES:
                found.add(base(node.func))
            elif node.func.attr == "shuffle" and node.args:
                found.add(named(node.args[0]))
    return found - {""}


def named(node: ast.AST) -> str:
    """Return the name that an expression is, or is a part of, "" where it is none."""
    return node.id if isinstance(node, ast.Name) else base(node)


def base(node: ast.AST) -> str:
    """Return the name that an index or an attribute is one of, "" where there is none."""
    inside = node
    while isinstance(inside, ast.Attribute | ast.Subscript):
        inside = inside.value
    return inside.id if isinstance(inside, ast.Name) and inside is not node else ""


def has_star(tree: ast.Module | None) -> bool:
    """Tell whether a cell imports all names of a module."""
    nodes = ast.walk(tree) if tree else []
    return any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes)


# What is called on modules changes no value of a lesson's.
USUAL = frozenset({"np", "plt", "tf", "keras", "os", "sys", "checks", "checks_lesson", "desk", "figures", "guesses"})


def imported(tree: ast.Module | None) -> set[str]:
    """Return the names by which a cell knows modules, or what is in them."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)] if tree else []
    return {alias.asname or alias.name.partition(".")[0] for node in nodes for alias in node.names}
