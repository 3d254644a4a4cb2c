# mistake: Unknown words got id 0; theirs is the id of unknown_word.
# message: unknown words got 0: the id of unknown_word is in vocabulary
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary.get(word, 0) for word in sentence.split()]
