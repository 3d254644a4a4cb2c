# mistake: Every number is NaN.
# message: every number is NaN
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [float("nan") for word in sentence.split()]
