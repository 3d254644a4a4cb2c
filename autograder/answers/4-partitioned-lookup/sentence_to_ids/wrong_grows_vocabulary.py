# message: changed the vocabulary
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.setdefault(word, vocabulary[unknown_word]) for word in sentence.split()]
