"""Kernels of other languages: judged in place, as nbgrader has it; and Python's, by whatever name."""

import json
import sys

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from nbformat.v4 import new_code_cell, new_notebook

from autograder.cells import owners
from autograder.execute import languages
from autograder.execute.budget import Limits
from autograder.execute.job import Job
from autograder.execute.run import execute
from autograder.tests import small
from autograder.verdicts import Verdict

# A language of lines: NAME := VALUE, `expect` CONDITION, `print` VALUE, `wait` SECONDS, `die`, or a VALUE to be shown.
# Its kernel takes no arguments and evaluates nothing beside its cells.
CALC = """
import os, sys, time
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

assert len(sys.argv) == 3, sys.argv

class Calc(Kernel):
    implementation = banner = "calc"
    implementation_version = "1"
    language_info = {"name": "calc", "mimetype": "text/plain", "file_extension": ".calc"}
    names = {}

    def line(self, text):
        word, _, rest = text.partition(" ")
        if word == "die":
            os._exit(3)
        if rest.startswith(":= "):
            self.names[word] = eval(rest[3:], {}, self.names)
        elif word == "wait":
            time.sleep(float(rest))
        elif word == "expect":
            if not eval(rest, {}, self.names):
                raise ValueError(f"{rest} is not so")
        elif word == "print":
            self.tell("stream", name="stdout", text=str(eval(rest, {}, self.names)))
        elif text:
            shown = {"text/plain": repr(eval(text, {}, self.names))}
            self.tell("execute_result", data=shown, metadata={}, execution_count=self.execution_count)

    def tell(self, kind, **content):
        self.send_response(self.iopub_socket, kind, content)

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **more):
        status = {"execution_count": self.execution_count}
        try:
            assert not user_expressions and not silent, user_expressions
            for text in code.splitlines():
                self.line(text)
        except (Exception, KeyboardInterrupt) as error:
            told = {"ename": type(error).__name__, "evalue": str(error), "traceback": [str(error)]}
            self.tell("error", **told)
            return status | {"status": "error"} | told
        return status | {"status": "ok", "payload": [], "user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Calc)
"""
LIMITS = Limits(cell_seconds=2, notebook_seconds=60, grace_seconds=1)


