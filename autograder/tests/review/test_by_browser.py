"""The desk in a real browser: ten held cells marked by mouse, and by keys alone; what keys must not do; axe."""

import time

import pytest

from autograder.tests import axe, small
from autograder.tests.review import held_class
from autograder.tests.review.held_class import marks
from autograder.tests.review.opened_desk import Visitor, end, running

pytestmark = pytest.mark.slow

FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const name = at === document.body ? "" : at.id || at.textContent.trim().slice(0, 20) || at.tagName;
  return [name, style.outlineStyle, style.outlineWidth];
}"""
TWICE = "for (const key of 'ff') document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
TEN = [f"s{number:02}" for number in range(10)]


@pytest.fixture
def ten(tmp_path):
    """A class of ten whose answers end the kernel; one comment is known."""
    root = held_class.make(tmp_path / "course", task=False)
    for student in [*TEN, "known"]:
        small.submit(root, student, double=held_class.DIES.format(student))
    held_class.run(root)
    small.by_hand(root, "known", comment="It ends the kernel: leave out os._exit.", test_double=0)
    return root


@pytest.fixture
def page(browser):
    """A fresh window."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.wrong = []
    page.on("console", lambda said: page.wrong.append(said.text))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    yield page
    assert page.wrong == []
    context.close()


def progress(page):
    """Return how far it is."""
    return page.locator(".progress").text_content()


def there(page, address):
    """Wait until a page is there."""
    page.wait_for_url(f"**{address}")
    page.wait_for_load_state()


def told(way, seconds):
    """Print what the machine took of ten marks."""
    print(f"\n{way}: {len(seconds)} held cells marked in {sum(seconds):.2f} s, the longest {max(seconds):.2f} s")


def test_ten_by_mouse(ten, page):
    """A click a cell, straight to the next; at the end nothing is held."""
    with running(ten) as (address, process):
        page.goto(address)
        assert "token" not in page.url and page.title() == "1 of 10: Exercise 1 (Double), s00"
        seconds = []
        for place in range(1, 11):
            assert progress(page) == f"{place} of 10"
            start = time.perf_counter()
            page.click("#full")
            there(page, f"/case/{place + 1}" if place < 10 else "/done")
            seconds.append(time.perf_counter() - start)
            if place < 10:
                assert f"Entered: s{place - 1:02}, Exercise 1 (Double): 2 of 2." in page.locator("main").inner_text()
        told("by mouse", seconds)
        assert page.locator("h1").text_content() == "Nothing is held"
        assert {key: mark for key, mark in marks(ten).items() if key[0] in TEN} == {(s, "test_double"): 2 for s in TEN}
        page.click("#undo")
        there(page, "/case/10")
        assert (TEN[-1], "test_double") not in marks(ten)
        assert "9 marks of 9 students were entered." in end(process)


def test_ten_by_keys_alone(ten, page):
    """Full, nothing, part, a comment that was given before, later, back, undo, help; then the rest."""
    due = {(student, "test_double"): 2.0 for student in TEN}
    with running(ten) as (address, process):
        page.goto(address)
        seconds = []

        def press(*keys, then):
            start = time.perf_counter()
            for key in keys:
                page.keyboard.press(key)
            there(page, then)
            seconds.append(time.perf_counter() - start)

        page.keyboard.press("?")
        assert page.locator("#help").get_attribute("open") is not None
        press("n", then="/case/2")
        due[TEN[0], "test_double"] = 0
        press("p", "1", ".", "5", "Enter", then="/case/3")
        due[TEN[1], "test_double"] = 1.5
        page.keyboard.press("1")
        page.keyboard.press("Escape")
        page.keyboard.press("1")  # once
        page.keyboard.press("Escape")
        press("f", then="/case/4")
        due[TEN[2], "double", "said"] = "It ends the kernel: leave out os._exit."
        page.keyboard.press("c")
        page.keyboard.type("fnjkdu? all of it", delay=1)  # letters of keys, in a field
        page.keyboard.press("Escape")
        press("f", then="/case/5")
        due[TEN[3], "double", "said"] = "fnjkdu? all of it"
        page.keyboard.press("j")
        there(page, "/case/6")
        page.keyboard.press("k")
        there(page, "/case/5")
        press("f", then="/case/6")
        page.keyboard.press("u")
        there(page, "/case/5")
        seconds.pop()
        for place in range(5, 11):
            press("f", then=f"/case/{place + 1}" if place < 10 else "/done")
        told("by keys", seconds)
        assert {key: each for key, each in marks(ten).items() if key[0] in TEN} == due
        assert "10 marks of 10 students were entered." in end(process)


