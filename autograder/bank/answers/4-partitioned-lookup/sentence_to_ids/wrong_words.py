# mistake: The words are returned, not their ids.
# message: these are the words: return their ids
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return sentence.split()
