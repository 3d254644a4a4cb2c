"""Makes of a large message of a kernel's one that is quick to read, for reader_process.py."""

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

# What a message is made of.
Frames = Sequence[bytes | memoryview]
MB = 10**6
# Of an error that is cut: characters of ename, evalue and each line of the traceback, and lines.
WORDS, LINES = 5000, 30


def kind_of(header: bytes | memoryview) -> str:
    """Return the type that a message's header tells, "" where it tells none."""
    try:
        return str(json.loads(bytes(header))["msg_type"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def may_go(message: Frames) -> bool:
    """Tell whether a message may be dropped where too much waits: output but short results, which may be scores."""
    kind = kind_of(message[-4])
    return kind not in ("status", "error") and not (kind == "execute_result" and len(message[-1]) < WORDS)


def shorter(message: Frames, info: Mapping[str, Any], most: int) -> tuple[Frames | None, bool]:
    """Return a message with a large content as one that is quick to read, signed anew, and whether it says the same.

    Its content then has at most about most bytes, and nothing but text in it. (None, False) if its signature is wrong.
    """
    front, signature, header, parent, metadata, content = message[:-5], *message[-5:]
    if bytes(signature) != sign(info, message[-4:]):
        return None, False
    size = len(content)
    try:
        value = json.loads(str(content, "utf-8", "replace"))
    except (ValueError, MemoryError, RecursionError):
        value = None
    short = shortened(kind_of(header), value if isinstance(value, dict) else {}, size, most)
    content = json.dumps(short).encode()
    signature = sign(info, [header, parent, metadata, content])
    return [*front, signature, header, parent, metadata, content], short == value


def sign(info: Mapping[str, Any], frames: Frames) -> bytes:
    """Return the signature of a message's four frames."""
    key = info.get("key") or ""
    if not key:
        return b""
    made = hmac.new(key.encode(), digestmod=info.get("signature_scheme", "hmac-sha256").removeprefix("hmac-"))
    for each in frames:
        made.update(each)
    return made.hexdigest().encode()


def shortened(kind: str, content: Mapping[str, Any], size: int, most: int) -> dict[str, Any]:
    """Return what of a content is passed on; of one that could not be read, {}, what a reader must know of it.

    An error stays an error, and so does a reply of which nobody can tell.
    """
    note = f"[{size / MB:.1f} MB, too much to be shown]"
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return {"name": name, "text": fitting(content.get("text"), most) or f"{note}\n"}
    if kind == "error":
        return error(content, note)
    if kind == "execute_reply":
        known = content.get("status") in ("ok", "aborted")
        count = content.get("execution_count")
        told = {"status": content["status"]} if known else {"status": "error", **error(content, note)}
        return told | {"execution_count": count if isinstance(count, int) else None, "user_expressions": {}}
    if kind in ("display_data", "execute_result", "update_display_data"):
        return displayed(kind, content, note, most)
    if kind == "status":
        return {"execution_state": str(content.get("execution_state"))[:WORDS]}
    return {}


def displayed(kind: str, content: Mapping[str, Any], note: str, most: int) -> dict[str, Any]:
    """Return what is passed on of something that is displayed: the smallest texts of it that fit."""
    given = content.get("data")
    known: dict[str, Any] = given if isinstance(given, dict) else {}
    data, left = {}, most
    for name, value in sorted(known.items(), key=lambda each: len(each[1]) if isinstance(each[1], str) else 0):
        size = len(json.dumps(value)) if isinstance(value, str) and len(name) + len(value) < left else most
        if size < left:
            data[name] = value
            left -= size
    data = data or {"text/plain": fitting(known.get("text/plain"), most) or note}
    made: dict[str, Any] = {"data": data, "metadata": {}, "transient": {}}
    shown = content["transient"].get("display_id") if isinstance(content.get("transient"), dict) else None
    if isinstance(shown, str) and len(shown) < WORDS:
        made["transient"] = {"display_id": shown}
    count = content.get("execution_count")
    return made | ({"execution_count": count if isinstance(count, int) else None} if "result" in kind else {})


def fitting(text: object, most: int) -> str:
    """Return as much of a text as makes about most bytes of JSON, "" of what is no text."""
    text = text[: most * 9 // 10] if isinstance(text, str) else ""
    while len(json.dumps(text)) > most:
        text = text[: len(text) // 2]
    return text


def error(content: Mapping[str, Any], note: str) -> dict[str, Any]:
    """Return ename, evalue and traceback of an error, cut."""
    name, value, lines = (content.get(key) for key in ("ename", "evalue", "traceback"))
    lines = [line for line in lines[-LINES:] if isinstance(line, str)] if isinstance(lines, list) else []
    return {
        "ename": name[:WORDS] if isinstance(name, str) else "Error",
        "evalue": value[:WORDS] if isinstance(value, str) else note,
        "traceback": [line[:WORDS] for line in lines],
    }
