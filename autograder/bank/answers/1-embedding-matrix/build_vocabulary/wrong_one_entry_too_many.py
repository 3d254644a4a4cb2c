# mistake: "[UNK]" was not counted among the vocab_size entries.
# message: [UNK] is one of the vocab_size entries
def build_vocabulary(texts, vocab_size):
    ranked = [w for w, _ in Counter(" ".join(texts).lower().split()).most_common(vocab_size)]
    return {w: n for n, w in enumerate(["[UNK]"] + ranked)}
