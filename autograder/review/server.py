"""The page of the desk: a server of this machine alone, for the one who was given its address.

Whoever has the token of the address gets a cookie; what comes without it, under another host's name or from another
page gets nothing. No script and no style stands in a page, and none comes from elsewhere, so that whatever a student
has written is text.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from autograder import text
from autograder.errors import AutograderError, MarkError, ReviewError
from autograder.files import PACKAGE
from autograder.record.tables import number
from autograder.review import given
from autograder.review.desk import SAME, Desk
from autograder.verdicts import BREAK

ROOM = PACKAGE / "review"
HOST = "127.0.0.1"
LARGEST = 1_000_000  # bytes of a form
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FILES = {"desk.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Door:
    """Who may come in: whoever has the token, or the cookie that was given for it."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """The name of the cookie: browsers do not tell the ports of a machine apart."""
        return f"desk-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """How this server is called; under any other name a page from elsewhere may have come."""
        return (f"{HOST}:{self.port}", f"localhost:{self.port}")

    @property
    def address(self) -> str:
        """The address by which one comes in."""
        return f"http://{HOST}:{self.port}/?token={self.token}"


class Page(web.RequestHandler):
    """What all pages have in common: who may see them, and what a browser may do with them."""

    def initialize(self, desk: Desk, door: Door, templates: Environment) -> None:
        """Know the session that all requests share."""
        self.desk, self.door, self.templates = desk, door, templates

    def set_default_headers(self) -> None:
        """Let a browser run nothing, keep nothing, and show it in no other page."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse whoever has not come by the address, and what another page has sent."""
        if self.request.host not in self.door.hosts:
            raise web.HTTPError(403, reason="Not under this name")
        if not self.may_come_in():
            raise web.HTTPError(403, reason="Open the address that make review has printed")
        if self.request.method != "GET" and self.request.headers.get("Origin") != f"http://{self.request.host}":
            raise web.HTTPError(403, reason="Sent by another page")

    def may_come_in(self) -> bool:
        """Tell whether the request has the cookie."""
        return hmac.compare_digest((self.get_cookie(self.door.cookie) or "").encode(), self.door.secret.encode())

    def show(self, template: str, **more: Any) -> None:
        """Answer with a page; the line that was kept for it is said once."""
        said, self.desk.said = self.desk.said, ""
        last = self.desk.steps[-1] if self.desk.steps else None
        shared = {"desk": self.desk, "said": said, "last": last, "xsrf": self.xsrf_token.decode()}
        self.finish(self.templates.get_template(template).render(**shared, **more))

    def go(self, address: str) -> None:
        """Send the browser on, so that going back or loading again sends nothing twice."""
        self.redirect(address, status=303)

    def attempt(self, action: Callable[[], str], back: str) -> None:
        """Do what a form asks for and go on; where it is refused, say why in one line, and go back."""
        try:
            address = action()
        except AutograderError as error:
            self.desk.say(text.shown(error, 1000))
            address = back
        self.go(address)

    def field(self, name: str) -> str:
        """Return a field of the form, "" where it has none."""
        return self.get_body_argument(name, "", strip=False)

    def log_exception(self, *error: Any) -> None:
        """Say in one line what went wrong; what was refused is told to the browser alone."""
        if not isinstance(error[1], web.HTTPError):
            text.say(f"The page failed: {text.told(error[1], 1000)}", sys.stderr)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with one line of text."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: {self._reason}\n")


class Home(Page):
    """The address that is opened: it gives the cookie, and then leads to the queue."""

    def may_come_in(self) -> bool:
        """Let in whoever has the token."""
        told = self.get_query_argument("token", "")
        return super().may_come_in() or hmac.compare_digest(told.encode(), self.door.token.encode())

    def get(self) -> None:
        """Give the cookie, and take the token out of the address."""
        self.set_cookie(self.door.cookie, self.door.secret, httponly=True, samesite="Strict", path="/")
        self.go(self.desk.on(0))


class CasePage(Page):
    """One case: what a person sees, and what is given."""

    def get(self, place: str) -> None:
        """Show it."""
        number_of = int(place)
        try:
            case, sight, seen = self.desk.case(number_of), self.desk.sight(number_of), self.desk.seen(number_of)
        except MarkError as error:
            self.desk.say(text.shown(error))
            self.go("/done")
            return
        draft, recorded = self.desk.drafts.get(number_of, {}), self.desk.recorded(case)
        later, back = self.desk.next(number_of), number_of - 1 or len(self.desk.cases)
        marks = [recorded.marks[cell].score for cell in case.cells if cell in recorded.marks]
        held = not marks or any(each is None for each in marks)
        self.show(
            "case.html.j2",
            case=case,
            sight=sight,
            seen=seen,
            place=number_of,
            later=later if later != number_of else 0,
            back=back if back != number_of else 0,
            draft=draft,
            comment=draft.get("comment", sight.comment),
            mark=None if held else sum(each for each in marks if each is not None),
            is_open=case.is_open(recorded),
        )

    def post(self, place: str) -> None:
        """Enter what was given, or put a snippet into the comment."""
        number_of, here = int(place), f"/case/{int(place)}"
        self.desk.drafts[number_of] = {name: self.field(name) for name in self.request.body_arguments}
        snippet, choice = self.field("snippet"), self.field("choice")
        if snippet.isdecimal():
            self.attempt(lambda: self.snippet(number_of, int(snippet)), here)
        elif choice.isdecimal():
            self.attempt(lambda: self.desk.choose(number_of, int(choice)), here)
        else:
            self.attempt(lambda: self.desk.give(number_of, self.field("give"), self.field), here)

    def snippet(self, place: int, which: int) -> str:
        """Put a comment that was given before into the form, once; return the address of the form."""
        offered, draft = self.desk.sight(place).snippets, self.desk.drafts[place]
        if which < len(offered) and offered[which] not in draft.get("comment", ""):
            draft["comment"] = "\n".join(filter(None, [draft.get("comment", "").rstrip(), offered[which]]))
        return f"/case/{place}#comment"


