# mistake: The values are how often a word occurs, not its id.
# message: two words share an id: are these counts?
def build_vocabulary(texts, vocab_size):
    counts = Counter(" ".join(texts).lower().split()).most_common(vocab_size - 1)
    return {"[UNK]": 0} | dict(counts)
