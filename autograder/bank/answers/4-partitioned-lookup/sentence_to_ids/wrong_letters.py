# mistake: The sentence was gone through letter by letter.
# message: that goes letter by letter
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, vocabulary[unknown_word]) for word in sentence]
