"""Makes safe what students have written and what their code has shown: HTML, Markdown, pictures."""

import base64
import binascii
import re

import nh3
from markupsafe import Markup, escape

from autograder import text, words
from autograder.record import rendered

# Bytes of an image that is shown, and its pixels: a small file can hold a picture that fills a browser's memory.
IMAGE, PIXELS = 300_000, 16_000_000
TAGS = {
    *("p", "br", "hr", "pre", "code", "b", "i", "em", "strong", "sub", "sup", "blockquote", "span", "div"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
IMAGES = {"image/png": PNG, "image/jpeg": JPEG}
# A picture that was pasted into a note; it is no part of what is graded.
PASTED = re.compile(r"!\[(?P<name>[^\]\n]*)\]\(attachment:[^)\n]*\)")


def html(source: str, most: int) -> Markup:
    """Return HTML with nothing in it but text, tables and lists: no script, style, link, image or attribute.

    most: characters that are looked at; the rest is cut.
    """
    source = text.writable(source[:most])
    return Markup(nh3.clean(source, tags=TAGS, attributes={}, clean_content_tags={"script", "style"}))


def markdown(source: str) -> str:
    """Return Markdown as HTML, not yet clean; as the text that it is where no HTML can be made of it.

    In place of pictures that were pasted into it stands that there was one.
    """
    source = PASTED.sub(lambda found: words.PICTURE(name=found["name"] or words.NAMELESS()), source)
    source = text.writable(source)
    try:
        return rendered.html(source)
    except Exception:  # nbconvert's, of many types: a link to what is not there, brackets nested without end
        return f"<pre>{escape(source)}</pre>"


def safe_markdown(source: str) -> str:
    """Return Markdown as HTML that runs nothing; a filter for the formgrader's pages."""
    return nh3.clean(markdown(source), tags=nh3.ALLOWED_TAGS | {"details", "summary"})


def picture(encoded: object, start: bytes) -> str:
    """Return an image as base64 without blanks, "" unless it is one that begins with start and is not too large."""
    if not isinstance(encoded, str) or len(encoded) > IMAGE * 4 // 3:
        return ""
    encoded = re.sub(r"\s", "", encoded)
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not data.startswith(start):
        return ""
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20)) if start == PNG else (1, 1)
    return encoded if 0 < width * height <= PIXELS else ""
