# mistake: Unknown words end in a KeyError.
# message: an unknown word is no key of vocabulary
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary[word] for word in sentence.split()]
