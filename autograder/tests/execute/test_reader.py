"""The reader between a kernel and the grader: honest output arrives, whatever else is sent costs the grader nothing."""

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client import KernelManager
from jupyter_client.session import Session

from autograder.course import lessons, skeleton
from autograder.course.convert import load_config
from autograder.execute import reader, shorten
from autograder.execute.budget import Limits
from autograder.execute.job import Job
from autograder.execute.reader import Reader, ReaderGone, decode
from autograder.execute.run import execute
from autograder.prepare import rebuild
from autograder.prepare.notebook import parse
from autograder.tests import small
from autograder.tests.opened import left_by
from autograder.verdicts import Verdict

MB = 10**6


class Talk:
    """A kernel, a reader to it, and what came back."""

    def __init__(self, folder, transport="ipc", **options):
        """Start both; options: of the Reader."""
        self.manager = KernelManager(kernel_name="python3", transport=transport)
        self.manager.connection_file = str(folder / "kernel.json")
        if transport == "ipc":
            self.manager.ip = str(folder / "kernel")
        self.manager.start_kernel(stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.session = self.manager.session
        self.reader = Reader(self.manager.get_connection_info(), self.session.session, **options)
        self.greet()

    def greet(self):
        """Wait until both channels have answered."""
        heard, end = set(), time.monotonic() + 60
        while "iopub" not in heard and time.monotonic() < end:
            self.reader.send("shell", self.session.serialize(self.session.msg("kernel_info_request", {})))
            heard |= {channel for channel, _ in self.reader.receive(500)}
        assert "iopub" in heard

    def run(self, code, pause=None, seconds=120):
        """Run code; return [(channel, message)] up to its reply and its being idle; pause: called after the request."""
        content = {"code": code, "silent": False, "allow_stdin": False, "stop_on_error": False}
        request = self.session.msg("execute_request", content)
        self.reader.send("shell", self.session.serialize(request))
        if pause:
            pause()
        got, waiting, end = [], {"execute_reply", "idle"}, time.monotonic() + seconds
        while waiting:
            assert time.monotonic() < end, f"{waiting} did not arrive"
            for channel, frames in self.reader.receive(100):
                message = decode(self.session, frames)
                if message and message["parent_header"].get("msg_id") == request["msg_id"]:
                    got.append((channel, message))
                    waiting -= {message["msg_type"], message["content"].get("execution_state")}
        return got

    def close(self):
        """End both."""
        self.reader.close()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def talk(tmp_path):
    """Return a function that starts a Talk."""
    started = []

    def start(**options):
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Talk(folder, **options))
        return started[-1]

    yield start
    for each in started:
        each.close()


def text(got):
    """Return all that was printed."""
    return "".join(message["content"]["text"] for _, message in got if message["msg_type"] == "stream")


def of_kind(got, kind):
    """Return the contents of messages of a kind."""
    return [message["content"] for _, message in got if message["msg_type"] == kind]


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_a_cell_and_its_output_pass(talk, transport):
    """Reply, output and status arrive, in the order they were sent, over sockets of either kind."""
    got = talk(transport=transport).run("print('hello')\n1 + 1")
    assert text(got) == "hello\n"
    assert [each["data"]["text/plain"] for each in of_kind(got, "execute_result")] == ["2"]
    assert [each["status"] for each in of_kind(got, "execute_reply")] == ["ok"]
    states = [each["execution_state"] for each in of_kind(got, "status")]
    assert states == ["busy", "idle"]


@pytest.mark.slow
def test_an_encrypted_kernel_is_read(tmp_path):
    """The keys of CurveZMQ are those that the manager has."""
    server = """
import sys, zmq
context = zmq.Context()
made = []
for kind, port in ((zmq.ROUTER, 1), (zmq.PUB, 2)):
    socket = context.socket(kind)
    socket.curve_server, socket.curve_secretkey = True, sys.argv[2].encode()
    socket.bind(f"ipc://{sys.argv[1]}-{port}")
    made.append(socket)
made[0].send_multipart(made[0].recv_multipart())
made[0].recv()
"""
    import zmq

    public, secret = zmq.curve_keypair()
    path = str(tmp_path / "kernel")
    kernel = subprocess.Popen([sys.executable, "-c", server, path, secret.decode()])
    info = {"transport": "ipc", "ip": path, "shell_port": 1, "iopub_port": 2, "key": b"k"}
    made = Reader(info | {"curve_publickey": public.decode(), "curve_secretkey": secret.decode()}, "me")
    session = Session(key=b"k")
    frames = session.serialize(session.msg("status", {"execution_state": "idle"}))
    made.send("shell", frames)
    try:
        (got,) = made.receive(60_000)
        assert got == ("shell", frames)
    finally:
        made.close()
        kernel.kill()
        kernel.wait()


