# mistake: The list of texts that came in was changed.
# message: which belongs to the caller
def build_vocabulary(texts, vocab_size):
    for i in range(len(texts)):
        texts[i] = texts[i].lower()
    ranked = [w for w, _ in Counter(" ".join(texts).split()).most_common(vocab_size - 1)]
    return {w: n for n, w in enumerate(["[UNK]"] + ranked)}
