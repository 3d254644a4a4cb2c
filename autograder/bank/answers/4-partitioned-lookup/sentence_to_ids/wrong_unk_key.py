# mistake: The word "unk" was looked up whatever unknown_word says.
# message: use the argument unknown_word, not the word "unk"
def sentence_to_ids(sentence, vocabulary, unknown_word="unk"):
    return [vocabulary[word] if word in vocabulary else vocabulary["unk"] for word in sentence.split()]
