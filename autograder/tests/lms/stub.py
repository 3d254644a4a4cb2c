"""A Canvas that is none: it answers as Canvas's API does, and keeps what it was asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

TOKEN = "7~secret"


class Stub(ThreadingHTTPServer):
    """Canvas with one course, 5, and the assignments 77 and 78.

    users, scores: what it knows, {assignment: {user: submission}}; asked: (method, path, query or form) of each
    request, in order; faults: {(method, end of a path): answers (status, headers, body) that come first};
    loses: users whose marks it takes and does not enter; states: of the progress, one after the other.
    """

    daemon_threads = True

    def __init__(self):
        """Begin to answer, on a port of the loopback."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.faults, self.loses, self.states = [], {}, set(), ["running", "completed"]
        self.users = [
            {"id": 12, "name": "Ada Byron", "login_id": "ada", "sis_user_id": None, "email": "ada@x.org"},
            {"id": 13, "name": "Bob O'Neil", "login_id": "bob", "sis_user_id": "1013", "email": None},
            {"id": 14, "name": "Eve von Stein", "login_id": "es", "email": "eve@x.org"},
            {"id": 15, "name": "Jürgen Groß Maß", "login_id": "jg"},
            {"id": 99, "name": "Somebody Else", "login_id": "else"},
        ]
        self.points = {77: 5.0, 78: 10.0}
        self.scores = {77: {each["id"]: {"user_id": each["id"], "score": None} for each in self.users}, 78: {}}
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def requests(self, method):
        """Return (path, query or form) of the requests of one method."""
        return [(path, form) for kind, path, form in self.asked if kind == method]

    def answer(self, method, path, form):
        """Return (status, headers, body) for a request."""
        for (kind, end), waiting in self.faults.items():
            if kind == method and path.endswith(end) and waiting:
                return waiting.pop(0)
        course = "/api/v1/courses/5"
        if method == "GET" and path == f"{course}/search_users":
            return self.page(path, form, self.users)
        for number, points in self.points.items():
            place = f"{course}/assignments/{number}"
            if method == "GET" and path == place:
                return 200, {}, {"id": number, "course_id": 5, "points_possible": points, "name": "Work"}
            if method == "GET" and path == f"{place}/submissions":
                return self.page(path, form, list(self.scores[number].values()))
            if method == "POST" and path == f"{place}/submissions/update_grades":
                self.enter(number, form)
                return 200, {}, {"id": 3, "workflow_state": "queued"}
        if method == "GET" and path == "/api/v1/progress/3":
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return 200, {}, {"id": 3, "workflow_state": state, "message": "it broke"}
        return 404, {}, {"errors": [{"message": "The specified resource does not exist."}]}

    def page(self, path, form, those):
        """Return two of those at a time, and the link to the next."""
        at = int(dict(form).get("page", 1))
        rest = f'<{self.url}{path}?page={at + 1}&per_page=2>; rel="next"' if len(those) > 2 * at else ""
        first = f'<{self.url}{path}?page=1&per_page=2>; rel="first"'
        return 200, {"Link": ",".join(filter(None, (rest, first)))}, those[2 * at - 2 : 2 * at]

    def enter(self, number, form):
        """Enter marks, as a form has them: grade_data[12][posted_grade]=4.5."""
        for key, said in form:
            user, what = key.removeprefix("grade_data[").removesuffix("]").split("][")
            if what == "posted_grade" and int(user) not in self.loses:
                self.scores[number][int(user)] |= {"score": float(said), "entered_score": float(said)}


class Handler(BaseHTTPRequestHandler):
    """Takes one request."""

    def do_GET(self):
        """Answer one that reads."""
        self.take("GET", urlsplit(self.path).query)

    def do_POST(self):
        """Answer one that writes."""
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        self.take("POST", self.rfile.read(int(self.headers["Content-Length"])).decode())

    def take(self, method, form):
        """Keep what was asked, and answer it; nobody without the token."""
        path, form = urlsplit(self.path).path, parse_qsl(form, keep_blank_values=True)
        self.server.asked.append((method, path, form))
        if self.headers["Authorization"] == f"Bearer {TOKEN}":
            status, headers, body = self.server.answer(method, path, form)
        else:
            status, headers, body = (
                401,
                {"WWW-Authenticate": "Bearer"},
                {"errors": [{"message": "Invalid access token."}]},
            )
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, said in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, said)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Say nothing."""