@pytest.mark.slow
@pytest.mark.parametrize("pause", [None, lambda: time.sleep(3)], ids=["read at once", "read late"])
def test_an_honest_flood_arrives(talk, pause):
    """200,000 lines and 3,000 displays, an error at their end and the status, though the grader was busy elsewhere."""
    kernel = talk()
    got = kernel.run("for i in range(200_000): print(i)", pause)
    assert text(got) == "".join(f"{i}\n" for i in range(200_000))
    got = kernel.run("for i in range(3000): display(i)\nprint('last')\n1 / 0", pause)
    assert [each["data"]["text/plain"] for each in of_kind(got, "display_data")] == [str(i) for i in range(3000)]
    assert text(got) == "last\n"
    assert [each["ename"] for each in of_kind(got, "error")] == ["ZeroDivisionError"]
    assert kernel.reader.left_out == 0


@pytest.mark.slow
def test_more_than_can_wait_loses_output_and_nothing_else(talk):
    """What nobody reads is dropped and counted; error, score, reply and status are not."""
    kernel = talk()
    flood = "for i in range(400): display({'text/plain': 'x' * 150_000}, raw=True)\ndisplay(1)\n"
    got = kernel.run(f"import time\n{flood}print('end')\n1 / 0", lambda: time.sleep(3))
    assert [each["ename"] for each in of_kind(got, "error")] == ["ZeroDivisionError"]
    assert [each["status"] for each in of_kind(got, "execute_reply")] == ["error"]
    shown = len(of_kind(got, "display_data"))
    assert 0 < shown < 401 and kernel.reader.left_out >= 401 - shown
    got = kernel.run(f"{flood}2.5", lambda: time.sleep(3))
    assert [each["data"]["text/plain"] for each in of_kind(got, "execute_result")] == ["2.5"]


@pytest.mark.slow
def test_a_large_output_or_error_is_cut_and_the_kernel_lives(talk):
    """One print, one error and one picture, each larger than is passed on: an accident, and nobody's end."""
    kernel = talk(most=MB)
    got = kernel.run("print('x' * 30_000_000)")
    assert 100_000 < len(text(got)) < MB and set(text(got)) <= {"x", "\n"}
    got = kernel.run("raise ValueError('x' * 30_000_000)")
    (error,) = of_kind(got, "error")
    assert (error["ename"], error["evalue"]) == ("ValueError", "x" * shorten.WORDS)
    assert [each["status"] for each in of_kind(got, "execute_reply")] == ["error"]
    got = kernel.run("display({'image/png': 'x' * 5_000_000, 'text/plain': 'a picture'}, raw=True)")
    assert [each["data"] for each in of_kind(got, "display_data")] == [{"text/plain": "a picture"}]
    assert kernel.reader.left_out == 4
    assert text(kernel.run("print('alive')")) == "alive\n"


# In a kernel, which gets a limit as a sandbox sets it, lest the machine have none left: send what we make ourselves.
SEND = """
import resource
resource.setrlimit(resource.RLIMIT_DATA, (2_000_000_000, 2_000_000_000))
kernel = get_ipython().kernel
frames = lambda *parts, kind="stream": [b"x", *kernel.session.serialize(kernel.session.msg(
    kind, {"name": "stdout", "text": "sent"}, parent=kernel.get_parent())), *parts]
send = lambda made: kernel.iopub_socket.send_multipart(made, copy=False)
"""


