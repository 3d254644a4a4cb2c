"""Attacks on what reads a file that was handed in: notebooks of odd JSON, zip files of odd members."""

import copy
import io
import json
import struct
import zipfile
from random import Random
from typing import Any

from autograder.bank.generators import Generators

GENERATORS = Generators()
LESSON, NOTEBOOK = "4-partitioned-lookup", "partitioned_lookup.ipynb"
ODD: list[Any] = [None, True, -1, 1.5, 10**400, float("nan"), "", "\ud800", "\0", "x" * 10**5, [], {}, [[]] * 10**4]
ODD += [{"a": {"a": {"a": []}}}, [None], "NaN", {"": None}, [{}], "../../x", "\u202e\x1b[2J", [["code"]], 2**63]
# Of a zip file's member, in its list and before it: the places and lengths of fields.
FIELDS = {
    "flags": (8, 6, 2),
    "method": (10, 8, 2),
    "time": (12, 10, 4),
    "checksum": (16, 14, 4),
    "packed size": (20, 18, 4),
    "size": (24, 22, 4),
    "length of the name": (28, 26, 2),
    "length of the extra field": (30, 28, 2),
}
NAMES = [
    "../x",
    "/x",
    "C:\\x",
    "a/../../x",
    "con",
    "",
    ".",
    "..",
    "x" * 5000,
    "a\0b",
    "\x1b[2J",
    "ä\u0308",
    "a//b",
    "a/",
]


def text(attack: str, call: str, due: str = "any") -> str:
    """Return the text of an attack that hands in a file; call: what makes the bytes of it, of a notebook."""
    module, _, _ = call.partition(".")
    head = [f"kind: files\n# attack: {attack}", f"lesson: {LESSON}", f"due: {due}"]
    name = NOTEBOOK if call.startswith("attacks_by_files.broken") else f"{LESSON}.zip"
    where = f"folder / lesson / {name!r}" if name == NOTEBOOK else f"folder / {name!r}"
    return (
        "".join(f"# {line}\n" for line in head)
        + f"from autograder.bank import {module}\n\n\ndef hand_in(folder, lesson, notebook):\n"
        + "    (folder / lesson).mkdir()\n" * (name == NOTEBOOK)
        + f"    ({where}).write_bytes({call})\n"
    )


@GENERATORS.known("broken_json", 4)
def broken_json(rng: Random) -> str:
    """Return an attack that hands in a notebook in which some values are others, of any type."""
    seed, count = rng.getrandbits(32), rng.choice([1, 3, 10, 40])
    return text(f"a notebook with {count} values that are odd", f"attacks_by_files.broken(notebook, {seed}, {count})")


@GENERATORS.known("broken_bytes")
def broken_bytes(rng: Random) -> str:
    """Return an attack that hands in a notebook's file of which parts are lost, doubled or overwritten."""
    seed, count = rng.getrandbits(32), rng.choice([1, 3, 10])
    call = f"attacks_by_files.broken_text(notebook, {seed}, {count})"
    return text(f"a notebook's file with {count} places that are broken", call)


@GENERATORS.known("odd_zip", 4)
def odd_zip(rng: Random) -> str:
    """Return an attack that hands in a zip file with odd members, names, fields or links."""
    seed = rng.getrandbits(32)
    return text("a zip file with odd members", f"attacks_by_files.zipped(notebook, {seed})")


def broken(notebook: Any, seed: int, count: int) -> bytes:
    """Return the bytes of a notebook in which count values are odd ones."""
    rng = Random(seed)
    content = json.loads(json.dumps(notebook))
    for _ in range(count):
        place: Any = content
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = rng.choice(keys)
            if isinstance(place[key], dict | list) and place[key] and rng.random() < 0.85:
                place = place[key]
                continue
            if isinstance(place, dict) and rng.random() < 0.2:
                del place[key]
            else:
                place[key] = copy.deepcopy(rng.choice(ODD))
            break
    # A whole number of so many digits is written as such.
    return json.dumps(content, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def broken_text(notebook: Any, seed: int, count: int) -> bytes:
    """Return the bytes of a notebook of which count places are broken."""
    rng, data = Random(seed), bytearray(json.dumps(notebook).encode())
    for _ in range(count):
        at = rng.randrange(len(data))
        size = rng.choice([1, 10, 1000, 20_000])
        part = rng.choice([b"", bytes(size), rng.randbytes(size), data[at : at + size] * 2, b"}" * size, b'"', b"\\u"])
        data[at : at + rng.choice([0, 1, size])] = part
    return bytes(data)


def zipped(notebook: Any, seed: int) -> bytes:
    """Return the bytes of a zip file that holds a notebook, and has some oddities."""
    rng, made = Random(seed), io.BytesIO()
    method = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    with zipfile.ZipFile(made, "w", method) as file:
        for name in [*rng.sample(NAMES, rng.choice([0, 0, 1, 3])), NOTEBOOK, *[f"copy/{NOTEBOOK}"] * rng.randint(0, 1)]:
            member = zipfile.ZipInfo(name or "x")
            member.compress_type = method
            member.external_attr = rng.choice([0o100644, 0o120777, 0o010644, 0o040755, 0o060600]) << 16
            member.extra = rng.randbytes(rng.choice([0, 0, 4, 300]))
            member.comment = rng.randbytes(rng.choice([0, 0, 60_000]))
            file.writestr(member, json.dumps(notebook) if NOTEBOOK in name else rng.randbytes(20))
    data = bytearray(made.getvalue())
    for _ in range(rng.choice([0, 0, 1, 1, 3])):
        field = rng.choice(sorted(FIELDS))
        listed, local, size = FIELDS[field]
        value = rng.choice([0, 1, 99, 2 ** (8 * size) - 1, rng.getrandbits(8 * size)])
        for mark, at in ((b"PK\x01\x02", listed), (b"PK\x03\x04", local)):
            start = data.find(mark)
            if start >= 0 and rng.random() < 0.8:
                data[start + at : start + at + size] = struct.pack("<I", value)[:size]
    if rng.random() < 0.1:
        del data[rng.randrange(len(data)) :]
    return bytes(data)
