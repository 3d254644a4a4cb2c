# mistake: The words were numbered from 0; their ids are in the vocabulary.
# message: the words were numbered: their ids are in vocabulary
# control run
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return list(range(len(sentence.split())))
