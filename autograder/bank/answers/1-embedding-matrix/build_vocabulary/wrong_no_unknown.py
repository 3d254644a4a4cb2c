# mistake: "[UNK]" is missing, so that every id is one too low.
# message: the entry [UNK] -> 0 is missing: id 0 belongs to [UNK]
def build_vocabulary(texts, vocab_size):
    ranked = [w for w, _ in Counter(" ".join(texts).lower().split()).most_common(vocab_size)]
    return {w: n for n, w in enumerate(ranked)}
