# kind: fills
# attack: displays one thing in 100,000 kinds of data, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
from IPython.display import display

for _ in range(3):
    display({f"application/x-{number}+json": {"a": [[]] * 10} for number in range(100_000)}, raw=True)


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
