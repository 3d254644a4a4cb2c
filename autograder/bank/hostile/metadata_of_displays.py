# kind: fills
# attack: displays with metadata of a million members, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
from IPython.display import display

for _ in range(5):
    display({"text/plain": "x"}, raw=True, metadata={"a": [{}] * 1_000_000})


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
