"""Writes files so that a reader sees the old or the new, never half of it."""

import json
import os
from pathlib import Path


def replace(path, text):
    """Write text to path in one step, its folders made where they are missing."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)


def read_json(path):
    """Return what a JSON file holds; None where there is none, or half of one."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_json(path, value):
    """Write plain data as JSON that a person can read, in one step."""
    replace(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")