class GainPage(Page):
    """Who else gains, once a student was right."""

    def get(self, place: str) -> None:
        """Show it."""
        number_of = int(place)
        if number_of not in self.desk.offers:
            self.go(self.desk.on(number_of))
            return
        self.show("gain.html.j2", case=self.desk.case(number_of), gains=self.desk.offers[number_of], place=number_of)

    def post(self, place: str) -> None:
        """Give the same to all of them, or leave it."""
        number_of = int(place)
        if self.field("give") == "same":
            self.attempt(lambda: self.desk.share(number_of, self.field("comment")), f"/gain/{number_of}")
        else:
            self.desk.offers.pop(number_of, None)
            self.go(self.desk.on(number_of))


class UndoPage(Page):
    """Takes back what was entered last."""

    def post(self) -> None:
        """Do it."""
        self.attempt(self.desk.undo, "/done")


class DonePage(Page):
    """The end of the queue."""

    def get(self) -> None:
        """Show what was done, and what is still open."""
        self.show("done.html.j2", first=self.desk.next(0), strays=self.desk.strays())

    def post(self) -> None:
        """Read the queue anew."""
        self.desk.begin()
        self.go(self.desk.on(0))


class Files(Page):
    """The style and the script."""

    def get(self, name: str) -> None:
        """Answer with one of them."""
        self.set_header("Content-Type", FILES[name])
        self.finish((ROOM / name).read_bytes())


class Nothing(Page):
    """Whatever else is asked for."""

    def prepare(self) -> None:
        """Refuse it, and say no more to whom it is not for."""
        super().prepare()
        raise web.HTTPError(404)


def environment() -> Environment:
    """Return what makes pages: whatever stands in them is escaped."""
    made = Environment(
        loader=FileSystemLoader(ROOM), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    made.filters.update(number=number, text=text.writable)
    made.globals.update(ways=given, SAME=SAME, BREAK=BREAK)
    return made


def application(desk: Desk, door: Door) -> web.Application:
    """Return the server's pages."""
    shared = {"desk": desk, "door": door, "templates": environment()}
    pages = [
        (r"/", Home, shared),
        (r"/case/([0-9]{1,6})", CasePage, shared),
        (r"/gain/([0-9]{1,6})", GainPage, shared),
        (r"/undo", UndoPage, shared),
        (r"/done", DonePage, shared),
        (f"/({'|'.join(FILES)})", Files, shared),
    ]
    return web.Application(
        pages,
        default_handler_class=Nothing,
        default_handler_args=shared,
        xsrf_cookies=True,
        xsrf_cookie_name=f"desk-form-{door.port}",
        xsrf_cookie_kwargs={"httponly": True, "samesite": "Strict"},
        log_function=lambda _: None,
    )


def bound(port: int) -> list[socket.socket]:
    """Return sockets of this machine alone at a port, 0 for a free one; raises ReviewError where it is taken."""
    try:
        return bind_sockets(port, HOST, family=socket.AF_INET)
    except OSError as error:
        raise ReviewError(f"port {port} cannot be had ({error.strerror}); leave --port out for a free one") from error


def serve(desk: Desk, sockets: list[socket.socket], ready: Callable[[str], None]) -> None:
    """Serve the desk until Ctrl-C, or until it is told to end; ready: is called with the address once it can be opened.

    Nothing is lost then: each mark was entered, and told, when it was given.
    """
    asyncio.run(until_the_end(desk, sockets, ready))


async def until_the_end(desk: Desk, sockets: list[socket.socket], ready: Callable[[str], None]) -> None:
    """Serve the desk in an event loop."""
    ended = asyncio.Event()
    for number_of in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number_of, ended.set)
    door = Door(sockets[0].getsockname()[1])
    server = HTTPServer(application(desk, door), max_body_size=LARGEST, max_buffer_size=2 * LARGEST)
    server.add_sockets(sockets)
    ready(door.address)
    await ended.wait()
    server.stop()
    await server.close_all_connections()
