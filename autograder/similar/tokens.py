"""An answer as tokens that a change of names, of layout or of comments leaves as they are."""

import ast
import builtins
import io
import keyword
import re
import tokenize
from dataclasses import dataclass

# What stands for a name that the answer itself binds, and for a text.
NAME, TEXT = "n", "s"
LEFT_OUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}
# From Python 3.12 on a formatted text comes in pieces.
PIECES = {getattr(tokenize, f"FSTRING_{part}", tokenize.STRING) for part in ("START", "MIDDLE", "END")}
FIXED = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset(dir(builtins))
WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Token:
    """A token: what is compared of it, and the lines of the answer, from 0, that it stands in."""

    said: str
    first: int
    last: int


def tokens(source: str, is_code: bool = True) -> list[Token]:
    """Return the tokens of an answer: of Python, or else of any text, word by word.

    Comments and docstrings are left out, and a name that the answer binds itself is like any other: who copies changes
    these first.
    """
    if is_code:
        try:
            return of_python(source)
        except (tokenize.TokenError, SyntaxError, ValueError, RecursionError, MemoryError):
            pass
    lines = enumerate(source.split("\n"))
    return [Token(word.lower(), number, number) for number, line in lines for word in WORD.findall(line)]


def of_python(source: str) -> list[Token]:
    """Return the tokens of Python code; raises what tokenize and ast do over what is none."""
    tree = ast.parse(source)
    own, docstrings = bound(tree), documented(tree)
    found: list[Token] = []
    after = ""
    for each in tokenize.generate_tokens(io.StringIO(source).readline):
        is_text = each.type in PIECES | {tokenize.STRING}
        if each.type in LEFT_OUT or (
            is_text and any(start <= each.start and each.end[0] <= end for start, end in docstrings)
        ):
            continue
        said = each.string
        if is_text:
            said = TEXT
        elif each.type == tokenize.NAME and said in own and said not in FIXED and after != ".":
            said = NAME
        after = each.string
        found.append(Token(said, each.start[0] - 1, each.end[0] - 1))
    return found


def bound(tree: ast.Module) -> set[str]:
    """Return the names that code binds: variables, parameters, functions, classes; what it imports keeps its name."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)):
            found |= {node.name} if node.name else set()
    return found


def documented(tree: ast.Module) -> list[tuple[tuple[int, int], int]]:
    """Return where the texts begin that stand by themselves, as docstrings do, and the line in which they end."""
    alone = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    texts = (each for each in alone if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return [((each.lineno, each.col_offset), each.end_lineno or each.lineno) for each in texts]
