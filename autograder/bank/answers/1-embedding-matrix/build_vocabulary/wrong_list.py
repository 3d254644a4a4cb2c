# mistake: A list of words is not a dict word -> id.
# message: that is not a dict: it should lead from each word to its id
def build_vocabulary(texts, vocab_size):
    return ["[UNK]"] + [w for w, _ in Counter(" ".join(texts).lower().split()).most_common(vocab_size - 1)]
