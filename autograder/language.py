"""Python's parsers, for text that anybody may have written.

CPython 3.11 and 3.12 count the parser's depth for all threads together, and so may stumble (SystemError: AST
constructor recursion depth mismatch): hence the lock. IPython's own syntax is taken out here, line by line, since its
transformer takes time that grows with the square of the text.
"""

import ast
import re
import symtable
import textwrap
import threading

LOCK = threading.Lock()
LARGEST = 200_000  # characters of a cell that are parsed
# Magics whose body is Python that runs in the notebook's own names, and those that run it without keeping names.
RUNS = {"time", "capture", "prun", "memit", "mprun", "lprun"}
# A line of IPython's own: %magic, !command, ?help or help?; and an assignment from a magic or a command.
OWN_LINE = re.compile(r"^(?P<indent>[ \t]*)(?:%(?P<magic>\w*)(?P<rest>.*)|[!?].*|[^#'\"]*\?)$")
ASSIGNED = re.compile(r"^(?P<target>[\w., \t\[\]]+=)[ \t]*[%!].*$")
LONGEST = 1000  # characters of a line that is looked at: the patterns take time that grows with its square
PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d+\]: ?|[ \t]{0,20}\.\.\.: ?)", re.MULTILINE)
# What binds a name at the beginning of a line, where the text does not parse.
BINDS = re.compile(r"^(?:(?:async +)?def +(\w+)|class +(\w+)|(\w+) *(?::[^=\n]*)?=(?!=))", re.MULTILINE)


def parse(source):
    """Return the syntax tree of a source; raises SyntaxError."""
    with LOCK:
        return ast.parse(source)


class UnreadableError(Exception):
    """A text is too long or too deep for the parser; it may be Python all the same."""


def table(source):
    """Return the symbol table of a cell, None where it is no Python; IPython's own syntax is taken out.

    Raises UnreadableError where the parser gives up, by whatever error.
    """
    if len(source) > LARGEST:
        raise UnreadableError(f"{len(source)} characters")
    for change in (str, python, lambda text: textwrap.dedent(python(PROMPT.sub("", text)))):
        try:
            with LOCK:
                return symtable.symtable(change(source), "cell", "exec")
        except SyntaxError:
            continue
        except (ValueError, RecursionError, MemoryError, SystemError, OverflowError) as error:
            raise UnreadableError(f"{type(error).__name__}: {error}") from error
    return None


def python(source):
    """Return a cell's text without IPython's own syntax."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        magic = re.match(r"%%(\w*)", lines[first])[1]
        return "\n".join(lines[first + 1 :]) if magic in RUNS else ""
    return "\n".join(map(plain_line, lines))


def plain_line(line):
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


def defined(source, imports=False):
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
