# mistake: Unknown words give None.
# message: get() gives None for an unknown word
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word) for word in sentence.split()]
