# mistake: Unknown words were skipped.
# message: unknown words were skipped
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary[word] for word in sentence.split() if word in vocabulary]
