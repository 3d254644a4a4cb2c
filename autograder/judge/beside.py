"""What lies beside the notebook is known by its name on both ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


def is_beside(module: Any) -> bool:
    """Tell whether a module lies beside the notebook."""
    return Path(getattr(module, "__file__", None) or "/").parent == Path.cwd()


def beside(function: Any) -> tuple[str, str] | None:
    """Return (module, name) of a function at the top level of a module beside the notebook; None of any other."""
    module = sys.modules.get(str(getattr(function, "__module__", "")))
    if module is None or not is_beside(module):
        return None
    names = [name for name, value in vars(module).items() if value is function]
    return (module.__name__, names[0]) if names else None
