# mistake: The words were lower-cased; case is kept here.
# message: keep the case of the words
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word.lower(), vocabulary[unknown_word]) for word in sentence.split()]
