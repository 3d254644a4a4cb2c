# mistake: The ids were sorted.
# message: the ids were sorted: keep the order of the words
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return sorted(vocabulary.get(word, vocabulary[unknown_word]) for word in sentence.split())
