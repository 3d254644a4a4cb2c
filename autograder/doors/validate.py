"""Validate, as an extension of the Jupyter server: what the button of doors/labextensions asks for.

    c.ServerApp.jpserver_extensions = {"autograder.doors.validate": True}

The address autograder/validate?path=NOTEBOOK takes POST, which starts a run or tells of the one under way, GET, which
tells how far it is, and DELETE, which ends it. The notebooks run in a process apart, see validate_worker.py.
"""

import json
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.ioloop import IOLoop
from traitlets import Float
from traitlets.config import Config, Configurable

from autograder import words
from autograder.doors.validate_worker import Run, Worker

# The parts of the server's configuration by which kernels start, and by which students are spoken to.
PARTS = ("KernelManager", "WarmProvisioner", "Words")


class Validate(Configurable):
    """How students' notebooks are validated, as c.Validate in jupyter_server_config.py."""

    cell_seconds = Float(12, help="Seconds a cell may take; up to five times that where the machine is busy.").tag(
        config=True
    )
    warm_after = Float(
        20, help="Kernels get ready so many seconds after the server; below 0: at the first click, which then waits."
    ).tag(config=True)

    def worker(self, config: Config) -> Worker:
        """Return what runs notebooks, for a server of that configuration; its process starts later."""
        return Worker(self.cell_seconds, {name: dict(config[name]) for name in PARTS if name in config})


class ValidateHandler(APIHandler):
    """Starts a run of a notebook, tells how far it is, and ends it."""

    def initialize(self, worker: Worker) -> None:
        """Know the worker that all requests share."""
        self.worker = worker

    @web.authenticated
    def post(self) -> None:
        """Start a run, unless one is under way."""
        self.tell(self.worker.run(self.path_asked))

    @web.authenticated
    def get(self) -> None:
        """Tell how far it is; 404 where the notebook was not validated."""
        run = self.worker.runs.get(self.path_asked)
        if run is None:
            raise web.HTTPError(404, "not validated")
        self.tell(run)

    @web.authenticated
    def delete(self) -> None:
        """End the run."""
        self.worker.stop(self.path_asked)
        self.set_status(204)
        self.finish()

    @property
    def path_asked(self) -> str:
        """The notebook's file; 404 where it lies outside of the server's folder, or is no file of this machine."""
        manager = self.contents_manager
        if not hasattr(manager, "_get_os_path"):
            raise web.HTTPError(404, "these notebooks are no files of this machine")
        return str(manager._get_os_path(self.get_query_argument("path")))

    def tell(self, run: Run) -> None:
        """Answer with what is known of a run, and how the parts of the panel are called."""
        labels = {"stop": words.STOP(), "again": words.AGAIN(), "close": words.CLOSE()}
        self.finish(json.dumps({**run.plain(), "labels": labels}))


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Tell the server where the extension is."""
    return [{"module": "autograder.doors.validate"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Add the handler, and get kernels ready once the server has had time for its first page."""
    words.speak(app.config)
    settings = Validate(parent=app)
    worker = settings.worker(app.config)
    address = url_path_join(app.web_app.settings["base_url"], "autograder", "validate")
    app.web_app.add_handlers(".*$", [(address, ValidateHandler, {"worker": worker})])  # type: ignore[no-untyped-call]  # Jupyter
    if settings.warm_after >= 0:
        IOLoop.current().call_later(settings.warm_after, worker.warm)
