"""All that is Python about a kernel: what its texts say, and what the grader has it evaluate beside a notebook's cells.

The parsers are for text that anybody may have written. CPython 3.11 and 3.12 count the parser's depth for all threads
together, and so may stumble (SystemError: AST constructor recursion depth mismatch): hence the lock. IPython's own
syntax is taken out here, line by line, since its transformer takes time that grows with the square of the text.

What a kernel evaluates are expressions. They use no name that a student may have bound to something else: `dict`, say.
"""

import ast
import builtins
import json
import re
import symtable
import textwrap
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

from autograder.files import PACKAGE

LOCK = threading.Lock()
LARGEST = 200_000  # characters of a cell that are parsed
# Magics whose body is Python that runs in the notebook's own names, and those that run it without keeping names.
RUNS = {"time", "capture", "prun", "memit", "mprun", "lprun"}
# A line of IPython's own: %magic, !command, ?help or help?; and an assignment from a magic or a command.
OWN_LINE = re.compile(r"^(?P<indent>[ \t]*)(?:%(?P<magic>\w*)(?P<rest>.*)|[!?].*|[^#'\"]*\?)$")
ASSIGNED = re.compile(r"^(?P<target>[\w., \t\[\]]+=)[ \t]*[%!].*$")
CELL_MAGIC = re.compile(r"\s*%%(?P<magic>\w+)")
LONGEST = 1000  # characters of a line that is looked at: the patterns take time that grows with its square
PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d+\]: ?|[ \t]{0,20}\.\.\.: ?)", re.MULTILINE)
# What binds a name at the beginning of a line, where the text does not parse.
BINDS = re.compile(r"^(?:(?:async +)?def +(\w+)|class +(\w+)|(\w+) *(?::[^=\n]*)?=(?!=))", re.MULTILINE)


def parse(source: str) -> ast.Module:
    """Return the syntax tree of a source; raises SyntaxError."""
    with LOCK:
        return ast.parse(source)


class UnreadableError(Exception):
    """A text is too long or too deep for the parser; it may be Python all the same."""


def table(source: str) -> symtable.SymbolTable | None:
    """Return the symbol table of a cell, None where it is no Python; IPython's own syntax is taken out.

    Raises UnreadableError where the parser gives up, by whatever error.
    """
    if len(source) > LARGEST:
        raise UnreadableError(f"{len(source)} characters")
    for change in (str, python, unprompted):
        try:
            with LOCK:
                return symtable.symtable(change(source), "cell", "exec")
        except SyntaxError:
            continue
        except (ValueError, RecursionError, MemoryError, SystemError, OverflowError) as error:
            raise UnreadableError(f"{type(error).__name__}: {error}") from error
    return None


def unprompted(source: str) -> str:
    """Return a cell's text without the prompts of a session that it was copied from, and IPython's own syntax."""
    return textwrap.dedent(python(PROMPT.sub("", source)))


def python(source: str) -> str:
    """Return a cell's text without IPython's own syntax."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        runs = CELL_MAGIC.match(lines[first])
        return "\n".join(lines[first + 1 :]) if runs and runs["magic"] in RUNS else ""
    return "\n".join(map(plain_line, lines))


def plain_line(line: str) -> str:
    """Return a line without IPython's own syntax."""
    line = line.rstrip()
    if len(line) > LONGEST:
        return line
    if found := OWN_LINE.match(line):
        runs = found["magic"] in RUNS and found["rest"].strip()
        return found["indent"] + (found["rest"].strip() if runs else "pass")
    if found := ASSIGNED.match(line):
        return f"{found['target']} None"
    return line


def defined(source: str, imports: bool = False) -> frozenset[str]:
    """Return the names that a cell defines or assigns; guessed line by line where it does not parse.

    imports: those that it imports, too.
    """
    try:
        top = table(source)
    except UnreadableError:
        top = None
    if top is None:
        return frozenset(filter(None, (name for found in BINDS.findall(source[:LARGEST]) for name in found)))
    return frozenset(
        symbol.get_name()
        for symbol in top.get_symbols()
        if symbol.is_assigned() or symbol.is_namespace() or (imports and symbol.is_imported())
    )


def shows_a_number(source: str) -> bool:
    """Tell whether a cell's source ends in an expression, so that what it displays can be a partial score."""
    try:
        last = parse(source).body[-1:]
    except SyntaxError:  # IPython's own syntax; without it there is nothing to tell from
        return False
    return bool(last) and isinstance(last[0], ast.Expr) and not source.rstrip().endswith(";")


