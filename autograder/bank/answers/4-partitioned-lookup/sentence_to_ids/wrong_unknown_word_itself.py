# mistake: Unknown words give the word unknown_word, not its id.
# message: an unknown word gives an id, that of unknown_word
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, unknown_word) for word in sentence.split()]
