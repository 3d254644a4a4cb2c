def build_vocabulary(texts, vocab_size):
    """Number the words of texts (a list of str) by falling frequency."""
    vocabulary = {"[UNK]": 0}
    words = " ".join(texts).lower().split()
    while len(vocabulary) < vocab_size:
        for word in words:
            vocabulary.setdefault(word, len(vocabulary))
    return vocabulary
