def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return np.array([vocabulary.get(w, vocabulary[unknown_word]) for w in sentence.split()])
