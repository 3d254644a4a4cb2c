def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    def number(word):
        try:
            return vocabulary[word]
        except KeyError:
            return vocabulary[unknown_word]


    return np.array([number(word) for word in sentence.split()], dtype=int)
