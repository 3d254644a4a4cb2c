# mistake: Every number is NaN.
# message: every number is NaN
def build_vocabulary(texts, vocab_size):
    words = Counter(" ".join(texts).lower().split()).most_common(vocab_size - 1)
    return dict.fromkeys(["[UNK]"] + [w for w, _ in words], float("nan"))
