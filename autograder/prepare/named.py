"""Tells which answer of a lesson a student means, by all that she may call it: its name, its number, its heading."""

import re
from collections.abc import Iterable

from nbformat import NotebookNode
from nbgrader.utils import is_solution, is_task

from autograder.cells import grade_id_of, is_test

# Stands for an answer of another of the lesson's notebooks.
ELSEWHERE = "\n"
# What may stand before words and around them: marks of Markdown and of comments, quotes, brackets.
MARKS = r"[\s\u200b\ufeff>#*_`~\"'“”„«»‚‘’\-–—•·+/%;=|(\[{<]*"
AFTER = r"[\s*_`~\"'“”«»‘’:.,;!?\-–—=|)\]}>]*"
GAP = r"[\s*_`~\-–]{1,10}"
WORDS = re.compile(rf"{MARKS}my{GAP}answer{GAP}is{GAP}right\b{AFTER}", re.IGNORECASE)
FOR = r"(?:(?:for|in|of|on|to|at|about)\s+)?(?:the\s+)?"
KIND = r"(?:exercises?|ex|question|task|problem|part|number|no|nr|q)"
NUMBER = r"(?P<number>\d{1,3})(?![\w.]\d|\w)"
NUMBERED = re.compile(rf"{FOR}{KIND}(?:\b\.?\s*#?\s*|(?=\d)){NUMBER}", re.IGNORECASE)
SPOKEN = re.compile(rf"\b(?:exercise|ex|question|task)\.?\s*{NUMBER}", re.IGNORECASE)
BARE = re.compile(r"(?P<number>\d{1,3})(?=\s*(?::|[-–—=]\s))")
# What ends a name at the beginning of a line.
END = re.compile(r"[\s*_`~\"'”»’]*(?:\(\s*\))?[\s*_`~\"'”»’]*(?:[:;,.)\]=]|[-–—]+\s|$)")
HEADINGS = re.compile(r"^#+[ \t]+(.{1,200}?)[ \t#]*$", re.MULTILINE)
POINTS = re.compile(r"\s*\(\s*[\d.]+ points?\s*\)", re.IGNORECASE)


def without_words(said: str) -> str:
    """Return a text without "My answer is right" at its beginning, and what stands around that; else as it is."""
    found = WORDS.match(said)
    return said[found.end() :] if found else said


def fold(name: str) -> str:
    """Return what is the same for all ways to write a name."""
    return re.sub(r"[\s_-]+", "-", name.strip()).casefold()


