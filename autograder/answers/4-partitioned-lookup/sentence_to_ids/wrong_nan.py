# mistake: Every number is NaN.
# message: nan, due
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [float("nan") for word in sentence.split()]
