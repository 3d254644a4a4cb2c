# kind: fills
# attack: displays 20,000 objects, then answers rightly
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: passed, timed out
from IPython.display import display

for number in range(20_000):
    display(number)


def build_vocabulary(texts, vocab_size):
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
