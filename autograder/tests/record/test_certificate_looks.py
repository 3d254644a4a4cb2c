"""How certificates look in a browser: on a screen and on paper, in any language's letters, and to nobody's script."""

import re

import pytest

from autograder import words
from autograder.record.certificate import Earned, html, svg
from autograder.record.drawn import broken, clusters, fitted, measured
from autograder.tests.certified import CODE, earned, facts

NAMES = {
    "plain": "Ada Byron",
    "letters": "W" * 200,
    "words": "Maria de los Angeles " * 9,
    "right to left": "فاطمة الزهراء بنت محمد " * 8,
    "ideographs": "王小明" * 60,
    "pictures": "👩‍👩‍👧‍👦😀" * 25,
    "markup": "<script>document.title = 'run'</script> & \"x\" ]]> <b>bold</b>",
    "marks": "Z" + "\u0301\u0302\u030a" * 60 + "oe",
}
# Of each box of the drawing: how far its text goes beyond it, which the browser would cut; marks above letters may.
BEYOND = """() => [...document.querySelectorAll('svg svg')].map(box => {
    const text = box.querySelector('text').getBBox(), [w, h] = [box.width.baseVal.value, box.height.baseVal.value]
    return Math.max(-text.x, text.x + text.width - w, Math.min(0, -text.y), text.y + text.height - h)
})"""
# Beyond the window's width: the page, and the first element that is there.
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
COLOURS = "() => ['color', 'backgroundColor'].map(each => getComputedStyle(document.body)[each])"


def pages(pdf):
    """Return how many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.fixture
def open_page(browser, tmp_path):
    """A function that opens a text as a file in a browser's page, which is closed in the end."""
    opened = []

    def open_it(text, suffix, **options):
        page = browser.new_page(**options)
        opened.append(page)
        path = tmp_path / f"{len(opened)}.{suffix}"
        path.write_text(text, encoding="utf-8")
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_it
    for page in opened:
        page.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_in_its_place(open_page, name):
    """As text: on a screen, on a phone, on one page of paper of both sizes; in the drawing within its box."""
    stated = facts(name=name, student=name + "!", lessons=earned(7, 8) * 2)
    for width in (1000, 390):
        page = open_page(html(stated, CODE), "html", viewport={"width": width, "height": 800})
        assert page.evaluate(WIDER) == 0 and page.said == []
        assert page.locator(".name").text_content() == name and "run" not in page.title()[:3]
        assert page.locator("main script, main b").count() == 0
    page = open_page(svg(stated, CODE), "svg")
    assert page.evaluate("document.documentElement.nodeName") == "svg" and page.said == []
    assert max(page.evaluate(BEYOND)) < 3
    assert page.locator("script, b").count() == 0
    for form, text in (("html", html(stated, CODE)), ("svg", svg(stated, CODE))):
        page = open_page(text, form)
        for paper in ("A4", "Letter"):
            assert pages(page.pdf(format=paper, prefer_css_page_size=True)) == 1, (form, paper)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 5, 13, 30])
def test_many_lessons_are_on_one_page_of_paper(open_page, count):
    """With long titles and lines of the course and the issuer, too, where there are few."""
    long = " with a long title" * 4 if count < 6 else ""
    lessons = tuple(Earned(f"{each}", f"{each} - A lesson{long}", 7.25, 10.0) for each in range(count))
    stated = facts(lessons=lessons, course=f"Numbers{long}", issuer=f"A school{long}")
    for form, text in (("html", html(stated, CODE)), ("svg", svg(stated, CODE))):
        page = open_page(text, form)
        for paper in ("A4", "Letter"):
            assert pages(page.pdf(format=paper, prefer_css_page_size=True)) == 1, (form, paper)
    assert max(open_page(svg(stated, CODE), "svg").evaluate(BEYOND)) < 3


