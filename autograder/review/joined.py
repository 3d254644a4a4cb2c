"""An answer of a student's joins the bank: without names, as a file of its own, or not at all."""

import ast
from pathlib import Path

from autograder.bank.answer import Answer
from autograder.files import replace
from autograder.report.examples import bare
from autograder.report.people import Mask

# What stands in the place of a name: part of any identifier.
NOBODY = "student"


def nameless(source: str, mask: Mask) -> str:
    """Return an answer without comments and docstrings, and with NOBODY for what names somebody, as a file has it.

    Raises SyntaxError for what is no Python.
    """
    found = mask.pattern.sub(NOBODY, bare(source))
    try:
        ast.parse(found)
    except SyntaxError:  # where a docstring was all that a body had
        found = mask.pattern.sub(NOBODY, ast.unparse(undocumented(ast.parse(source))))
    return f"{found.rstrip()}\n"


def undocumented(tree: ast.Module) -> ast.Module:
    """Return a tree in which every docstring is a `pass`."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and is_text(body[0].value):
            body[0] = ast.Pass()
    return tree


def is_text(node: ast.expr) -> bool:
    """Tell whether an expression is a text by itself."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def free(folder: Path, name: str) -> Path:
    """Return the path of an answer's file in a folder of the bank: NAME.py, else NAME_2.py, and so on."""
    names = [name, *(f"{name}_{number}" for number in range(2, 1000))]
    return next(path for each in names if not (path := folder / f"{each}.py").exists())


def join(folder: Path, name: str, text: str) -> Answer:
    """Write an answer's file into a folder of the bank, that of its exercise; return the Answer.

    name: begins with right_ or wrong_; text: the whole file. Raises BankError, and leaves nothing, where it is not as
    the bank has it.
    """
    path = free(folder, name)
    replace(path, text)
    answer = Answer(path)
    try:
        answer.check()
    except BaseException:
        path.unlink()
        raise
    return answer
