# mistake: split(" ") cuts at single spaces only and makes empty words; split() takes any whitespace.
# message: split on any whitespace
def build_vocabulary(texts, vocab_size):
    words = [w for t in texts for w in t.lower().split(" ")]
    ranked = [w for w, _ in Counter(words).most_common(vocab_size - 1)]
    return {w: n for n, w in enumerate(["[UNK]"] + ranked)}