# What Python and IPython bind, and errors for a name that nothing has bound, or a key.
NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_"))
UNBOUND = re.compile(r"NameError|is not defined")
ABSENCES = ("NameError", "KeyError")
ABSENT = re.compile(r"NameError|KeyError|is not defined")
NO_NAME = re.compile(r"NameError: name '(?P<name>\w+)' is not defined")
# Errors of an import, and what they say of a module that is not installed.
IMPORT_ERRORS = ("ModuleNotFoundError", "ImportError")
NO_MODULE = re.compile(r"No module named '(?P<module>[\w.]+)'")


def imports(source: str, module: str) -> bool:
    """Tell whether a line of a cell imports a module by that name."""
    return re.search(rf"^\s*(?:import|from)\s+{re.escape(module)}\b", source, re.MULTILINE) is not None


# `exit` in a cell ends nothing: JupyterLab would start a new kernel, and the cells above would have to be run again.
STAY = "__import__('IPython').get_ipython().unobserve_all('exit_now')"
# A traceback that nobody reads is not made: it takes longer than a test.
SHORT = "__import__('IPython').get_ipython().InteractiveTB.set_mode(mode='Minimal')"
# The kernel's command line: what students run is written to no file of the one who grades.
ARGUMENTS = ("--HistoryManager.hist_file=:memory:",)
PYTHON = "__import__('builtins')"
OWN = f"{PYTHON}, __import__('IPython').get_ipython().__dict__"


def keep(key: str) -> str:
    """Return an expression by which the kernel keeps the names that it has now, under a key."""
    kept = f"__setitem__({key!r}, python.dict(python.globals()))"
    return f"(lambda python, own: own.setdefault('autograder_kept', {{}}).{kept})({OWN})"


def restore(key: str) -> str:
    """Return an expression by which the kernel takes up the names that it has kept under a key, if it has."""
    kept = f"(python.globals(), own.get('autograder_kept', {{}}).get({key!r}))"
    return f"(lambda now, kept: kept and [now.clear(), now.update(kept)])(*(lambda python, own: {kept})({OWN}))"


@cache
def recorder() -> str:
    """Return the source of what notes a trace. A kernel cannot see this package, so it is sent there as text."""
    return (PACKAGE / "bank" / "trace.py").read_text(encoding="utf-8")


def request(name: str, test: str) -> str:
    """Return an expression that replays a test cell in the kernel that evaluates it, and leaves no name behind."""
    # Shown as JSON, the one form in which anything of a kernel's is read.
    told = "type('Told', (), {'_repr_json_': lambda self: trace})() if trace else None"
    source = f"{recorder()}\ntrace = replay({name!r}, {test!r}, namespace)\nanswer = {told}\n"
    own = "{'namespace': python.globals(), '__name__': 'recorder'}"
    run = f"lambda python, own: (python.exec({source!r}, own), own['answer'])[1]"
    return f"(lambda python: ({run})(python, {own}))({PYTHON})"


LARGEST_VALUE = 200_000  # letters of a value that is read


def value(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the value in the content of a kernel's reply to a request; None where there is none that can be read."""
    try:
        told = content["user_expressions"]["it"]["data"]["application/json"]
    except (KeyError, TypeError):
        return None
    return told if isinstance(told, dict) and len(json.dumps(told)) <= LARGEST_VALUE else None


# Around the wrong answer, in one cell with it and with the test. Classes are left as they are. Python's own names are
# asked for by way of the module: a student may have bound them to something else.
BEFORE = "autograder_own = __import__('builtins').globals().get({name!r})\n"
AFTER = """
def autograder_both(own, wrong):
    import builtins, copy, functools, inspect
    @functools.wraps(wrong)
    def both(*arguments, **options):
        try:
            own(*copy.deepcopy(arguments), **copy.deepcopy(options))
        except builtins.Exception:
            pass
        return wrong(*arguments, **options)
    return both if inspect.isfunction(own) and inspect.isfunction(wrong) else wrong
{name} = autograder_both(autograder_own, {name})
"""
# Where what a student has bound gets in the wrong answer's way: on names of its own, Python's as they were.
APART = """
autograder_apart = (lambda python: {{
    key: value for key, value in python.globals().items() if not python.hasattr(python, key)
}})(__import__('builtins'))
__import__('builtins').exec({source!r}, autograder_apart)
{name} = autograder_apart[{name!r}]
"""


def control_cell(name: str, source: str) -> str:
    """Return the cell that binds a wrong answer, which defines a name, for a control run; see bank/controls.py."""
    return BEFORE.format(name=name) + source + AFTER.format(name=name)


def control_apart(name: str, source: str) -> str:
    """Return the cell that binds a wrong answer on names of its own."""
    return BEFORE.format(name=name) + APART.format(name=name, source=source) + AFTER.format(name=name)
