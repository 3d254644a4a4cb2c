# mistake: Equally frequent words stand in alphabetical order, not in order of appearance.
# message: first appearance
def build_vocabulary(texts, vocab_size):
    counts = Counter(" ".join(texts).lower().split())
    ranked = sorted(counts, key=lambda w: (-counts[w], w))[: vocab_size - 1]
    return {w: n for n, w in enumerate(["[UNK]"] + ranked)}
