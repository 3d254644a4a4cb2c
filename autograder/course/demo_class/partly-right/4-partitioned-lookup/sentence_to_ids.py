def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    """Return the id of each word of sentence; vocabulary is a dict word -> id with unknown_word."""
    return [vocabulary[word] for word in sentence.split() if word in vocabulary]