def install(folder, monkeypatch, name, language, *command):
    """Install a kernelspec where Jupyter finds it."""
    place = folder / "kernels" / name
    place.mkdir(parents=True)
    argv = [sys.executable, *command, "-f", "{connection_file}"]
    (place / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": name, "language": language}))
    monkeypatch.setenv("JUPYTER_PATH", str(folder))


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a notebook of calc's: its result, and the outputs of its cells, by id."""
    (tmp_path / "calc.py").write_text(CALC, encoding="utf-8")
    install(tmp_path, monkeypatch, "calc", "calc", str(tmp_path / "calc.py"))

    def run(double="double := 6", share="share := 0.5 * 3", first="print 1", last="print double", **options):
        cells = [
            new_code_cell(first, id="first"),
            small.cell(double, "double", answer=True),
            small.cell("expect double > 0\nexpect double == 6", "test_double", points=2),
            small.cell(share, "share", answer=True),
            small.cell("share", "test_share", points=3),
            new_code_cell(last, id="last"),
        ]
        notebook = new_notebook(cells=cells)
        config = {"Sandbox": {"minimum": "none"}}
        given = {"owners": owners(notebook), "limits": LIMITS, "config": config, "kernel_name": "calc"}
        result = execute(Job(nbformat.writes(notebook), **given | options))
        assert result.fault == ""
        executed = nbformat.reads(result.notebook, as_version=4)
        nbformat.validate(executed)
        return result, {cell.id: cell.outputs for cell in executed.cells}

    return run


def verdicts(result):
    """Return (verdict and score of double, of share)."""
    return [(result.outcomes[name].verdict, result.outcomes[name].score) for name in ("test_double", "test_share")]


RIGHT = [(Verdict.PASSED, 2), (Verdict.PARTLY, 1.5)]


@pytest.mark.slow
def test_another_language_is_judged_as_nbgrader_has_it(run):
    """No error is full marks, a number that is shown a part of them, an error 0; every cell runs, and prints."""
    result, outputs = run()
    assert verdicts(result) == RIGHT
    assert outputs["first"][0].text == "1" and outputs["last"][0].text == "6"
    assert outputs["test_share"][0].data["text/plain"] == "1.5"
    result, outputs = run(double="double := 5", share="share := 7")
    assert verdicts(result) == [(Verdict.FAILED, 0), (Verdict.PASSED, 3)]
    assert result.outcomes["test_double"].reason == "ValueError: double == 6 is not so"
    assert not result.outcomes["test_double"].hidden and outputs["test_double"][0].ename == "ValueError"


@pytest.mark.slow
def test_nothing_of_pythons_is_asked_of_another_language(run):
    """No control runs, no cells left out, no traces: a bank that is Python's is passed over."""
    python = {"controls": {"test_double": [languages]}, "guarded": {"test_share"}, "names": {"test_double": "double"}}
    result, outputs = run(double="double := 5", idle={"first"}, **python)
    assert verdicts(result) == [(Verdict.FAILED, 0), RIGHT[1]]
    assert outputs["first"][0].text == "1" and result.traces == {}


@pytest.mark.slow
def test_another_language_loses_an_exercise_at_a_time(run):
    """A cell that ends its kernel, or runs on, costs its own exercise; the cells above are run again."""
    result, _ = run(double="double := 6\ndie")
    assert verdicts(result) == [(Verdict.DIED, None), RIGHT[1]]
    result, _ = run(first="share := 1", double="double := 6\nwait 100", share="share := share / 2")
    assert verdicts(result) == [RIGHT[0], (Verdict.PARTLY, 0.5)]
    result, _ = run(double="wait 100")
    assert verdicts(result) == [(Verdict.TIMED_OUT, 0), RIGHT[1]]
    assert result.outcomes["test_double"].reason == "its cell: it ran over 2 s"


@pytest.mark.slow
def test_a_hidden_part_is_not_told_in_another_language(run):
    """It runs where it stands; what ran after it prints nothing that a student reads."""
    visible = {"test_double": "expect double > 0"}
    result, outputs = run(double="double := 5", visible=visible)
    assert verdicts(result) == [(Verdict.FAILED, 0), RIGHT[1]]
    assert result.outcomes["test_double"].hidden
    assert outputs["first"][0].text == "1"
    assert outputs["last"][0].text == "[not shown: it ran after the hidden part of a test]\n"


@pytest.mark.slow
def test_the_notebook_as_handed_in_counts_in_another_language(run):
    """Where the rebuilt one does less than that, the better of the two runs counts."""
    plain = new_notebook(
        cells=[
            small.cell("double := 6", "double", answer=True),
            small.cell("expect double == 6", "test_double", points=2),
        ]
    )
    result, outputs = run(double="double := 5", plain=nbformat.writes(plain))
    assert verdicts(result) == RIGHT and outputs["test_double"] == []


@pytest.mark.slow
@pytest.mark.confined
def test_python_by_another_name_is_python(tmp_path, monkeypatch):
    """Its tests run twice over, too: a hidden part after the last cell, on the names that there were before it."""
    install(tmp_path, monkeypatch, "course", "python", "-m", "ipykernel_launcher")
    notebook = small.handed_in()
    notebook.cells.append(new_code_cell("print('read')\ndouble = halve = None", id="last"))
    visible = {"test_double": "expect(double, 3, 2 * 3)"}
    result = execute(Job(nbformat.writes(notebook), visible=visible, config=small.config(), kernel_name="course"))
    assert {name: each.score for name, each in result.outcomes.items()} == {"test_double": 2, "test_halve": 3}
    assert nbformat.reads(result.notebook, as_version=4).cells[-1].outputs[0].text == "read\n"


def test_a_language_is_the_kernelspecs():
    """ipykernel's arguments are for ipykernel; another kernel of Python's has its names kept all the same."""
    own = languages.of(KernelSpec(argv=["/elsewhere/python", "-m", "ipykernel_launcher"], language="python"))
    assert own.whole and own.arguments and own.opening
    other = languages.of(KernelSpec(argv=["xpython", "-f"], language="python"))
    assert other.whole and not other.arguments and not other.opening
    for name in ("R", "bash", ""):
        assert not languages.of(KernelSpec(argv=["ir"], language=name)).whole
