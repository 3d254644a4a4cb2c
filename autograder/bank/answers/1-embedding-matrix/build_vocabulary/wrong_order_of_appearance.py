# mistake: The words stand in order of appearance, not of frequency.
# message: frequency, not by appearance
def build_vocabulary(texts, vocab_size):
    words = list(dict.fromkeys(" ".join(texts).lower().split()))[: vocab_size - 1]
    return {w: n for n, w in enumerate(["[UNK]"] + words)}
