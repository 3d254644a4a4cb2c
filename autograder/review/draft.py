"""A draft of a mistake's words, as a teacher would put it: what went wrong, and where to look; never how it is right.

What went wrong comes from what the check said; where to look, from how an answer differs from the nearest right one of
the bank. Students read it: so it holds nothing of a right answer, no number and no value of a test.
"""

import ast
import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from autograder.verdicts import LIKELY

# What a check says that refuses an answer, and what that comes to in words; the first that fits.
WHAT: tuple[tuple[str, str], ...] = (
    (r"returned None\b", "Nothing is returned"),
    (r"the input is not valid", "Input that is not valid is not refused"),
    (r"raised (\w+)\b.*; expected an? (\w+)", r"A \1 is raised where the contract asks for a \2"),
    (r"raised (\w+)\b", r"It ends in a \1"),
    (r"^(TypeError|ValueError|NameError|IndexError|KeyError|AttributeError|ZeroDivisionError|RecursionError)\b",
     r"It ends in a \1"),
    (r"changed (\w+), which belongs to the caller", r"What the caller has given as \1 is changed"),
    (r"left the \w+ as it was", "Nothing is changed that should be"),
    (r"NaN or infinity|\bnan\b", "Some numbers come out as NaN or infinity"),
    (r"Shape \(.*instead of|has shape .*expected|of shape", "The result has another shape than is asked for"),
    (r"Length \d+ instead of", "The result has another length than is asked for"),
    (r"\bis (float|int|uint|bool)\d*; expected", "The result has another dtype than is asked for"),
    (r"is missing\.|should not be there", "The result does not have the keys that are asked for"),
    (r"has no \w+\.", "Something that the contract asks for is not there"),
    (r"exposes \d+ of \d+", "The case does not expose all of the broken ones"),
    (r"returned .*(expected|due)|instead of|moved|gives|gave", "Another result comes out than is asked for"),
)  # fmt: skip
OTHERWISE = "It does not do yet what the contract asks for"
# A part of a program, as it is compared: what kind it is, and which.
Part: TypeAlias = "tuple[str, str]"


def draft(said: str, source: str, rights: Sequence[str]) -> str:
    """Return the draft, one sentence or two.

    said: the lines of the check that refused the answer; source: the answer's text; rights: right ones, which may be
    none.
    """
    named = [line.removeprefix(LIKELY) for line in said.split("\n") if line.startswith(LIKELY)]
    if named:  # the check names it by itself, only not to students
        return sentence(re.sub(r"\d+(?:\.\d+)?", "some number", named[0]) if re.search(r"\d", named[0]) else named[0])
    return sentence(f"{what(said)}: {where}" if (where := place(source, rights)) else what(said))


def sentence(words: str) -> str:
    """Return words as a sentence in one line."""
    line = " ".join(words.split())
    return f"{line[:1].upper()}{line[1:]}" + ("" if line.endswith((".", "?", "!")) else ".")


def what(said: str) -> str:
    """Return what went wrong."""
    text = said.partition(": ")[2] if re.match(r"(AssertionError|NotYet): ", said) else said
    for pattern, words in WHAT:
        found = re.search(pattern, text, re.DOTALL)
        if found:
            words = found.expand(words)
            return re.sub(r"\ba (?=[AEIO])", "an ", words, flags=re.ASCII)
    return OTHERWISE


def place(source: str, rights: Iterable[str]) -> str:
    """Return where to look, "" where the answer is like none of the right ones."""
    mine = parts(source)
    best: list[Part] | None = None
    near = 0.5
    for each in rights:
        other = parts(each)
        ratio = difflib.SequenceMatcher(None, mine, other, autojunk=False).ratio()
        if ratio > near:
            best, near = other, ratio
    return "" if best is None else look(mine, best)