@pytest.mark.slow
def test_what_is_no_message_is_left_out(talk):
    """Garbage of many kinds is counted, and what is sent after it arrives."""
    kernel = talk()
    broken = """
for made in ([b"x"], [b"x"] * 1000, [b"<IDS|MSG>"], [b"<IDS|MSG>", b"", b"{"], frames()[:4]):
    send(made)
send([b"x" * 50_000, *frames()])
send(frames(b"a buffer", b"another"))
"""
    got = kernel.run(f"{SEND}{broken}print('after')")
    assert kernel.reader.left_out == 7
    assert text(got) == "sentafter\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "attack",
    [
        # Twelve parts that share their memory; a thousand parts; a part that is too large; many messages at once.
        "send(frames(*[b'x' * 90_000_000] * 12))",
        "send(frames(*[bytes(10_000_000)] * 1000))",
        "send(frames(bytes(150_000_000)))",
        "send([*frames()[:-1], b'{\"a\":[' + b'{},' * 30_000_000 + b'{}]}'] * 20)",
        "for i in range(15): send(frames(bytes(90_000_000)))",
        "for i in range(50_000): send(frames(kind='error'))",
        "for i in range(3): kernel.session.send(kernel.iopub_socket, 'error', {'a': [{}] * 10**6})",
    ],
    ids=["shared parts", "thousand parts", "large part", "many parts", "large messages", "errors", "members"],
)
def test_the_grader_holds_little_whatever_a_kernel_sends(talk, attack):
    """The grader's own memory does not grow, the reader's has a limit, and it ends in a line or in a reply."""
    kernel = talk()
    gc.collect()
    before, most, told = psutil.Process().memory_info().rss, 0, ""
    readers = psutil.Process(reader.FORKS.process.pid)
    content = {"code": f"{SEND}{attack}", "silent": False, "allow_stdin": False}
    kernel.reader.send("shell", kernel.session.serialize(kernel.session.msg("execute_request", content)))
    end, sizes = time.monotonic() + 20, [0]
    while time.monotonic() < end:
        try:
            got = kernel.reader.receive(50)
        except ReaderGone as gone:
            told = str(gone)
            break
        assert sum(len(frame) for _, frames in got for frame in frames) < 2 * reader.AT_ONCE + reader.MOST
        if any(
            decode(kernel.session, frames)["msg_type"] == "execute_reply" for name, frames in got if name == "shell"
        ):
            break
        most = max(most, psutil.Process().memory_info().rss - before)
        sizes += [child.memory_info().rss for child in alive(readers)]
    assert most < 100 * MB
    assert max(sizes) < reader.MEMORY + 100 * MB
    if told:
        assert "more than can be read" in told
        assert not kernel.reader.alive


