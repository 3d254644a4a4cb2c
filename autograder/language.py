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
import secrets
import symtable
import textwrap
import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from autograder.files import PACKAGE

LOCK = threading.Lock()
Parsed = TypeVar("Parsed")
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
    return read(source, lambda text: symtable.symtable(text, "cell", "exec"))


def tree(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell, None where it is no Python; raises UnreadableError, as table() does."""
    return read(source, ast.parse)


def read(source: str, parser: Callable[[str], Parsed]) -> Parsed | None:
    """Return what a parser makes of a cell, IPython's own syntax taken out where that is needed, as table() says."""
    if len(source) > LARGEST:
        raise UnreadableError(f"{len(source)} characters")
    for change in (str, python, unprompted):
        try:
            with LOCK:
                return parser(change(source))
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


# What Python and IPython bind, and errors for a name that nothing has bound, or a key. UNBOUND: also what a check says
# of a name whose cell was interrupted.
NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_"))
UNBOUND = re.compile(r"NameError|KeyboardInterrupt|is not defined")
ABSENCES = ("NameError", "KeyError")
ABSENT = re.compile(r"NameError|KeyError|is not defined")
NO_NAME = re.compile(r"NameError: name '(?P<name>\w+)' is not defined")
# Errors of an import, and what they say of a module that is not installed.
IMPORT_ERRORS = ("ModuleNotFoundError", "ImportError")
NO_MODULE = re.compile(r"No module named '(?P<module>[\w.]+)'")


def imports(source: str, module: str) -> bool:
    """Tell whether a line of a cell imports a module by that name."""
    return re.search(rf"^\s*(?:import|from)\s+{re.escape(module)}\b", source, re.MULTILINE) is not None


SHELL = "__import__('IPython').get_ipython()"
# `exit` in a cell ends nothing: JupyterLab would start a new kernel, and the cells above would have to be run again.
STAY = f"{SHELL}.unobserve_all('exit_now')"
# A traceback that nobody reads is not made: it takes longer than a test.
SHORT = f"{SHELL}.InteractiveTB.set_mode(mode='Minimal')"
# The kernel's command line: what students run is written to no file of the one who grades.
ARGUMENTS = ("--HistoryManager.hist_file=:memory:",)
PYTHON = "__import__('builtins')"
SHELL = "__import__('IPython').get_ipython()"
# Under what the grader's own things stand in a kernel: not in the notebook's names, and told apart by chance from what
# another run of the grader had there. SECRET tells the real runs of a test from its control runs.
OWN, SECRET = f"_{secrets.token_hex(8)}", secrets.randbits(128) | 1
STAGE = f"__import__('sys').__dict__[{OWN!r}]"


@cache
def opened() -> str:
    """Return the expression that makes what the grader has in a kernel, before the notebook's first cell."""
    source = (PACKAGE / "execute" / "in_kernel.py").read_text(encoding="utf-8")
    own = "{'__builtins__': python.dict(python.vars(python)), '__name__': 'stage'}"
    made = f"sys.__dict__.setdefault({OWN!r}, own['Stage'](python.globals(), {SECRET}))"
    run = f"lambda python, sys, own: (python.exec({source!r}, own), {made}, None)[2]"
    return f"(lambda python, sys: ({run})(python, sys, {own}))({PYTHON}, __import__('sys'))"


def keep(key: str) -> str:
    """Return an expression by which the kernel keeps the names that it has now, under a key."""
    return f"{STAGE}.keep({key!r})"


def restore(key: str) -> str:
    """Return an expression by which the kernel takes up the names that it has kept under a key, if it has."""
    return f"{STAGE}.restore({key!r})"


def stage(key: str, name: str, source: str, real: bool) -> str:
    """Return an expression by which the kernel takes up names and binds an answer, for one run of a test.

    key: under what the names are kept; name: of the answer; source: of a wrong answer to it, which a run that is not
    real is for. The expressions of both kinds differ by a number alone, which tells nothing without the secret.
    """
    return f"{STAGE}.stage({key!r}, {name!r}, {source!r}, {number_for(real)})"


def number_for(real: bool) -> int:
    """Return a number of chance that has an odd number of bits in common with the secret where a run is real."""
    number = secrets.randbits(128)
    return number if (number & SECRET).bit_count() % 2 == real else number ^ 1


@cache
def recorder() -> str:
    """Return the source of what notes a trace. A kernel cannot see this package, so it is sent there as text."""
    return (PACKAGE / "bank" / "trace.py").read_text(encoding="utf-8")


def request(name: str, test: str, shown: str | None = None) -> str:
    """Return an expression that replays a test cell in the kernel that evaluates it, and leaves no name behind.

    shown: the part that students have, whose checks are all asked then.
    """
    # Shown as JSON, the one form in which anything of a kernel's is read.
    told = "type('Told', (), {'_repr_json_': lambda self: trace})() if trace else None"
    source = f"{recorder()}\ntrace = replay({name!r}, {test!r}, namespace, {shown!r})\nanswer = {told}\n"
    own = "{'namespace': python.globals(), '__name__': 'recorder'}"
    run = f"lambda python, own: (python.exec({source!r}, own), own['answer'])[1]"
    return f"(lambda python: ({run})(python, {own}))({PYTHON})"


def learned(source: str) -> str:
    """Return an expression by which a kernel learns to play for a judge; source: of bundle.py's, for a player."""
    run = f"lambda python, own, names: (python.exec({source!r}, names), "
    run += "own.__setitem__('autograder_player', names['load'](**names['modules'])))"
    return f"({run})({PYTHON}, {SHELL}.__dict__, {{'__name__': 'player'}})"


def play(address: str, before: str) -> str:
    """Return the cell by which a kernel plays for the judge at an address, on the notebook's names.

    before: an expression to evaluate before.
    """
    return f"({before or None}, {SHELL}.autograder_player.play({address!r}, {SHELL}.user_ns))[1]"


LARGEST_VALUE = 200_000  # letters of a value that is read


def value(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the value in the content of a kernel's reply to a request; None where there is none that can be read."""
    try:
        told = content["user_expressions"]["it"]["data"]["application/json"]
    except (KeyError, TypeError):
        return None
    return told if isinstance(told, dict) and len(json.dumps(told)) <= LARGEST_VALUE else None
