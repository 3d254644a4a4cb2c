# mistake: The right words, but their ids run backwards.
# message: the ids run backwards
# control run
def build_vocabulary(texts, vocab_size):
    words = ["[UNK]"] + [w for w, _ in Counter(" ".join(texts).lower().split()).most_common(vocab_size - 1)]
    return {w: len(words) - 1 - n for n, w in enumerate(words)}
