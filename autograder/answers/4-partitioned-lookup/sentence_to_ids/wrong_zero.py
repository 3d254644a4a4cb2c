# message: unknown_word is in vocabulary
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, 0) for word in sentence.split()]