def look(mine: Sequence[Part], right: Sequence[Part]) -> str:
    """Return where an answer differs from a right one, in words that do not tell how."""
    more, less = Counter(mine) - Counter(right), Counter(right) - Counter(mine)
    if not more and not less:
        return "the parts are there, but in another order" if list(mine) != list(right) else ""
    if sum(more.values()) + sum(less.values()) > 12:
        return ""
    for kind, told in LOOK.items():
        those, lacks = ([value for key, value in found if key == kind] for found in (more, less))
        if those or lacks:
            return told(those, lacks)
    return ""


def compared(those: list[str], lacks: list[str]) -> str:
    """Return what may be wrong with a comparison."""
    edges = {"Lt", "LtE", "Gt", "GtE"}
    if those and lacks and {*those, *lacks} <= edges:
        return "look at the comparison, and at what should happen at the very edge"
    return "look at the comparison" if those else "a case has to be told apart that is not"


def counted(those: list[str], lacks: list[str]) -> str:
    """Return what may be wrong with a number."""
    try:
        near = abs(float(those[0]) - float(lacks[0])) == 1
    except (IndexError, ValueError):
        return "look at the values that are written out in the code"
    return "where does counting start, and where does it end?" if near else "look at the numbers in the code"


LOOK: dict[str, Callable[[list[str], list[str]], str]] = {
    "return": lambda those, lacks: "look at what is returned, and whether every way through the code returns it",
    "compare": compared,
    "bool": lambda those, lacks: "look at how the conditions are joined: `and`, `or`, `not`",
    "operator": lambda those, lacks: "look at the arithmetic, operation by operation",
    "option": lambda those, lacks: "look at the options of the calls" if those else "a call lacks an option",
    "constant": counted,
    "slice": lambda those, lacks: "look at which part is taken",
    "branch": lambda those, lacks: "there is a case too many" if those else "a case has to be told apart that is not",
    "loop": lambda those, lacks: "look at what is done once, and what again and again",
    "call": lambda those, lacks: (
        ("look at whether each function that is called is the one for this" if lacks else "there is a step too many")
        if those
        else "a step is left out"
    ),
    "statement": lambda those, lacks: "there is a step too many" if those else "a step is left out",
    "attribute": lambda those, lacks: "look at the attributes that are used",
    "name": lambda those, lacks: "look at which variable is used where",
}


def parts(source: str) -> list[Part]:
    """Return the parts of a program in their order; those that it names by itself are called by when they come."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    own: dict[str, str] = {}
    found: list[Part] = []
    walk(tree, own, found)
    return found


def walk(node: ast.AST, own: dict[str, str], found: list[Part]) -> None:
    """Add the parts of a tree."""
    found += part(node, own)
    for child in ast.iter_child_nodes(node):
        walk(child, own, found)


def part(node: ast.AST, own: dict[str, str]) -> list[Part]:
    """Return what a node itself is, [] for what does not count."""
    match node:
        case ast.Return():
            return [("return", "")] if node.value is not None else []
        case ast.Compare():
            return [("compare", type(each).__name__) for each in node.ops]
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return [("bool", type(node.op).__name__)]
        case ast.BinOp() | ast.UnaryOp() | ast.AugAssign():
            return [("operator", type(node.op).__name__)]
        case ast.keyword():
            return [("option", str(node.arg))]
        case ast.Constant():
            return [("constant", repr(node.value))]
        case ast.Slice():
            return [("slice", "")]
        case ast.If() | ast.IfExp() | ast.Raise():
            return [("branch", type(node).__name__)]
        case ast.For() | ast.While() | ast.comprehension():
            return [("loop", "")]
        case ast.Call():
            return [("call", called(node.func))]
        case ast.Assign() | ast.Expr():
            return [("statement", type(node).__name__)]
        case ast.Attribute():
            return [("attribute", node.attr)]
        case ast.arg():
            own.setdefault(node.arg, f"own {len(own)}")
        case ast.Name():
            if isinstance(node.ctx, ast.Store):
                own.setdefault(node.id, f"own {len(own)}")
            return [("name", own.get(node.id, node.id))]
    return []


def called(function: ast.expr) -> str:
    """Return the last name of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
