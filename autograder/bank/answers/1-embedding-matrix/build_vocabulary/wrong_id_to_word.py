# mistake: The dict leads from ids to words; it should lead from words to ids.
# message: the keys are the words, and the values their ids
def build_vocabulary(texts, vocab_size):
    ranked = [w for w, _ in Counter(" ".join(texts).lower().split()).most_common(vocab_size - 1)]
    return dict(enumerate(["[UNK]"] + ranked))
