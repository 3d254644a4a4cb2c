"""A certificate: what it states, and how it looks as a page of HTML and as a drawing in SVG.

Both hold what they state as JSON, too, and nothing that runs or is loaded. html() and svg() are made of the facts and
the code alone, so that a file can be compared with what its facts look like.
"""

import base64
import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from autograder import words
from autograder.errors import CertificateError
from autograder.files import PACKAGE
from autograder.record.drawn import fitted
from autograder.record.tables import number

ROOM = PACKAGE / "record"
HTML, SVG = "html", "svg"
# How what is stated stands in a file.
STATED = re.compile(
    r'<(?P<tag>script type="application/json"|metadata) id="certificate">(?P<json>[^<]*)</(?:script|metadata)>'
)
# What would end a block of JSON in HTML or XML, and how JSON says it otherwise.
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
LONG, LONGER = 40, 100  # characters from which on a name, a course's title or an issuer's line is set smaller
ROW, MANY, MOST = 60, 12, 22  # characters that a row of the table holds, and rows from which on it is set smaller


@dataclass(frozen=True)
class Earned:
    """The mark in one lesson: its name in the gradebook, its title, the mark, and the points that could be had."""

    lesson: str
    title: str
    mark: float
    points: float


@dataclass(frozen=True)
class Facts:
    """All that a certificate states. student: as the gradebook has it; date: of issue, as 2026-03-01."""

    course: str
    student: str
    name: str
    lessons: tuple[Earned, ...]
    date: str
    issuer: str = ""

    @property
    def mark(self) -> float:
        """The sum of the marks."""
        return math.fsum(each.mark for each in self.lessons)

    @property
    def points(self) -> float:
        """The points that could be had."""
        return math.fsum(each.points for each in self.lessons)

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"lessons": [asdict(each) for each in self.lessons]}

    def stated(self) -> bytes:
        """Return the bytes of which the code is made; no two facts have the same."""
        return json.dumps(self.plain(), sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def facts(plain: object) -> Facts:
    """Return the Facts of plain data; raises ValueError where they are none."""
    if not isinstance(plain, dict) or set(plain) != {each.name for each in fields(Facts)}:
        raise ValueError("facts of a certificate have other names")
    lessons = [Earned(**each) for each in listed(plain["lessons"])]
    made = Facts(**plain | {"lessons": tuple(lessons)})
    texts = [made.course, made.student, made.name, made.date, made.issuer]
    texts += [text for each in lessons for text in (each.lesson, each.title)]
    numbers = [value for each in lessons for value in (each.mark, each.points)]
    if not all(isinstance(each, str) for each in texts) or not all(type(each) is float for each in numbers):
        raise ValueError("a fact of a certificate is of another kind")
    return made


def listed(value: object) -> list[dict[str, Any]]:
    """Return a list of lessons as plain data; raises ValueError where it is none."""
    names = {each.name for each in fields(Earned)}
    if not isinstance(value, list) or not all(isinstance(each, dict) and set(each) == names for each in value):
        raise ValueError("lessons of a certificate have other names")
    return value


def changes(old: Facts, new: Facts) -> str:
    """Say in one line what new states otherwise than old; the date only where that is all."""
    before, after = ({each.lesson: each for each in every.lessons} for every in (old, new))
    said = [changed(before[name], each) if name in before else f"{name} is new" for name, each in after.items()]
    said += [f"{name} is left out" for name in before if name not in after]
    plain = [(name, getattr(old, name), getattr(new, name)) for name in ("course", "name", "student", "issuer")]
    said += [f"its {name} is {now!r}, not {was!r}" for name, was, now in plain if was != now]
    said = list(filter(None, said)) or [f"its date is {new.date}, not {old.date}"] * (old.date != new.date)
    return "; ".join(said) or "its lessons are in another order"


def changed(old: Earned, new: Earned) -> str:
    """Say what is otherwise of one lesson, "" where nothing is."""
    if (old.mark, old.points) != (new.mark, new.points):
        was = f"{number(old.mark)} of {number(old.points)}"
        return f"{number(new.mark)} of {number(new.points)}, not {was}, in {new.lesson}"
    return f"{new.lesson} is called {new.title!r}, not {old.title!r}" if old.title != new.title else ""


def html(stated: Facts, code: str) -> str:
    """Return a certificate as a page of HTML."""
    return template("certificate.html.j2").render(facts=stated, code=code, data=data(stated, code), spoken=words.spoken)


def svg(stated: Facts, code: str) -> str:
    """Return a certificate as a drawing, one page high."""
    return template("certificate.svg.j2").render(facts=stated, code=code, data=data(stated, code), spoken=words.spoken)


FORMS = {HTML: html, SVG: svg}


def data(stated: Facts, code: str) -> Markup:
    """Return facts and code as the JSON that stands in a file."""
    said = json.dumps({"code": code, "facts": stated.plain()}, ensure_ascii=True)
    return Markup("".join(ESCAPES.get(each, each) for each in said))


def read(text: str) -> tuple[str, Facts, str]:
    """Return the form of a file's text, HTML or SVG, and the facts and the code that it states.

    Raises CertificateError where it states none, or more than one.
    """
    found = list(STATED.finditer(text))
    if len(found) != 1:
        raise CertificateError("no certificate: it states nothing that can be checked")
    try:
        plain = json.loads(found[0]["json"])
        code, stated = plain["code"], facts(plain["facts"])
        if not isinstance(code, str):
            raise ValueError("a code is a text")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CertificateError("what it states was changed: it cannot be read as facts of a certificate") from error
    return SVG if found[0]["tag"] == "metadata" else HTML, stated, code


@cache
def template(name: str) -> Any:
    """Return a template of this room, set up for certificates."""
    options: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    environment = Environment(loader=FileSystemLoader(ROOM), extensions=["jinja2.ext.i18n"], **options)
    environment.globals.update(gettext=words.translated, ngettext=words.ngettext)
    environment.filters.update(number=number, set_as=set_as, table_as=table_as)
    environment.globals.update(fitted=fitted)
    css = (ROOM / "certificate.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    environment.globals.update(css=Markup(css), css_hash=f"sha256-{digest}")
    return environment.get_template(name)


def set_as(text: str) -> str:
    """Return the class of a text by its length."""
    return "longer" if len(text) > LONGER else "long" if len(text) > LONG else "short"


def table_as(lessons: Sequence[Earned]) -> str:
    """Return the class of the table by how many rows it has, so that a page of paper holds thirty."""
    rows = sum(1 + len(each.title) // ROW for each in lessons)
    return "most" if rows > MOST else "many" if rows > MANY else "few"
