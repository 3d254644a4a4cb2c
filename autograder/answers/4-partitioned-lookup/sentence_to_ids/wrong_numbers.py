# mistake: The words were numbered from 0; their ids are in the vocabulary.
# message: They differ first
# control run
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return list(range(len(sentence.split())))
