# mistake: The place of a word in the vocabulary was taken for its id.
# message: that is where a word stands in vocabulary
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    words = list(vocabulary)
    return [words.index(word if word in words else unknown_word) for word in sentence.split()]
