"""What the Jupyter server of `make lab` does in a way of its own."""

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

# What a lesson says of its language, whichever Python runs it.
STORED = {"name": "python"}
# What Jupyter's contents API tells of a file or folder, and what a notebook keeps beside its cells.
Model = dict[str, Any]
Metadata = dict[str, Any]


class LessonContents(AsyncLargeFileManager):
    """Files as they are, but for what a notebook says of its language.

    When a kernel has started, JupyterLab puts what the kernel says of Python, its version included, into the notebook,
    which so is changed before anyone has touched it. Here JupyterLab is given it from the first, and the file keeps
    what is the same on every machine.
    """

    async def get(
        self,
        path: str,
        content: bool = True,
        type: str | None = None,
        format: str | None = None,
        require_hash: bool = False,
    ) -> Model:
        """Return the model of a file or folder; a lesson with all that its kernel will say of its language."""
        model: Model = await super().get(path, content, type, format, require_hash)  # type: ignore[no-untyped-call]  # Jupyter
        found = metadata(model)
        if runs_here(found) and found.get("language_info") == STORED:
            from ipykernel.ipkernel import IPythonKernel  # here, since it takes a while

            found["language_info"] = IPythonKernel.language_info
        return model

    async def save(self, model: Model, path: str = "") -> Model:
        """Save a file; of its language a notebook keeps the name."""
        found = metadata(model)
        if runs_here(found) and language(found) == "python":
            found["language_info"] = dict(STORED)
        saved: Model = await super().save(model, path)  # type: ignore[no-untyped-call]  # Jupyter
        return saved


def metadata(model: Model) -> Metadata:
    """Return a notebook's metadata out of a model of Jupyter's contents API, {} where it is none or comes without."""
    notebook = model.get("content") if model.get("type") == "notebook" else None
    return notebook.get("metadata", {}) if notebook else {}


def language(found: Metadata) -> str | None:
    """Return the name of the language in a notebook's metadata, None where it does not say."""
    info = found.get("language_info")
    return info.get("name") if isinstance(info, dict) else None


def runs_here(found: Metadata) -> bool:
    """Tell whether a notebook asks, by its metadata, for the kernel of the course's own Python."""
    kernel = found.get("kernelspec")
    return isinstance(kernel, dict) and kernel.get("name") == "python3"
