def build_vocabulary(texts, vocab_size):
    counts = {}
    for text in texts:
        for word in text.lower().split():
            counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts, key=counts.get, reverse=True)
    vocabulary = {"[UNK]": 0}
    for word in ranked:
        if len(vocabulary) == vocab_size:
            break
        vocabulary[word] = len(vocabulary)
    return vocabulary