def alive(process):
    """Return the children of a process that have memory still."""
    return [each for each in process.children() if each.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.slow
@pytest.mark.parametrize("stop", ["kill", "close"])
def test_what_was_said_before_the_end_is_read(talk, stop):
    """A kernel that ends, or closes its socket, is noticed once its last words have been read."""
    kernel = talk()
    end = {"kill": "os.kill(os.getpid(), 9)", "close": "get_ipython().kernel.iopub_socket.close()"}[stop]
    code = f"import os, sys, time\nprint('last words', flush=True)\ntime.sleep(0.5)\n{end}"
    said = []
    with pytest.raises(ReaderGone):
        content = {"code": code, "silent": False, "allow_stdin": False}
        kernel.reader.send("shell", kernel.session.serialize(kernel.session.msg("execute_request", content)))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            said += [decode(kernel.session, frames) for _, frames in kernel.reader.receive(100)]
    assert any(message["content"].get("text") == "last words\n" for message in said)
    with pytest.raises(ReaderGone):
        kernel.reader.receive(0)


def threads(folder):
    """Start a kernel; return what opens and closes a reader of it in each of many threads, all at once."""
    first = Talk(Path(folder))
    atexit.register(first.close)
    info, name = first.manager.get_connection_info(), first.session.session
    server = psutil.Process(reader.FORKS.process.pid)
    children = set(server.children())

    def use():
        made = Reader(info, f"{name}-{threading.get_ident()}")
        session = Session(key=info["key"])
        made.send("shell", session.serialize(session.msg("kernel_info_request", {})))
        while not any(channel == "shell" for channel, _ in made.receive(1000)):
            pass
        made.close()

    def rest():
        with ThreadPoolExecutor(12) as executor:
            for each in [executor.submit(use) for _ in range(12)]:
                each.result(60)
        end = time.monotonic() + 30
        while time.monotonic() < end and set(server.children()) - children:
            time.sleep(0.05)
        assert set(server.children()) <= children

    return rest


@pytest.mark.slow
def test_many_threads_and_nothing_stays(tmp_path):
    """A reader each, all at once; after they are closed no process and no descriptor is left."""
    assert left_by(f"{__name__}:threads", tmp_path) == []


@pytest.mark.slow
def test_readers_end_with_the_grader(tmp_path):
    """A grader that is killed leaves neither the reader nor the process that it was forked from."""
    source = """
import sys, time
from autograder.execute import reader
made = reader.Reader({"transport": "ipc", "ip": sys.argv[1], "shell_port": 1, "iopub_port": 2, "key": b"k"}, "me")
print("ready", flush=True)
time.sleep(600)
"""
    grader = subprocess.Popen(
        [sys.executable, "-c", source, str(tmp_path / "kernel")],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert grader.stdout.readline() == b"ready\n"
    below = psutil.Process(grader.pid).children(recursive=True)
    assert len(below) == 2
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    _, left = psutil.wait_procs(below, timeout=30)
    assert not [each for each in left if each.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.slow
@pytest.mark.confined
def test_a_submission_that_sends_too_much_loses_that_exercise(tmp_path):
    """Its kernel is given up in one line, as one that has died; the other exercise has its mark."""
    root = small.make_course(tmp_path)
    made = skeleton.make(lessons.lessons(root)[0], load_config(root))
    attack = f"{SEND.split('(2_000_000_000, 2_000_000_000))')[1]}send(frames(*[b'x' * 90_000_000] * 12))"
    notebook = small.handed_in(double=f"{attack}\nimport time\ntime.sleep(60)\ndef double(x):\n    return 2 * x")
    notebook = rebuild.prepared(made, parse(nbformat.writes(notebook).encode(), "x")).notebook
    owners = {"test_double": "double", "test_halve": "halve"}
    limits = Limits(cell_seconds=60, notebook_seconds=300)
    result = execute(Job(nbformat.writes(notebook), owners=owners, limits=limits, config=small.config()))
    double, halve = (result.outcomes[name] for name in ("test_double", "test_halve"))
    assert (double.verdict, double.score) == (Verdict.DIED, None), double.reason
    assert "more than can be read" in double.reason
    assert (halve.verdict, halve.score) == (Verdict.PASSED, 3)


SESSION = Session(key=b"key")


def signed(content, kind="stream", header=None):
    """Return frames with a content, as bytes or to be made JSON."""
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    header = {"msg_id": "1", "msg_type": kind} if header is None else header
    parts = [json.dumps(header).encode(), b"{}", b"{}", content]
    return [b"topic", b"<IDS|MSG>", SESSION.sign(parts), *parts]


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [b""],
        [b"<IDS|MSG>"],
        signed({"name": "stdout", "text": "x"})[:-1],
        [*signed({"name": "stdout", "text": "x"}), b"buffer"],
        [*signed({"name": "stdout", "text": "x"})[:-1], b'{"name": "stdout", "text": "y"}'],
        signed(b"{"),
        signed(b"[" * 150_000),
        signed(b'{"a":' * 30_000 + b"1" + b"}" * 30_000),
        signed(b'{"name": "stdout", "text": "x", "n": ' + b"1" * 5000 + b"}"),
        signed(b'{"name": "stdout", "text": NaN}'),
        signed(b"\xff\xfe\x00"),
        signed([]),
        signed(None),
        signed({}),
        signed({"name": "stdout"}),
        signed({"name": "stdout", "text": 1}),
        signed({"name": ["stdout"], "text": "x"}),
        signed({}, "status"),
        signed({"execution_state": {}}, "status"),
        signed({"data": []}, "display_data"),
        signed({"data": {str(n): "" for n in range(5000)}}, "display_data"),
        signed({"name": "stdout", "text": "x"}, header=[]),
        signed({"name": "stdout", "text": "x"}, header={"msg_id": 1, "msg_type": "stream"}),
        signed({"name": "stdout", "text": "x"}, header={"msg_id": "1"}),
        signed({"name": "stdout", "text": "x"}, header={"msg_id": "1", "msg_type": "stream", "x": "x" * 30_000}),
        signed({"name": "stdout", "text": "x" * 20 * MB}),
    ],
    ids=range(27),
)
def test_what_is_no_message_is_none(frames):
    """Of a wrong form, a wrong type, a wrong signature, too deep, too large: None, and never an exception."""
    assert decode(SESSION, frames) is None


def test_a_message_has_the_form_that_it_must_have():
    """What is missing from an error is filled in, what is too much is left out, half characters are replaced."""
    assert decode(SESSION, signed({"name": "stdout", "text": "é\ud800"}))["content"]["text"] == "é?"
    error = decode(SESSION, signed({"ename": 3}, "error"))["content"]
    assert error == {"ename": "Error", "evalue": "", "traceback": []}
    long = {"ename": "A" * 10**6, "evalue": "b", "traceback": ["x"] * 1000}
    error = decode(SESSION, signed(long, "error"))["content"]
    assert len(error["ename"]) == 5000 and len(error["traceback"]) == 30
    reply = decode(SESSION, signed({"status": {}}, "execute_reply"))["content"]
    assert reply["status"] == "error" and reply["user_expressions"] == {}
    data = {"text/plain": "1", "application/json": [{}] * 10_000, "image/png": "QQ=="}
    shown = json.dumps({"data": data, "metadata": {"n": 10.5}, "transient": 3}).replace("10.5", "1e999")
    content = decode(SESSION, signed(shown.encode(), "display_data"))["content"]
    assert content["data"] == {"text/plain": "1", "image/png": "QQ=="}
    assert content["metadata"] == {"n": None} and content["transient"] == {}
    asked = {"it": {"status": "ok", "data": {"text/plain": "'1'"}, "metadata": {}}}
    reply = decode(SESSION, signed({"status": "ok", "execution_count": 1, "user_expressions": asked}, "execute_reply"))
    assert reply["content"] == {"status": "ok", "execution_count": 1, "user_expressions": asked}
    assert decode(SESSION, signed({"name": "stdout", "text": "x"}))["parent_header"] == {}
