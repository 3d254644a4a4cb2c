# mistake: The words were not lower-cased.
# message: lower-case before you count
def build_vocabulary(texts, vocab_size):
    words = " ".join(texts).split()
    ranked = [w for w, _ in Counter(words).most_common(vocab_size - 1)]
    return {w: n for n, w in enumerate(["[UNK]"] + ranked)}
