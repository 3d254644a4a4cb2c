"""Students' Markdown as HTML, made apart where it is long: over some texts a parser's time grows by the square."""

from html import escape

from nbconvert.filters import markdown2html

from autograder.errors import TooMuch
from autograder.sandbox.apart import Apart

MB = 10**6
# Characters of a text that takes no time, whatever it is; and what a longer one may take.
SHORT, MEMORY, SECONDS = 500, 500 * MB, 5
APART = Apart(MEMORY, SECONDS, [__name__])


def html(source: str) -> str:
    """Return Markdown as HTML; a text that takes too long comes as it was written. Neither is cleaned yet."""
    if len(source) <= SHORT:
        return str(markdown2html(source))
    try:
        return str(APART.run(markdown2html, source))
    except (TooMuch, RecursionError, ValueError):
        return f"<pre>{escape(source)}</pre>"
