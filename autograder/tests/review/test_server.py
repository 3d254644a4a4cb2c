"""The page of the desk over HTTP: who may come in, what a student's text may do, and how it ends; no scripts at all."""

import http.client
import re
import signal
import socket
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from autograder.record.state import State
from autograder.tests import canned, small
from autograder.tests.review import held_class
from autograder.tests.review.held_class import marks
from autograder.tests.review.opened_desk import Visitor, end, running

pytestmark = pytest.mark.slow

LESSON = small.LESSON


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A class of which much is held."""
    return held_class.class_of(tmp_path_factory.mktemp("class") / "course")


@pytest.fixture(scope="module")
def address(root):
    """The address of its desk, for tests that mark nothing."""
    with running(root) as (address, process):
        yield address
        assert "No mark was entered." in end(process)


class Elements(HTMLParser):
    """The elements of a page, as a browser reads them."""

    def __init__(self, text):
        """Read it."""
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.found.append((tag, dict(attrs)))

    def named(self, *names):
        """Return the elements of some names."""
        return [(tag, attributes) for tag, attributes in self.found if tag in names]


def test_nobody_comes_in_without_the_address(root, address):
    """No token, a wrong one, no cookie, another one's: 403 and one line, on every page, whatever is sent."""
    before, host = marks(root), urlsplit(address).netloc
    visitor = Visitor(address)
    cookies, visitor.cookies = visitor.cookies, {}
    name = f"desk-{host.rpartition(':')[2]}"
    paths = ["/", "/?token=", "/?token=x", "/case/1", "/gain/1", "/done", "/undo", "/desk.css", "/desk.js", "/none"]
    for given in (
        {},
        {name: ""},
        {name: "x" * 43},
        {f"desk-form-{host.rpartition(':')[2]}": "x"},
        {"other": cookies[name]},
    ):
        visitor.cookies = dict(given)
        for path in paths:
            status, headers, text = visitor.ask("GET", path)
            assert status == 403 and text.count("\n") == 1 and "Set-Cookie" not in headers, path
        for path in ("/case/1", "/undo", "/done", "/gain/1", "/"):
            status, _, text = visitor.ask("POST", path, "give=full", Origin=f"http://{host}")
            assert status == 403 and text.count("\n") == 1, path
    assert marks(root) == before


def test_only_under_its_own_name_and_from_its_own_page(root, address):
    """A page from elsewhere that has this machine's address, or sends a form here, gets and marks nothing."""
    before, host = marks(root), urlsplit(address).netloc
    visitor = Visitor(address)
    visitor.get("/case/1")
    port = host.rpartition(":")[2]
    for other in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.2:{port}", f"localhost.evil:{port}"):
        assert visitor.ask("GET", "/case/1", Host=other)[0] == 403
        assert visitor.send(headers={"Host": other, "Origin": f"http://{other}"}, give="full") == 403
        visitor.get("/case/1")
    for origin in (
        None,
        "null",
        "http://evil.example",
        f"http://localhost:{port}",
        f"https://{host}",
        "http://127.0.0.1",
    ):
        assert visitor.send(headers={"Origin": origin}, give="full") == 403, origin
        visitor.get("/case/1")
    for form in (None, "", "2|00|00|0"):
        assert visitor.send(_xsrf=form or "", give="full") == 403
        visitor.get("/case/1")
    visitor.cookies.pop(f"desk-form-{port}")
    assert visitor.ask("POST", "/case/1", "give=full", Origin=f"http://{host}")[0] == 403
    assert marks(root) == before
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert visitor.ask(method, "/case/1", Origin=f"http://{host}")[0] in (403, 405, 501)


def test_what_a_browser_may_do(address):
    """No script or style in a page, none from elsewhere, in no other page's frame, and nothing is kept."""
    visitor = Visitor(address)
    for path in ("/case/1", "/done", "/desk.js", "/desk.css"):
        _, headers, text = visitor.ask("GET", path)
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action")
        assert "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store" and headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff" and "Server" not in headers
        elements = Elements(text) if path in ("/case/1", "/done") else Elements("")
        assert not [
            each for _, each in elements.found if any(name.startswith("on") or name == "style" for name in each)
        ]
        assert all(each["src"] == "/desk.js" for _, each in elements.named("script"))
    _, headers, _ = visitor.ask("GET", f"/?{urlsplit(address).query}", Cookie=None)
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and headers["Location"].startswith("/case/")
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    assert connection.host == "127.0.0.1"


