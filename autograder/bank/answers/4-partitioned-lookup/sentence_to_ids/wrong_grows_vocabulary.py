# mistake: setdefault writes the unknown words into the vocabulary that came in.
# message: which belongs to the caller
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.setdefault(word, vocabulary[unknown_word]) for word in sentence.split()]
