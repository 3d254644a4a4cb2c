"""Reads the report's page: what it says of which figures, and whether these have the numbers that it shows."""

import json
import re
from html.parser import HTMLParser

from autograder.tests.report.recomputed import numbers_in


class Reader(HTMLParser):
    """Gathers of a page: (the pointer of the figures that it speaks of, text), links, ids, and what it would load."""

    def __init__(self, source):
        """Read it."""
        super().__init__()
        self.open, self.said, self.links, self.ids, self.loads = [], [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        """Note where it is, and what is there."""
        told = dict(attributes)
        if tag not in ("meta", "rect", "br", "link", "img"):
            self.open.append((tag, told.get("data-of", self.open[-1][1] if self.open else None)))
        self.links += [told["href"]] if "href" in told else []
        self.ids += [told["id"]] if "id" in told else []
        self.loads += [tag] if tag in ("script", "img", "link", "iframe") or "src" in told or "style" in told else []

    def handle_endtag(self, tag):
        """Leave what is closed."""
        if tag != "rect":
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        """Note what is read, all but the style."""
        if self.open and (self.open[-1][0] not in ("style", "title") or "svg" in dict(self.open)):
            self.said.append((self.open[-1][1], data))


def pointed(value, pointer):
    """Return what a pointer points at."""
    for key in filter(None, pointer.split("/")):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def forms(value):
    """Return the ways in which the numbers in plain data are shown: as they are, with two decimals, as percent."""
    found = set()
    for _, number in numbers_in(value):
        found |= {f"{abs(number):g}", f"{abs(round(number, 2)):g}", f"{100 * abs(number):.0f}", f"{abs(number):.0f}"}
    texts = json.dumps(value, ensure_ascii=False)
    return found | set(re.findall(r"\d+(?:\.\d+)?", re.sub(r'"\w+": [-\d.e]+', "", texts)))


def shown_wrongly(path, told):
    """Return the numbers of a page that the figures which it speaks of there do not have."""
    wrong = []
    for pointer, text in Reader(path.read_text(encoding="utf-8")).said:
        for number in re.findall(r"\d+(?:\.\d+)?", text):
            if pointer is None:
                due = forms(told["course"]) | forms([each["title"] for each in told["lessons"]])
            else:
                due = forms(pointed(told, pointer))
            if number not in due:
                wrong.append((pointer, number, text))
    return wrong
