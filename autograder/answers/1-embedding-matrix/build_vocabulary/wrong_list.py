# mistake: A list of words is not a dict word -> id.
# message: a dict word -> id was due
def build_vocabulary(texts, vocab_size):
    return ["[UNK]"] + [w for w, _ in Counter(" ".join(texts).lower().split()).most_common(vocab_size - 1)]
