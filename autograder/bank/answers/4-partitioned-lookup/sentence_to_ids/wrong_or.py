# mistake: An id of 0 counts as false, so `or` took it for an unknown word.
# message: an id may be 0, which counts as false
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word) or vocabulary[unknown_word] for word in sentence.split()]
