"""The wrong answer of the bank that is most like an answer, by its tokens: a hint for who reads it, and no verdict."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from autograder.bank.answer import Answer
from autograder.errors import attempt

# Tokens that are compared, and the least likeness that is told of.
MOST, LEAST = 600, 0.3
BLANK = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Near:
    """A wrong answer of the bank: its name, the mistake that it makes, and how like another one is, 0 to 1."""

    name: str
    mistake: str
    share: float


def tokens(source: str) -> list[str]:
    """Return the tokens of code, without comments and layout, as far as they can be read."""
    found: list[str] = []
    try:
        for each in tokenize.generate_tokens(io.StringIO(source).readline):
            if each.type not in BLANK and len(found) < MOST:
                found.append(each.string)
    except (tokenize.TokenError, SyntaxError, ValueError):  # it is no Python, or breaks off
        pass
    return found


def nearest(source: str, known: Iterable[Answer]) -> Near | None:
    """Return the wrong answer that is most like a source; None where none is like it at all."""
    mine, best = tokens(source), None
    for each in known:
        mistake, error = attempt(lambda answer=each: answer.mistake)
        if each.is_right or error is not None or not mine:
            continue
        matcher = SequenceMatcher(None, tokens(each.source), mine, autojunk=False)
        least = max(LEAST, best.share if best else 0.0)
        if matcher.quick_ratio() > least and (share := matcher.ratio()) > least:
            best = Near(each.path.stem, mistake, share)
    return best
