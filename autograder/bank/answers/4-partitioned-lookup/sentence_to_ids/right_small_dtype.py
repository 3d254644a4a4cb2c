def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    unknown = vocabulary[unknown_word]
    return np.array([vocabulary.get(word, unknown) for word in sentence.split()], dtype=np.uint8)