@pytest.mark.slow
def test_dark_on_a_screen_and_light_on_paper(open_page):
    """What a reader has chosen; paper is white."""
    page = open_page(html(facts(), CODE), "html", color_scheme="light")
    assert page.evaluate(COLOURS) == ["rgb(23, 25, 29)", "rgb(255, 255, 255)"]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(COLOURS) == ["rgb(236, 238, 241)", "rgb(22, 24, 28)"]
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(COLOURS) == ["rgb(23, 25, 29)", "rgb(255, 255, 255)"]


@pytest.mark.slow
def test_what_is_read_aloud(open_page):
    """A language, a title, one main part with headings in order, a table with heads; a drawing with a name."""
    page = open_page(html(facts(), CODE), "html")
    tree = page.locator("main").aria_snapshot()
    for said in ('heading "Certificate" [level=1]', 'heading "Numbers" [level=2]', 'table "Points by lesson"', CODE):
        assert said in tree
    assert 'rowheader "1 - Double"' in tree and page.title() == "Numbers: certificate for Ada Byron"
    assert page.evaluate("document.documentElement.lang") == "en"
    page = open_page(svg(facts(), CODE), "svg")
    assert page.evaluate("document.documentElement.getAttribute('role')") == "img"
    assert page.locator("title").text_content() == "Numbers: certificate for Ada Byron"
    assert "15.5 of 20, 2026-03-01, " + CODE in page.locator("desc").text_content()


def test_nothing_is_loaded_and_nothing_runs():
    """By the page's own policy, and since there is nothing of the kind."""
    for text in (html(facts(), CODE), svg(facts(), CODE)):
        assert not re.search(r"\b(?:src|href|on\w+)=|url\(|@import", text)
    assert "default-src 'none'" in html(facts(), CODE)


@pytest.mark.parametrize("make", [html, svg])
def test_it_says_the_same_of_the_same(make):
    """No id, time or order of chance: a file can be compared with what its facts look like."""
    assert make(facts(), CODE) == make(facts(), CODE)
    for shown in ("Ada Byron", ">7 of 10<", ">8.5 of 10<", ">15.5 of 20<", "2026-03-01", "A school", CODE):
        assert shown in make(facts(), CODE), shown
    assert "A school" not in make(facts(issuer=""), CODE)
    known = "Known in the course as:"
    assert known in make(facts(), CODE) and known not in make(facts(name="ada"), CODE)


@pytest.mark.parametrize("make", [html, svg])
def test_it_can_be_said_in_another_language(monkeypatch, make):
    """Every sentence of it; what is stated stays."""
    said = {"Certificate": "Zeugnis", "All lessons": "Alle", "%(mark)s of %(points)s": "%(mark)s von %(points)s"}
    translation = words.Translation({english: [each] for english, each in said.items()}, lambda count: 0)
    monkeypatch.setattr(words, "_spoken", words.Spoken("de_AT", "", (translation,)))
    made = make(facts(), CODE)
    assert 'lang="de-AT"' in made and "15.5 von 20" in made and "Zeugnis" in made and " of " not in made
    assert "Certificate" not in made and "All lessons" not in made


def test_lines_that_fit():
    """Broken at spaces, within a word where it is too long, never within what belongs together; cut at the very end."""
    assert fitted("Ada Byron", 680, 150, 48) == (["Ada Byron"], 48)
    assert fitted("", 100, 20, 12).lines == []
    assert broken("one two three", measured("one two")) == ["one two", "three"]
    assert broken("a" * 7, measured("aaa")) == ["aaa", "aaa", "a"]
    assert clusters("e\u0301a👩‍👧👍🏽") == ["e\u0301", "a", "👩‍👧", "👍🏽"]
    for text in (*NAMES.values(), "one long-windedness"):
        block = fitted(text, 300, 90, 40)
        assert all(measured(line) * block.size <= 300 for line in block.lines)
        assert len(block.lines) * block.size * 1.25 <= 90
    whole = fitted("incomprehensibilities abound", 300, 90, 60)
    assert whole.lines == ["incomprehensibilities", "abound"] and whole.size < 60
    cut = fitted("word " * 500, 100, 30, 20)
    assert len(cut.lines) == 2 and cut.lines[-1].endswith("…")
