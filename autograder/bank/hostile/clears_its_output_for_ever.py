# kind: fills
# attack: prints and clears its output 20,000 times, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
from IPython.display import clear_output

for number in range(20_000):
    print(number)
    clear_output(wait=number % 2 == 0)


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
