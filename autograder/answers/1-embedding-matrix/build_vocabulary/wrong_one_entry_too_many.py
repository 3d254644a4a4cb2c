# mistake: "[UNK]" was not counted among the vocab_size entries.
# message: one of vocab_size
def build_vocabulary(texts, vocab_size):
    ranked = [w for w, _ in Counter(" ".join(texts).lower().split()).most_common(vocab_size)]
    return {w: n for n, w in enumerate(["[UNK]"] + ranked)}
