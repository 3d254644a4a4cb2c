"""Answers as examples of a mistake, which name nobody: without comments and docstrings, and without names."""

import io
import re
import tokenize
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder import text
from autograder.files import read_json
from autograder.report.people import Mask

# How many answers are looked at for one that may be shown; and what is shown of it.
TRIED, LINES, LONGEST = 5, 30, 1500
COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
# What a statement begins after.
BEFORE = {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.COMMENT}
Place = tuple[int, int]


def example(paths: Iterable[Sequence[Path]], answers: Sequence[str], mask: Mask) -> str:
    """Return the shortest of some answers that names nobody, "" where each of those looked at does, or none is there.

    paths: the executed notebooks of each submission; answers: the grade_ids of the cells.
    """
    found = []
    for each, _ in zip(paths, range(TRIED), strict=False):
        source = bare("\n\n".join(source for path in each for source in sources(path, answers)))
        if source and not mask.holds(source):
            found.append(source)
    return cut(min(found, key=lambda each: (len(each), each))) if found else ""


def sources(path: Path, answers: Sequence[str]) -> list[str]:
    """Return what stands in the answers of an executed notebook, [] where it cannot be read."""
    notebook: Any = read_json(path)
    found: dict[str, str] = {}
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        try:
            name, source = cell["metadata"]["nbgrader"]["grade_id"], cell["source"]
        except (KeyError, TypeError):
            continue
        found[name] = "".join(source) if isinstance(source, list) else str(source)
    return [found[name] for name in answers if name in found]


def bare(source: str) -> str:
    """Return code without comments and docstrings, where names stand most often; of lines that are empty then, none."""
    lines = source.splitlines(keepends=True)
    try:
        spans = list(spoken(source))
    except (tokenize.TokenError, SyntaxError, ValueError):  # it is no Python, or has a fault
        return tidy(COMMENT.sub("", source))
    for (top, left), (bottom, right) in reversed(spans):
        kept = lines[top - 1][:left], lines[bottom - 1][right:]
        lines[top - 1 : bottom] = ["".join(kept)]
    return tidy("".join(lines))


def spoken(source: str) -> Iterable[tuple[Place, Place]]:
    """Yield where the comments and docstrings of code begin and end; raises what tokenize does."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for place, token in enumerate(tokens):
        before = tokens[place - 1].type if place else tokenize.ENCODING
        after = tokens[place + 1].type if place + 1 < len(tokens) else tokenize.ENDMARKER
        is_statement = before in BEFORE and after in (tokenize.NEWLINE, tokenize.ENDMARKER)
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and is_statement):
            yield token.start, token.end


def tidy(source: str) -> str:
    """Return code without empty lines and without what cannot be printed."""
    lines = (text.shown(each.expandtabs(4).rstrip(), None) for each in source.splitlines())
    return "\n".join(each for each in lines if each)


def cut(source: str) -> str:
    """Return as much of an answer as is shown."""
    lines = source[:LONGEST].splitlines()
    whole = len(source) <= LONGEST and len(lines) <= LINES
    return "\n".join(lines[:LINES]) + ("" if whole else "\n...")
