# mistake: An id of 0 counts as false, so it was taken for an unknown word.
# message: an id may be 0, which counts as false
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    ids = []
    for word in sentence.split():
        number = vocabulary.get(word)
        if not number:
            number = vocabulary[unknown_word]
        ids.append(number)
    return ids
