# kind: fills
# attack: sends payloads: 10,000 pages to show, cells to insert, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
for number in range(10_000):
    get_ipython().payload_manager.write_payload(
        {"source": "set_next_input" if number % 2 else "page", "text": "x" * 1000, "data": {"text/plain": "x"}}, single=False
    )


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
