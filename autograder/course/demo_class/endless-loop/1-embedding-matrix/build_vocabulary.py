def build_vocabulary(texts, vocab_size):
    """Number the words of texts (a list of str) by falling frequency."""
    vocabulary = {"[UNK]": 0}
    words = " ".join(texts).lower().split()
    while len(vocabulary) < vocab_size:
        most_frequent = max(words, key=words.count)
        vocabulary.setdefault(most_frequent, len(vocabulary))
    return vocabulary
