# kind: fills
# attack: writes 500 MB to its process's own output and errors, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
import os

for number in range(500):
    for descriptor in (1, 2):
        try:
            os.write(descriptor, b"x" * 500_000)
        except OSError:
            pass


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
