# kind: fills
# attack: answers whatever is evaluated after a cell with 5 MB of nested lists
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed, tampered, not run
# others: lost
shell = get_ipython()


class Large:
    def _repr_json_(self):
        return {"a": [[]] * 1_700_000}


data = {"status": "ok", "data": {"text/plain": "[" + "[]," * 1_700_000 + "]", "application/json": Large()._repr_json_()}}
shell.user_expressions = lambda expressions: {key: {**data, "metadata": {}} for key in expressions}


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
