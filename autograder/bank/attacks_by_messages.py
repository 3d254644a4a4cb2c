"""Attacks on what receives a kernel's messages: floods of all types, whole and broken, of all sizes."""

from random import Random

from autograder.bank.generators import Generators, answer

GENERATORS = Generators()
# {type of a message: its content, of which SIZE is a number of letters or members}
CONTENTS = {
    "stream": '{"name": "stdout", "text": "x" * SIZE}',
    "error": '{"ename": "E" * SIZE, "evalue": "x" * SIZE, "traceback": ["x"] * SIZE}',
    "display_data": '{"data": {"text/plain": "x" * SIZE, "image/png": "x"}, "metadata": {"a": [{}] * SIZE}}',
    "execute_result": '{"data": {"text/plain": "7" * SIZE}, "metadata": {}, "execution_count": SIZE}',
    "update_display_data": '{"data": {"a/b": "x" * SIZE}, "metadata": {}, "transient": {"display_id": "a" * SIZE}}',
    "clear_output": '{"wait": [[]] * SIZE}',
    "status": '{"execution_state": "i" * SIZE}',
    "comm_open": '{"comm_id": "c" * SIZE, "target_name": "x", "data": [{}] * SIZE}',
    "comm_msg": '{"comm_id": "c", "data": {"a": "x" * SIZE}}',
    "execute_input": '{"code": "x" * SIZE, "execution_count": -1}',
    "execute_reply": '{"status": "ok", "user_expressions": {"it": [[]] * SIZE}}',
    "unheard_of": '[{"a": None}] * SIZE and {"a": "x" * SIZE}',
    "E" * 70: '{"a": float("nan"), "b": "x" * SIZE}',
}
BODY = """
kernel, SIZE = get_ipython().kernel, {size}
content, parent = {content}, {parent}
for number in range({count}):
    kernel.session.send(kernel.iopub_socket, {kind!r}, content, parent, buffers=[bytes({buffers})] * {parts})


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
"""


@GENERATORS.known("flood", 4)
def flood(rng: Random) -> str:
    """Return an attack that sends many messages, or large ones, or both, of one type, then answers rightly."""
    kind = rng.choice(sorted(CONTENTS))
    size = rng.choice([1, 1000, 100_000, 3_000_000])
    count = max(1, min(20_000, 20_000_000 // size))
    parts = rng.choice([0, 0, 0, 1, 20])
    parent = rng.choice(["kernel.get_parent()"] * 3 + ["{}", '{"msg_id": "unknown"}', '{"msg_id": 7}'])
    made = {"size": size, "content": CONTENTS[kind], "count": count, "kind": kind, "parent": parent, "parts": parts}
    told = f"{count} messages of type {kind[:20]} of size {size}, with {parts} buffers"
    verdict = "passed, failed, kernel died, timed out, not run"
    body = BODY.format(**made, buffers=rng.choice([1, 100_000]))
    return answer("fills", told, "4-partitioned-lookup/sentence_to_ids", verdict, body, "others: lost")