class Named:
    """The answers of a lesson.

    names: {what one may be called, folded: its grade_id}; numbers: the same by the numbers of exercises; about: {index
    of a cell of the lesson: the answer that it belongs to}, of headings, starters, tests.
    """

    def __init__(self, lesson: NotebookNode, others: Iterable[NotebookNode] = ()) -> None:
        """others: the lesson's other notebooks, whose answers are known as ELSEWHERE."""
        self.names: dict[str, str] = {}
        self.numbers: dict[int, str] = {}
        self.titles: list[tuple[str, str]] = []
        self.about = self.note(lesson)
        for each in others:
            self.note(each, ELSEWHERE)
        for heading, answer in self.titles:  # after all names: one of them may be another's title
            self.call(heading, answer)
        every = sorted(self.names, key=len, reverse=True)
        parts = [r"[\s_-]+".join(re.escape(part) for part in name.split("-") if part) for name in every]
        self.any = re.compile(rf"(?<![\w-])(?:{'|'.join(filter(None, parts)) or '(?!)'})(?![\w-])", re.IGNORECASE)

    def note(self, lesson: NotebookNode, answer_is: str = "") -> dict[int, str]:
        """Note a notebook's answers, and return what about is for it; answer_is: in place of their grade_ids."""
        about: dict[int, str] = {}
        answer, waiting, headings = "", list[int](), list[str]()
        for index, cell in enumerate(lesson.cells):
            name = grade_id_of(cell) or ""
            if is_solution(cell) or is_task(cell):
                answer = answer_is or name
                self.names.setdefault(fold(name), answer)
                self.titles += [(heading, answer) for heading in headings]
                about |= dict.fromkeys([*waiting, index], answer)
                waiting, headings = [], []
            elif is_test(cell) and answer:
                self.names.setdefault(fold(name), answer)
                about[index], waiting, headings = answer, [], []
            elif cell.cell_type == "markdown" and (found := HEADINGS.findall(cell.source)):
                waiting, headings = [index], found[-1:]
            elif waiting:
                waiting.append(index)
        return about

    def call(self, heading: str, answer: str) -> None:
        """Note that an answer is called by the heading above it, and by the number in that."""
        title = POINTS.sub("", heading)
        found = NUMBERED.match(title)
        if found:
            self.numbers.setdefault(int(found["number"]), answer)
            title = title[found.end() :]
        title = fold(re.sub(rf"^{AFTER}|{AFTER}$", "", title))
        if len(title) > 2:
            self.names.setdefault(title, answer)

    def called(self, name: str) -> str:
        """Return the answer that a name stands for, "" where it is none."""
        return self.names.get(fold(name), "")

    def head(self, line: str, is_first: bool, bare: bool, plain: bool) -> tuple[str, str] | None:
        """Return (answer, the rest) of a line that begins with what names one, "" for an exercise that is not known.

        is_first: the line is a text's first, in which "Exercise 3" needs no colon; bare: a number may stand alone;
        plain: nor does a name that is a common word need one. None where no name begins it.
        """
        line = without_words(line[:2000])
        body = re.sub(rf"^{MARKS}", "", line)
        found = NUMBERED.match(body) or (BARE.match(body) if bare else None)
        if found and (is_first or END.match(body, found.end())):
            answer = self.numbers.get(int(found["number"]), "")
            if answer or found.re is NUMBERED:
                return answer, self.rest(body[found.end() :], answer) if answer else line.strip()
        start = re.match(FOR, body, re.IGNORECASE)
        found = self.any.match(body, start.end() if start else 0)
        if found is None:
            return None
        answer = self.called(found[0])
        if answer and END.match(body, found.end()):
            return answer, self.rest(body[found.end() :], answer)
        return (answer, line.strip()) if answer and is_first and (plain or is_strong(body, found)) else None

    def rest(self, said: str, answer: str) -> str:
        """Return what follows the name of an exercise, without its title and points where these follow it."""
        said = re.sub(rf"^(?:\(\s*\))?{AFTER}", "", said)
        found = self.any.match(said)
        is_title = found is not None and self.called(found[0]) == answer
        if found and is_title and (POINTS.match(said, found.end()) or END.match(said, found.end())):
            said = POINTS.sub("", said[found.end() :], count=1)
        return re.sub(rf"^{AFTER}", "", said)

    def meant(self, said: str, near: str) -> str:
        """Return the one answer that is named somewhere in a text, "" for none; near: the one that is nearest to it."""
        numbered = {self.numbers.get(int(found["number"]), "") for found in SPOKEN.finditer(said)} - {""}
        every = [*self.any.finditer(said)]
        strong = numbered | {self.called(found[0]) for found in every if is_strong(said, found)}
        weak = set() if near or strong else {self.called(found[0]) for found in every}
        named = (strong or weak) - {""}
        return named.pop() if len(named) == 1 else near if near in named else ""


def is_strong(said: str, found: re.Match[str]) -> bool:
    """Tell whether a name in a text is hardly an ordinary word: it looks like code, or is a heading of some words."""
    name = found[0]
    around = said[max(0, found.start() - 1) : found.start()] + said[found.end() : found.end() + 1]
    return bool(re.search(r"[a-z][A-Z]|\w[\s_-]+\w|\d", name)) or "`" in around or around.endswith("(")
