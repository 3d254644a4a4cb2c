# mistake: The words are returned, not their ids.
# message: not made of numbers
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return sentence.split()
