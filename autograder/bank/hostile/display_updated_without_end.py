# kind: fills
# attack: updates a display 20,000 times with 1 kB, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
from IPython.display import display

handle = display("x", display_id="one")
for number in range(20_000):
    handle.update(f"{number} " * 200)


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
