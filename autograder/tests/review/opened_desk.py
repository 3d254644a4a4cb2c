"""`python -m autograder review` as an instructor starts it, and what a program asks of its page over HTTP."""

import contextlib
import http.client
import re
import signal
import subprocess
import sys
from urllib.parse import urlencode, urlsplit


@contextlib.contextmanager
def running(root, *options):
    """Start the command; give the address that it prints and the process, which is ended at the end."""
    command = [sys.executable, "-m", "autograder", "review", "--no-browser", *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=root, text=True, **pipes)
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
        assert found, line + process.communicate(timeout=60)[1]
        yield found[0], process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def end(process, number=signal.SIGTERM):
    """Tell the command to end; return what it printed since, once it has ended well."""
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, ""), out + err
    return out


class Visitor:
    """A browser without scripts: it keeps cookies, and sends forms with all that they hold."""

    def __init__(self, address):
        """Come in by the address."""
        parts = urlsplit(address)
        self.host, self.cookies, self.headers = parts.netloc, {}, {}
        self.body = ""
        self.place = ""
        self.get(f"/?{parts.query}")

    def ask(self, method, path, body=None, **headers):
        """Send a request; return (status, headers, text), its cookies kept."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | headers
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, answer.headers, text

    def get(self, path):
        """Go to a page, and to where it sends one; return its text."""
        status, following = 303, path
        while status == 303:
            path = following.partition("#")[0]
            status, headers, self.body = self.ask("GET", path)
            following = headers.get("Location", "")
        assert status == 200, (path, status, self.body)
        self.place = path
        return self.body

    def form(self, **fields):
        """Return the fields of the page's last form but the buttons, with others given."""
        found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.body))
        comment = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", self.body, re.DOTALL)
        return found | ({"comment": comment[1]} if comment else {}) | fields

    def send(self, path=None, headers=None, **fields):
        """Send a form of the page; return the status, and go on to where that leads."""
        sent = {"Origin": f"http://{self.host}"} | (headers or {})
        status, answer, text = self.ask("POST", path or self.place, urlencode(self.form(**fields)), **sent)
        if status == 303:
            self.get(answer["Location"])
        else:
            self.body = text
        return status