def test_only_this_machine_is_served(address):
    """The port is open under the loopback's address alone."""
    port = int(address.split(":")[2].split("/")[0])
    others = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)} - {"127.0.0.1"}
    for other in {*others, "127.0.0.2"}:
        with socket.socket() as one:
            one.settimeout(2)
            assert one.connect_ex((other, port)) != 0, other


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A class in which every text that a student can write is an attack."""
    root = held_class.make(tmp_path_factory.mktemp("hostile") / "course")
    bad = held_class.HOSTILE
    code = f"# dies {bad}\nx = '''{bad}'''\n"
    held_class.submit(
        root, "ada", double=code, halve=f"# is wrong {bad}\n", why=bad, drawn=(bad, "# " + "long " * 20_000)
    )
    held_class.submit(root, "bob", double=code + "\ud800\udfff half a character", why="[a](javascript:alert(1)) \ud800")
    held_class.submit(root, "<img src=x onerror=alert(1)>", double="# dies\n" + "y" * 300_000, why="w" * 300_000)
    held_class.submit(root, "eve").write_text("<script>", encoding="utf-8")
    held_class.run(root)
    held_class.ask(root, "ada", bad, "halve")
    small.by_hand(root, "bob", comment=f"</textarea><script>alert(1)</script>{bad}")
    path = root / "build" / "grading" / "ada" / f"{LESSON}.json"
    state = State.load(path)
    state.notes.append(bad)
    state.save(path)
    return root


def test_a_student_s_text_is_text(hostile):
    """Scripts, forms, ends of fields, links that run, halves of characters, very long lines: nothing of it acts."""
    before = marks(hostile)
    with running(hostile) as (address, process):
        visitor = Visitor(address)
        count = int(re.search(r"1 of (\d+)", visitor.body)[1])
        assert count >= 10
        for place in range(1, count + 1):
            elements = Elements(visitor.get(f"/case/{place}"))
            assert len(visitor.body) < 200_000
            assert [each for _, each in elements.named("script")] == [{"src": "/desk.js", "defer": None}]
            forms = [each["action"] for _, each in elements.named("form")]
            assert forms == [f"/case/{place}"] and len(elements.named("textarea")) == 1
            assert not elements.named("iframe", "object", "embed", "base", "svg", "style", "meta")[2:]
            assert all(each["src"].startswith("data:image/") for _, each in elements.named("img"))
            assert all(each["href"].startswith(("/", "#")) for _, each in elements.named("a"))
            handlers = [name for _, each in elements.found for name in each if name.startswith("on")]
            assert not handlers and "javascript:" not in str([each.get("href") for _, each in elements.found])
        assert marks(hostile) == before
        assert "No mark was entered." in end(process)


def test_marked_without_scripts(tmp_path):
    """By plain forms: part with a comment given before, a mark that is none, undo, all of a submission, end."""
    root = held_class.class_of(tmp_path / "course")
    with running(root) as (address, process):
        visitor = Visitor(address)
        assert "1 of 7" in visitor.body and visitor.place == "/case/1"
        assert visitor.send(snippet="0", **{"points-0": "7"}) == 303
        assert visitor.form()["comment"] == "Say why it holds for all x." and 'value="7"' in visitor.body
        visitor.send(snippet="0")
        assert visitor.form()["comment"] == "Say why it holds for all x."  # once
        visitor.send(give="part", **{"points-0": "7"})
        assert "&#39;7&#39; is no mark; give a number from 0 to 2" in visitor.body and visitor.place == "/case/1"
        assert ("ada", "test_double") not in marks(root)
        visitor.send(give="part", **{"points-0": "1.5"})
        assert visitor.place == "/case/2" and "Entered: ada, Exercise 1 (Double): 1.5 of 2." in visitor.body
        known = marks(root)
        assert known["ada", "test_double"] == 1.5 and known["ada", "double", "said"] == "Say why it holds for all x."
        visitor.send("/undo")
        assert visitor.place == "/case/1" and ("ada", "test_double") not in marks(root)
        small.by_hand(root, "ada", test_double=0.5)
        visitor.send(give="full")
        assert "Meanwhile this has changed" in visitor.body and marks(root)["ada", "test_double"] == 0.5
        assert "waits no more" in visitor.body
        visitor.get("/case/7")
        visitor.send(give="each", **{"way-0": "full"})
        assert "Exercise 2 (Halve): choose nothing, part or full" in visitor.body and "checked" in visitor.body
        fields = {"way-0": "full", "way-1": "part", "points-1": "1", "way-2": "nothing", "way-3": "nothing"}
        visitor.send(give="each", comment="Hand in a notebook.", **fields)
        assert marks(root)["dan", "test_halve"] == 1 and marks(root)["dan", "double", "said"] == "Hand in a notebook."
        visitor.get("/done")
        assert (
            "More waits for a person" in visitor.body and "dan, Everything that was handed in: 3 of 10" in visitor.body
        )
        for path in ("/case/0", "/case/8", "/gain/1", "/case/999999"):
            visitor.get(path)
        assert visitor.ask("GET", "/case/x")[0] == 404 and visitor.ask("GET", "/case/1/..")[0] == 404
        out = end(process, signal.SIGINT)
        assert "4 marks of one student were entered." in out and "Class report: " in out


def test_one_line_where_there_is_nothing_to_do(tmp_path):
    """Nothing graded, nothing held, a port that is taken: told in a line."""
    root = held_class.make(tmp_path / "course", task=False)

    def said(*options):
        command = [sys.executable, "-m", "autograder", "review", "--no-browser", *options]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
        (line,) = (done.stdout + done.stderr).splitlines()
        return done.returncode, line

    assert said() == (1, f"ReviewError: {root}/build/grading: nothing was graded yet; make grade first")
    small.submit(root, "ada")
    held_class.run(root)
    assert said() == (0, "Nothing is held: no mark waits for a person.")
    small.submit(root, "bob", double=canned.DIES)
    held_class.run(root)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, line = said(f"--port={port}")
        assert code == 1 and line.startswith(f"ReviewError: port {port} cannot be had (")
