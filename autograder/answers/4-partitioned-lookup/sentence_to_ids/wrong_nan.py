# mistake: Every number is NaN.
# message: NaN is no id: every id is in vocabulary
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [float("nan") for word in sentence.split()]
