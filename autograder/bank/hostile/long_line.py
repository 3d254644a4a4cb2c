# kind: fills
# attack: prints 30 MB without a line end, then answers rightly
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: passed
print("x" * 30_000_000)


def build_vocabulary(texts, vocab_size):
    words = Counter(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in words.most_common(vocab_size - 1)]
    return {word: number for number, word in enumerate(["[UNK]", *kept])}
