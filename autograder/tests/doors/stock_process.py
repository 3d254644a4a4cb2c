"""Runs nbgrader's own commands one after another in one process, as `python -m nbgrader COMMAND` would each of them.

It reads a list of command lines as JSON from stdin, in the course's folder, and writes a list of exit codes.
"""

import json
import sys

from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp


def call(words):
    """Run one command line; return its exit code."""
    NbGraderApp.clear_instance()
    app = NbGraderApp.instance()
    try:
        app.initialize(words)
        app.start()
    except NoStart:  # the subcommand has run
        return 0
    except SystemExit as error:
        return error.code or 0
    return 0


if __name__ == "__main__":
    told, sys.stdout = sys.stdout, sys.stderr
    json.dump([call(words) for words in json.load(sys.stdin)], told)