def test_everything_is_reached_by_tab(ten, page):
    """In the order of the page, with a focus that is seen, and pressed by Enter or Space."""
    with running(ten) as (address, process):
        page.goto(address)
        reached, outlines = [], set()
        for _ in range(30):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUSED)
            if at[0] in reached or not at[0]:
                break
            reached.append(at[0])
            outlines.add(tuple(at[1:]))
        assert reached[0] == "Skip to the mark" and outlines == {("solid", "3px")}
        wanted = ["back", "later", "What is done", "The test itself", "nothing", "full", "points", "part", "comment"]
        wanted += ["It ends the kernel", "keys-on", "Which keys there are"]
        places = [
            next((at for at, each in enumerate(reached) if each.startswith(name)), -1)
            for name in wanted
            if name != "1It"
        ]
        assert -1 not in places and places == sorted(places), reached
        page.focus("#nothing")
        page.keyboard.press("Space")
        there(page, "/case/2")
        page.focus(".skip")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "nothing"
        end(process)


def test_keys_that_are_switched_off(ten, page):
    """They do nothing then, on the next page and after loading again, until they are switched on."""
    with running(ten) as (address, process):
        page.goto(address)
        page.click("#keys-on")
        page.locator("h1").click()
        for _ in range(2):
            for key in "fnpcjk1?":
                page.keyboard.press(key)
            page.wait_for_timeout(200)
            assert page.url.endswith("/case/1") and page.locator("#keys-on").get_attribute("aria-pressed") == "false"
            assert page.evaluate("document.activeElement.tagName") in ("BODY", "BUTTON")
            page.reload()
        page.click("#keys-on")
        page.locator("h1").click()
        for modifier in ("Control", "Alt", "Meta"):
            page.keyboard.press(f"{modifier}+n")
        assert page.url.endswith("/case/1") and not any(key[0] in TEN for key in marks(ten))
        page.evaluate(TWICE)
        there(page, "/case/2")
        page.wait_for_timeout(300)
        assert page.url.endswith("/case/2") and len([key for key in marks(ten) if key[0] in TEN]) == 1
        assert "One mark was entered." in end(process)


def test_enter_in_a_field_gives_what_stands_in_it(ten, page):
    """And nothing where that is no mark; without scripts, too."""
    with running(ten) as (address, process):
        page.goto(address)
        page.fill("#points", "3")
        page.press("#points", "Enter")
        page.wait_for_timeout(200)
        assert page.url.endswith("/case/1") and not any(key[0] in TEN for key in marks(ten))
        page.fill("#points", "0.25")
        page.press("#points", "Enter")
        there(page, "/case/2")
        assert marks(ten)[TEN[0], "test_double"] == 0.25
        plain = page.context.browser.new_context(java_script_enabled=False).new_page()
        plain.goto(address)
        assert not plain.locator("#keys").is_visible()
        plain.locator("[data-said]").click()
        assert plain.input_value("#comment") == "It ends the kernel: leave out os._exit."
        plain.fill("#points", "1")
        plain.press("#points", "Enter")
        there(plain, "/case/3")
        assert marks(ten)[TEN[1], "test_double"] == 1
        plain.context.close()
        end(process)


@pytest.mark.parametrize("way", axe.WAYS)
def test_axe_finds_nothing(way, tmp_path, browser):
    """On a page of each kind, and after a mark; nor does one scroll sideways or fetch anything from elsewhere."""
    root = held_class.class_of_all(tmp_path / "course")
    width, scheme = axe.WAYS[way]
    wrong, fetched, kinds = {}, [], set()
    with running(root) as (address, process):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.on("request", lambda request: fetched.append(request.url))

        def look():
            page.wait_for_load_state()
            kinds.update(page.locator("h1, h2").all_text_contents()[:2])
            page.evaluate(axe.UNFOLD)
            lines = axe.found(page, way=way) + ["it scrolls sideways"] * (page.evaluate(axe.SIDEWAYS) > 0)
            wrong.update({page.url: lines} if lines else {})
            return page.locator("h2").first.text_content() if page.locator("h2").count() else ""

        page.goto(address)
        count, host = int(progress(page).rpartition(" ")[2]), page.url.rpartition("/case/")[0]
        asked = 0
        for place in range(1, count + 1):
            page.goto(f"{host}/case/{place}")
            asked = place if look() == "What is asked for" and page.locator("#full").count() else asked
        page.goto(f"{host}/case/1")
        page.click("#full")
        look()
        page.goto(f"{host}/case/{asked}")
        page.click("#full")
        there(page, f"/gain/{asked}")
        look()
        page.click("#same")
        page.goto(f"{host}/done")
        look()
        page.close()
        assert "2 more, Exercise 2 (Halve)" in Visitor(address).get("/done")
        end(process)
    assert wrong == {} and all(each.startswith((host, "data:")) for each in fetched)
    assert kinds >= {"Why it is held", "Why to look again", "What is asked for", "Who else gains", "What is done"}
